package io.midplatform.local.disk;

import io.midplatform.ErrorCode;
import io.midplatform.spi.DriverException;
import io.midplatform.spi.Failure;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** The right of one store to a folder: held until it is closed, or its process ends in whatever way. */
final class FolderLock implements AutoCloseable {
    /** The operating system's lock is the process's, not ours: closing any second channel on the file would give it up. */
    private static final Set<Path> OPEN = ConcurrentHashMap.newKeySet();

    private static final int PID_SIZE = 20;
    private static final String ADVICE =
            "Close the other one, or name another folder: one process at a time can use it.";

    private final Path folder;
    private final FileChannel channel;

    private FolderLock(Path folder, FileChannel channel) {
        this.folder = folder;
        this.channel = channel;
    }

    /** Makes the folder where it is missing. */
    static FolderLock take(Path wanted) {
        try {
            if (Files.exists(wanted) && !Files.isDirectory(wanted)) {
                throw refused(wanted + " is a file, not a folder.", "Name a folder for the local store.", null);
            }
            Path folder = Files.createDirectories(wanted).toRealPath();
            if (!OPEN.add(folder)) {
                throw refused(folder + " is already open in this process, by another platform.", ADVICE, null);
            }
            return lock(folder);
        } catch (FileSystemException e) {
            throw refused(
                    wanted + " cannot be used as a folder: " + e.getClass().getSimpleName() + ".",
                    "Name a folder that this process may make and write.",
                    e);
        } catch (IOException e) {
            throw new DriverException(DiskErrors.classify(e), e);
        }
    }

    private static FolderLock lock(Path folder) throws IOException {
        FileChannel channel = null;
        boolean taken = false;
        try {
            channel = FileChannel.open(
                    folder.resolve("lock"),
                    StandardOpenOption.CREATE,
                    StandardOpenOption.READ,
                    StandardOpenOption.WRITE);
            @Nullable FileLock lock = channel.tryLock();
            if (lock == null) {
                throw refused(folder + " is in use by another process" + owner(channel) + ".", ADVICE, null);
            }
            String pid = Long.toString(ProcessHandle.current().pid());
            channel.truncate(0).write(ByteBuffer.wrap(pid.getBytes(StandardCharsets.US_ASCII)), 0);
            taken = true;
            return new FolderLock(folder, channel);
        } finally {
            if (!taken) {
                OPEN.remove(folder);
                if (channel != null) {
                    channel.close();
                }
            }
        }
    }

    /** The folder without symbolic links. */
    Path folder() {
        return folder;
    }

    private static String owner(FileChannel channel) throws IOException {
        ByteBuffer pid = ByteBuffer.allocate(PID_SIZE);
        channel.read(pid, 0);
        return pid.position() == 0
                ? ""
                : " (" + new String(pid.array(), 0, pid.position(), StandardCharsets.US_ASCII) + ")";
    }

    private static DriverException refused(String reason, String advice, @Nullable Throwable cause) {
        return new DriverException(Failure.of(ErrorCode.CONFIGURATION, reason).advice(advice), cause);
    }

    @Override
    public void close() throws IOException {
        try {
            channel.close();
        } finally {
            OPEN.remove(folder);
        }
    }
}

package io.midplatform.local.disk;

import io.midplatform.local.Durability;
import io.midplatform.spi.Deadline;
import io.midplatform.storage.Content;
import java.io.File;
import java.io.FileInputStream;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileChannel;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HexFormat;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.zip.CRC32C;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The files with objects' bytes: named by number only, so that no key can escape the folder. A file that no row names does not exist for anybody;
 * one that a row names never changes. Thread-safe.
 */
final class ObjectFiles {
    private static final Logger LOG = LoggerFactory.getLogger(ObjectFiles.class);
    private static final int FOLDERS = 256;

    /** Neighbours in time share a folder, and so its sync; a folder is left before it grows large. */
    private static final int FOLDER_BITS = 10;

    private static final int BUFFER = 64 * 1024;
    private static final HexFormat HEX = HexFormat.of();

    private final Path root;
    private final boolean syncing;
    private final Ids ids;
    private final AtomicInteger unfinished = new AtomicInteger();
    private final AtomicBoolean litter = new AtomicBoolean();

    ObjectFiles(Path root, Durability durability, Ids ids) {
        this.root = root;
        this.syncing = durability == Durability.FULL;
        this.ids = ids;
    }

    /** What was written. */
    record Written(long size, long crc) {}

    void prepare() throws IOException {
        Files.createDirectories(root);
        for (int i = 0; i < FOLDERS; i++) {
            Files.createDirectories(root.resolve(HEX.toHexDigits((byte) i)));
        }
        force(root);
    }

    /** The number of a new file. Each must come to {@link #keep} or {@link #delete}. */
    long begin() {
        unfinished.incrementAndGet();
        return ids.next();
    }

    /** Tells that a row names the file now, or that the next start finds out. */
    void keep(boolean sure) {
        unfinished.decrementAndGet();
        if (!sure) {
            doubt();
        }
    }

    /** Tells that files may be left that no row names: the next start finds out. */
    void doubt() {
        litter.set(true);
    }

    /** Gives up a file that {@link #begin} began. */
    void discard(long id) {
        delete(id);
        unfinished.decrementAndGet();
    }

    /** Removes a file that no row names any more. What cannot be removed is swept at the next start. */
    void delete(long id) {
        try {
            Files.deleteIfExists(path(id));
        } catch (IOException e) {
            litter.set(true);
            LOG.warn(
                    "A data file without an object could not be removed; the next start tries again: {}", e.toString());
        }
    }

    /** Whether every file is named by a row. */
    boolean isClean() {
        return unfinished.get() == 0 && !litter.get();
    }

    Path path(long id) {
        return folder(id).resolve(HEX.toHexDigits(id));
    }

    private Path folder(long id) {
        return root.resolve(HEX.toHexDigits((byte) ((id >>> FOLDER_BITS) + Ids.start(id))));
    }

    Path root() {
        return root;
    }

    void create(long id) throws IOException {
        Files.createFile(path(id));
    }

    Written write(long id, Content content, Deadline deadline) throws Exception {
        try (FileChannel file = FileChannel.open(path(id), StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            Written written = transfer(content, file, 0, deadline);
            sync(file, id);
            return written;
        } catch (ClosedByInterruptException e) {
            throw interrupted(e);
        }
    }

    /** Writes into a file that is there, at a position. */
    Written write(long id, long position, Content content, Deadline deadline) throws Exception {
        try (FileChannel file = FileChannel.open(path(id), StandardOpenOption.WRITE)) {
            return transfer(content, file, position, deadline);
        } catch (ClosedByInterruptException e) {
            throw interrupted(e);
        }
    }

    /** Makes a file's content and name last, cut to a size. */
    void seal(long id, long size) throws Exception {
        try (FileChannel file = FileChannel.open(path(id), StandardOpenOption.WRITE)) {
            if (file.size() > size) {
                file.truncate(size);
            }
            sync(file, id);
        } catch (ClosedByInterruptException e) {
            throw interrupted(e);
        }
    }

    /** Gives a file a second name, or copies it where the file system cannot. */
    void link(long from, long to, Deadline deadline) throws Exception {
        if (linked(from, to)) {
            try {
                force(folder(to));
            } catch (ClosedByInterruptException e) {
                throw interrupted(e);
            }
        } else {
            write(to, Content.opened(size(from), () -> open(from, 0, Long.MAX_VALUE)), deadline);
        }
    }

    private boolean linked(long from, long to) throws NoSuchFileException {
        try {
            Files.createLink(path(to), path(from));
            return true;
        } catch (NoSuchFileException e) {
            throw e; // replaced meanwhile
        } catch (UnsupportedOperationException | IOException e) {
            return false; // no links here, or too many of one file
        }
    }

    /** A range of a file's bytes. A file that is there stays readable when its name is removed. */
    InputStream open(long id, long offset, long length) throws IOException {
        FileInputStream file = stream(path(id));
        try {
            file.skipNBytes(offset);
        } catch (IOException e) {
            file.close();
            throw e;
        }
        return new FileBody(file, length);
    }

    /** Says what keeps a file from being read, which {@link FileNotFoundException} does not: it may well be there. */
    private static FileInputStream stream(Path path) throws IOException {
        try {
            return new FileInputStream(path.toFile());
        } catch (FileNotFoundException e) {
            IOException why = Files.notExists(path)
                    ? new NoSuchFileException(path.toString())
                    : new FileSystemException(path.toString(), null, e.getMessage());
            why.addSuppressed(e);
            throw why;
        }
    }

    /** Reads a range of a file, for what is there: less than asked for where the file ends early. */
    Written measure(long id, long offset, long length, Deadline deadline) throws Exception {
        CRC32C crc = new CRC32C();
        long size = 0;
        byte[] bytes = new byte[BUFFER];
        try (InputStream in = open(id, offset, length)) {
            for (int count = in.read(bytes); count >= 0; count = in.read(bytes)) {
                crc.update(bytes, 0, count);
                size += count;
                if (Thread.interrupted()) {
                    throw new InterruptedException("while reading");
                }
                if (deadline.isExpired()) {
                    throw new TimeoutException("while reading");
                }
            }
        }
        return new Written(size, crc.getValue());
    }

    long size(long id) throws IOException {
        return Files.size(path(id));
    }

    private static Written transfer(Content content, FileChannel file, long position, Deadline deadline)
            throws Exception {
        CRC32C crc = new CRC32C();
        long at = position;
        byte[] bytes =
                new byte[(int) Math.max(1, Math.min(BUFFER, content.length().orElse(BUFFER)))];
        ByteBuffer buffer = ByteBuffer.wrap(bytes);
        try (InputStream in = content.open()) {
            for (int count = in.read(bytes); count >= 0; count = in.read(bytes)) {
                crc.update(bytes, 0, count);
                for (buffer.clear().limit(count); buffer.hasRemaining(); ) {
                    at += file.write(buffer, at);
                }
                if (deadline.isExpired()) {
                    throw new TimeoutException("while writing");
                }
            }
        }
        return new Written(at - position, crc.getValue());
    }

    private void sync(FileChannel file, long id) throws IOException {
        if (syncing) {
            file.force(true);
            force(folder(id));
        }
    }

    /** Makes the names in a folder last. */
    private void force(Path folder) throws IOException {
        if (syncing && File.separatorChar == '/') { // Windows opens no folder, and keeps names in order by itself
            try (FileChannel channel = FileChannel.open(folder)) {
                channel.force(true);
            }
        }
    }

    private static InterruptedException interrupted(ClosedByInterruptException e) {
        Thread.interrupted(); // the exception says so
        InterruptedException interrupted = new InterruptedException("while writing");
        interrupted.initCause(e);
        return interrupted;
    }
}

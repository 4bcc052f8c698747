package io.midplatform.storage.engine;

import io.midplatform.engine.call.Calls;
import io.midplatform.engine.call.ResourceContext;
import io.midplatform.storage.Checksum;
import io.midplatform.storage.ObjectInfo;
import io.midplatform.storage.TransferOptions;
import io.midplatform.storage.spi.BucketDriver.Read;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.concurrent.locks.ReentrantLock;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * Downloads objects into files. The first request asks for all of the object, so that a small one costs one. Of a large one its body is read from
 * the front, while others fetch ranges from the back, until they meet.
 */
final class FileDownload {
    /** What one request of the others fetches. */
    private static final long RANGE = 8L << 20;

    private static final int BUFFER = 128 * 1024;

    private final ResourceContext context;
    private final Calls calls;
    private final ObjectReads reads;
    private final LocalFiles files;

    FileDownload(ResourceContext context, Calls calls, ObjectReads reads) {
        this.context = context;
        this.calls = calls;
        this.reads = reads;
        this.files = new LocalFiles(calls);
    }

    /** Whether several requests fetch an object of this size. */
    static boolean isLarge(long size) {
        return size > 2 * RANGE;
    }

    ObjectInfo download(String key, Path file, TransferOptions options, Progress progress) {
        Duration timeout = options.timeout().orElse(null);
        return calls.call("download", key, timeout, deadline -> {
            Path part = temporary(key, file);
            try (BodyStream first = reads.open("download", key, null, timeout, deadline)) {
                progress.expect(first.info().size());
                fill(part, first, options, progress);
                try {
                    LocalFiles.replace(part, file);
                } catch (IOException e) {
                    throw files.failure("download", key, file, "cannot be written", e);
                }
                return first.info();
            } finally {
                Files.deleteIfExists(part);
            }
        });
    }

    /** A file beside the one to come, so that the last step is a rename. */
    private Path temporary(String key, Path file) throws Exception {
        Path absolute = file.toAbsolutePath();
        Path name = absolute.getFileName();
        Path folder = absolute.getParent();
        try {
            if (name == null || folder == null || Files.isDirectory(absolute)) {
                throw new IOException("a directory");
            }
            if (!Files.isDirectory(folder)) {
                throw new NoSuchFileException(folder.toString(), null, "no such directory");
            }
            return Files.createTempFile(folder, "." + name + ".", ".part");
        } catch (IOException e) {
            throw files.failure("download", key, file, "cannot be written", e);
        }
    }

    private void fill(Path part, BodyStream first, TransferOptions options, Progress progress) throws Exception {
        ObjectInfo info = first.info();
        Crew crew = new Crew(context.executor(), options.parallel() + 1);
        boolean done = false;
        try (FileChannel out = FileChannel.open(part, StandardOpenOption.WRITE)) {
            Ranges ranges = new Ranges(
                    info,
                    part,
                    out,
                    options.timeout().orElse(null),
                    progress,
                    options.parallel() > 1 && isLarge(info.size()));
            if (ranges.shared) {
                for (int i = 1; i < options.parallel(); i++) {
                    crew.add(ranges::fetchFromTheBack);
                }
            }
            ranges.readFromTheFront(first);
            crew.join();
            ranges.verify();
            done = true;
        } finally {
            if (!done) {
                crew.cancel();
            }
        }
    }

    /** The ranges of one object, each fetched by one of several. */
    private final class Ranges {
        private final ObjectInfo info;
        private final Path part;
        private final FileChannel out;
        private final @Nullable Duration timeout;
        private final Progress progress;
        private final boolean shared;
        private final boolean checked;
        private final long[] crcs;
        private final ReentrantLock ends = new ReentrantLock();
        private int front;
        private int back;

        Ranges(
                ObjectInfo info,
                Path part,
                FileChannel out,
                @Nullable Duration timeout,
                Progress progress,
                boolean shared) {
            this.info = info;
            this.part = part;
            this.out = out;
            this.timeout = timeout;
            this.progress = progress;
            this.shared = shared;
            this.checked = shared && info.checksum().isPresent();
            this.crcs = new long[(int) ((info.size() + RANGE - 1) / RANGE)];
            this.back = crcs.length - 1;
        }

        /** The next range that nobody has, from either end; -1 when there is none. */
        private int next(boolean fromTheFront) {
            ends.lock();
            try {
                return front > back ? -1 : fromTheFront ? front++ : back--;
            } finally {
                ends.unlock();
            }
        }

        void readFromTheFront(BodyStream body) throws Exception {
            byte[] buffer = new byte[BUFFER];
            for (int range = next(true); range >= 0; range = next(true)) {
                copy(body, range, buffer);
            }
        }

        void fetchFromTheBack() throws Exception {
            byte[] buffer = new byte[BUFFER];
            for (int range = next(false); range >= 0; range = next(false)) {
                Read read = new Read(info.key(), range * RANGE, length(range), false, info.etag(), null, null);
                try (BodyStream body = reads.open("download", read, timeout, calls.deadline(timeout))) {
                    if (!body.info().etag().equals(info.etag())) {
                        throw BodyStream.replaced(calls, "download", info.key());
                    }
                    copy(body, range, buffer);
                }
            }
        }

        private long length(int range) {
            return Math.min(RANGE, info.size() - range * RANGE);
        }

        private void copy(BodyStream body, int range, byte[] buffer) throws Exception {
            CRC32C crc = new CRC32C();
            long at = range * RANGE;
            long end = at + length(range);
            while (at < end) {
                int got = body.read(buffer, 0, (int) Math.min(buffer.length, end - at));
                if (got < 0) {
                    throw new IllegalStateException("a body ended before the size that its object has");
                }
                if (checked) {
                    crc.update(buffer, 0, got);
                }
                write(ByteBuffer.wrap(buffer, 0, got), at);
                at += got;
                progress.add(got);
            }
            crcs[range] = crc.getValue();
        }

        private void write(ByteBuffer bytes, long position) throws Exception {
            long at = position;
            try {
                while (bytes.hasRemaining()) {
                    at += out.write(bytes, at);
                }
            } catch (IOException e) {
                throw files.failure("download", info.key(), part, "cannot be written", e);
            }
        }

        /** A body that was read to its end has verified itself, but here each has read a piece. */
        void verify() {
            if (!checked) {
                return;
            }
            Checksum expected = info.checksum().orElseThrow();
            long crc = crcs[0];
            for (int i = 1; i < crcs.length; i++) {
                crc = Crc32cSum.combine(crc, crcs[i], length(i));
            }
            Checksum actual = Checksum.crc32c(crc);
            if (!expected.equals(actual)) {
                throw ObjectWrites.mismatch(calls, "download", info.key(), expected, actual);
            }
        }
    }
}

package io.midplatform.storage.engine;

import io.midplatform.storage.Checksum;
import io.midplatform.storage.Content;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.CRC32C;

/** Some bytes of a file, read as often as they are sent; the checksum is of the last time they were read to their end. */
final class FilePart {
    private static final int BUFFER = 64 * 1024;

    private final Path file;
    private final long start;
    private final long length;
    private volatile long crc = -1;

    FilePart(Path file, long start, long length) {
        this.file = file;
        this.start = start;
        this.length = length;
    }

    Content content() {
        return Content.opened(length, () -> new ExactStream(this::open, length));
    }

    /** The checksum, for which the bytes are read where nobody has. */
    long crc() throws IOException {
        if (crc < 0) {
            byte[] buffer = new byte[BUFFER];
            try (InputStream in = new ExactStream(this::open, length)) {
                while (in.read(buffer) >= 0) {
                    // read for the checksum
                }
            }
        }
        return crc;
    }

    Checksum checksum() throws IOException {
        return Checksum.crc32c(crc());
    }

    private InputStream open() throws IOException {
        InputStream in = Files.newInputStream(file);
        boolean ready = false;
        try {
            in.skipNBytes(start);
            ready = true;
            return new Counted(in, length);
        } finally {
            if (!ready) {
                in.close();
            }
        }
    }

    /** Ends after the part, and knows its checksum then. */
    private final class Counted extends FilterInputStream {
        private final CRC32C sum = new CRC32C();
        private long left;

        Counted(InputStream in, long length) {
            super(in);
            this.left = length;
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] into, int offset, int wanted) throws IOException {
            if (left == 0) {
                crc = sum.getValue(); // of a part without bytes, too
                return -1;
            }
            int got = in.read(into, offset, (int) Math.min(wanted, left));
            if (got > 0) {
                sum.update(into, offset, got);
                left -= got;
                if (left == 0) {
                    crc = sum.getValue();
                }
            }
            return got;
        }

        @Override
        public long skip(long count) throws IOException {
            return count <= 0 ? 0 : Math.max(0, read(new byte[(int) Math.min(count, BUFFER)]));
        }

        @Override
        public boolean markSupported() {
            return false;
        }
    }
}

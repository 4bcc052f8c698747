package io.midplatform.local.disk;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/** A number of bytes of a file. A file that ends early ends the stream early: the engine tells that as it tells any lost body. */
final class FileBody extends FilterInputStream {
    private long left;

    FileBody(InputStream file, long length) {
        super(file);
        this.left = length;
    }

    @Override
    public int read() throws IOException {
        if (left <= 0) {
            return -1;
        }
        int got = in.read();
        left -= got < 0 ? 0 : 1;
        return got;
    }

    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
        if (left <= 0) {
            return length == 0 ? 0 : -1;
        }
        int got = in.read(into, offset, (int) Math.min(length, left));
        left -= Math.max(0, got);
        return got;
    }

    @Override
    public long skip(long count) throws IOException {
        long skipped = in.skip(Math.min(count, left));
        left -= skipped;
        return skipped;
    }

    @Override
    public int available() throws IOException {
        return (int) Math.min(left, in.available());
    }

    @Override
    public boolean markSupported() {
        return false;
    }
}

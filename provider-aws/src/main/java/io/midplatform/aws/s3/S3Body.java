package io.midplatform.aws.s3;

import java.io.FilterInputStream;
import java.io.IOException;
import software.amazon.awssdk.core.ResponseInputStream;

/** The bytes of an object. Closed early, little that is left is read so that the connection can be used again; with more the connection goes. */
final class S3Body extends FilterInputStream {
    /** Reading this much costs less than a new connection. */
    private static final long WORTH_READING = 64 * 1024;

    private final ResponseInputStream<?> response;
    private long left;
    private boolean closed;

    S3Body(ResponseInputStream<?> response, long length) {
        super(response);
        this.response = response;
        this.left = length;
    }

    @Override
    public int read() throws IOException {
        int one = in.read();
        left -= one < 0 ? 0 : 1;
        return one;
    }

    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
        int got = in.read(into, offset, length);
        left -= Math.max(0, got);
        return got;
    }

    @Override
    public long skip(long count) throws IOException {
        long skipped = in.skip(count);
        left -= skipped;
        return skipped;
    }

    @Override
    public boolean markSupported() {
        return false;
    }

    @Override
    public void close() throws IOException {
        if (closed) {
            return;
        }
        closed = true;
        if (left > WORTH_READING) {
            response.abort();
        } else {
            response.close();
        }
    }
}

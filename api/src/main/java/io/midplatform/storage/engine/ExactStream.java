package io.midplatform.storage.engine;

import io.midplatform.ErrorCode;
import io.midplatform.spi.DriverException;
import io.midplatform.spi.Failure;
import io.midplatform.storage.Content;
import java.io.IOException;
import java.io.InputStream;

/** A caller's content, held to the length it said. What goes wrong with it is told apart from what goes wrong at the provider. */
final class ExactStream extends InputStream {
    private final InputStream in;
    private final long length;
    private long count;

    /** A length below zero is unknown: any will do. */
    ExactStream(Content.Opener opener, long length) {
        this.length = length;
        this.in = guarded(opener);
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    @SuppressWarnings("InputStreamSlowMultibyteRead") // it is the multibyte read
    public int read(byte[] into, int offset, int wanted) {
        int got;
        try {
            got = in.read(into, offset, wanted);
        } catch (IOException e) {
            throw unreadable(e);
        }
        if (got > 0) {
            count += got;
        }
        if (length >= 0 && (count > length || (got < 0 && count < length))) {
            throw new DriverException(
                    Failure.of(
                                    ErrorCode.INVALID_REQUEST,
                                    "the content said it has " + length + " bytes, but it has "
                                            + (got < 0 ? "only " + count : "more") + ".")
                            .advice("Pass the true length, or a stream without a length; do not change a file while it"
                                    + " is put."),
                    null);
        }
        return got;
    }

    @Override
    public void close() throws IOException {
        in.close();
    }

    private static InputStream guarded(Content.Opener opener) {
        try {
            return opener.open();
        } catch (IOException e) {
            throw unreadable(e);
        }
    }

    private static DriverException unreadable(IOException e) {
        return new DriverException(
                Failure.of(ErrorCode.INVALID_REQUEST, "the content could not be read.")
                        .advice("See the cause; the provider had no part in it."),
                e);
    }
}

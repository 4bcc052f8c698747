package io.midplatform.azure.blob;

import io.midplatform.storage.Content;
import java.io.IOException;
import java.io.InputStream;
import org.jspecify.annotations.Nullable;

/** Content that is read from its beginning for each attempt, as the SDK does with a stream that can go back to a mark. */
final class RepeatableStream extends InputStream {
    private final Content content;
    private @Nullable InputStream in;

    RepeatableStream(Content content) {
        this.content = content;
    }

    private InputStream in() throws IOException {
        InputStream open = in;
        if (open == null) {
            open = content.open();
            in = open;
        }
        return open;
    }

    @Override
    public int read() throws IOException {
        return in().read();
    }

    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
        return in().read(into, offset, length);
    }

    @Override
    public boolean markSupported() {
        return true;
    }

    @Override
    public synchronized void mark(int limit) {
        // always the beginning
    }

    @Override
    public synchronized void reset() throws IOException {
        close();
    }

    @Override
    public void close() throws IOException {
        InputStream open = in;
        in = null;
        if (open != null) {
            open.close();
        }
    }
}

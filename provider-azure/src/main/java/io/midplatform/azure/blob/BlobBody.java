package io.midplatform.azure.blob;

import com.azure.core.http.HttpResponse;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/** The bytes of an object. Closing gives the connection back: OkHttp reads little that is left, and drops the connection otherwise. */
final class BlobBody extends FilterInputStream {
    private final HttpResponse response;

    private BlobBody(InputStream body, HttpResponse response) {
        super(body);
        this.response = response;
    }

    static InputStream of(HttpResponse response) {
        // the client's own stream; what the SDK calls "as input stream" is the same, by way of a publisher
        return new BlobBody(response.getBodyAsBinaryData().toStream(), response);
    }

    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
        return in.read(into, offset, length);
    }

    @Override
    public boolean markSupported() {
        return false;
    }

    @Override
    public void close() throws IOException {
        response.close();
    }
}

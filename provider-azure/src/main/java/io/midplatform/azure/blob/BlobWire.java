package io.midplatform.azure.blob;

import com.azure.core.http.HttpHeaderName;
import com.azure.core.http.HttpHeaders;
import com.azure.core.http.HttpMethod;
import com.azure.core.http.HttpPipeline;
import com.azure.core.http.HttpRequest;
import com.azure.core.http.HttpResponse;
import com.azure.core.util.BinaryData;
import com.azure.storage.blob.BlobContainerClient;
import com.azure.storage.blob.models.BlobStorageException;
import io.midplatform.azure.session.AzureCall;
import io.midplatform.spi.Deadline;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Requests of the REST interface on the SDK's pipeline, which signs, retries and sends them on the caller's thread. The SDK's own blocking client hands
 * a put to another thread and waits for it, makes a client for each blob, and gives a body as a stream of requests only. Thread-safe.
 */
final class BlobWire {
    static final HttpHeaderName VERSION = HttpHeaderName.fromString("x-ms-version");
    static final HttpHeaderName ERROR_CODE = HttpHeaderName.fromString("x-ms-error-code");
    private static final int FIRST_ERROR = 300;
    private static final String HEX = "0123456789ABCDEF";

    private final HttpPipeline pipeline;
    private final String container;
    private final String version;

    BlobWire(BlobContainerClient client) {
        this.pipeline = client.getHttpPipeline();
        this.container = client.getBlobContainerUrl();
        this.version = client.getServiceVersion().getVersion();
    }

    /** The address of the container. */
    String url() {
        return container;
    }

    /** The address of a blob. */
    String url(String key) {
        StringBuilder url = new StringBuilder(container.length() + key.length() + 32);
        return encode(key, url.append(container).append('/')).toString();
    }

    /** Percent-encodes everything but what RFC 3986 calls unreserved: slashes too, as the SDK does. */
    static StringBuilder encode(String text, StringBuilder to) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (isUnreserved(c)) {
                to.append(c);
            } else {
                int end = Character.isSurrogate(c) ? i + 2 : i + 1;
                for (byte b : text.substring(i, end).getBytes(StandardCharsets.UTF_8)) {
                    to.append('%').append(HEX.charAt((b >> 4) & 0xf)).append(HEX.charAt(b & 0xf));
                }
                i = end - 1;
            }
        }
        return to;
    }

    private static boolean isUnreserved(char c) {
        return (c >= 'a' && c <= 'z')
                || (c >= 'A' && c <= 'Z')
                || (c >= '0' && c <= '9')
                || c == '-'
                || c == '_'
                || c == '.'
                || c == '~';
    }

    /**
     * Sends a request, again where that may help.
     *
     * @param body read anew for each attempt; null for none
     * @return the answer, to be closed
     * @throws BlobStorageException for any answer but a success
     */
    HttpResponse send(HttpMethod method, String url, HttpHeaders headers, @Nullable BinaryData body, Deadline deadline)
            throws InterruptedException {
        HttpRequest request = request(method, url, headers, body);
        return AzureCall.call(deadline, context -> succeeded(pipeline.sendSync(request, context)));
    }

    /** Asks for what is read as a whole: its body comes within the call, and a body that breaks off is asked for again. */
    HttpResponse whole(String url, Deadline deadline) throws InterruptedException {
        HttpRequest request = request(HttpMethod.GET, url, new HttpHeaders(), null);
        return AzureCall.whole(deadline, context -> succeeded(pipeline.sendSync(request, context)));
    }

    /** Has something put that the service fetches itself, which may take long: an interrupt ends the request at once. */
    HttpResponse fetched(String url, HttpHeaders headers, Deadline deadline) throws InterruptedException {
        HttpRequest request = request(HttpMethod.PUT, url, headers, null);
        return AzureCall.interruptible(
                deadline, context -> pipeline.send(request, context).map(BlobWire::succeeded));
    }

    private HttpRequest request(HttpMethod method, String url, HttpHeaders headers, @Nullable BinaryData body) {
        headers.set(VERSION, version);
        if (body == null) {
            headers.set(HttpHeaderName.CONTENT_LENGTH, "0"); // the signature wants it
        }
        if (method == HttpMethod.GET) {
            headers.set(HttpHeaderName.ACCEPT_ENCODING, "identity"); // OkHttp would unzip what is stored
        }
        HttpRequest request = new HttpRequest(method, url).setHeaders(headers);
        if (body != null) {
            request.setBody(body);
        }
        return request;
    }

    private static HttpResponse succeeded(HttpResponse response) {
        int status = response.getStatusCode();
        if (status < FIRST_ERROR) {
            return response;
        }
        String code = response.getHeaderValue(ERROR_CODE);
        response.close();
        throw new BlobStorageException("Status code " + status + (code == null ? "" : ", " + code), response, null);
    }
}

package io.midplatform.aws.s3;

import io.midplatform.testkit.Planted;
import java.net.URI;
import org.gaul.s3proxy.S3Proxy;
import org.gaul.s3proxy.auth.AuthenticationType;
import org.gaul.s3proxy.nio2blob.TransientNio2BlobStore;

/** An S3Proxy in this process, on a free port of the loopback, with its objects in memory. */
final class S3ProxyServer {
    private static final S3Proxy SERVER = start();

    private S3ProxyServer() {}

    /** Where it is; its credentials are those that {@code Backend} gives. */
    static URI endpoint() {
        return URI.create("http://127.0.0.1:" + SERVER.getPort());
    }

    private static S3Proxy start() {
        S3Proxy server = S3Proxy.builder()
                .blobStore(new TransientNio2BlobStore())
                .awsAuthentication(AuthenticationType.AWS_V4, "test", Planted.SECRET)
                .endpoint(URI.create("http://127.0.0.1:0"))
                .build();
        try {
            server.start();
        } catch (Exception e) {
            throw new IllegalStateException("S3Proxy does not start", e);
        }
        return server;
    }
}

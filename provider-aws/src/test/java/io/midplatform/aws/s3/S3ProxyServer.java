package io.midplatform.aws.s3;

import java.net.URI;
import java.util.Map;
import org.gaul.s3proxy.S3Proxy;
import org.gaul.s3proxy.auth.AuthenticationType;
import org.gaul.s3proxy.nio2blob.TransientNio2BlobStore;

/** An S3Proxy in this process, on a free port of the loopback, with its objects in memory. */
final class S3ProxyServer {
    private static final S3Proxy SERVER = start();
    private static final String SECRET = "not-a-secret";

    private S3ProxyServer() {}

    /** The settings that lead to it. */
    static Map<String, String> settings() {
        return Map.of(
                "midplatform.providers.aws.region",
                "us-east-1",
                "midplatform.providers.aws.endpoint",
                "http://127.0.0.1:" + SERVER.getPort(),
                "midplatform.providers.aws.credentials.access-key-id",
                "any",
                "midplatform.providers.aws.credentials.secret-access-key",
                SECRET);
    }

    private static S3Proxy start() {
        S3Proxy server = S3Proxy.builder()
                .blobStore(new TransientNio2BlobStore())
                .awsAuthentication(AuthenticationType.AWS_V4, "any", SECRET)
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

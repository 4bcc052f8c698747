package io.midplatform.aws.s3;

import java.net.URI;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.gaul.s3proxy.AccessGrant;
import org.gaul.s3proxy.S3Proxy;
import org.gaul.s3proxy.auth.AuthenticationType;
import org.gaul.s3proxy.blobstore.BlobStore;
import org.gaul.s3proxy.nio2blob.TransientNio2BlobStore;

/** An S3Proxy in this process, on a free port of the loopback. Each access key has a store of its own, in memory. */
final class S3ProxyServer {
    private static final S3Proxy SERVER = start();
    private static final String SECRET = "not-a-secret";

    private S3ProxyServer() {}

    /** The settings of a provider whose store is new and empty. */
    static Map<String, String> provider() {
        Map<String, String> settings = new HashMap<>();
        settings.put("midplatform.provider", "aws");
        settings.put("midplatform.providers.aws.region", "us-east-1");
        settings.put("midplatform.providers.aws.endpoint", "http://127.0.0.1:" + SERVER.getPort());
        settings.put("midplatform.providers.aws.compat", "generic-s3");
        settings.put("midplatform.providers.aws.create", "true");
        settings.put(
                "midplatform.providers.aws.credentials.access-key-id",
                UUID.randomUUID().toString());
        settings.put("midplatform.providers.aws.credentials.secret-access-key", SECRET);
        settings.put("midplatform.providers.aws.retry.backoff", "0s");
        return settings;
    }

    private static S3Proxy start() {
        Map<String, BlobStore> stores = new ConcurrentHashMap<>();
        S3Proxy server = S3Proxy.builder()
                .blobStore(new TransientNio2BlobStore())
                .awsAuthentication(AuthenticationType.AWS_V4, "unused", SECRET)
                .endpoint(URI.create("http://127.0.0.1:0"))
                .build();
        server.setBlobStoreLocator((identity, container, blob) ->
                new AccessGrant(SECRET, stores.computeIfAbsent(identity, key -> new TransientNio2BlobStore())));
        try {
            server.start();
        } catch (Exception e) {
            throw new IllegalStateException("S3Proxy does not start", e);
        }
        return server;
    }
}

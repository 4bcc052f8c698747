package io.midplatform.azure.blob;

import io.midplatform.azure.testing.AzuriteServer;
import io.midplatform.cloudtests.CannedBucket;
import java.net.URI;
import java.util.HashMap;
import java.util.Map;

/** A Blob Storage whose answers are written from Azure's documented ones: what passes here is not verified against the service. */
final class CannedBlob extends CannedBucket {
    CannedBlob() {
        super("azure", "x-ms-request-id");
    }

    @Override
    public URI endpoint() {
        return super.endpoint().resolve("/acme");
    }

    @Override
    protected Map<String, String> instance(Map<String, String> own) {
        Map<String, String> settings = new HashMap<>();
        settings.put("account", "acme");
        settings.put("endpoint", endpoint().toString());
        if (own.keySet().stream().noneMatch(key -> key.startsWith("credentials."))) {
            settings.put("credentials.account-key", AzuriteServer.KEY);
        }
        settings.put("retry.backoff", "1ms");
        return settings;
    }

    /** A write that was done. */
    static Reply created() {
        return status(201, Map.of("ETag", "\"e1\""), "");
    }

    /** An error as Azure tells it. */
    static Reply error(int status, String code) {
        return status(
                status,
                Map.of("Content-Type", "application/xml", "x-ms-error-code", code),
                "<?xml version=\"1.0\" encoding=\"utf-8\"?><Error><Code>" + code
                        + "</Code><Message>canned</Message></Error>");
    }
}

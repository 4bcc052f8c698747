package io.midplatform.azure.blob;

import static org.assertj.core.api.Assertions.assertThat;

import io.midplatform.Platform;
import io.midplatform.azure.fake.BlobTokenFake;
import io.midplatform.azure.fake.EntraFake;
import io.midplatform.storage.Bucket;
import io.midplatform.storage.SignedRequest;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Buckets by tokens of Entra ID, on stand-ins of ours. */
class BlobTokensTest {
    @Test
    void presign_byUserDelegation_asksForOneKey() {
        try (EntraFake entra = new EntraFake();
                BlobTokenFake blobs = new BlobTokenFake()) {
            Map<String, String> settings = entra.settings();
            settings.put("midplatform.providers.azure.account", "acme");
            settings.put("midplatform.providers.azure.endpoint", blobs.endpoint() + "/acme");
            try (Platform platform =
                    Platform.builder().isolated().settings(settings).build()) {
                Bucket bucket = platform.bucket("uploads");
                bucket.put("a.txt", "by token");
                assertThat(blobs.requests().get(0).headers().getFirst("Authorization"))
                        .isEqualTo("Bearer " + entra.tokens().get(0));
                SignedRequest get = bucket.presignGet("a b.txt", Duration.ofMinutes(5));
                SignedRequest put = bucket.presignPut("c.txt", Duration.ofMinutes(5));
                assertThat(blobs.operations())
                        .as("a put, and the key once")
                        .containsExactly("PUT /acme/uploads/a.txt", "POST /acme");
                assertThat(get.uri().toString())
                        .startsWith(blobs.endpoint() + "/acme/uploads/a%20b.txt?")
                        .contains("skoid=" + EntraFake.OBJECT, "sktid=" + EntraFake.TENANT, "sr=b", "sp=r&", "sig=");
                assertThat(put.uri().toString()).contains("skoid=" + EntraFake.OBJECT, "sig=");
                assertThat(put.headers()).containsEntry("x-ms-blob-type", "BlockBlob");
                assertThat(get.expiresAt())
                        .isBetween(Instant.now(), Instant.now().plusSeconds(301));
            }
        }
    }
}

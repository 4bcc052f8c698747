package io.midplatform.azure.blob;

import static io.midplatform.azure.blob.CannedBlob.fails;
import static org.assertj.core.api.Assertions.assertThat;

import io.midplatform.ErrorCode;
import io.midplatform.Platform;
import io.midplatform.azure.fake.BlobTokenFake;
import io.midplatform.azure.fake.EntraFake;
import io.midplatform.azure.fake.RestFake;
import io.midplatform.cloudtests.HttpFake;
import io.midplatform.spi.Finding;
import io.midplatform.storage.Bucket;
import io.midplatform.storage.SignedRequest;
import io.midplatform.storage.StorageFeature;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Buckets by tokens of Entra ID, on stand-ins of ours. */
class BlobTokensTest {
    private final EntraFake entra = new EntraFake();
    private final BlobTokenFake blobs = new BlobTokenFake();

    @AfterEach
    void close() {
        blobs.close();
        entra.close();
    }

    private Map<String, String> settings() {
        Map<String, String> settings = entra.settings();
        settings.put("midplatform.providers.azure.account", "acme");
        settings.put("midplatform.providers.azure.endpoint", blobs.endpoint() + "/acme");
        settings.put("midplatform.storage.uploads.container", "uploads");
        return settings;
    }

    private Platform platform() {
        return Platform.builder().isolated().settings(settings()).build();
    }

    private Map<String, Finding> findings(String... keysAndValues) {
        Map<String, String> settings = settings();
        for (int i = 0; i < keysAndValues.length; i += 2) {
            settings.put("midplatform.storage.uploads." + keysAndValues[i], keysAndValues[i + 1]);
        }
        try (Platform platform =
                Platform.builder().isolated().settings(settings).build()) {
            return platform.verify().results().stream()
                    .collect(Collectors.toMap(result -> result.finding().check(), result -> result.finding()));
        }
    }

    @Test
    void presign_byUserDelegation_asksForOneKey() {
        try (Platform platform = platform()) {
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
            assertThat(get.expiresAt()).isBetween(Instant.now(), Instant.now().plusSeconds(301));
        }
    }

    @Test
    void verify_whereAKeyIsToBeHad_isWell() {
        assertThat(findings().values()).extracting(Finding::status).containsOnly(Finding.Status.OK);
        assertThat(findings()).containsOnlyKeys("exists", "presign");
    }

    @Test
    void verify_withoutTheRoleToSign_saysWhichOne() {
        blobs.delegateToNobody();
        Finding finding = findings().get("presign");
        assertThat(finding.status()).isEqualTo(Finding.Status.WARNING);
        assertThat(finding.detail()).contains("Storage Blob Delegator", "403");
        Finding required = findings("requires", "presign").get("presign");
        assertThat(required.status()).isEqualTo(Finding.Status.FAILED);
        assertThat(required.detail()).contains("Storage Blob Delegator", "403");
    }

    @Test
    void presign_withoutTheRole_isDeniedAndSaysWhichOne() {
        blobs.delegateToNobody();
        try (Platform platform = platform()) {
            Bucket bucket = platform.bucket("uploads");
            assertThat(bucket.support(StorageFeature.PRESIGN).isUsable()).isTrue();
            assertThat(fails(ErrorCode.ACCESS_DENIED, () -> bucket.presignGet("k", Duration.ofMinutes(5)))
                            .advice())
                    .hasValueSatisfying(advice -> assertThat(advice).contains("Storage Blob Delegator"));
            assertThat(fails(ErrorCode.ACCESS_DENIED, () -> bucket.presignPut("k", Duration.ofMinutes(5))))
                    .hasMessageContaining("can sign no requests");
        }
    }

    @Test
    void presign_whereTheKeyIsNotToBeHad_failsAsEachRequest() {
        Map<String, String> settings = settings();
        settings.put("midplatform.providers.azure.retry.attempts", "3");
        settings.put("midplatform.providers.azure.retry.backoff", "1ms");
        Map<HttpFake.Reply, ErrorCode> faults = Map.of(
                RestFake.error(503, "busy", "x-ms-error-code", "ServerBusy"), ErrorCode.THROTTLED,
                RestFake.error(429, "many", "x-ms-error-code", "TooManyRequests"), ErrorCode.THROTTLED,
                RestFake.error(500, "no", "x-ms-error-code", "InternalError"), ErrorCode.UNAVAILABLE,
                HttpFake.reset(), ErrorCode.UNAVAILABLE);
        try (Platform platform =
                Platform.builder().isolated().settings(settings).build()) {
            Bucket bucket = platform.bucket("uploads");
            faults.forEach((fault, code) -> {
                int before = blobs.requests().size();
                blobs.fail(3, fault);
                fails(code, () -> bucket.presignGet("k", Duration.ofMinutes(5)));
                assertThat(blobs.requests()).hasSize(before + 3);
            });
        }
    }

    @Test
    void verify_withoutTheRightToLook_isUnverified() {
        blobs.fail(1, RestFake.error(403, "no", "x-ms-error-code", "AuthorizationPermissionMismatch"));
        Finding finding = findings().get("exists");
        assertThat(finding.status()).isEqualTo(Finding.Status.UNVERIFIED);
        assertThat(finding.detail()).contains("Storage Blob Data Reader");
    }

    @Test
    void verify_ofAMissingContainer_fails() {
        blobs.fail(1, RestFake.error(404, "no", "x-ms-error-code", "ContainerNotFound"));
        assertThat(findings().values())
                .extracting(Finding::status)
                .as("not a warning among them hides it")
                .contains(Finding.Status.FAILED);
    }
}

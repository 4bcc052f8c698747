package io.midplatform.azure.blob;

import static io.midplatform.azure.blob.CannedBlob.fails;
import static org.assertj.core.api.Assertions.assertThat;

import com.azure.storage.blob.BlobContainerClient;
import com.azure.storage.blob.sas.BlobContainerSasPermission;
import com.azure.storage.blob.sas.BlobServiceSasSignatureValues;
import io.midplatform.ErrorCode;
import io.midplatform.Platform;
import io.midplatform.storage.Bucket;
import io.midplatform.storage.ListEntry;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Buckets by a shared access signature, on a server that checks it. */
class BlobSignatureTest {
    @RegisterExtension
    static final BlobBackend BLOB = new BlobBackend();

    /** A bucket by a signature of its container alone, good until then. */
    private static void with(String permissions, int hours, Consumer<Bucket> check) {
        Map<String, String> settings = BLOB.provider();
        BlobContainerClient container =
                BLOB.client().getBlobContainerClient(settings.get("midplatform.storage.bucket.container"));
        container.create();
        OffsetDateTime end = OffsetDateTime.now(ZoneOffset.UTC).plusHours(hours);
        String sas = container.generateSas(
                new BlobServiceSasSignatureValues(end, BlobContainerSasPermission.parse(permissions))
                        .setStartTime(end.minusDays(1)));
        settings.remove("midplatform.providers.azure.credentials.account-key");
        settings.put("midplatform.providers.azure.create", "false");
        settings.put("midplatform.providers.azure.credentials.sas", "?" + sas);
        try (Platform platform =
                Platform.builder().isolated().settings(settings).build()) {
            check.accept(platform.bucket("bucket"));
        }
    }

    @Test
    void signature_worksForAll() {
        with("racwdl", 1, bucket -> {
            bucket.put("a b.txt", "content");
            bucket.copy("a b.txt", "c");
            assertThat(bucket.getString("a b.txt")).isEqualTo("content");
            assertThat(bucket.getString("c")).isEqualTo("content");
            assertThat(bucket.list().stream().map(ListEntry::key)).containsExactly("a b.txt", "c");
            bucket.delete("c");
            bucket.deleteAll(List.of("a b.txt", "missing")).throwIfAny();
            assertThat(bucket.list()).isEmpty();
        });
    }

    @Test
    void signature_withoutTheRight_isDeniedAndHidden() {
        with("r", 1, bucket -> {
            assertThat(bucket.exists("k")).isFalse();
            fails(ErrorCode.ACCESS_DENIED, () -> bucket.put("k", "x"));
        });
    }

    /** Azure says AuthenticationFailed of a signature that has ended (see BlobFaultTest), Azurite AuthorizationFailure. */
    @Test
    void signature_thatHasEnded_isRefusedWithAdvice() {
        with(
                "rw",
                -1,
                bucket -> BLOB.lies(
                        () -> ended(bucket, ErrorCode.UNAUTHENTICATED), () -> ended(bucket, ErrorCode.ACCESS_DENIED)));
    }

    private static void ended(Bucket bucket, ErrorCode code) {
        assertThat(fails(code, () -> bucket.getString("k")).advice())
                .hasValueSatisfying(advice -> assertThat(advice).contains("expired"));
    }
}

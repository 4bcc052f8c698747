package io.midplatform.azure.blob;

import static io.midplatform.azure.blob.CannedBlob.fails;
import static org.assertj.core.api.Assertions.assertThat;

import io.midplatform.ErrorCode;
import io.midplatform.Platform;
import io.midplatform.PlatformException;
import io.midplatform.azure.fake.BlobTokenFake;
import io.midplatform.azure.fake.EntraFake;
import io.midplatform.azure.fake.RestFake;
import io.midplatform.azure.testing.AzuriteServer;
import io.midplatform.storage.Bucket;
import io.midplatform.storage.CopyOptions;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * Copies between two accounts of which the source is read with a token of Entra ID, on stand-ins of ours. Their tokens hold a planted secret, which the
 * whole run may not show.
 */
class BlobTokenCopyTest {
    private static final String AUTHORIZATION = "Authorization";
    private static final String SOURCE_AUTHORIZATION = "x-ms-copy-source-authorization";

    private final EntraFake entra = new EntraFake();
    private final EntraFake other = new EntraFake();
    private final BlobTokenFake blobs = new BlobTokenFake();

    @AfterEach
    void close() {
        blobs.close();
        other.close();
        entra.close();
    }

    /** From the account 'acme', whose tokens are those of {@link #entra}, to another one. */
    private void copying(Map<String, String> target, Consumer<Platform> test) {
        Map<String, String> settings = entra.settings();
        settings.put("midplatform.providers.azure.account", "acme");
        settings.put("midplatform.providers.azure.endpoint", blobs.endpoint() + "/acme");
        settings.put("midplatform.providers.dr.type", "azure");
        settings.put(
                "midplatform.providers.dr.http.tls-ca",
                RestFake.CERTIFICATE.certificate().toString());
        target.forEach((key, value) -> settings.put("midplatform.providers.dr." + key, value));
        settings.put("midplatform.storage.copies.provider", "dr");
        settings.replaceAll((key, value) -> key.endsWith("retry.backoff") ? "1ms" : value);
        try (Platform platform =
                Platform.builder().isolated().settings(settings).build()) {
            test.accept(platform);
        }
    }

    private Map<String, String> byKey() {
        return Map.of(
                "account", BlobTokenFake.KEYED,
                "endpoint", blobs.endpoint() + "/" + BlobTokenFake.KEYED,
                "credentials.account-key", AzuriteServer.KEY);
    }

    private Map<String, String> byToken() {
        Map<String, String> settings =
                new java.util.HashMap<>(Map.of("account", "dr", "endpoint", blobs.endpoint() + "/dr"));
        other.settings().forEach((key, value) -> {
            if (key.contains(".credentials.")) {
                settings.put(key.replace("midplatform.providers.azure.", ""), value);
            }
        });
        return settings;
    }

    private static void copy(Platform platform) {
        Bucket uploads = platform.bucket("uploads");
        uploads.copyTo(platform.bucket("copies"), "a b", "c", CopyOptions.defaults());
    }

    private static String bearer(RestFake.Request request) {
        String right = request.headers().getFirst(SOURCE_AUTHORIZATION);
        assertThat(right).startsWith("Bearer ");
        return right.substring("Bearer ".length());
    }

    private List<RestFake.Request> puts() {
        return blobs.requests().stream()
                .filter(request -> request.method().equals("PUT"))
                .toList();
    }

    @Test
    void copyTo_anAccountByKey_carriesTheSourcesToken() {
        copying(byKey(), platform -> {
            copy(platform);
            assertThat(blobs.operations()).containsExactly("HEAD /acme/uploads/a b", "PUT /keyed/copies/c");
            RestFake.Request put = puts().get(0);
            assertThat(put.headers().getFirst(AUTHORIZATION)).startsWith("SharedKey keyed:");
            assertThat(entra.tokens()).contains(bearer(put));
            assertThat(put.headers().getFirst("x-ms-copy-source"))
                    .as("no signature beside it")
                    .isEqualTo(blobs.endpoint() + "/acme/uploads/a%20b");
            assertThat(put.headers().getFirst("x-ms-source-if-match")).isEqualTo("\"0x1\"");
            copy(platform);
            assertThat(bearer(puts().get(1))).isEqualTo(bearer(put));
            assertThat(entra.tokens())
                    .as("one for requests to the source, one for copies from it")
                    .hasSize(2);
        });
    }

    @Test
    void copyTo_anAccountByOtherTokens_confusesNothing() {
        copying(byToken(), platform -> {
            copy(platform);
            RestFake.Request put = puts().get(0);
            assertThat(put.uri().getPath()).isEqualTo("/dr/copies/c");
            assertThat(put.headers().getFirst(AUTHORIZATION))
                    .isEqualTo("Bearer " + other.tokens().get(0));
            assertThat(entra.tokens()).contains(bearer(put));
            assertThat(bearer(put)).isNotEqualTo(other.tokens().get(0));
        });
    }

    @Test
    void copyTo_inParts_carriesTheTokenWithEachBlockOnly() {
        blobs.size((512L << 20) + 1);
        copying(byKey(), platform -> {
            copy(platform);
            assertThat(puts()).hasSize(4);
            assertThat(entra.tokens()).as("all parts share one").hasSize(2).contains(bearer(puts().get(0)));
            assertThat(puts().subList(0, 3)).allSatisfy(put -> {
                assertThat(put.query()).containsEntry("comp", "block");
                assertThat(bearer(put)).isEqualTo(bearer(puts().get(0)));
            });
            assertThat(puts().get(3).query()).containsEntry("comp", "blocklist");
            assertThat(puts().get(3).headers().getFirst(SOURCE_AUTHORIZATION)).isNull();
        });
    }

    @Test
    void copyTo_refused_showsNoToken() {
        for (int status : new int[] {401, 403}) {
            copying(byKey(), platform -> {
                blobs.fail(1, RestFake.NONE);
                blobs.fail(1, RestFake.error(status, "no", "x-ms-error-code", "CannotVerifyCopySource"));
                PlatformException thrown = fails(ErrorCode.ACCESS_DENIED, () -> copy(platform));
                assertThat(thrown).hasMessageContaining("source");
                assertThat(trace(thrown)).doesNotContain(entra.tokens().get(0)).doesNotContain("Bearer");
            });
        }
    }

    private static String trace(Throwable thrown) {
        StringWriter text = new StringWriter();
        thrown.printStackTrace(new PrintWriter(text));
        return text.toString();
    }
}

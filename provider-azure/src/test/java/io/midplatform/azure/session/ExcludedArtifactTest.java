package io.midplatform.azure.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.midplatform.Platform;
import io.midplatform.PlatformException;
import io.midplatform.cloudtests.ClassPath;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A user may exclude the SDK of a service that is not used: the rest loads, and using it names the artifact. */
public class ExcludedArtifactTest {
    private static final List<String> USES = List.of("params", "vault", "cache", "bucket");

    /** All of it is configured; one resource is used, and the failure's text given. Called in a class loader of its own. */
    public static String use(String what, boolean tokens) {
        Map<String, String> settings = new HashMap<>(Map.of(
                "midplatform.provider", "azure",
                "midplatform.providers.azure.retry.attempts", "1",
                "midplatform.config.sources", what.equals("cache") || what.equals("bucket") ? "" : what,
                "midplatform.config.params.service", "app-configuration",
                "midplatform.config.vault.service", "key-vault",
                "midplatform.config.vault.endpoint", "https://127.0.0.1:1",
                "midplatform.config.vault.trusted-hosts", "127.0.0.1",
                "midplatform.config.vault.names", "a"));
        settings.put("midplatform.cache.carts.host", "127.0.0.1");
        settings.put("midplatform.cache.carts.port", "1");
        if (tokens) {
            settings.put("midplatform.config.params.endpoint", "https://127.0.0.1:1");
            settings.put("midplatform.config.params.trusted-hosts", "127.0.0.1");
        } else {
            settings.put(
                    "midplatform.config.params.credentials.connection-string",
                    "Endpoint=http://127.0.0.1:1;Id=any;Secret=bm90LWEtc2VjcmV0");
            settings.put("midplatform.cache.carts.password", "not-a-secret");
        }
        settings.put("midplatform.storage.files.account", "acme");
        settings.put("midplatform.storage.files.endpoint", (tokens ? "https" : "http") + "://127.0.0.1:1/acme");
        if (!tokens) {
            settings.put("midplatform.storage.files.credentials.account-key", "bm90LWEtc2VjcmV0");
        }
        String who = "midplatform.providers.id.";
        settings.put(who + "type", "azure");
        settings.put(who + "retry.attempts", "1");
        settings.put(who + "credentials.authority-host", "https://127.0.0.1:1");
        settings.put(who + "credentials.tenant-id", "11111111-2222-3333-4444-555555555555");
        settings.put(who + "credentials.client-id", "66666666-7777-8888-9999-000000000000");
        settings.put(who + "credentials.client-secret", "not-a-secret");
        settings.put("midplatform.config.vault.provider", "id");
        if (tokens) {
            settings.put("midplatform.config.params.provider", "id");
            settings.put("midplatform.cache.carts.provider", "id");
            settings.put("midplatform.storage.files.provider", "id");
        }
        try (Platform platform =
                Platform.builder().isolated().settings(settings).build()) {
            if (what.equals("cache")) {
                platform.cache("carts", String.class).put("a", "1");
            } else if (what.equals("bucket")) {
                platform.bucket("files").exists("a");
            } else {
                platform.config();
            }
            return "used";
        } catch (PlatformException e) {
            return e.code() + " " + e.getMessage();
        }
    }

    private static void without(Predicate<Path> excluded, ClassPath.Check check) throws Exception {
        ClassPath.without(ExcludedArtifactTest.class, excluded, check);
    }

    @ParameterizedTest
    @CsvSource({
        "azure-data-appconfiguration, params",
        "azure-security-keyvault-secrets, vault",
        "azure-storage-blob, bucket"
    })
    void excludedSdk_isNamed_andTheOthersAreUsed(String artifact, String what) throws Exception {
        without(ClassPath.artifact(artifact), use -> {
            assertThat(use.of(what, false)).contains("CONFIGURATION", "com.azure:" + artifact);
            for (String other : USES) {
                if (!other.equals(what)) {
                    assertThat(use.of(other, false)).as(other).matches("(?s)UNA.*");
                }
            }
        });
    }

    @Test
    void redisProvider_isNamedForACache_andNotMissedWithout() throws Exception {
        without(ClassPath.REDIS, use -> {
            assertThat(use.of("cache", false)).contains("CONFIGURATION", "io.midplatform:midplatform-provider-redis");
            assertThat(use.of("params", false)).startsWith("UNAVAILABLE");
        });
    }

    @Test
    void excludedIdentity_isNamedForTokens_andNotMissedWithout() throws Exception {
        without(ClassPath.artifact("azure-identity"), use -> {
            for (String what : List.of("params", "vault", "cache", "bucket")) {
                assertThat(use.of(what, true)).as(what).contains("CONFIGURATION", "com.azure:azure-identity");
            }
            assertThat(use.of("params", false)).startsWith("UNAVAILABLE");
            assertThat(use.of("cache", false)).startsWith("UNAVAILABLE");
        });
    }

    @Test
    void nothingExcluded_isUsed() {
        for (String what : USES) {
            assertThat(use(what, false)).as(what).matches("(?s)UNA.*");
            assertThat(use(what, true)).as(what).matches("(?s)UNA.*");
        }
    }
}

package io.midplatform.azure.blob;

import static io.midplatform.azure.blob.CannedBlob.fails;
import static org.assertj.core.api.Assertions.assertThat;

import io.midplatform.ErrorCode;
import io.midplatform.Platform;
import io.midplatform.PlatformException;
import io.midplatform.azure.testing.AzuriteServer;
import io.midplatform.storage.Bucket;
import io.midplatform.storage.StorageFeature;
import io.midplatform.testkit.Planted;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Wrong settings and keys: told before any request where that can be, and in a way that says what to do. */
class BlobInputTest {
    @RegisterExtension
    static final BlobBackend BLOB = new BlobBackend();

    private static final String AZURE = "midplatform.providers.azure.";

    private static Map<String, String> settings(String... keysAndValues) {
        Map<String, String> settings = new HashMap<>(Map.of("midplatform.provider", "azure"));
        for (int i = 0; i < keysAndValues.length; i += 2) {
            settings.put(AZURE + keysAndValues[i], keysAndValues[i + 1]);
        }
        return settings;
    }

    private static void with(Map<String, String> settings, Consumer<Bucket> check) {
        try (Platform platform =
                Platform.builder().isolated().settings(settings).build()) {
            check.accept(platform.bucket("bucket"));
        }
    }

    private static PlatformException refused(String... keysAndValues) {
        return fails(
                ErrorCode.CONFIGURATION, () -> with(settings(keysAndValues), bucket -> bucket.put("k", "never sent")));
    }

    @Test
    void account_missing_isConfiguration() {
        assertThat(refused("credentials.account-key", AzuriteServer.KEY)).hasMessageContaining("account");
    }

    @Test
    void key_thatIsNoBase64_isConfigurationAndHidden() {
        assertThat(refused("account", "acme", "credentials.account-key", Planted.SECRET + "!"))
                .hasMessageContaining("Base64");
    }

    @Test
    void connectionString_broken_isConfigurationAndHidden() {
        for (String broken : List.of(
                "nonsense " + Planted.SECRET,
                "AccountKey=" + AzuriteServer.KEY,
                "AccountName=acme;EndpointSuffix=x.y")) {
            assertThat(refused("credentials.connection-string", broken)).hasMessageContaining("connection string");
        }
    }

    @Test
    void endpoint_withASignature_isConfigurationAndHidden() {
        String signed = "https://acme.blob.core.windows.net/?sv=2026-10-06&sig=" + Planted.SECRET;
        assertThat(refused("endpoint", signed)).hasMessageContaining("credentials.sas");
        for (String endpoint : List.of(signed, "https://acme.blob.core.windows.net/ " + Planted.SECRET, "acme/x")) {
            assertThat(refused(
                            "credentials.connection-string",
                            "BlobEndpoint=" + endpoint + ";SharedAccessSignature=sv=1&sig=x"))
                    .hasMessageContaining("endpoint");
        }
    }

    @Test
    void tokens_overHttp_areNotSent() {
        assertThat(refused("account", "acme", "endpoint", "http://127.0.0.1:1/acme"))
                .hasMessageContaining("https only");
    }

    @Test
    void container_thatAzureDoesNotAllow_isConfiguration() {
        for (String name : List.of("UPPER", "ab", "a--b", "-a-b", "under_score", "a".repeat(64))) {
            assertThat(refused("account", "acme", "credentials.account-key", AzuriteServer.KEY, "container", name))
                    .hasMessageContaining("3 to 63");
        }
    }

    /** What loading alone says, without a use of the bucket. */
    private static PlatformException unloadable(Map<String, String> settings) {
        settings.putIfAbsent("midplatform.storage.bucket.create", "false"); // so that it is known at load
        return fails(ErrorCode.CONFIGURATION, () -> {
            try (Platform platform =
                    Platform.builder().isolated().settings(settings).build()) {
                assertThat(platform).as("loaded").isNull();
            }
        });
    }

    @Test
    void account_otherThanThatOfTheEndpointOrConnectionString_isConfiguration() {
        String key = AzuriteServer.KEY;
        for (String endpoint : List.of(
                "https://other.blob.core.windows.net",
                "https://Other.blob.core.usgovcloudapi.net/",
                "https://other.z12.blob.storage.azure.net",
                "http://127.0.0.1:1/other")) {
            assertThat(unloadable(settings("account", "mine", "endpoint", endpoint, "credentials.account-key", key)))
                    .hasMessageContainingAll("'mine'", "endpoint", "'other'");
            String mine = "AccountName=mine;AccountKey=" + key;
            assertThat(unloadable(settings("endpoint", endpoint, "credentials.connection-string", mine)))
                    .hasMessageContainingAll("'mine'", "endpoint", "'other'");
        }
        for (String other : List.of(
                "AccountName=other;AccountKey=" + key,
                "BlobEndpoint=https://other.blob.core.windows.net;SharedAccessSignature=sv=1&sig=" + Planted.SECRET)) {
            assertThat(unloadable(settings("account", "mine", "credentials.connection-string", other)))
                    .hasMessageContainingAll("'mine'", "'other'");
        }
        String emulator = "UseDevelopmentStorage=true";
        assertThat(unloadable(settings("account", "mine", "credentials.connection-string", emulator)))
                .hasMessageContaining("devstoreaccount1");
    }

    @Test
    void account_thatNothingContradicts_isTaken() {
        String key = AzuriteServer.KEY;
        for (String endpoint : List.of(
                "https://mine.blob.core.windows.net/",
                "https://mine-secondary.blob.core.windows.net",
                "https://mine.privatelink.blob.core.windows.net",
                "https://blobs.corp.example",
                "https://gateway.corp.example/storage/a",
                "http://127.0.0.1:1/mine")) {
            String mine = "AccountName=mine;AccountKey=" + key + ";BlobEndpoint=" + endpoint;
            with(settings("account", "mine", "endpoint", endpoint, "credentials.account-key", key), bucket -> {});
            with(settings("account", "mine", "credentials.connection-string", mine), bucket -> {});
        }
    }

    @Test
    void settings_thatCannotBe_areAllToldAtLoad() {
        Map<String, String> settings = settings("credentials.account-key", AzuriteServer.KEY);
        settings.put("midplatform.storage.ab.account", "acme");
        settings.put("midplatform.providers.two.type", "azure");
        settings.put("midplatform.storage.broken.provider", "two");
        settings.put("midplatform.storage.broken.credentials.connection-string", "nonsense " + Planted.SECRET);
        settings.put("midplatform.storage.keyed.provider", "two");
        settings.put("midplatform.storage.keyed.account", "acme");
        settings.put("midplatform.storage.keyed.credentials.account-key", Planted.SECRET + "!");
        assertThat(unloadable(settings))
                .hasMessageContainingAll("storage.bucket", "'account'")
                .hasMessageContainingAll("storage.ab", "3 to 63", "'container'")
                .hasMessageContainingAll("storage.broken", "connection string")
                .hasMessageContainingAll("storage.keyed", "Base64");
    }

    @Test
    void logicalName_thatIsNoContainer_isNamedAlsoWhenNotConfigured() {
        Map<String, String> settings = settings("account", "acme", "credentials.account-key", AzuriteServer.KEY);
        try (Platform platform =
                Platform.builder().isolated().settings(settings).build()) {
            assertThat(fails(ErrorCode.CONFIGURATION, () -> platform.bucket("ab")))
                    .hasMessageContainingAll("storage.ab", "'container'");
        }
    }

    @Test
    void key_wrong_isRefusedByTheService() {
        Map<String, String> settings = BLOB.provider();
        byte[] other = "another key".getBytes(StandardCharsets.UTF_8);
        settings.put(AZURE + "credentials.account-key", Base64.getEncoder().encodeToString(other));
        with(settings, bucket -> {
            PlatformException thrown = fails(ErrorCode.ACCESS_DENIED, () -> bucket.put("k", "x"));
            assertThat(thrown.advice()).isPresent();
        });
    }

    @Test
    void container_missing_isNotFoundWithAdvice() {
        Map<String, String> settings = BLOB.provider();
        settings.put(AZURE + "create", "false");
        with(settings, bucket -> {
            assertThat(fails(ErrorCode.NOT_FOUND, () -> bucket.put("k", "x")).advice())
                    .hasValueSatisfying(advice -> assertThat(advice).contains("container"));
            fails(ErrorCode.NOT_FOUND, () -> bucket.list().iterator().next());
        });
    }

    @Test
    void account_thatDoesNotExist_isUnavailableWithAdvice() {
        Map<String, String> settings = settings(
                "account", "acme", "endpoint", "http://acme.invalid", "credentials.account-key", AzuriteServer.KEY);
        settings.put(AZURE + "retry.attempts", "1");
        with(
                settings,
                bucket -> assertThat(fails(ErrorCode.UNAVAILABLE, () -> bucket.put("k", "x"))
                                .advice())
                        .hasValueSatisfying(advice -> assertThat(advice).contains("account")));
    }

    @Test
    void signature_signsNothing_andConnectionStringsWork() {
        Map<String, String> signed = settings("account", "acme", "credentials.sas", "?sv=1&sig=x");
        with(
                signed,
                bucket -> assertThat(bucket.support(StorageFeature.PRESIGN).isUsable())
                        .isFalse());
        Map<String, String> connected = new HashMap<>(BLOB.provider());
        String endpoint = connected.remove(AZURE + "endpoint");
        connected.remove(AZURE + "account");
        String key = connected.remove(AZURE + "credentials.account-key");
        connected.put(
                AZURE + "credentials.connection-string",
                "AccountName=midplatform;AccountKey=" + key + ";BlobEndpoint=" + endpoint);
        with(connected, bucket -> {
            bucket.put("k", "x");
            assertThat(bucket.getString("k")).isEqualTo("x");
            assertThat(bucket.support(StorageFeature.PRESIGN).isUsable()).isTrue();
        });
    }

    @Test
    void signature_whereSigningIsRequired_isToldAtLoad() {
        Map<String, String> signed = settings("account", "acme", "credentials.sas", "?sv=1&sig=" + Planted.SECRET);
        signed.put("midplatform.storage.bucket.requires", "presign");
        assertThat(fails(ErrorCode.CONFIGURATION, () -> with(signed, bucket -> bucket.exists("k"))))
                .hasMessageContainingAll("storage.bucket", "presign", "ABSENT");
    }

    @Test
    void keys_thatAzureDoesNotHold_areToldWhy() {
        BlobKeys rules = new BlobKeys();
        for (String bad : List.of(
                "a\\b", "a.", "a./b", ".", "..", "a/..", "\u0000", "a\u007f", "\ue000", "\uffff", "/".repeat(254))) {
            assertThat(rules.reject(bad)).as(bad).contains("Azure");
        }
        for (String good : List.of("a/b", "a//b", "/a", "a/", ".hidden", "a.b", "\ud83d\ude00", "\u00fc&?#=%2F", " ")) {
            assertThat(rules.reject(good)).as(good).isNull();
        }
    }
}

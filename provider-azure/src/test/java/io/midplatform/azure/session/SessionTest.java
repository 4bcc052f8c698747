package io.midplatform.azure.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.midplatform.ErrorCode;
import io.midplatform.Platform;
import io.midplatform.PlatformException;
import io.midplatform.azure.fake.AppConfigurationFake;
import io.midplatform.azure.fake.BlobTokenFake;
import io.midplatform.azure.fake.ConnectProxy;
import io.midplatform.azure.fake.EntraFake;
import io.midplatform.azure.fake.KeyVaultFake;
import io.midplatform.azure.fake.RestFake.Request;
import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;

/** The resources of one provider instance share one HTTP client and one source of tokens, which end with the platform. */
@Isolated("it looks at threads of the whole process")
class SessionTest {
    private final EntraFake entra = new EntraFake();
    private final KeyVaultFake vault = new KeyVaultFake();
    private final Map<String, String> settings = new HashMap<>(entra.settings());

    SessionTest() {
        vault.put("one", "1");
        vault.put("two", "2");
        settings.put("midplatform.config.sources", "first,second");
        for (String source : List.of("first", "second")) {
            String key = "midplatform.config." + source + ".";
            settings.put(key + "service", "key-vault");
            settings.put(key + "endpoint", vault.endpoint().toString());
            settings.put(key + "trusted-hosts", "127.0.0.1");
            settings.put(key + "names", source.equals("first") ? "one" : "two");
        }
    }

    @AfterEach
    void stop() {
        vault.close();
        entra.close();
    }

    private Platform platform() {
        return Platform.builder().isolated().settings(settings).build();
    }

    private static void useAll(Platform platform) {
        assertThat(platform.config().get("one", String.class)).isEqualTo("1");
        assertThat(platform.config().get("two", String.class)).isEqualTo("2");
    }

    private Set<Integer> connections() {
        return vault.requests().stream().map(Request::connection).collect(Collectors.toSet());
    }

    @Test
    void twoSources_shareOneConnection() {
        try (Platform platform = platform()) {
            useAll(platform);
        }
        assertThat(connections()).hasSize(1);
        assertThat(entra.requests().stream().map(Request::connection).distinct())
                .hasSize(1);
    }

    /** Through a proxy, so that Entra ID's address has no port: the identity library's cache finds nothing of one that has. */
    @Test
    void resourcesOfAllKinds_askForOneTokenOfEachService() throws IOException {
        try (AppConfigurationFake store = new AppConfigurationFake(true);
                BlobTokenFake blobs = new BlobTokenFake();
                ConnectProxy proxy = new ConnectProxy(Map.of("localhost:443", entra.endpoint()))) {
            settings.put("midplatform.providers.azure.credentials.authority-host", "https://localhost");
            settings.put(
                    "midplatform.providers.azure.http.proxy", proxy.endpoint().toString());
            store.put("three", "3");
            settings.put("midplatform.config.sources", "first,second,third,fourth");
            for (String source : List.of("third", "fourth")) {
                String key = "midplatform.config." + source + ".";
                settings.put(key + "service", "app-configuration");
                settings.put(key + "endpoint", store.endpoint().toString());
                settings.put(key + "trusted-hosts", "127.0.0.1");
            }
            settings.put("midplatform.config.fourth.label", "other");
            for (String bucket : List.of("one", "two")) {
                settings.put("midplatform.storage." + bucket + ".account", "acme");
                settings.put("midplatform.storage." + bucket + ".endpoint", blobs.endpoint() + "/acme");
            }
            try (Platform platform = platform()) {
                useAll(platform);
                assertThat(platform.config().get("three", String.class)).isEqualTo("3");
                platform.bucket("one").put("a", "1");
                platform.bucket("two").put("a", "1");
            }
            assertThat(blobs.operations()).hasSize(2);
            assertThat(entra.operations())
                    .as("for Key Vault, App Configuration and Storage")
                    .hasSize(3);
        }
    }

    @Test
    void twoInstances_haveASessionEach() {
        settings.put("midplatform.providers.dr.type", "azure");
        Map.copyOf(settings).forEach((key, value) -> {
            if (key.startsWith("midplatform.providers.azure.")) {
                settings.put(key.replace(".azure.", ".dr."), value);
            }
        });
        settings.put("midplatform.config.second.provider", "dr");
        try (Platform platform = platform()) {
            useAll(platform);
        }
        assertThat(connections()).hasSize(2);
        assertThat(entra.operations()).hasSize(2);
    }

    @Test
    void close_endsTheConnectionsAndTheThreads() throws InterruptedException {
        try (Platform first = platform()) {
            useAll(first); // the JVM's own threads, and those that the platform keeps for all, are there from now on
        }
        Set<Thread> before = Thread.getAllStackTraces().keySet();
        Platform platform = platform();
        useAll(platform);
        List<Thread> started = Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> !before.contains(thread) && !thread.getName().equals("http-fake"))
                // of OkHttp, reactor, the SDK and the JVM, one for all; they are daemons
                .filter(
                        thread -> !thread.getName()
                                .matches(
                                        "OkHttp TaskRunner|Okio Watchdog|parallel-.*|ForkJoinPool.*|azure-sdk-global-thread-.*"))
                .toList();

        platform.close(Duration.ofSeconds(5));

        for (Thread thread : started) {
            thread.join(20_000);
            assertThat(thread.isAlive()).as(thread.getName()).isFalse();
        }
    }

    @Test
    void proxy_isUsed() {
        try (AppConfigurationFake proxy = new AppConfigurationFake()) {
            proxy.put("key", "1");
            String store = proxy.connectionString().replaceFirst("Endpoint=[^;]*", "Endpoint=http://store.example");
            Map<String, String> other = new HashMap<>(proxy.settings());
            other.put("midplatform.config.sources", "values");
            other.put("midplatform.providers.azure.credentials.connection-string", store);
            other.put("midplatform.providers.azure.http.proxy", proxy.endpoint().toString());
            try (Platform platform =
                    Platform.builder().isolated().settings(other).build()) {
                assertThat(platform.config().get("key", String.class)).isEqualTo("1");
            }
            assertThat(proxy.requests().get(0).uri().toString()).startsWith("http://store.example/kv?");
        }
    }

    @Test
    void authorities_thatCannotBeRead_areTold() {
        settings.put("midplatform.providers.azure.http.tls-ca", "/no/such/file.pem");
        PlatformException thrown =
                catchThrowableOfType(PlatformException.class, () -> platform().close());
        assertThat(thrown.code()).isEqualTo(ErrorCode.CONFIGURATION);
        assertThat(thrown).hasMessageContaining("/no/such/file.pem");
    }

    @Test
    void serverOfAnotherAuthority_isNotTrusted() {
        settings.remove("midplatform.providers.azure.http.tls-ca");
        settings.put("midplatform.providers.azure.retry.backoff", "0s");
        PlatformException thrown =
                catchThrowableOfType(PlatformException.class, () -> platform().close());
        assertThat(thrown.code()).isEqualTo(ErrorCode.UNAVAILABLE);
        assertThat(vault.operations()).isEmpty();
    }
}

package io.midplatform.config.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.observation.ObservationRegistry;
import io.midplatform.Capability;
import io.midplatform.config.Config;
import io.midplatform.config.ConfigValue;
import io.midplatform.engine.call.Leaks;
import io.midplatform.engine.call.Lifecycle;
import io.midplatform.engine.call.ResourceContext;
import io.midplatform.engine.call.ResourceHealth;
import io.midplatform.engine.call.SystemTime;
import io.midplatform.engine.settings.SettingsInputs;
import io.midplatform.engine.settings.SettingsTree;
import io.midplatform.spi.SettingsSource;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LayersTest {
    record Http(int port, Optional<String> host) {}

    @TempDir
    Path directory;

    private final SystemTime time = new SystemTime();
    private final Map<String, String> environment = new HashMap<>();
    private final Map<String, String> system = new HashMap<>();
    private Map<String, String> program = Map.of();
    private Optional<String> envPrefix = Optional.empty();

    @AfterEach
    void close() {
        time.close();
    }

    private Config config(String... lines) throws IOException {
        Files.writeString(directory.resolve("midplatform.properties"), String.join("\n", lines));
        SettingsTree tree = SettingsTree.load(new SettingsInputs(
                List.of(SettingsSource.of(program)),
                environment,
                system,
                directory,
                ClassLoader.getPlatformClassLoader(),
                List.of()));
        ResourceContext context = new ResourceContext(
                Capability.CONFIG,
                "platform",
                "config",
                time,
                Runnable::run,
                ObservationRegistry.NOOP,
                new Lifecycle(),
                new ResourceHealth(time),
                List.of(),
                Leaks.OFF);
        ConfigSettings settings = new ConfigSettings(
                List.of(), Optional.empty(), envPrefix, 10, Duration.ZERO, ConfigSettings.UnknownKeyPolicy.WARN);
        return ConfigEngine.open(context, tree, settings, List.of());
    }

    @Test
    void get_everyLayer_strongerWins() throws IOException {
        assertThat(config("http.port=1").get("http.port", Integer.class)).isEqualTo(1);
        environment.put("HTTP_PORT", "2");
        assertThat(config("http.port=1").get("http.port", Integer.class)).isEqualTo(2);
        system.put("http.port", "3");
        assertThat(config("http.port=1").get("http.port", Integer.class)).isEqualTo(3);
        program = Map.of("http.port", "4");
        Config config = config("http.port=1");
        assertThat(config.get("http.port", Integer.class)).isEqualTo(4);
        assertThat(config.explain("http.port").shadowed())
                .extracting(ConfigValue::origin)
                .containsExactly(
                        "system property http.port", "environment variable HTTP_PORT", "midplatform.properties:1");
        assertThat(config.get("none", Integer.class, 5)).isEqualTo(5);
    }

    @Test
    void environment_isLookedUpForwards_ofDottedKeysOnly() throws IOException {
        environment.putAll(Map.of("PATH", "/bin", "HTTP_PORT", "8", "HTTP_MAX_ITEMS", "9"));
        Config config = config("a=1");

        assertThat(config.find("path", String.class)).isEmpty();
        assertThat(config.get("http.port", Integer.class)).isEqualTo(8);
        assertThat(config.get("http.max-items", Integer.class)).isEqualTo(9);
        assertThat(config.get("http.maxItems", Integer.class)).isEqualTo(9);
        assertThat(config.bind("http", Http.class).port()).isEqualTo(8);
        assertThat(config.snapshot().values()).containsOnlyKeys("a");
    }

    @Test
    void environment_belowThePrefix_isEnumerated() throws IOException {
        envPrefix = Optional.of("ACME_");
        environment.putAll(Map.of("ACME_HTTP_PORT", "8", "ACME_MAX_ITEMS", "9", "HTTP_HOST", "x"));
        Config config = config("max-items=1");

        assertThat(config.snapshot().values()).containsOnlyKeys("http.port", "max-items");
        assertThat(config.get("max-items", Integer.class)).isEqualTo(9);
        assertThat(config.find("http.host", String.class)).isEmpty();
    }

    @Test
    void systemPropertiesOfTheJvm_areNoLayer() throws IOException {
        system.putAll(Map.of("user.name", "jvm", "java.version", "17", "user.greeting", "hi"));
        Config config = config("user.name=app");

        assertThat(config.get("user.name", String.class)).isEqualTo("app");
        assertThat(config.snapshot().values()).containsOnlyKeys("user.name", "user.greeting");
    }

    @Test
    void midplatformKeys_areNotTheApplications() throws IOException {
        system.put("midplatform.provider", "x");
        Config config = config("midplatform.storage.a.bucket=b", "a=1");

        assertThat(config.snapshot().values()).containsOnlyKeys("a");
        assertThat(config.find("midplatform.provider", String.class)).isEmpty();
    }

    @Test
    void placeholders_inFiles_areResolved() throws IOException {
        environment.put("HOST", "h");
        Config config = config("url=http://${env:HOST}/", "bad=${env:NONE}", "raw=\\\\${env:HOST}");

        assertThat(config.get("url", String.class)).isEqualTo("http://h/");
        assertThat(config.get("raw", String.class)).isEqualTo("${env:HOST}");
        assertThat(config.explain("bad").winner()).isPresent();
    }
}

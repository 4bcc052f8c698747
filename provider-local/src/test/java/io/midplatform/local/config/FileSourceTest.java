package io.midplatform.local.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.midplatform.ErrorCode;
import io.midplatform.HealthReport;
import io.midplatform.Platform;
import io.midplatform.PlatformException;
import io.midplatform.config.Change;
import io.midplatform.config.Config;
import io.midplatform.testkit.TestTime;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What files do while they are read: replaced, cut off, gone, broken, unreadable. */
class FileSourceTest {
    private static final Duration LONG = Duration.ofSeconds(5);

    @TempDir
    Path folder;

    private final TestTime time = new TestTime();
    private final List<Platform> platforms = new ArrayList<>();
    private final List<Change> changes = new ArrayList<>();

    @AfterEach
    void close() {
        platforms.forEach(platform -> platform.close(Duration.ofSeconds(5)));
    }

    private Platform platform(String kind, Path path, String... keysAndValues) {
        Map<String, String> settings = new HashMap<>(Map.of(
                "midplatform.config.sources",
                "values",
                "midplatform.config.values.kind",
                kind,
                "midplatform.config.values.file",
                path.toString()));
        for (int i = 0; i < keysAndValues.length; i += 2) {
            settings.put(keysAndValues[i], keysAndValues[i + 1]);
        }
        Platform platform = Platform.builder()
                .isolated()
                .settings(settings)
                .time(time)
                .executor(Runnable::run)
                .build();
        platforms.add(platform);
        return platform;
    }

    private Config follow(Platform platform) {
        Config config = platform.config();
        config.onChange("", changes::add);
        return config;
    }

    private Path file(String name, String text) throws IOException {
        return Files.writeString(folder.resolve(name), text);
    }

    @Test
    void yamlAndJson_areFlattenedWithOrigins() throws IOException {
        Config yaml = platform("file", file("a.yaml", "db:\n  hosts: [x, y]\n  pool: 8\n"))
                .config();
        Config json =
                platform("file", file("a.json", "{\"db\": {\"pool\": 9}}")).config();

        assertThat(yaml.get("db.pool", Integer.class)).isEqualTo(8);
        assertThat(yaml.explain("db.pool").toString()).contains("a.yaml:3");
        assertThat(json.get("db.pool", Integer.class)).isEqualTo(9);
    }

    @Test
    void truncateThenWrite_isOneChangeAndNeverEmpty() throws IOException {
        Path file = file("a.properties", "a=1\nb=1\n");
        Platform platform = platform("file", file);
        Config config = follow(platform);

        Files.writeString(file, "");
        time.advance(LONG);
        assertThat(config.get("a", Integer.class)).isEqualTo(1);
        assertThat(platform.health().status()).isEqualTo(HealthReport.Status.DEGRADED);
        Files.writeString(file, "a=2\nb=2\n");
        time.advance(LONG);

        assertThat(config.get("a", Integer.class)).isEqualTo(2);
        assertThat(changes).hasSize(1);
        assertThat(platform.health().status()).isEqualTo(HealthReport.Status.UP);
    }

    @Test
    void halfWrittenFile_isNotBelievedBeforeItStandsStill() throws IOException {
        Path file = file("a.properties", "a=1\nb=1\n");
        Config config = follow(platform("file", file, "midplatform.config.values.interval", "100ms"));

        for (String half : List.of("a", "a=", "a=2", "a=2\nb")) {
            Files.writeString(file, half);
            time.advance(Duration.ofMillis(100));
            assertThat(config.get("a", Integer.class)).isEqualTo(1);
        }
        Files.writeString(file, "a=2\nb=2\n");
        time.advance(Duration.ofSeconds(1));

        assertThat(config.get("a", Integer.class)).isEqualTo(2);
        assertThat(changes).hasSize(1);
    }

    @Test
    void fileGone_keepsItsValues_andComesBack() throws IOException {
        Path file = file("a.properties", "a=1\n");
        Platform platform = platform("file", file);
        Config config = follow(platform);

        Files.delete(file);
        time.advance(LONG);
        assertThat(config.get("a", Integer.class)).isEqualTo(1);
        assertThat(platform.health().toString()).contains("source values", "NOT_FOUND");
        assertThat(config.stats().failed()).isPositive();
        file("a.properties", "a=2\n");
        time.advance(LONG);

        assertThat(config.get("a", Integer.class)).isEqualTo(2);
        assertThat(platform.health().status()).isEqualTo(HealthReport.Status.UP);
        assertThat(changes).hasSize(1);
    }

    @Test
    void brokenUpdate_keepsTheLastGoodValues() throws IOException {
        Path file = file("a.yaml", "a: 1\n");
        Platform platform = platform("file", file);
        Config config = follow(platform);

        for (String broken : List.of("a: [", "a: 1\na: 2\n", "a: *x\n", "- a\n", "\tb: 1\n")) {
            Files.writeString(file, broken);
            time.advance(LONG);
            assertThat(config.get("a", Integer.class)).as(broken).isEqualTo(1);
            assertThat(platform.health().status()).as(broken).isEqualTo(HealthReport.Status.DEGRADED);
        }
        Files.write(file, new byte[] {'a', ':', ' ', (byte) 0xff});
        time.advance(LONG);
        assertThat(config.get("a", Integer.class)).isEqualTo(1);
        assertThat(changes).isEmpty();
    }

    @Test
    void missingAtStart_failsUnlessOptional() throws IOException {
        Path missing = folder.resolve("none.properties");

        PlatformException e = catchThrowableOfType(PlatformException.class, () -> platform("file", missing));
        assertThat(e.code()).isEqualTo(ErrorCode.NOT_FOUND);
        assertThat(e).hasMessageContainingAll("values", "does not exist", "startup: optional");

        Platform platform = platform("file", missing, "midplatform.config.values.startup", "optional");
        Config config = follow(platform);
        assertThat(config.find("a", String.class)).isEmpty();
        assertThat(platform.health().status()).isEqualTo(HealthReport.Status.DEGRADED);
        file("none.properties", "a=1\n");
        time.advance(LONG);
        assertThat(config.get("a", Integer.class)).isEqualTo(1);
        assertThat(changes).hasSize(1);
    }

    @Test
    void startupCached_isNoKnownValue() {
        PlatformException e = catchThrowableOfType(
                PlatformException.class,
                () -> platform("file", folder.resolve("x.properties"), "midplatform.config.values.startup", "cached"));

        assertThat(e).hasMessageContaining("expected one of required, optional");
    }

    @Test
    void folder_emptiedFile_keepsItsValue() throws IOException {
        file("db.password", "hush\n");
        file("db.user", "me\n");
        Platform platform = platform("folder", folder, "midplatform.config.values.secret", "true");
        Config config = follow(platform);

        file("db.password", "");
        time.advance(LONG);
        assertThat(config.get("db.password", String.class)).isEqualTo("hush");
        assertThat(platform.health().status()).isEqualTo(HealthReport.Status.DEGRADED);
        file("db.password", "new\n");
        time.advance(LONG);
        assertThat(config.get("db.password", String.class)).isEqualTo("new");
        assertThat(config.snapshot().toString()).doesNotContain("me (");
        assertThat(changes).hasSize(1);
    }

    @Test
    void unknownFormat_isAnErrorThatNamesTheKnown() throws IOException {
        Path file = file("a.toml", "a=1");

        assertThat(catchThrowableOfType(PlatformException.class, () -> platform("file", file)))
                .hasMessageContainingAll("toml", "properties", "yaml");
    }
}

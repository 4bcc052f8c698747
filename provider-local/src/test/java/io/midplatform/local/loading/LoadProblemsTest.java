package io.midplatform.local.loading;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.midplatform.ErrorCode;
import io.midplatform.Platform;
import io.midplatform.PlatformBuilder;
import io.midplatform.PlatformException;
import io.midplatform.spi.Failure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What loading says of settings that are wrong; nothing is opened then. */
class LoadProblemsTest {
    private static final String ENV = "${env:MIDPLATFORM_TEST_NOT_SET}";

    @TempDir
    Path folder;

    @Test
    void load_manyProblemsInAFile_areToldAtOnceWithTheirLines() throws IOException {
        Path file = file(
                "midplatform.yaml",
                "midplatform:",
                "  verify-on-strat: true",
                "  storage:",
                "    uploads: { buckt: a }",
                "    Notes: { bucket: b }",
                "    far: { provider: nowhere }",
                "  queue:",
                "    jobs: { max-deliveries: many }",
                "  cache:",
                "    carts: { ttl: 30 minutes }");
        PlatformException thrown = fails(ofFile(file));
        String at = "midplatform.yaml:";
        assertThat(thrown.getMessage())
                .startsWith("CONFIGURATION: 6 problems with the settings:")
                .containsPattern("midplatform.verify-on-strat \\(.*" + at + "2\\): .*did you mean"
                        + " midplatform.verify-on-start\\?")
                .containsPattern("midplatform.storage.uploads.buckt \\(.*" + at + "4\\): .*did you mean"
                        + " midplatform.storage.uploads.bucket\\?")
                .containsPattern("midplatform.storage.Notes.*: a logical name has small letters")
                .containsPattern("midplatform.storage.far.provider = 'nowhere' \\(.*" + at
                        + "6\\): there is no storage provider")
                .containsPattern("midplatform.queue.jobs.max-deliveries = 'many' \\(.*" + at + "8\\): expected a whole")
                .containsPattern(
                        "midplatform.cache.carts.ttl = '30 minutes' \\(.*" + at + "10\\): expected a duration");
    }

    @Test
    void load_providerThatTakesNoResource_isOneOfTheProblems() {
        Failure no = Failure.of(ErrorCode.CONFIGURATION, "it is too small.");
        Map<String, String> settings = Map.of(
                "midplatform.storage.notes.provider", "shelf",
                "midplatform.storage.logs.provider", "shelf");
        PlatformBuilder refused = Platform.builder().isolated().settings(settings);
        assertThat(fails(refused.provider(new NamedStorage("shelf").refusing(no)))
                        .getMessage())
                .contains("2 problems")
                .containsPattern("(?m)midplatform.storage.notes: it is too small\\.$");
        PlatformBuilder advised = Platform.builder().isolated().settings(settings);
        assertThat(fails(advised.provider(new NamedStorage("shelf").refusing(no.advice("Take another."))))
                        .getMessage())
                .containsPattern("(?m)midplatform.storage.notes: it is too small\\. Take another\\.$");
    }

    @Test
    void load_keyTwiceInOneFile_namesBothLines() throws IOException {
        Path file = file(
                "midplatform.properties",
                "midplatform.storage.uploads.bucket=a",
                "midplatform.storage.uploads.timeout=5s",
                "midplatform.storage.uploads.bucket=b");
        assertThat(fails(ofFile(file)).getMessage())
                .contains("midplatform.storage.uploads.bucket")
                .contains("midplatform.properties:1")
                .contains("midplatform.properties:3");
    }

    @Test
    void load_problem_opensNothing() throws IOException {
        Path disk = folder.resolve("disk");
        NamedStorage shelf = new NamedStorage("shelf");
        DriverLog drivers = new DriverLog();
        Path values = file("values.properties", "a=1");
        fails(builder(
                        "midplatform.verify-on-start", "true",
                        "midplatform.storage.notes.provider", "shelf",
                        "midplatform.storage.kept.mode", "disk",
                        "midplatform.storage.kept.path", disk.toString(),
                        "midplatform.config.sources", "app",
                        "midplatform.config.app.kind", "file",
                        "midplatform.config.app.file", values.toString(),
                        "midplatform.queue.jobs.leese", "1s")
                .provider(shelf)
                .layer(drivers));
        assertThat(shelf.opened()).isEmpty();
        assertThat(drivers.events()).isEmpty();
        assertThat(disk).doesNotExist();
    }

    @Test
    void load_afterAProblem_worksWithCorrectedSettings() {
        fails(builder("midplatform.queue.jobs.leese", "1s"));
        try (Platform platform = builder("midplatform.queue.jobs.lease", "1s").build()) {
            platform.queue("jobs", String.class).send("x");
        }
    }

    @Test
    void load_providerLearntTooLate_isNotAskedForKeysOfAnother() {
        assertThat(fails(builder("midplatform.storage.notes.provider", "nowhere", "midplatform.storage.notes.x", "1"))
                        .getMessage())
                .as("keys of an unknown provider are unknown to us, not wrong")
                .startsWith("CONFIGURATION: a problem")
                .contains("nowhere");
    }

    @ParameterizedTest
    @CsvSource({
        "local.mode, dsik, 'expected one of memory, disk'",
        "local.create, perhaps, expected true or false",
        "local.interval, 1ms, must be at least 10ms",
        "local.bucket, " + ENV + ", environment variable MIDPLATFORM_TEST_NOT_SET is not set",
        "local.path, ${file:none}, the file none does not exist",
        "dr.kind, flie, 'expected one of memory, file, folder'",
        "dr.durability, " + ENV + ", environment variable MIDPLATFORM_TEST_NOT_SET is not set",
    })
    void load_wrongValueOfAnInstanceThatNoResourceUses_isAProblem(String key, String value, String reason) {
        String whole = "midplatform.providers." + key;
        assertThat(fails(builder("midplatform.providers.dr.type", "local", whole, value))
                        .getMessage())
                .startsWith("CONFIGURATION: a problem with the settings:")
                .contains(whole + " = '" + value + "' (settings source")
                .contains(reason);
    }

    @Test
    void load_wrongValueOfAnInstanceInUse_isToldOnce() {
        assertThat(fails(builder(
                                "midplatform.providers.local.mode", "dsik",
                                "midplatform.storage.a.create", "true",
                                "midplatform.storage.b.create", "true",
                                "midplatform.queue.c.lease", "1s"))
                        .getMessage())
                .startsWith("CONFIGURATION: a problem with the settings:");
    }

    @Test
    void load_instanceWithoutWhatOneCapabilityNeeds_isNoProblem() {
        try (Platform platform = builder(
                        "midplatform.providers.shelf.label", "a", "midplatform.storage.notes.timeout", "1s")
                .provider(new ShelfStorage())
                .build()) {
            assertThat(platform.bucket("notes").exists("a")).isFalse();
        }
    }

    @Test
    void load_presentValuesOfAnIncompleteInstance_areChecked() {
        String path = "midplatform.providers.shelf.";
        assertThat(fails(builder(
                                        path + "label", "A!",
                                        path + "sizes", "1,two,3",
                                        path + "login.user", " ",
                                        path + "tiers.hot.weight", "-1")
                                .provider(new ShelfStorage()))
                        .getMessage())
                .startsWith("CONFIGURATION: 4 problems")
                .contains(path + "label = 'A!'", "must match [a-z]+")
                .contains(path + "sizes = 'two'", "expected a whole number")
                .contains(path + "login.user = ' '", "must not be blank")
                .contains(path + "tiers.hot.weight = '-1'", "must be at least 0")
                .doesNotContain("is missing");
    }

    @Test
    void load_secretsOfAnInstanceThatNoResourceUses_areNotResolved() {
        String path = "midplatform.providers.shelf.";
        try (Platform platform = builder(
                        path + "label", "${secret:vault/label}",
                        path + "sizes.0", "1",
                        path + "sizes.1", "${secret:vault/size}",
                        path + "login.password", "${secret:vault/password}")
                .provider(new ShelfStorage())
                .build()) {
            assertThat(platform.describe().toString()).contains("${secret:vault/label}");
        }
    }

    @Test
    void load_wrongValueOfASecretKey_isNeverShown() {
        String key = "midplatform.providers.shelf.login.password";
        assertThat(fails(builder(key, "hunter2${env:MIDPLATFORM_TEST_NOT_SET}").provider(new ShelfStorage()))
                        .getMessage())
                .contains(key + " = '***'", "MIDPLATFORM_TEST_NOT_SET is not set")
                .doesNotContain("hunter2");
    }

    @Test
    void load_instanceNameThatIsNone_isAProblem() {
        assertThat(fails(builder("midplatform.providers.DR.type", "local")).getMessage())
                .contains("midplatform.providers.DR", "a logical name has small letters");
    }

    @Test
    void bucket_unconfiguredResourceOfABrokenProvider_failsAtFirstUseOnly() {
        try (Platform platform = builder("midplatform.providers.shelf.label", "a", "midplatform.provider", "shelf")
                .provider(new ShelfStorage())
                .build()) {
            for (int attempt = 0; attempt < 2; attempt++) {
                PlatformException thrown =
                        catchThrowableOfType(PlatformException.class, () -> platform.bucket("notes"));
                assertThat(thrown.code()).isEqualTo(ErrorCode.CONFIGURATION);
                assertThat(thrown.getMessage()).contains("midplatform.storage.notes.login.user: is missing");
            }
        }
    }

    private Path file(String name, String... lines) throws IOException {
        return Files.writeString(folder.resolve(name), String.join("\n", lines) + "\n");
    }

    private static PlatformBuilder ofFile(Path file) {
        return builder("midplatform.config-file", file.toString());
    }

    private static PlatformBuilder builder(String... keysAndValues) {
        Map<String, String> settings = new TreeMap<>();
        for (int i = 0; i < keysAndValues.length; i += 2) {
            settings.put(keysAndValues[i], keysAndValues[i + 1]);
        }
        return Platform.builder().isolated().settings(settings);
    }

    private static PlatformException fails(PlatformBuilder builder) {
        PlatformException thrown = catchThrowableOfType(
                PlatformException.class, () -> builder.build().close());
        assertThat(thrown).as("loading fails").isNotNull();
        assertThat(thrown.code()).isEqualTo(ErrorCode.CONFIGURATION);
        return thrown;
    }
}

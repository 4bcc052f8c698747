package io.midplatform.local.loading;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.midplatform.Capability;
import io.midplatform.ErrorCode;
import io.midplatform.Platform;
import io.midplatform.PlatformBuilder;
import io.midplatform.PlatformDescription;
import io.midplatform.PlatformException;
import io.midplatform.Support;
import io.midplatform.Verification;
import io.midplatform.spi.Deadline;
import io.midplatform.spi.DriverException;
import io.midplatform.spi.DriverLayer;
import io.midplatform.spi.Finding;
import io.midplatform.storage.StorageFeature;
import io.midplatform.storage.spi.BucketDriver;
import io.midplatform.storage.spi.ForwardingBucketDriver;
import io.midplatform.testkit.DriverProbe;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a platform tells of itself: {@code describe()} and {@code verify()}. */
class ReportsTest {
    @TempDir
    Path folder;

    @Test
    void describe_configuredAndOpened_isDataAndATable() throws IOException {
        Path file = Files.writeString(folder.resolve("midplatform.yaml"), """
                midplatform:
                  providers:
                    dr: { type: shelf, bucket: acme-notes }
                  storage:
                    notes: { provider: dr }
                  queue:
                    jobs: { queue: acme-jobs, prefix: eu- }
                """);
        NamedStorage shelf = new NamedStorage("shelf")
                .with(StorageFeature.TAGS, Support.ABSENT)
                .with(StorageFeature.CHECKSUM, Support.EMULATED);
        try (Platform platform = builder("midplatform.config-file", file.toString())
                .provider(shelf)
                .build()) {
            platform.cache("carts", String.class);
            PlatformDescription description = platform.describe();
            assertThat(description.resources())
                    .extracting(r -> r.capability() + " " + r.name() + " " + r.provider() + " " + r.type() + " "
                            + r.physicalName())
                    .containsExactly(
                            "STORAGE notes dr shelf acme-notes",
                            "QUEUE jobs local local eu-acme-jobs",
                            "CACHE carts local local memory:carts");
            PlatformDescription.Resource notes = description.resources().get(0);
            assertThat(notes.features())
                    .hasSize(StorageFeature.values().length)
                    .containsEntry("tags", Support.ABSENT)
                    .containsEntry("checksum", Support.EMULATED)
                    .containsEntry("conditional-put", Support.NATIVE);
            assertThat(notes.limits()).containsEntry("max-delete-batch", "1000").containsKey("max-object-size");
            assertThat(description.resources().get(1).limits()).containsEntry("retention", "unlimited");
            assertThat(description.settings())
                    .extracting(s -> s.key() + "=" + s.value() + " " + s.origin())
                    .contains(
                            "midplatform.config-file=" + file + " settings source 'program'",
                            "midplatform.queue.jobs.queue=acme-jobs " + file + ":7");
            assertThat(lines(description))
                    .contains(
                            "CAPABILITY RESOURCE PROVIDER PHYSICAL NAME NOT NATIVE LIMITS",
                            "SETTING VALUE ORIGIN",
                            "midplatform.providers.dr.type shelf " + file + ":3")
                    .anyMatch(
                            line -> line.startsWith(
                                    "storage notes dr (shelf) acme-notes tags absent, checksum emulated, presign absent, versions absent max-"));
        }
    }

    @Test
    void describe_unopenedResources_opensAndClosesThem() {
        DriverLog drivers = new DriverLog();
        try (Platform platform = builder("midplatform.storage.notes.bucket", "n", "midplatform.queue.jobs.lease", "1s")
                .layer(drivers)
                .build()) {
            assertThat(drivers.events()).as("loading opens nothing").isEmpty();
            platform.describe();
            assertThat(drivers.events()).contains("open storage notes", "open queue jobs");
            assertThat(drivers.open()).isZero();
            assertThat(platform.health().resources()).as("nothing is in use").isEmpty();
        }
    }

    @Test
    void describe_resourceThatCannotBeOpened_saysWithWhichCode() {
        try (Platform platform =
                builder("midplatform.storage.notes.mode", "disk").build()) {
            assertThat(platform.describe().resources().get(0).physicalName()).isEqualTo("(CONFIGURATION)");
        }
    }

    @Test
    void describe_secrets_areMasked() throws IOException {
        Path file = Files.writeString(folder.resolve("password"), "hunter2");
        try (Platform platform = builder(
                        "midplatform.providers.shelf.login.password",
                        "hunter2",
                        "midplatform.providers.shelf.login.user",
                        "${file:" + file + "}")
                .provider(new ShelfStorage())
                .build()) {
            PlatformDescription description = platform.describe();
            assertThat(description.settings())
                    .filteredOn(s -> s.key().endsWith("password"))
                    .singleElement()
                    .satisfies(s -> assertThat(s.value()).isEqualTo("***"));
            assertThat(description.toString()).contains("***").doesNotContain("hunter2");
            assertThat(platform.toString()).doesNotContain("hunter2");
        }
    }

    @Test
    void verify_allThere_passes() {
        try (Platform platform = builder(
                        "midplatform.storage.notes.bucket", "n",
                        "midplatform.queue.jobs.lease", "1s",
                        "midplatform.cache.carts.ttl", "1m",
                        "midplatform.config.sources", "app")
                .build()) {
            Verification verification = platform.verify().throwIfFailed();
            assertThat(verification.isPassed()).isTrue();
            assertThat(verification.results())
                    .extracting(r -> r.capability() + " " + r.resource() + " "
                            + r.finding().status())
                    .contains("STORAGE notes OK", "QUEUE jobs OK", "CONFIG app OK");
        }
    }

    @Test
    void verify_missingBucketAndQueue_isATableOfThem() {
        try (Platform platform = builder(MISSING).build()) {
            Verification verification = platform.verify();
            assertThat(verification.isPassed()).isFalse();
            PlatformException thrown = catchThrowableOfType(PlatformException.class, verification::throwIfFailed);
            assertMissing(thrown);
            assertThat(lines(verification)).anyMatch(line -> line.startsWith("storage there local bucket exists OK"));
            assertThat(thrown.getMessage()).doesNotContain("acme-there");
        }
    }

    @Test
    void load_verifyOnStart_failsWithTheTableAndLeavesNothingOpen() {
        DriverLog drivers = new DriverLog();
        Map<String, String> settings = new TreeMap<>(MISSING);
        settings.put("midplatform.verify-on-start", "true");
        settings.put("midplatform.config.sources", "app");
        assertMissing(catchThrowableOfType(
                PlatformException.class,
                () -> builder(settings).layer(drivers).build().close()));
        assertThat(drivers.events()).isNotEmpty();
        assertThat(drivers.open()).isZero();
    }

    @Test
    void load_verifyOnStartAllThere_loads() {
        try (Platform platform = builder("midplatform.verify-on-start", "true", "midplatform.storage.a.bucket", "b")
                .build()) {
            assertThat(platform.bucket("a").exists("x")).isFalse();
        }
    }

    @Test
    void verify_driverThatFails_isAFindingWithTheCode() {
        DriverProbe probe = new DriverProbe();
        probe.fail("verify", new DriverException(ErrorCode.ACCESS_DENIED, "not for you."));
        try (Platform platform = builder(
                        "midplatform.storage.notes.bucket", "n",
                        "midplatform.queue.jobs.lease", "1s",
                        "midplatform.storage.disk.mode", "disk")
                .layer(probe)
                .build()) {
            platform.bucket("notes");
            assertThat(platform.verify().results())
                    .allSatisfy(r -> assertThat(r.finding().status()).isEqualTo(Finding.Status.FAILED))
                    .extracting(r -> r.resource() + ": " + r.finding().detail())
                    .anyMatch(text -> text.startsWith("notes: ACCESS_DENIED: not for you."))
                    .anyMatch(text -> text.startsWith("jobs: ACCESS_DENIED: ") && text.contains("not for you."))
                    .anyMatch(text -> text.startsWith("disk: CONFIGURATION: ") && text.contains("needs a folder"));
        }
    }

    @Test
    void verify_requiredFeatureThatDoesNotWork_fails() {
        for (String requires : List.of("requires", "requires-native")) {
            assertThat(verifyTags(requires, "tags", Finding.Status.WARNING)).isEqualTo(Finding.Status.FAILED);
            assertThat(verifyTags(requires, "checksum", Finding.Status.WARNING)).isEqualTo(Finding.Status.WARNING);
            assertThat(verifyTags(requires, "tags", Finding.Status.UNVERIFIED)).isEqualTo(Finding.Status.UNVERIFIED);
        }
    }

    /** How tags are found, where that feature is required and the driver finds this of tags. */
    private static Finding.Status verifyTags(String requires, String feature, Finding.Status found) {
        DriverLayer finds = new DriverLayer() {
            @Override
            public BucketDriver storage(String resource, BucketDriver next) {
                return new ForwardingBucketDriver(next) {
                    @Override
                    public List<Finding> verify(Deadline deadline) {
                        return List.of(new Finding("tags", found, "they are not to be had"));
                    }
                };
            }
        };
        try (Platform platform = builder("midplatform.storage.notes." + requires, feature)
                .layer(finds)
                .build()) {
            Verification verification = platform.verify();
            Finding finding = verification.results().get(0).finding();
            assertThat(finding.detail()).contains("not to be had");
            assertThat(verification.isPassed()).isEqualTo(finding.status() != Finding.Status.FAILED);
            return finding.status();
        }
    }

    @Test
    void verification_warningsAndUnverified_doNotFail() {
        Verification verification = new Verification(List.of(
                new Verification.Result(
                        Capability.QUEUE,
                        "jobs",
                        "local",
                        new Finding("redrive", Finding.Status.UNVERIFIED, "the credentials may not see it")),
                new Verification.Result(
                        Capability.QUEUE, "jobs", "local", new Finding("retention", Finding.Status.WARNING, "short"))));
        assertThat(verification.throwIfFailed().isPassed()).isTrue();
        assertThat(verification.toString()).contains("UNVERIFIED", "WARNING");
    }

    private static final Map<String, String> MISSING = Map.of(
            "midplatform.storage.gone.create", "false",
            "midplatform.storage.gone.bucket", "acme-gone",
            "midplatform.storage.there.bucket", "acme-there",
            "midplatform.queue.lost.create", "false",
            "midplatform.queue.lost.queue", "acme-lost");

    private static void assertMissing(PlatformException thrown) {
        assertThat(thrown.code()).isEqualTo(ErrorCode.CONFIGURATION);
        assertThat(thrown.getMessage().lines().map(line -> line.replaceAll(" +", " ")))
                .contains("CAPABILITY RESOURCE PROVIDER CHECK STATUS DETAIL")
                .anyMatch(line -> line.matches("storage gone local .* FAILED .*acme-gone.*"))
                .anyMatch(line -> line.matches("queue lost local exists FAILED .*acme-lost.*"));
    }

    private static List<String> lines(Object report) {
        return report.toString()
                .lines()
                .map(line -> line.replaceAll(" +", " ").trim())
                .toList();
    }

    private static PlatformBuilder builder(String... keysAndValues) {
        Map<String, String> settings = new TreeMap<>();
        for (int i = 0; i < keysAndValues.length; i += 2) {
            settings.put(keysAndValues[i], keysAndValues[i + 1]);
        }
        return builder(settings);
    }

    private static PlatformBuilder builder(Map<String, String> settings) {
        return Platform.builder().isolated().settings(settings);
    }
}

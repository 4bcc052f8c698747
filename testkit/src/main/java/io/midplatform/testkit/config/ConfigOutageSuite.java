package io.midplatform.testkit.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.midplatform.Capability;
import io.midplatform.ErrorCode;
import io.midplatform.HealthReport;
import io.midplatform.Platform;
import io.midplatform.PlatformException;
import io.midplatform.Registration;
import io.midplatform.config.Change;
import io.midplatform.config.Config;
import io.midplatform.config.Ref;
import io.midplatform.config.spi.SourceContent;
import io.midplatform.config.spi.SourceDocument;
import io.midplatform.config.spi.SourceValue;
import io.midplatform.spi.DriverException;
import io.midplatform.spi.Failure;
import io.midplatform.testkit.Planted;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;

/** A source that cannot be read: at the start, and later. Absent, unreachable and broken are three things. */
public abstract class ConfigOutageSuite extends ConfigSuite {
    private static final String STARTUP = "midplatform.config." + SOURCE + ".startup";

    /** Longer than the engine waits before it asks again a source that tells of changes by itself. */
    private static final Duration RETRY = Duration.ofSeconds(40);

    private static final List<Failure> FAILURES = List.of(
            Failure.of(ErrorCode.NOT_FOUND, "no such path."),
            Failure.of(ErrorCode.ACCESS_DENIED, "denied.").advice("Allow it."),
            Failure.of(ErrorCode.UNAUTHENTICATED, "expired."),
            Failure.of(ErrorCode.THROTTLED, "slow down.").retrying(),
            new Failure(ErrorCode.UNAVAILABLE, "503.", "Try later.", true, true, "req-1"),
            Failure.of(ErrorCode.CONFIGURATION, "names no path."),
            Failure.of(ErrorCode.UNKNOWN, "teapot."));

    /** For providers. */
    protected ConfigOutageSuite() {}

    @Test
    protected void start_requiredSourceFails_isWhatTheStartThrows() {
        for (Failure failure : FAILURES) {
            DriverException vendor = new DriverException(failure, new IOException("below"));
            probe.fail("load", vendor);
            PlatformException thrown = fails(failure.code(), this::load);
            assertThat(thrown.capability()).contains(Capability.CONFIG);
            assertThat(thrown.resource()).contains(SOURCE);
            assertThat(thrown.operation()).contains("load");
            assertThat(thrown.provider()).isPresent();
            assertThat(thrown.advice()).isEqualTo(Optional.ofNullable(failure.advice()));
            assertThat(thrown.requestId()).isEqualTo(Optional.ofNullable(failure.requestId()));
            assertThat(thrown.retryable()).isEqualTo(failure.retryable());
            assertThat(thrown.getCause()).isSameAs(vendor);
        }
    }

    @Test
    protected void start_asyncFailure_isUnwrapped() {
        DriverException inside = new DriverException(ErrorCode.ACCESS_DENIED, "no.");
        probe.fail("load", new CompletionException(inside));
        assertThat(fails(ErrorCode.ACCESS_DENIED, this::load).getCause()).isSameAs(inside);
    }

    @Test
    protected void start_timeout_isDeadlineExceeded() {
        probe.fail("load", new TimeoutException());
        fails(ErrorCode.DEADLINE_EXCEEDED, this::load);
    }

    @Test
    protected void start_interrupted_isCancelledEvenIfOptional() {
        for (String startup : List.of("required", "optional")) {
            probe.fail("load", new InterruptedException());
            fails(ErrorCode.CANCELLED, () -> load(STARTUP, startup));
            assertThat(Thread.interrupted()).as(startup).isTrue();
        }
    }

    @Test
    protected void start_optionalSourceFails_isSkippedToldAndTakenUpLater() throws IOException {
        for (Failure failure : FAILURES) {
            probe.fail("load", new DriverException(failure, null));
            Platform platform = load(STARTUP, "optional");
            Config config = platform.config();
            assertThat(config.find("a", String.class)).isEmpty();
            assertThat(config.stats().failed()).isEqualTo(1);
            assertThat(platform.health().status()).isEqualTo(HealthReport.Status.DEGRADED);
            assertThat(platform.health().toString())
                    .contains(SOURCE, failure.code().name())
                    .doesNotContain("last values");

            probe.fail("load", null);
            set(config, "a", "1");
            time.advance(RETRY);
            assertThat(config.get("a", Integer.class)).isEqualTo(1);
            assertThat(platform.health().status()).isEqualTo(HealthReport.Status.UP);
            set(config);
            platform.close(Duration.ZERO);
        }
    }

    @Test
    protected void outage_laterFailure_keepsTheValuesAndShowsInHealth() throws IOException {
        for (Failure failure : FAILURES) {
            outage(new DriverException(failure, null), failure.code());
        }
    }

    @Test
    protected void outage_timeoutOrUnknownException_isTheSame() throws IOException {
        outage(new TimeoutException(), ErrorCode.DEADLINE_EXCEEDED);
        outage(new CompletionException(new DriverException(ErrorCode.THROTTLED, "slow.")), ErrorCode.THROTTLED);
        assertThat(outage(new InterruptedException(), ErrorCode.CANCELLED)).isTrue();
    }

    /** Tells whether the thread that reads was left interrupted. */
    private boolean outage(Exception failure, ErrorCode code) throws IOException {
        boolean interrupted;
        Platform platform = load();
        Config config = platform.config();
        set(config, "a", "1");
        long failed = config.stats().failed();
        List<Change> changes = new CopyOnWriteArrayList<>();
        try (Ref<Integer> live = config.live("a", Integer.class);
                Registration listening = config.onChange("", changes::add)) {
            assertThat(listening).isNotNull();
            probe.fail("changedSince", failure);
            set(config, "a", "2");
            time.advance(RETRY);
            assertThat(config.get("a", Integer.class)).isEqualTo(1);
            assertThat(live.get()).isEqualTo(1);
            assertThat(changes).isEmpty();
            assertThat(config.stats().failed()).isGreaterThan(failed);
            assertThat(platform.health().status()).isEqualTo(HealthReport.Status.DEGRADED);
            assertThat(platform.health().toString()).contains(SOURCE, code.name(), "last values");

            // an executor's own thread starts each task without the flag; vendors' clients refuse to work with it
            interrupted = Thread.interrupted();
            probe.fail("changedSince", null);
            time.advance(RETRY);
            assertThat(config.get("a", Integer.class)).isEqualTo(2);
            assertThat(live.get()).isEqualTo(2);
            assertThat(changes).hasSize(1);
            assertThat(platform.health().status()).isEqualTo(HealthReport.Status.UP);
        }
        set(config);
        platform.close(Duration.ZERO);
        return interrupted;
    }

    @Test
    protected void outage_everyRead_answersWithoutIo() throws IOException {
        Config config = config("a", "1");
        probe.fail("changedSince", new DriverException(ErrorCode.UNAVAILABLE, "gone."));
        set(config, "a", "2");
        probe.reset();

        assertThat(config.get("a", Integer.class)).isEqualTo(1);
        assertThat(config.find("a", Integer.class)).contains(1);
        assertThat(config.explain("a").winner()).isPresent();
        assertThat(config.snapshot().find("a")).isPresent();
        assertThat(config.history()).isNotEmpty();
        config.live("a", Integer.class).close();
        config.onChange("", change -> {}).close();
        assertThat(probe.calls()).isEmpty();
    }

    @Test
    protected void brokenContent_atStart_isConfigurationNamingThePlace() {
        for (SourceContent broken : broken()) {
            probe.replace("load", broken);
            PlatformException thrown = fails(ErrorCode.CONFIGURATION, this::load);
            assertThat(thrown.resource()).contains(SOURCE);
            assertThat(thrown).hasMessageContaining("/place").hasMessageNotContaining(Planted.SECRET);
        }
    }

    @Test
    protected void brokenContent_later_keepsTheLastValuesUntilItIsMended() throws IOException {
        Platform platform = load();
        Config config = platform.config();
        set(config, "a", "1");
        for (SourceContent broken : broken()) {
            probe.replace("changedSince", Optional.of(broken));
            set(config, "a", "2");
            assertThat(config.get("a", Integer.class)).isEqualTo(1);
            assertThat(platform.health().toString())
                    .contains("DEGRADED", SOURCE, "CONFIGURATION")
                    .doesNotContain(Planted.SECRET);
        }
        SourceValue mended = new SourceValue("a", "3", "/place", false);
        probe.replace("changedSince", Optional.of(new SourceContent("mended", List.of(mended), List.of())));
        set(config, "a", "3");
        time.advance(RETRY);
        assertThat(config.get("a", Integer.class)).isEqualTo(3);
        assertThat(platform.health().status()).isEqualTo(HealthReport.Status.UP);
    }

    private static List<SourceContent> broken() {
        SourceValue one = new SourceValue("a", Planted.SECRET, "/place/one", false);
        SourceValue two = new SourceValue("a", Planted.SECRET, "/place/two", false);
        SourceValue nameless = new SourceValue(" ", Planted.SECRET, "/place", false);
        SourceDocument foreign = new SourceDocument("docx", Planted.SECRET, "/place", false);
        SourceDocument torn = new SourceDocument("properties", "a=\\u" + Planted.SECRET, "/place", false);
        return List.of(
                new SourceContent("broken-1", List.of(one, two), List.of()),
                new SourceContent("broken-2", List.of(nameless), List.of()),
                new SourceContent("broken-3", List.of(), List.of(foreign)),
                new SourceContent("broken-4", List.of(), List.of(torn)));
    }

    @Test
    protected void verify_sourceFails_isAFindingNotAnException() {
        Platform platform = load();
        probe.fail("verify", new DriverException(ErrorCode.ACCESS_DENIED, "denied."));
        assertThat(platform.verify().toString()).contains(SOURCE, "ACCESS_DENIED");
    }

    @Test
    protected void watch_fails_isWrappedLikeALoad() {
        DriverException vendor = new DriverException(ErrorCode.ACCESS_DENIED, "denied.");
        probe.fail("watch", vendor);
        PlatformException thrown = catchThrowableOfType(PlatformException.class, this::load);
        if (probe.calls().contains("watch")) {
            assertThat(thrown.code()).isEqualTo(ErrorCode.ACCESS_DENIED);
            assertThat(thrown.resource()).contains(SOURCE);
            assertThat(thrown.getCause()).isSameAs(vendor);
        } else {
            assertThat(thrown).as("a source that is asked").isNull();
        }
    }
}

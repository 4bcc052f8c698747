package io.midplatform.testkit.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.midplatform.Capability;
import io.midplatform.ErrorCode;
import io.midplatform.Platform;
import io.midplatform.PlatformException;
import io.midplatform.Registration;
import io.midplatform.TypeRef;
import io.midplatform.config.Config;
import io.midplatform.config.ConfigAdmin;
import io.midplatform.config.Max;
import io.midplatform.config.Ref;
import io.midplatform.spi.DriverException;
import io.midplatform.spi.Failure;
import io.midplatform.spi.Leak;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

/** Every operation of {@link Config} and {@link ConfigAdmin} with every failure that can reach its caller. */
public abstract class ConfigErrorSuite extends ConfigSuite {
    /**
     * A way to read a key.
     *
     * @param operation the operation as errors name it
     * @param required whether a missing key is an error
     * @param call the read, as a whole number
     */
    private record Read(String operation, boolean required, Call call) {}

    private interface Call {
        void on(Config config, String key);
    }

    /** A write, by the driver's operation behind it. */
    private record Write(String operation, String driver, Writing call) {}

    private interface Writing {
        void on(ConfigAdmin admin, String key);
    }

    record Pricing(@Max("1") double discount, int rounds, Duration timeout) {}

    private static final TypeRef<Integer> NUMBER = new TypeRef<>() {};

    private static final List<Read> READS = List.of(
            new Read("get", true, (c, k) -> c.get(k, Integer.class)),
            new Read("get", true, (c, k) -> c.get(k, NUMBER)),
            new Read("get", false, (c, k) -> c.get(k, Integer.class, 5)),
            new Read("find", false, (c, k) -> c.find(k, Integer.class)),
            new Read("find", false, (c, k) -> c.find(k, NUMBER)),
            new Read("live", true, (c, k) -> c.live(k, Integer.class).close()));

    private static final List<Write> WRITES = List.of(
            new Write("find", "read", ConfigAdmin::find),
            new Write("set", "write", (a, k) -> a.set(k, "1")),
            new Write("remove", "write", ConfigAdmin::remove),
            new Write("compareAndSet", "compareAndSet", (a, k) -> a.compareAndSet(k, Optional.empty(), "1")));

    /** For providers. */
    protected ConfigErrorSuite() {}

    private void describes(PlatformException thrown, String operation, String key) {
        assertThat(thrown.capability()).contains(Capability.CONFIG);
        assertThat(thrown.resource()).isPresent();
        assertThat(thrown.operation()).contains(operation);
        assertThat(thrown.key()).contains(key);
        assertThat(thrown.retryable()).isFalse();
        assertThat(thrown.ambiguous()).isFalse();
    }

    @Test
    protected void read_missingKey_isConfigurationWithTheNearest() throws IOException {
        Config config = config("http.timeout", "5");
        probe.reset();
        for (Read read : READS) {
            if (read.required()) {
                PlatformException thrown =
                        fails(ErrorCode.CONFIGURATION, () -> read.call().on(config, "http.tiemout"));
                describes(thrown, read.operation(), "http.tiemout");
                assertThat(thrown).hasMessageContaining("http.timeout?");
                assertThat(fails(ErrorCode.CONFIGURATION, () -> read.call().on(config, "unlike.any")))
                        .hasMessageNotContaining("did you mean")
                        .hasMessageNotContaining("Did you mean");
            } else {
                read.call().on(config, "http.tiemout");
            }
        }
        assertThat(probe.calls()).as("reads do no I/O").isEmpty();
    }

    @Test
    protected void read_wrongType_tellsKeyOriginAndExpectedType() throws IOException {
        Config config = config("db.pool", "many");
        probe.reset();
        for (Read read : READS) {
            PlatformException thrown =
                    fails(ErrorCode.CONFIGURATION, () -> read.call().on(config, "db.pool"));
            describes(thrown, read.operation(), "db.pool");
            assertThat(thrown).hasMessageContainingAll("db.pool = 'many'", SOURCE + ": ", "a whole number");
        }
        assertThat(probe.calls()).isEmpty();
    }

    @Test
    protected void read_unresolvedPlaceholder_isConfiguration() throws IOException {
        Config config = config("db.pool", "${secret:none}", "db.host", "${secret:");
        for (Read read : READS) {
            describes(
                    fails(ErrorCode.CONFIGURATION, () -> read.call().on(config, "db.pool")),
                    read.operation(),
                    "db.pool");
            fails(ErrorCode.CONFIGURATION, () -> read.call().on(config, "db.host"));
        }
    }

    @Test
    protected void read_typeThatCannotBeRead_saysSo() throws IOException {
        Config config = config("a", "b");
        List<ThrowingCallable> calls = List.of(
                () -> config.get("a", Thread.class),
                () -> config.get("a", Thread.class, Thread.currentThread()),
                () -> config.find("a", Thread.class),
                () -> config.live("a", Thread.class));
        for (ThrowingCallable call : calls) {
            assertThat(fails(ErrorCode.CONFIGURATION, call)).hasMessageContaining("java.lang.Thread");
        }
    }

    @Test
    protected void record_severalProblems_areToldAtOnce() throws IOException {
        Config config = config("pricing.discount", "2", "pricing.timeout", "soon", "other", "x");
        Map<String, ThrowingCallable> calls = Map.of(
                "bind", () -> config.bind("pricing", Pricing.class),
                "live", () -> config.live("pricing", Pricing.class),
                "get", () -> config.get("pricing", Pricing.class),
                "find", () -> config.find("pricing", Pricing.class));
        calls.forEach((operation, call) -> {
            PlatformException thrown = fails(ErrorCode.CONFIGURATION, call);
            describes(thrown, operation, "pricing");
            assertThat(thrown)
                    .hasMessageContainingAll(
                            "3 problems",
                            "pricing.discount = '2'",
                            "at most 1",
                            "pricing.rounds: is missing",
                            "pricing.timeout = 'soon'",
                            "expected a duration",
                            SOURCE + ": ");
        });
    }

    @Test
    protected void unwrap_unknownSource_isNotFoundAndListsTheSources() throws IOException {
        PlatformException thrown = fails(ErrorCode.NOT_FOUND, () -> config().unwrap("none", ConfigAdmin.class));
        assertThat(thrown.operation()).contains("unwrap");
        assertThat(thrown.advice())
                .hasValueSatisfying(advice -> assertThat(advice).contains(SOURCE));
    }

    /** Empty where the source cannot be written; the feature suite tells whether that is as declared. */
    private Optional<ConfigAdmin> admin() throws IOException {
        return config().unwrap(SOURCE, ConfigAdmin.class);
    }

    @Test
    protected void write_everyFailure_isClassifiedAndWrappedOnce() throws IOException {
        admin().ifPresent(admin -> {
            for (ErrorCode code : ErrorCode.values()) {
                Failure failure = new Failure(code, "it failed.", "Do that.", true, true, "request-1");
                DriverException vendor = new DriverException(failure, new IOException("below"));
                for (Write write : WRITES) {
                    PlatformException thrown = failing(admin, write, vendor, code);
                    assertThat(thrown.capability()).contains(Capability.CONFIG);
                    assertThat(thrown.resource()).contains(SOURCE);
                    assertThat(thrown.provider()).isPresent();
                    assertThat(thrown.operation()).contains(write.operation());
                    assertThat(thrown.key()).contains("k");
                    assertThat(thrown.requestId()).contains("request-1");
                    assertThat(thrown.advice()).contains("Do that.");
                    assertThat(thrown.retryable()).isTrue();
                    assertThat(thrown.ambiguous()).isTrue();
                    assertThat(thrown.getCause()).isSameAs(vendor);
                }
            }
        });
    }

    private PlatformException failing(ConfigAdmin admin, Write write, Throwable failure, ErrorCode code) {
        probe.fail(write.driver(), failure);
        try {
            return fails(code, () -> write.call().on(admin, "k"));
        } finally {
            probe.fail(write.driver(), null);
        }
    }

    @Test
    protected void write_asyncFailure_isUnwrapped() throws IOException {
        DriverException inside = new DriverException(ErrorCode.ACCESS_DENIED, "no.");
        CompletionException outside = new CompletionException(new ExecutionException(inside));
        admin().ifPresent(admin -> WRITES.forEach(write -> assertThat(
                        failing(admin, write, outside, ErrorCode.ACCESS_DENIED).getCause())
                .isSameAs(inside)));
    }

    @Test
    protected void write_timeout_isDeadlineExceededAndAmbiguous() throws IOException {
        admin().ifPresent(admin -> WRITES.forEach(write -> {
            PlatformException thrown = failing(admin, write, new TimeoutException(), ErrorCode.DEADLINE_EXCEEDED);
            assertThat(thrown.ambiguous()).isTrue();
            assertThat(thrown.retryable()).isTrue();
        }));
    }

    @Test
    protected void write_interrupted_isCancelledWithTheFlagSet() throws IOException {
        admin().ifPresent(admin -> WRITES.forEach(write -> {
            failing(admin, write, new InterruptedException(), ErrorCode.CANCELLED);
            assertThat(Thread.interrupted()).as(write.operation()).isTrue();
        }));
    }

    @Test
    protected void write_unknownException_isClassifiedByTheDriver() throws IOException {
        IllegalArgumentException bug = new IllegalArgumentException("a driver's bug");
        admin().ifPresent(admin -> WRITES.forEach(write -> {
            probe.fail(write.driver(), bug);
            PlatformException thrown = catchThrowableOfType(
                    PlatformException.class, () -> write.call().on(admin, "k"));
            probe.fail(write.driver(), null);
            assertThat(thrown.getCause()).isSameAs(bug);
        }));
    }

    @Test
    protected void write_fails_leavesTheReadableValues() throws IOException {
        Config config = config("k", "1");
        config.unwrap(SOURCE, ConfigAdmin.class).ifPresent(admin -> {
            for (Write write : WRITES) {
                failing(admin, write, new DriverException(ErrorCode.THROTTLED, "slow."), ErrorCode.THROTTLED);
            }
            arrive();
            assertThat(config.get("k", Integer.class)).isEqualTo(1);
        });
    }

    @Test
    protected void everyMethod_afterClose_isIllegalState() throws IOException {
        Platform platform = load();
        Config config = platform.config();
        set(config, "k", "1");
        Optional<ConfigAdmin> admin = config.unwrap(SOURCE, ConfigAdmin.class);
        Ref<Integer> live = config.live("k", Integer.class);
        Registration registration = config.onChange("", change -> {});
        platform.close(Duration.ofSeconds(1));
        assertThat(leaks).extracting(Leak::kind).containsExactlyInAnyOrder("Ref", "Registration");
        leaks.clear();
        probe.reset();

        Map<String, ThrowingCallable> calls = new LinkedHashMap<>();
        for (Read read : READS) {
            calls.put(read.toString(), () -> read.call().on(config, "k"));
        }
        calls.put("bind", () -> config.bind("", Pricing.class));
        calls.put("onChange", () -> config.onChange("", change -> {}));
        calls.put("explain", () -> config.explain("k"));
        calls.put("snapshot", config::snapshot);
        calls.put("snapshot at", () -> config.snapshot(Instant.EPOCH));
        calls.put("history", config::history);
        calls.put("stats", config::stats);
        calls.put("unwrap", () -> config.unwrap(SOURCE, Object.class));
        calls.put("ref", live::get);
        calls.put("platform", platform::config);
        for (Write write : WRITES) {
            admin.ifPresent(a -> calls.put("admin " + write, () -> write.call().on(a, "k")));
        }
        calls.forEach((name, call) ->
                assertThatIllegalStateException().as(name).isThrownBy(call).withMessageContaining("close"));
        live.close();
        registration.close();
        assertThat(probe.calls()).isEmpty();
    }

    @Test
    @SuppressWarnings("NullAway") // the point of the test
    protected void everyMethod_null_isRefusedBeforeAnyIo() throws IOException {
        Config config = config("a", "1");
        probe.reset();
        List<ThrowingCallable> calls = new ArrayList<>();
        READS.forEach(read -> calls.add(() -> read.call().on(config, null)));
        calls.add(() -> config.get("a", (Class<String>) null));
        calls.add(() -> config.get("a", (TypeRef<String>) null));
        calls.add(() -> config.get("a", null, "x"));
        calls.add(() -> config.get("a", String.class, null));
        calls.add(() -> config.find("a", (Class<String>) null));
        calls.add(() -> config.find("a", (TypeRef<String>) null));
        calls.add(() -> config.bind(null, Pricing.class));
        calls.add(() -> config.bind("a", null));
        calls.add(() -> config.live("a", null));
        calls.add(() -> config.onChange(null, change -> {}));
        calls.add(() -> config.onChange("a", null));
        calls.add(() -> config.explain(null));
        calls.add(() -> config.snapshot(null));
        calls.add(() -> config.unwrap(null, Object.class));
        calls.add(() -> config.unwrap(SOURCE, null));
        config.unwrap(SOURCE, ConfigAdmin.class).ifPresent(admin -> {
            WRITES.forEach(write -> calls.add(() -> write.call().on(admin, null)));
            calls.add(() -> admin.set("a", null));
            calls.add(() -> admin.compareAndSet("a", null, "x"));
            calls.add(() -> admin.compareAndSet("a", Optional.empty(), null));
        });
        for (ThrowingCallable call : calls) {
            assertThatNullPointerException().as("call " + calls.indexOf(call)).isThrownBy(call);
        }
        assertThat(probe.calls()).isEmpty();
    }
}

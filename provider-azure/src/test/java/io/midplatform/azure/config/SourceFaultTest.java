package io.midplatform.azure.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.midplatform.ErrorCode;
import io.midplatform.HealthReport;
import io.midplatform.PlatformException;
import io.midplatform.azure.fake.AppConfigurationFake;
import io.midplatform.azure.fake.EntraFake;
import io.midplatform.azure.fake.KeyVaultFake;
import io.midplatform.azure.fake.RestFake;
import io.midplatform.azure.fake.RestFake.Fault;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Each fault of a service or of the way to it, on each source, at the start and later: its code, how many requests it costs, and that the last
 * good value stays until the fault has passed.
 */
class SourceFaultTest {
    /** One poll of each source, whatever the engine's jitter. */
    private static final Duration POLL = Duration.ofSeconds(67);

    private static final Duration LONG = Duration.ofMinutes(11);
    private static final int ATTEMPTS = 3;

    enum Service {
        APP_CONFIGURATION,
        KEY_VAULT
    }

    private final OneSource source = new OneSource();
    private final EntraFake entra = new EntraFake();
    private RestFake fake;
    private Consumer<String> writing;

    @AfterEach
    void stop() {
        source.close();
        fake.close();
        entra.close();
    }

    private void open(Service service) {
        if (service == Service.APP_CONFIGURATION) {
            AppConfigurationFake settings = new AppConfigurationFake();
            writing = value -> settings.put("key", value);
            source.with(settings.settings());
            fake = settings;
        } else {
            KeyVaultFake secrets = new KeyVaultFake();
            writing = value -> secrets.put("key", value);
            source.with(entra.settings()).with(secrets.settings()).set("names", "key");
            fake = secrets;
        }
        source.set("interval", "60s").set("retry.attempts", Integer.toString(ATTEMPTS));
        writing.accept("1");
    }

    private PlatformException refused() {
        PlatformException thrown = catchThrowableOfType(PlatformException.class, source::config);
        assertThat(thrown).isNotNull();
        return thrown;
    }

    /** A fault with the code and the number of requests that one read is worth. */
    private record Case(String name, Fault fault, ErrorCode code, int attempts) {
        @Override
        public String toString() {
            return name;
        }
    }

    static Stream<Arguments> faults() {
        List<Case> cases = List.of(
                new Case(
                        "throttled",
                        RestFake.error(429, "TooManyRequests", "retry-after-ms", "1"),
                        ErrorCode.THROTTLED,
                        ATTEMPTS),
                new Case("throttled by a gateway", RestFake.page(429), ErrorCode.THROTTLED, ATTEMPTS),
                new Case("failed", RestFake.error(500, "InternalError"), ErrorCode.UNAVAILABLE, ATTEMPTS),
                new Case("unavailable", RestFake.error(503, "Unavailable"), ErrorCode.UNAVAILABLE, ATTEMPTS),
                new Case("bad gateway", RestFake.page(502), ErrorCode.UNAVAILABLE, ATTEMPTS),
                new Case("gateway timeout", RestFake.page(504), ErrorCode.UNAVAILABLE, ATTEMPTS),
                new Case("reset", RestFake.reset(), ErrorCode.UNAVAILABLE, ATTEMPTS),
                new Case("truncated", RestFake.truncated(), ErrorCode.UNAVAILABLE, ATTEMPTS),
                new Case("unauthenticated", RestFake.error(401, "Unauthorized"), ErrorCode.UNAUTHENTICATED, 1),
                new Case("denied", RestFake.error(403, "Forbidden"), ErrorCode.ACCESS_DENIED, 1),
                new Case("denied on the way", RestFake.page(403), ErrorCode.ACCESS_DENIED, 1),
                new Case("not understood", RestFake.error(400, "BadParameter"), ErrorCode.CONFIGURATION, 1),
                new Case("gone", RestFake.error(404, "NotFound"), ErrorCode.NOT_FOUND, 1));
        return Stream.of(Service.values())
                .flatMap(service -> cases.stream().map(fault -> Arguments.of(service, fault)));
    }

    @ParameterizedTest
    @MethodSource("faults")
    void fault_atTheStart_isWhatItThrows(Service service, Case fault) {
        open(service);
        fake.fail(1000, fault.fault());
        PlatformException thrown = refused();
        assertThat(thrown.code()).isEqualTo(fault.code());
        assertThat(thrown.advice().isPresent() || thrown.retryable()).isTrue();
        assertThat(fake.operations()).hasSize(fault.attempts());
        fake.mend();
        assertThat(source.text("key")).isEqualTo("1");
    }

    @ParameterizedTest
    @MethodSource("faults")
    void fault_later_leavesTheLastValue_andPasses(Service service, Case fault) {
        open(service);
        assertThat(source.text("key")).isEqualTo("1");
        fake.forgetRequests();
        writing.accept("2");
        fake.fail(1000, fault.fault());
        source.pass(POLL);
        assertThat(source.text("key")).isEqualTo("1");
        assertThat(fake.operations()).hasSize(fault.attempts());
        assertThat(source.platform().health().status()).isEqualTo(HealthReport.Status.DEGRADED);
        assertThat(source.health()).contains(fault.code().name());
        fake.mend();
        source.pass(LONG);
        assertThat(source.text("key")).isEqualTo("2");
        assertThat(source.platform().health().status()).isEqualTo(HealthReport.Status.UP);
    }

    @ParameterizedTest
    @EnumSource
    void silence_endsWithTheSocketTimeout_alsoAfterTheFirstByte(Service service) {
        open(service);
        source.set("http.socket-timeout", "200ms");
        fake.fail(ATTEMPTS, fake.silence());
        fake.fail(ATTEMPTS, fake.stalled());
        assertThat(refused().code()).isEqualTo(ErrorCode.UNAVAILABLE);
        assertThat(fake.operations()).hasSize(ATTEMPTS);
        assertThat(refused().code()).isEqualTo(ErrorCode.UNAVAILABLE);
        assertThat(fake.operations()).hasSize(2 * ATTEMPTS);
        assertThat(source.text("key")).isEqualTo("1");
    }

    @ParameterizedTest
    @EnumSource
    void silence_endsWithTheTimeout(Service service) {
        open(service);
        source.set("timeout", "400ms");
        fake.fail(10, fake.silence());
        long begin = System.nanoTime();
        assertThat(refused().code()).isEqualTo(ErrorCode.DEADLINE_EXCEEDED);
        assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(Duration.ofSeconds(5));
        assertThat(fake.operations()).hasSize(1);
    }

    @ParameterizedTest
    @EnumSource
    void tricklingBody_endsWithTheTimeout(Service service) {
        open(service);
        source.set("timeout", "600ms");
        fake.fail(10, fake.trickling(Duration.ofMillis(20)));
        assertThat(refused().code()).isEqualTo(ErrorCode.DEADLINE_EXCEEDED);
        assertThat(fake.operations()).hasSize(1);
    }

    @ParameterizedTest
    @EnumSource
    void retryAfter_beyondTheTimeout_isNotWaitedFor(Service service) {
        open(service);
        source.set("timeout", "5s");
        fake.fail(10, RestFake.error(429, "TooManyRequests", "Retry-After", "60"));
        long begin = System.nanoTime();
        assertThat(refused().code()).isEqualTo(ErrorCode.THROTTLED);
        assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(Duration.ofSeconds(4));
        assertThat(fake.operations()).hasSize(1);
    }

    /** Interrupts this thread as soon as it waits, after its first request. */
    private Thread interruptBetweenAttempts() {
        Thread waiting = Thread.currentThread();
        Thread interrupting = new Thread(() -> {
            while (fake.operations().isEmpty() || waiting.getState() != Thread.State.TIMED_WAITING) {
                Thread.onSpinWait();
            }
            waiting.interrupt();
        });
        interrupting.start();
        return interrupting;
    }

    @ParameterizedTest
    @EnumSource
    void interrupt_endsTheWaitBetweenAttempts(Service service) throws InterruptedException {
        open(service);
        source.set("retry.backoff", "20s").set("retry.max-backoff", "20s").set("timeout", "2m");
        fake.fail(10, RestFake.error(503, "Unavailable"));
        Thread interrupting = interruptBetweenAttempts();
        PlatformException thrown = refused();
        assertThat(Thread.interrupted()).isTrue();
        assertThat(thrown.code()).isEqualTo(ErrorCode.CANCELLED);
        interrupting.join();
    }

    @ParameterizedTest
    @EnumSource
    void interrupt_endsTheWaitAfterALostConnection(Service service) throws InterruptedException {
        open(service);
        source.set("retry.backoff", "20s").set("retry.max-backoff", "20s").set("timeout", "2m");
        fake.fail(10, RestFake.reset());
        Thread interrupting = interruptBetweenAttempts();
        PlatformException thrown = refused();
        assertThat(Thread.interrupted()).isTrue();
        assertThat(thrown.code()).isEqualTo(ErrorCode.CANCELLED);
        interrupting.join();
    }

    @ParameterizedTest
    @EnumSource
    void unknownHost_isToldAsSuch(Service service) {
        open(service);
        try (OneSource other = new OneSource().with(entra.settings())) {
            other.set("retry.backoff", "0s");
            if (service == Service.KEY_VAULT) {
                other.set("service", "key-vault")
                        .set("vault", "no-such-vault-x")
                        .set("names", "a");
            } else {
                other.set("service", "app-configuration").set("store", "no-such-store-x");
            }
            PlatformException thrown = catchThrowableOfType(PlatformException.class, other::config);
            assertThat(thrown.code()).isEqualTo(ErrorCode.UNAVAILABLE);
            assertThat(thrown).hasMessageContaining("cannot be resolved");
        }
    }

    @ParameterizedTest
    @EnumSource
    void bodyThatIsNoJson_isUnavailable_andNothingOfItIsTaken(Service service) {
        open(service);
        fake.fail(ATTEMPTS, RestFake.page(200));
        assertThat(refused().code()).isEqualTo(ErrorCode.UNAVAILABLE);
        fake.mend();
        assertThat(source.text("key")).isEqualTo("1");
    }
}

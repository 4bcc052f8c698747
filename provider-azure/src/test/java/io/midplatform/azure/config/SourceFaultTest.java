package io.midplatform.azure.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.midplatform.ErrorCode;
import io.midplatform.PlatformException;
import io.midplatform.azure.fake.AppConfigurationFake;
import io.midplatform.azure.fake.EntraFake;
import io.midplatform.azure.fake.KeyVaultFake;
import io.midplatform.azure.fake.RestFake;
import io.midplatform.cloudtests.OneSource;
import io.midplatform.cloudtests.SourceFaultSuite;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;

/** Faults of the services of Azure. */
class SourceFaultTest extends SourceFaultSuite<SourceFaultTest.Service> {
    enum Service {
        APP_CONFIGURATION,
        KEY_VAULT
    }

    private final EntraFake entra = new EntraFake();

    @AfterEach
    void stopEntra() {
        entra.close();
    }

    @Override
    protected Running start(Service service) {
        if (service == Service.APP_CONFIGURATION) {
            AppConfigurationFake settings = new AppConfigurationFake();
            source.with(settings.settings());
            return new Running(settings, value -> settings.put("key", value));
        }
        KeyVaultFake secrets = new KeyVaultFake();
        source.with(entra.settings()).with(secrets.settings()).set("names", "key");
        return new Running(secrets, value -> secrets.put("key", value));
    }

    static Service[] services() {
        return Service.values();
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
        return each(services(), cases);
    }

    @ParameterizedTest
    @EnumSource
    void silence_endsWithTheTimeout(Service service) {
        open(service);
        source.set("timeout", "3s");
        fake.fail(10, fake.silence());
        long begin = System.nanoTime();
        assertThat(refused().code()).isEqualTo(ErrorCode.DEADLINE_EXCEEDED);
        assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(Duration.ofSeconds(20));
        fake.awaitRequests(1);
        assertThat(fake.operations()).hasSize(1);
    }

    @ParameterizedTest
    @EnumSource
    void retryAfter_beyondTheTimeout_isNotWaitedFor(Service service) {
        open(service);
        source.set("timeout", "30s");
        fake.fail(10, RestFake.error(429, "TooManyRequests", "Retry-After", "60"));
        long begin = System.nanoTime();
        assertThat(refused().code()).isEqualTo(ErrorCode.THROTTLED);
        assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(Duration.ofSeconds(25));
        assertThat(fake.operations()).hasSize(1);
    }

    /** Interrupts this thread as soon as it waits, after its first request. */
    private Thread interruptBetweenAttempts() {
        Thread waiting = Thread.currentThread();
        Thread interrupting = new Thread(() -> {
            while (fake.operations().isEmpty() || waiting.getState() != Thread.State.TIMED_WAITING) {
                LockSupport.parkNanos(100_000);
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
        assertNothingIsTakenFromAPage(service);
    }
}

package io.midplatform.aws.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.midplatform.ErrorCode;
import io.midplatform.HealthReport;
import io.midplatform.PlatformException;
import io.midplatform.aws.fake.AppConfigFake;
import io.midplatform.aws.fake.ParameterStoreFake;
import io.midplatform.aws.fake.SecretsManagerFake;
import io.midplatform.aws.fake.WireFake;
import io.midplatform.aws.fake.WireFake.Fault;
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
        PARAMETER_STORE,
        APP_CONFIG,
        SECRETS_MANAGER
    }

    private final OneSource source = new OneSource();
    private WireFake fake;
    private Consumer<String> writing;

    @AfterEach
    void stop() {
        source.close();
        fake.close();
    }

    private void open(Service service) {
        switch (service) {
            case PARAMETER_STORE -> {
                ParameterStoreFake parameters = new ParameterStoreFake();
                writing = value -> parameters.put("/acme/key", value);
                fake = parameters;
            }
            case APP_CONFIG -> {
                AppConfigFake profile = new AppConfigFake(source.time);
                writing = value -> profile.deploy("text/plain", "key=" + value);
                fake = profile;
            }
            default -> {
                SecretsManagerFake secrets = new SecretsManagerFake();
                writing = value -> secrets.put("key", value);
                fake = secrets;
                source.set("names", "key");
            }
        }
        source.with(fake.settings()).set("interval", "60s").set("retry.attempts", Integer.toString(ATTEMPTS));
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
                new Case("throttled", WireFake.error(400, "ThrottlingException"), ErrorCode.THROTTLED, ATTEMPTS),
                new Case("throttled by status", WireFake.page(429), ErrorCode.THROTTLED, ATTEMPTS),
                new Case("failed", WireFake.error(500, "InternalFailure"), ErrorCode.UNAVAILABLE, ATTEMPTS),
                new Case("unavailable", WireFake.error(503, "ServiceUnavailable"), ErrorCode.UNAVAILABLE, ATTEMPTS),
                new Case("bad gateway", WireFake.page(502), ErrorCode.UNAVAILABLE, ATTEMPTS),
                new Case("gateway timeout", WireFake.page(504), ErrorCode.UNAVAILABLE, ATTEMPTS),
                new Case("reset", WireFake.reset(), ErrorCode.UNAVAILABLE, ATTEMPTS),
                new Case("truncated", WireFake.truncated(), ErrorCode.UNAVAILABLE, ATTEMPTS),
                new Case("expired", WireFake.error(400, "ExpiredTokenException"), ErrorCode.UNAUTHENTICATED, 1),
                new Case(
                        "unknown key",
                        WireFake.error(400, "UnrecognizedClientException"),
                        ErrorCode.UNAUTHENTICATED,
                        1),
                new Case("signature", WireFake.error(403, "InvalidSignatureException"), ErrorCode.UNAUTHENTICATED, 1),
                new Case("denied", WireFake.error(400, "AccessDeniedException"), ErrorCode.ACCESS_DENIED, 1),
                new Case("denied on the way", WireFake.page(403), ErrorCode.ACCESS_DENIED, 1));
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
        source.set("http.socket-timeout", "100ms");
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
    void tricklingBody_endsWithTheTimeout(Service service) {
        open(service);
        source.set("timeout", "400ms");
        fake.fail(1, fake.trickling(Duration.ofMillis(20)));
        assertThat(refused().code()).isEqualTo(ErrorCode.DEADLINE_EXCEEDED);
        assertThat(fake.operations()).hasSize(1);
    }

    @ParameterizedTest
    @EnumSource
    void wrongClock_thatStaysWrong_isToldAsSuch(Service service) {
        open(service);
        fake.fail(1000, WireFake.error(403, "RequestTimeTooSkewed"));
        PlatformException thrown = refused();
        assertThat(thrown.code()).isEqualTo(ErrorCode.UNAUTHENTICATED);
        assertThat(thrown).hasMessageContaining("clock");
    }

    @ParameterizedTest
    @EnumSource
    void wrongRegion_isToldByHostOrSignature(Service service) {
        open(service);
        fake.fail(
                1, WireFake.error(400, "InvalidSignatureException")); // "Credential should be scoped to a valid region"
        assertThat(refused().advice())
                .hasValueSatisfying(advice -> assertThat(advice).contains("region"));
        source.set("endpoint", "http://service.no-such-region.invalid");
        PlatformException thrown = refused();
        assertThat(thrown.code()).isEqualTo(ErrorCode.UNAVAILABLE);
        assertThat(thrown).hasMessageContainingAll("cannot be resolved", "region");
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "APP_CONFIG") // whose body is the document itself
    void bodyThatIsNoJson_isUnavailable_andNothingOfItIsTaken(Service service) {
        open(service);
        fake.fail(ATTEMPTS, WireFake.page(200));
        assertThat(refused().code()).isEqualTo(ErrorCode.UNAVAILABLE);
        fake.mend();
        assertThat(source.text("key")).isEqualTo("1");
    }
}

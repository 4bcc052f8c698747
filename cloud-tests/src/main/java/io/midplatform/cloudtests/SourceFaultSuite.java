package io.midplatform.cloudtests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.midplatform.ErrorCode;
import io.midplatform.HealthReport;
import io.midplatform.PlatformException;
import io.midplatform.cloudtests.HttpFake.Reply;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Each fault of a service or of the way to it, on each source, at the start and later: its code, how many requests it costs, and that the last
 * good value stays until the fault has passed. A provider's test has static methods {@code services} and {@code faults} that give the arguments.
 *
 * @param <S> a service of the provider
 */
public abstract class SourceFaultSuite<S> {
    /** How often a request is tried. */
    protected static final int ATTEMPTS = 3;

    /** One poll of each source, whatever the engine's jitter. */
    private static final Duration POLL = Duration.ofSeconds(67);

    private static final Duration LONG = Duration.ofMinutes(11);

    /** The source, whose platform is built when a test first asks for it. */
    protected final OneSource source = new OneSource();

    /** The service of the test, once it is {@link #open}. */
    @SuppressWarnings("NullAway.Init") // 'open' sets it
    protected ServiceFake<?> fake;

    @SuppressWarnings("NullAway.Init") // 'open' sets it
    private Consumer<String> writing;

    /**
     * A fault with the code and the number of requests that one read is worth.
     *
     * @param name what it is called
     * @param fault what happens
     * @param code the code of what it throws
     * @param attempts how many requests are made
     */
    public record Case(String name, Reply fault, ErrorCode code, int attempts) {
        @Override
        public String toString() {
            return name;
        }
    }

    /**
     * A service that runs.
     *
     * @param fake its server
     * @param writing sets the value of {@code key}
     */
    public record Running(ServiceFake<?> fake, Consumer<String> writing) {}

    /** Each fault on each service. */
    protected static Stream<Arguments> each(Object[] services, List<Case> cases) {
        return Arrays.stream(services).flatMap(service -> cases.stream().map(fault -> Arguments.of(service, fault)));
    }

    /** Starts a service and gives {@link #source} the settings that it needs. */
    protected abstract Running start(S service);

    /** The service has the value 1 and is tried {@link #ATTEMPTS} times. */
    protected final void open(S service) {
        Running running = start(service);
        fake = running.fake();
        writing = running.writing();
        source.set("interval", "60s").set("retry.attempts", Integer.toString(ATTEMPTS));
        writing.accept("1");
    }

    @AfterEach
    protected void stop() {
        source.close();
        fake.close();
    }

    /** What the start fails with. */
    protected final PlatformException refused() {
        PlatformException thrown = catchThrowableOfType(PlatformException.class, source::config);
        assertThat(thrown).isNotNull();
        return thrown;
    }

    @ParameterizedTest
    @MethodSource("faults")
    protected void fault_atTheStart_isWhatItThrows(S service, Case fault) {
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
    protected void fault_later_leavesTheLastValue_andPasses(S service, Case fault) {
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
    @MethodSource("services")
    protected void silence_endsWithTheSocketTimeout_alsoAfterTheFirstByte(S service) {
        open(service);
        int attempts = 2;
        // TLS is agreed on, and tokens come, within the same time
        source.set("http.socket-timeout", "2s").set("retry.attempts", Integer.toString(attempts));
        fake.fail(attempts, fake.silence());
        fake.fail(attempts, fake.stalled());
        assertThat(refused().code()).isEqualTo(ErrorCode.UNAVAILABLE);
        fake.awaitRequests(attempts);
        assertThat(fake.operations()).hasSize(attempts);
        assertThat(refused().code()).isEqualTo(ErrorCode.UNAVAILABLE);
        fake.awaitRequests(2 * attempts);
        assertThat(fake.operations()).hasSize(2 * attempts);
        assertThat(source.text("key")).isEqualTo("1");
    }

    @ParameterizedTest
    @MethodSource("services")
    protected void tricklingBody_endsWithTheTimeout(S service) {
        open(service);
        source.set("timeout", "3s");
        fake.fail(10, fake.trickling(Duration.ofMillis(20)));
        assertThat(refused().code()).isEqualTo(ErrorCode.DEADLINE_EXCEEDED);
        fake.awaitRequests(1);
        assertThat(fake.operations()).hasSize(1);
    }

    /** A page of a proxy where the service's JSON should be. */
    protected final void assertNothingIsTakenFromAPage(S service) {
        open(service);
        fake.fail(ATTEMPTS, HttpFake.page(200));
        assertThat(refused().code()).isEqualTo(ErrorCode.UNAVAILABLE);
        fake.mend();
        assertThat(source.text("key")).isEqualTo("1");
    }
}

package io.midplatform.testkit;

import io.midplatform.ErrorCode;
import io.midplatform.Platform;
import io.midplatform.PlatformBuilder;
import io.midplatform.PlatformException;
import io.midplatform.spi.Leak;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.assertj.core.api.Assertions;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;

/**
 * What all contract suites share: platforms of the provider under test, on a time that stands still until the test moves it. A test that leaves
 * something open fails with the line that opened it. A provider runs a
 * suite by extending it and saying which settings choose it. A known difference is an overriding test that asserts the difference.
 */
public abstract class ContractSuite {
    /** The time of every platform of a test. */
    protected final TestTime time = new TestTime();

    /** What the platforms of a test say was not closed. A test that leaks on purpose takes it out; what is left fails the test. */
    protected final Queue<Leak> leaks = new ConcurrentLinkedQueue<>();

    private final Deque<Platform> platforms = new ArrayDeque<>();

    /** For suites. */
    protected ContractSuite() {}

    /**
     * The settings that choose the provider under test.
     *
     * @return whole keys and values, such as {@code midplatform.provider=local}
     */
    protected abstract Map<String, String> provider();

    /**
     * Loads a platform of the provider under test; it is closed after the test.
     *
     * @param keysAndValues further settings, in turn a whole key and its value
     * @return the platform
     */
    protected Platform platform(String... keysAndValues) {
        return opened(builder(keysAndValues));
    }

    /**
     * Starts a platform of the provider under test.
     *
     * @param keysAndValues further settings, in turn a whole key and its value
     * @return the builder, for {@link #opened}
     */
    protected PlatformBuilder builder(String... keysAndValues) {
        Map<String, String> settings = new HashMap<>(Map.of("midplatform.leak-detection", "full"));
        settings.putAll(provider());
        for (int i = 0; i < keysAndValues.length; i += 2) {
            settings.put(keysAndValues[i], keysAndValues[i + 1]);
        }
        return Platform.builder().isolated().settings(settings).time(time).onLeak(leaks::add);
    }

    /**
     * Loads a platform that is closed after the test.
     *
     * @param builder its builder
     * @return the platform
     */
    protected Platform opened(PlatformBuilder builder) {
        Platform platform = builder.build();
        platforms.push(platform);
        return platform;
    }

    /**
     * Asserts that a call fails as the platform's errors do.
     *
     * @param code the expected code
     * @param call the call
     * @return the exception, for a closer look
     */
    protected static PlatformException fails(ErrorCode code, ThrowingCallable call) {
        PlatformException thrown = Assertions.catchThrowableOfType(PlatformException.class, call);
        Assertions.assertThat(thrown).as("expected " + code).isNotNull();
        Assertions.assertThat(thrown.code()).as(thrown.getMessage()).isEqualTo(code);
        if (thrown.getCause() instanceof PlatformException) {
            Assertions.fail("wrapped more than once", thrown);
        }
        Planted.assertHidden(thrown);
        return thrown;
    }

    @AfterEach
    void closePlatforms() {
        while (!platforms.isEmpty()) {
            platforms.pop().close(Duration.ofSeconds(5));
        }
        Assertions.assertThat(leaks).as("opened and not closed").isEmpty();
    }
}

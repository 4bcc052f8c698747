package io.midplatform.testkit.cache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.midplatform.ErrorCode;
import io.midplatform.PlatformException;
import io.midplatform.cache.CounterOptions;
import io.midplatform.cache.Counters;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Counters. */
public abstract class CounterSuite extends CacheSuite {
    /** For subclasses. */
    protected CounterSuite() {}

    @Test
    protected void increment_countsFromZero() {
        Counters counters = counters();
        assertThat(counters.get("a")).isZero();
        assertThat(counters.increment("a")).isEqualTo(1);
        assertThat(counters.increment("a")).isEqualTo(2);
        assertThat(counters.increment("a", 40)).isEqualTo(42);
        assertThat(counters.increment("a", -50)).isEqualTo(-8);
        assertThat(counters.increment("a", 0)).isEqualTo(-8);
        assertThat(counters.get("a")).isEqualTo(-8);
        assertThat(counters.get("b")).isZero();
        assertThat(counters.name()).isEqualTo(NAME);
    }

    @Test
    protected void reset_startsAgain() {
        Counters counters = counters();
        counters.increment("a", 5);
        counters.reset("a");
        counters.reset("a");
        assertThat(counters.get("a")).isZero();
        assertThat(counters.increment("a")).isEqualTo(1);
    }

    @Test
    protected void increment_ofManyThreads_losesNone() throws Exception {
        Counters counters = counters();
        List<Caller<Long>> callers = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            callers.add(Caller.start(() -> {
                long last = 0;
                for (int n = 0; n < 1_000; n++) {
                    long now = counters.increment("a");
                    assertThat(now).isGreaterThan(last);
                    last = now;
                }
                return last;
            }));
        }
        for (Caller<Long> caller : callers) {
            caller.result();
        }
        assertThat(counters.get("a")).isEqualTo(8_000);
    }

    @Test
    protected void ttl_startsWithTheFirstIncrement_only() {
        Counters counters = counters("ttl", "10s");
        counters.increment("a");
        time.advance(Duration.ofSeconds(9));
        assertThat(counters.increment("a")).isEqualTo(2);
        time.advance(Duration.ofMillis(999));
        assertThat(counters.get("a")).isEqualTo(2);
        time.advance(Duration.ofMillis(1));
        assertThat(counters.get("a")).isZero();
        assertThat(counters.increment("a")).isEqualTo(1);
        time.advance(Duration.ofMillis(9_999));
        assertThat(counters.get("a")).isEqualTo(1);
    }

    @Test
    protected void ttl_isNoneUnlessSet() {
        Counters counters = counters();
        counters.increment("a");
        time.advance(Duration.ofDays(3_000));
        assertThat(counters.increment("a")).isEqualTo(2);
    }

    @Test
    protected void ttlOfTheCall_wins_atCreation() {
        Counters counters = counters("ttl", "1h");
        CounterOptions shortly = CounterOptions.defaults().ttl(Duration.ofSeconds(1));
        counters.increment("a", 1, shortly);
        counters.increment("b");
        counters.increment("b", 1, shortly);
        time.advance(Duration.ofSeconds(1));
        assertThat(counters.get("a")).isZero();
        assertThat(counters.get("b")).isEqualTo(2);
    }

    @Test
    protected void overflow_isRefused_andCountsNothing() {
        Counters counters = counters();
        counters.increment("a", Long.MAX_VALUE);
        assertCode(ErrorCode.LIMIT_EXCEEDED, () -> counters.increment("a"));
        assertThat(counters.get("a")).isEqualTo(Long.MAX_VALUE);
        counters.increment("b", Long.MIN_VALUE);
        assertCode(ErrorCode.LIMIT_EXCEEDED, () -> counters.increment("b", -1));
        assertThat(counters.get("b")).isEqualTo(Long.MIN_VALUE);
    }

    @Test
    protected void failures_areThrown_underBothPolicies() {
        for (String policy : List.of("fail-open", "fail-fast")) {
            Counters counters = counters("failure-policy", policy);
            driver().fail(ErrorCode.UNAVAILABLE);
            assertCode(ErrorCode.UNAVAILABLE, () -> counters.increment("a"));
            assertCode(ErrorCode.UNAVAILABLE, () -> counters.get("a"));
            assertCode(ErrorCode.UNAVAILABLE, () -> counters.reset("a"));
            driver().heal();
            assertThat(counters.get("a")).isZero();
        }
    }

    @Test
    @SuppressWarnings("NullAway") // what the compiler forbids is what is tested
    protected void wrongArguments_areRefused() {
        Counters counters = counters();
        assertCode(ErrorCode.INVALID_REQUEST, () -> counters.increment(""));
        assertCode(ErrorCode.INVALID_REQUEST, () -> counters.get("\udc00"));
        assertCode(ErrorCode.INVALID_REQUEST, () -> counters.reset(""));
        assertThatThrownBy(() -> counters.increment(null)).isInstanceOf(NullPointerException.class);
        assertThatThrownBy(() -> counters.increment("a", 1, null)).isInstanceOf(NullPointerException.class);
        assertThatThrownBy(() -> counters.get(null)).isInstanceOf(NullPointerException.class);
        assertThatThrownBy(() -> counters.reset(null)).isInstanceOf(NullPointerException.class);
        assertThatThrownBy(() -> CounterOptions.defaults().ttl(Duration.ZERO))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> CounterOptions.defaults().timeout(Duration.ZERO))
                .isInstanceOf(IllegalArgumentException.class);
        assertThat(driver().calls()).isEmpty();
        closePlatform();
        assertThatThrownBy(() -> counters.increment("a")).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> counters.get("a")).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> counters.reset("a")).isInstanceOf(IllegalStateException.class);
    }

    @Test
    protected void longAndStrangeKeys_areApart() {
        Counters counters = counters();
        String longKey = "x".repeat(10_000);
        counters.increment(longKey + "a", 1);
        counters.increment(longKey + "b", 2);
        counters.increment(" ", 3);
        assertThat(counters.get(longKey + "a")).isEqualTo(1);
        assertThat(counters.get(longKey + "b")).isEqualTo(2);
        assertThat(counters.get(" ")).isEqualTo(3);
    }

    private static void assertCode(ErrorCode code, Runnable call) {
        assertThatThrownBy(call::run).isInstanceOfSatisfying(PlatformException.class, e -> {
            assertThat(e.code()).isEqualTo(code);
            assertThat(e.resource()).contains(NAME);
        });
    }
}

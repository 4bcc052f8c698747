package io.midplatform.cache;

import java.time.Duration;

/** Checks of durations that stand in code. */
final class Durations {
    private static final Duration MILLISECOND = Duration.ofMillis(1);

    private Durations() {}

    static Duration positive(String what, Duration duration) {
        if (duration.isNegative() || duration.isZero()) {
            throw new IllegalArgumentException(what + " is more than zero, not " + duration);
        }
        return duration;
    }

    static Duration millisecondOrMore(String what, Duration duration) {
        if (duration.compareTo(MILLISECOND) < 0) {
            throw new IllegalArgumentException(what + " is at least a millisecond, not " + duration);
        }
        return duration;
    }

    static Duration zeroOrMore(String what, Duration duration) {
        if (duration.isNegative()) {
            throw new IllegalArgumentException(what + " is zero or more, not " + duration);
        }
        return duration;
    }

    static int percent(String what, int percent) {
        if (percent < 0 || percent > 100) {
            throw new IllegalArgumentException(what + " is a percentage from 0 to 100, not " + percent);
        }
        return percent;
    }
}

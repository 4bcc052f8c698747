package io.midplatform.queue;

import java.time.Duration;

/** Checks of durations that stand in code. */
final class Durations {
    private Durations() {}

    static Duration positive(String what, Duration duration) {
        if (duration.isNegative() || duration.isZero()) {
            throw new IllegalArgumentException(what + " is more than zero, not " + duration);
        }
        return duration;
    }

    static Duration zeroOrMore(String what, Duration duration) {
        if (duration.isNegative()) {
            throw new IllegalArgumentException(what + " is zero or more, not " + duration);
        }
        return duration;
    }
}

package io.midplatform.storage;

import java.time.Duration;

/** The check that every options type makes of its time-out. */
final class Timeouts {
    private Timeouts() {}

    static Duration positive(Duration timeout) {
        if (timeout.isNegative() || timeout.isZero()) {
            throw new IllegalArgumentException("a timeout must be positive, not " + timeout);
        }
        return timeout;
    }
}

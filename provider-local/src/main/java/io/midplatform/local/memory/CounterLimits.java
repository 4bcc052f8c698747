package io.midplatform.local.memory;

import io.midplatform.ErrorCode;
import io.midplatform.spi.DriverException;
import io.midplatform.spi.Failure;

/** How counters say no, in memory and on disk. */
public final class CounterLimits {
    private CounterLimits() {}

    /**
     * There are as many as there may be.
     *
     * @param most how many
     * @return the failure
     */
    public static DriverException noRoom(long most) {
        return new DriverException(
                Failure.of(ErrorCode.LIMIT_EXCEEDED, "there are " + most + " counters already.")
                        .advice("Set a ttl so that counters end, or raise max-entries."),
                null);
    }

    /**
     * A value would leave the range of a long.
     *
     * @param cause what the addition said
     * @return the failure
     */
    public static DriverException outOfRange(ArithmeticException cause) {
        return new DriverException(
                Failure.of(ErrorCode.LIMIT_EXCEEDED, "the counter would leave the range of a long.")
                        .advice("Reset the counter."),
                cause);
    }
}

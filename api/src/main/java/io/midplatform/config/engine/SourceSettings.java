package io.midplatform.config.engine;

import io.midplatform.config.Default;
import io.midplatform.config.Min;
import java.time.Duration;
import java.util.Optional;

/**
 * The settings that every source has, under {@code midplatform.config.<name>}.
 *
 * @param startup whether the start fails when the source cannot be read
 * @param timeout the time-out of one read
 * @param prefix only keys below this prefix are taken, without it
 */
public record SourceSettings(
        @Default("required") Startup startup,
        @Default("30s") @Min("1ms") Duration timeout,
        Optional<String> prefix) {
    /** What an unreachable source means at start. */
    public enum Startup {
        /** The start fails. */
        REQUIRED,
        /** It is skipped until it can be read. */
        OPTIONAL
    }
}

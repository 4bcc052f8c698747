package io.midplatform.config.engine;

import io.midplatform.config.Default;
import io.midplatform.config.Max;
import io.midplatform.config.Min;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * The settings under {@code midplatform.config}.
 *
 * @param sources the sources' logical names, strongest first
 * @param secrets the source of {@code ${secret:key}}, where a reference names none
 * @param envPrefix what the variables of the application's own keys start with, such as {@code ACME_}
 * @param history how many snapshots are kept
 * @param settle how long to wait after a source told of a change, so that a burst is one change
 * @param unknownKeys what happens to keys that a bound record does not know
 */
public record ConfigSettings(
        @Default("") List<String> sources,
        Optional<String> secrets,
        Optional<String> envPrefix,
        @Default("10") @Min("1") @Max("1000") int history,
        @Default("100ms") @Min("0s") @Max("1m") Duration settle,
        @Default("warn") UnknownKeyPolicy unknownKeys) {
    /** What happens to keys that a bound record does not know. */
    public enum UnknownKeyPolicy {
        /** One line in the log. */
        WARN,
        /** A problem of the binding. */
        ERROR
    }
}

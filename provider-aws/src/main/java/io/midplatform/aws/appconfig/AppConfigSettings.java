package io.midplatform.aws.appconfig;

import java.time.Duration;
import java.util.Optional;

/**
 * Which profile is read, and how often.
 *
 * @param application the application's name or id
 * @param environment the environment's name or id
 * @param profile the configuration profile's name or id
 * @param format the document's format, such as {@code json}; its content type tells if absent
 * @param interval the least time between two polls; the service decides if absent
 */
public record AppConfigSettings(
        String application, String environment, String profile, Optional<String> format, Optional<Duration> interval) {
    /** What the service allows: the API reference, StartConfigurationSession. */
    private static final Duration SHORTEST = Duration.ofSeconds(15);

    private static final Duration LONGEST = Duration.ofDays(1);

    /** Checks the interval. */
    public AppConfigSettings {
        if (interval.isPresent()
                && (interval.get().compareTo(SHORTEST) < 0 || interval.get().compareTo(LONGEST) > 0)) {
            throw new IllegalArgumentException("AppConfig allows an interval from 15s to 24h");
        }
    }

    String name() {
        return application + "/" + environment + "/" + profile;
    }
}

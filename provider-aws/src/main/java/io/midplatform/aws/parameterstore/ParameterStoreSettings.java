package io.midplatform.aws.parameterstore;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/**
 * Which parameters are read, and how often.
 *
 * @param path the path whose parameters are read, with all below it; starts with {@code /}
 * @param label only the versions that have this label
 * @param versions the version to read of some keys, in place of the newest
 * @param interval how often they are read
 */
public record ParameterStoreSettings(
        String path, Optional<String> label, Map<String, Long> versions, Duration interval) {
    /** Checks the path. */
    public ParameterStoreSettings {
        if (!path.startsWith("/")) {
            throw new IllegalArgumentException("path starts with a slash, such as /acme, unlike '" + path + "'");
        }
        path = path.length() > 1 && path.endsWith("/") ? path.substring(0, path.length() - 1) : path;
        versions = Map.copyOf(versions);
    }
}

package io.midplatform.aws.secretsmanager;

import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Which secrets are read, and how often.
 *
 * @param secrets their names or ARNs
 * @param stage the stage of the versions to read; {@code AWSCURRENT} if absent
 * @param versions the id of the version to read of some of them, in place of the stage's; by name, with dots for slashes
 * @param interval how often they are read
 */
public record SecretsManagerSettings(
        List<String> secrets, Optional<String> stage, Map<String, String> versions, Duration interval) {
    /** Checks that there is something to read. */
    public SecretsManagerSettings {
        secrets = List.copyOf(secrets);
        versions = Map.copyOf(versions);
        if (secrets.isEmpty()) {
            throw new IllegalArgumentException("the setting 'secrets' is missing: name the secrets to read");
        }
        if (new HashSet<>(secrets).size() < secrets.size()) {
            throw new IllegalArgumentException("a secret stands twice in 'secrets'");
        }
        for (String key : versions.keySet()) {
            if (secrets.stream()
                    .noneMatch(secret -> SecretsManagerMapping.key(secret).equals(key))) {
                throw new IllegalArgumentException("versions." + key + " is none of 'secrets'");
            }
        }
    }
}

package io.midplatform.aws.secretsmanager;

import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Which secrets are read, and how often.
 *
 * @param names their names or ARNs
 * @param stage the stage of the versions to read; {@code AWSCURRENT} if absent
 * @param versions the id of the version to read of some of them, in place of the stage's; by name, with dots for slashes
 * @param interval how often they are read
 */
public record SecretsManagerSettings(
        List<String> names, Optional<String> stage, Map<String, String> versions, Duration interval) {
    /** Checks that there is something to read. */
    public SecretsManagerSettings {
        names = List.copyOf(names);
        versions = Map.copyOf(versions);
        if (names.isEmpty()) {
            throw new IllegalArgumentException("the setting 'names' is missing: name the secrets to read");
        }
        if (new HashSet<>(names).size() < names.size()) {
            throw new IllegalArgumentException("a secret stands twice in 'names'");
        }
        for (String key : versions.keySet()) {
            if (names.stream().noneMatch(secret -> key(secret).equals(key))) {
                throw new IllegalArgumentException("versions." + key + " is none of 'names'");
            }
        }
    }

    /** The key of a secret: its name with dots for slashes; of an ARN, the name within, without the six characters that AWS adds. */
    static String key(String secret) {
        String name = secret;
        if (secret.startsWith("arn:")) {
            name = secret.substring(secret.lastIndexOf(':') + 1).replaceFirst("-[A-Za-z0-9]{6}$", "");
        }
        return name.replace('/', '.');
    }
}

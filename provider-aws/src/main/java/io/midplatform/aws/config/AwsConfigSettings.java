package io.midplatform.aws.config;

import io.midplatform.aws.appconfig.AppConfigSettings;
import io.midplatform.aws.parameterstore.ParameterStoreSettings;
import io.midplatform.aws.secretsmanager.SecretsManagerSettings;
import io.midplatform.aws.session.AwsCredentials;
import io.midplatform.aws.session.AwsHttp;
import io.midplatform.aws.session.AwsRetry;
import io.midplatform.config.Default;
import java.net.URI;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The settings of a source of configuration on AWS. A setting that belongs to another service than the chosen one is an error.
 *
 * @param region the region; the SDK's own chain decides if absent
 * @param endpoint where the service is, for anything but AWS's own
 * @param credentials who calls
 * @param http the HTTP client
 * @param retry how often what failed is tried
 * @param service which service holds the values
 * @param interval how often they are read; 1m for Parameter Store, 5m for Secrets Manager, as the service says for AppConfig if not set
 * @param path Parameter Store: the path whose parameters are read, with all below it
 * @param label Parameter Store: only the versions that have this label
 * @param versions the version to read of some keys, in place of the newest: a number in Parameter Store, an id in Secrets Manager
 * @param application AppConfig: the application's name or id
 * @param environment AppConfig: the environment's name or id
 * @param profile AppConfig: the configuration profile's name or id
 * @param format AppConfig: the document's format; its content type tells if not set
 * @param names Secrets Manager: the names or ARNs of the secrets
 * @param stage Secrets Manager: the stage of the versions to read; {@code AWSCURRENT} if not set
 */
public record AwsConfigSettings(
        Optional<String> region,
        Optional<URI> endpoint,
        AwsCredentials credentials,
        AwsHttp http,
        AwsRetry retry,
        Service service,
        Optional<Duration> interval,
        Optional<String> path,
        Optional<String> label,
        Map<String, String> versions,
        Optional<String> application,
        Optional<String> environment,
        Optional<String> profile,
        Optional<Format> format,
        @Default("") List<String> names,
        Optional<String> stage) {
    /** Where the values are. */
    public enum Service {
        /** Systems Manager Parameter Store: the parameters below a path. */
        PARAMETER_STORE,
        /** AppConfig: one configuration profile. */
        APP_CONFIG,
        /** Secrets Manager: some secrets by name. */
        SECRETS_MANAGER
    }

    /** The format of a document. */
    public enum Format {
        /** JSON; needs {@code midplatform-codec-jackson}. */
        JSON,
        /** YAML; needs {@code midplatform-codec-jackson}. */
        YAML,
        /** Properties. */
        PROPERTIES
    }

    private static final Duration SHORTEST = Duration.ofSeconds(1);

    /** Checks that what belongs together is there, and nothing else. */
    public AwsConfigSettings {
        names = List.copyOf(names);
        versions = Map.copyOf(versions);
        if (interval.isPresent() && interval.get().compareTo(SHORTEST) < 0) {
            throw new IllegalArgumentException("interval is at least 1s");
        }
        Map<String, Boolean> foreign = new LinkedHashMap<>();
        boolean parameters = service == Service.PARAMETER_STORE;
        foreign.put("path", path.isPresent() && !parameters);
        foreign.put("label", label.isPresent() && !parameters);
        boolean document = service == Service.APP_CONFIG;
        foreign.put("application", application.isPresent() && !document);
        foreign.put("environment", environment.isPresent() && !document);
        foreign.put("profile", profile.isPresent() && !document);
        foreign.put("format", format.isPresent() && !document);
        foreign.put("versions", !versions.isEmpty() && document);
        boolean named = service == Service.SECRETS_MANAGER;
        foreign.put("names", !names.isEmpty() && !named);
        foreign.put("stage", stage.isPresent() && !named);
        foreign.values().removeIf(wrong -> !wrong);
        if (!foreign.isEmpty()) {
            throw new IllegalArgumentException("not for this service: " + String.join(", ", foreign.keySet())
                    + "; remove it, or correct 'service'");
        }
        // here, so that what is missing is told at load, together with all other problems
        switch (service) {
            case PARAMETER_STORE -> parameterStore(path, label, versions, interval);
            case APP_CONFIG -> appConfig(application, environment, profile, format, interval);
            case SECRETS_MANAGER -> secretsManager(names, stage, versions, interval);
        }
    }

    ParameterStoreSettings parameterStore() {
        return parameterStore(path, label, versions, interval);
    }

    private static ParameterStoreSettings parameterStore(
            Optional<String> path, Optional<String> label, Map<String, String> versions, Optional<Duration> interval) {
        Map<String, Long> numbers = new TreeMap<>();
        versions.forEach((key, version) -> {
            try {
                numbers.put(key, Long.valueOf(version));
            } catch (NumberFormatException e) {
                throw new IllegalArgumentException(
                        "versions." + key + " is a number in Parameter Store, unlike '" + version + "'", e);
            }
        });
        return new ParameterStoreSettings(needed("path", path), label, numbers, interval.orElse(Duration.ofMinutes(1)));
    }

    AppConfigSettings appConfig() {
        return appConfig(application, environment, profile, format, interval);
    }

    private static AppConfigSettings appConfig(
            Optional<String> application,
            Optional<String> environment,
            Optional<String> profile,
            Optional<Format> format,
            Optional<Duration> interval) {
        return new AppConfigSettings(
                needed("application", application),
                needed("environment", environment),
                needed("profile", profile),
                format.map(known -> known.name().toLowerCase(Locale.ROOT)),
                interval);
    }

    SecretsManagerSettings secretsManager() {
        return secretsManager(names, stage, versions, interval);
    }

    private static SecretsManagerSettings secretsManager(
            List<String> names, Optional<String> stage, Map<String, String> versions, Optional<Duration> interval) {
        return new SecretsManagerSettings(names, stage, versions, interval.orElse(Duration.ofMinutes(5)));
    }

    private static String needed(String name, Optional<String> value) {
        return value.filter(text -> !text.isBlank())
                .orElseThrow(() -> new IllegalArgumentException("the setting '" + name + "' is missing"));
    }
}

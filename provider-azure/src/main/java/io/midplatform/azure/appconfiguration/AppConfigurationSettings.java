package io.midplatform.azure.appconfiguration;

import io.midplatform.Secret;
import io.midplatform.azure.session.AzureHost;
import java.net.URI;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Which settings are read, and how often.
 *
 * @param endpoint the store's address; empty with a connection string, which says it
 * @param connectionString the store's connection string, in place of tokens
 * @param keyFilter which keys, as the service filters: at most five names with commas between, or one beginning that ends with an asterisk
 * @param label only the settings with this label; those without one if absent
 * @param snapshot the name of a snapshot, in place of filter and label
 * @param interval how often they are read
 * @param referenceInterval how often the secrets are read that they refer to
 * @param trustedHosts hosts other than Azure's own that may be given tokens
 */
public record AppConfigurationSettings(
        Optional<URI> endpoint,
        Optional<Secret> connectionString,
        Optional<String> keyFilter,
        Optional<String> label,
        Optional<String> snapshot,
        Duration interval,
        Duration referenceInterval,
        List<String> trustedHosts) {
    /** The most parts of a filter: REST reference of App Configuration, "Filtering". */
    private static final int MOST_PARTS = 5;

    /** The lengths and characters of a store's name: Azure's naming rules, Microsoft.AppConfiguration/configurationStores. */
    private static final Pattern STORE = Pattern.compile("[A-Za-z0-9-]{5,50}");

    private static final List<String> DOMAINS = List.of(
            "azconfig.io",
            "appconfig.azure.com",
            "azconfig.azure.us",
            "appconfig.azure.us",
            "azconfig.azure.cn",
            "appconfig.azure.cn");

    /** Checks what can be known without the service. */
    public AppConfigurationSettings {
        trustedHosts = List.copyOf(trustedHosts);
        connectionString.ifPresent(AppConfigurationSettings::check);
        if (endpoint.isPresent() && connectionString.isEmpty()) {
            AzureHost.check("endpoint", endpoint.get(), DOMAINS, trustedHosts);
        }
        if (snapshot.isPresent() && (keyFilter.isPresent() || label.isPresent())) {
            throw new IllegalArgumentException("snapshot excludes key-filter and label, for it was made with its own");
        }
        keyFilter.ifPresent(AppConfigurationSettings::check);
    }

    /**
     * The address of a store in the public cloud.
     *
     * @param store its name
     * @return its address
     */
    public static URI address(String store) {
        if (!STORE.matcher(store).matches()) {
            throw new IllegalArgumentException("store is a name of 5 to 50 letters, digits and hyphens, unlike '"
                    + store + "'; an address goes into 'endpoint'");
        }
        return URI.create("https://" + store.toLowerCase(Locale.ROOT) + ".azconfig.io");
    }

    private static void check(Secret connectionString) {
        List<String> parts = Arrays.stream(connectionString.reveal().split(";", -1))
                .map(part -> part.split("=", 2))
                .filter(part -> part.length == 2 && !part[1].isBlank())
                .map(part -> part[0].strip().toLowerCase(Locale.ROOT))
                .toList();
        if (!parts.containsAll(List.of("endpoint", "id", "secret"))) {
            throw new IllegalArgumentException(
                    "credentials.connection-string is none of App Configuration, which has"
                            + " Endpoint, Id and Secret; it is under 'Access settings' of the store. If it is one of storage, give this"
                            + " source a provider instance of its own (providers.NAME.type: azure, and provider: NAME at the source)");
        }
    }

    /** Up to five names, or one beginning: what a backslash is before is meant so. */
    private static void check(String filter) {
        int parts = 1;
        int begun = 0;
        for (int i = 0; i < filter.length(); i++) {
            char c = filter.charAt(i);
            boolean isLast = i == filter.length() - 1;
            boolean isBeginning = c == '*' && (isLast || filter.charAt(i + 1) == ',');
            if (isBeginning && !(isLast && parts == 1)) {
                throw new IllegalArgumentException("key-filter '" + filter + "' has a beginning among names; App"
                        + " Configuration takes up to " + MOST_PARTS
                        + " names, or one beginning: read the others with a"
                        + " source of their own");
            }
            boolean isEmptyPart = c == ',' && (i == begun || isLast);
            if ((c == '*' && !isBeginning) || (c == '\\' && isLast) || isEmptyPart) {
                throw new IllegalArgumentException("key-filter '" + filter
                        + "' has an asterisk elsewhere than at the end, an empty part, or nothing after a backslash;"
                        + " escape what is meant so with a backslash");
            }
            if (c == '\\') {
                i++;
            } else if (c == ',') {
                parts++;
                begun = i + 1;
            }
        }
        if (filter.isEmpty() || parts > MOST_PARTS) {
            throw new IllegalArgumentException("key-filter has " + (filter.isEmpty() ? 0 : parts)
                    + " names; App Configuration allows 1 to " + MOST_PARTS);
        }
    }

    /** The label as a filter that takes it literally; without one, of the settings without a label. */
    String labelFilter() {
        return label.map(name -> name.replace("\\", "\\\\").replace("*", "\\*").replace(",", "\\,"))
                .orElse("\0");
    }

    String name() {
        String store = endpoint.or(() -> connectionString.map(AppConfigurationSettings::endpoint))
                .map(URI::getHost)
                .orElse("App Configuration");
        return store
                + snapshot.map(name -> "/" + name).orElse("")
                + label.map(name -> "@" + name).orElse("");
    }

    private static URI endpoint(Secret connectionString) {
        return Arrays.stream(connectionString.reveal().split(";", -1))
                .filter(part -> part.strip().toLowerCase(Locale.ROOT).startsWith("endpoint="))
                .map(part -> URI.create(part.split("=", 2)[1].strip()))
                .findFirst()
                .orElseThrow();
    }
}

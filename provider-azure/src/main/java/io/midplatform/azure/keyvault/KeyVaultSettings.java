package io.midplatform.azure.keyvault;

import io.midplatform.azure.session.AzureHost;
import java.net.URI;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * Which secrets are read, and how often.
 *
 * @param endpoint the vault's address
 * @param names the names of the secrets
 * @param versions the version to read of some of them, in place of the newest; by key
 * @param interval how often they are read
 * @param trustedHosts hosts other than Azure's own that may be given tokens
 */
public record KeyVaultSettings(
        URI endpoint, List<String> names, Map<String, String> versions, Duration interval, List<String> trustedHosts) {
    static final List<String> DOMAINS =
            List.of("vault.azure.net", "vault.usgovcloudapi.net", "vault.azure.cn", "vault.microsoftazure.de");

    /** Azure's naming rules, Microsoft.KeyVault/vaults. */
    private static final Pattern VAULT = Pattern.compile("[A-Za-z](?:-?[A-Za-z0-9]){2,23}");

    /** Azure's naming rules, Microsoft.KeyVault/vaults/secrets. */
    private static final Pattern NAME = Pattern.compile("[0-9a-zA-Z-]{1,127}");

    /** Checks the names. */
    public KeyVaultSettings {
        names = List.copyOf(names);
        versions = Map.copyOf(versions);
        trustedHosts = List.copyOf(trustedHosts);
        AzureHost.check("endpoint", endpoint, DOMAINS, trustedHosts);
        if (names.isEmpty()) {
            throw new IllegalArgumentException("the setting 'names' is missing: name the secrets to read");
        }
        if (names.stream().map(name -> name.toLowerCase(Locale.ROOT)).distinct().count() < names.size()) {
            throw new IllegalArgumentException("a secret stands twice in 'names', whose case Key Vault ignores");
        }
        for (String name : names) {
            checkName(name);
        }
        for (String key : new HashSet<>(versions.keySet())) {
            if (names.stream().noneMatch(name -> key(name).equals(key))) {
                throw new IllegalArgumentException("versions." + key + " is none of 'names'");
            }
        }
        versions.forEach((key, version) -> {
            if (!isVersion(version)) {
                throw new IllegalArgumentException(
                        "versions." + key + " is a version's 32 digits and letters a to f, unlike '" + version + "'");
            }
        });
    }

    /**
     * The address of a vault in the public cloud.
     *
     * @param vault its name
     * @return its address
     */
    public static URI address(String vault) {
        if (!VAULT.matcher(vault).matches() || vault.length() > 24) {
            throw new IllegalArgumentException(
                    "vault is a name of 3 to 24 letters, digits and single hyphens that begins with a letter, unlike '"
                            + vault + "'; an address goes into 'endpoint'");
        }
        return URI.create("https://" + vault.toLowerCase(Locale.ROOT) + ".vault.azure.net");
    }

    static void checkName(String name) {
        if (!NAME.matcher(name).matches()) {
            throw new IllegalArgumentException(
                    "a secret's name is 1 to 127 letters, digits and hyphens in Key Vault, unlike '" + name + "'");
        }
    }

    static boolean isVersion(String version) {
        return version.matches("[0-9a-fA-F]{32}");
    }

    /** The key of a secret: its name with dots for double hyphens, as names have no other separator. */
    static String key(String name) {
        return name.replace("--", ".");
    }
}

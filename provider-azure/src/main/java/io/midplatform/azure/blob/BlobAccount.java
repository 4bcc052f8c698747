package io.midplatform.azure.blob;

import io.midplatform.Secret;
import io.midplatform.azure.session.AzureCredentials;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Whose blobs, where, and with which right. Without types of the SDK: settings are checked also where it is excluded.
 *
 * @param name the account's name
 * @param endpoint where the service is, without a slash at the end
 * @param key signs requests; null without a key
 * @param sas a signature that comes with each request, without the question mark; null without one
 */
record BlobAccount(
        String name,
        String endpoint,
        @Nullable Secret key,
        @Nullable String sas) {
    /** The account of emulators and its key, which is no secret. */
    private static final String EMULATOR = "devstoreaccount1";

    private static final String EMULATOR_KEY =
            "Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw==";

    /** The path of a path-style endpoint. */
    private static final Pattern ONE_STEP = Pattern.compile("/[^/]+/?");

    /** What follows an account's name in the hosts of Azure's clouds. */
    private static final List<String> AZURE = List.of(
            ".blob.core.windows.net",
            ".blob.core.usgovcloudapi.net",
            ".blob.core.chinacloudapi.cn",
            ".blob.storage.azure.net");

    /** The account that settings name; no I/O. What they must not be is an {@link IllegalArgumentException}, without their secrets. */
    static BlobAccount of(Optional<String> account, Optional<URI> endpoint, AzureCredentials who) {
        if (who.connectionString().isPresent()) {
            return connected(who.connectionString().get(), account, endpoint);
        }
        String told = endpoint.map(URI::toString).map(BlobAccount::checked).orElse(null);
        String name = account.or(() -> endpoint.map(BlobAccount::accountOf)).orElse("");
        if (name.isEmpty()) {
            throw wrong(
                    "neither 'account' nor 'endpoint' says which storage account it is", "set the setting 'account'");
        }
        agree(name, told);
        String sas = who.sas().map(Secret::reveal).map(BlobAccount::query).orElse(null);
        Secret key = who.accountKey().map(BlobAccount::key).orElse(null);
        if (who.isToken() && told != null && !told.startsWith("https:")) {
            throw wrong(
                    "tokens are sent over https only, and the endpoint is not",
                    "set an https endpoint, or credentials.account-key");
        }
        return new BlobAccount(
                name, told == null ? "https://" + name + ".blob.core.windows.net" : trimmed(told), key, sas);
    }

    private static BlobAccount connected(Secret connectionString, Optional<String> account, Optional<URI> endpoint) {
        Map<String, String> parts = parts(connectionString.reveal());
        if ("true".equalsIgnoreCase(parts.get("usedevelopmentstorage"))) {
            parts.putIfAbsent("accountname", EMULATOR);
            parts.putIfAbsent("accountkey", EMULATOR_KEY);
            parts.putIfAbsent("blobendpoint", "http://127.0.0.1:10000/" + EMULATOR);
        }
        String told = endpoint.map(URI::toString).orElse(parts.get("blobendpoint")); // ours is stronger
        if (told != null) {
            checked(told);
        }
        String name = parts.get("accountname");
        if (name == null) {
            name = account.orElseGet(() -> told == null ? "" : accountOf(URI.create(told)));
        }
        if (name.isEmpty()) {
            throw unreadable("it names no account");
        }
        if (!name.equals(account.orElse(name))) {
            throw contradiction(account.get(), "the connection string", name);
        }
        agree(name, told);
        String secret = parts.get("accountkey");
        String sas = parts.get("sharedaccesssignature");
        if (secret == null && sas == null) {
            throw unreadable("it has neither an AccountKey nor a SharedAccessSignature");
        }
        String where = told == null
                ? parts.getOrDefault("defaultendpointsprotocol", "https") + "://" + name + ".blob."
                        + parts.getOrDefault("endpointsuffix", "core.windows.net")
                : told;
        return new BlobAccount(
                name,
                trimmed(where),
                secret == null ? null : key(Secret.of(secret)),
                secret == null && sas != null ? query(sas) : null);
    }

    /** Requests must not go to another account than the named one. Private hosts, and longer paths behind them, say nothing. */
    private static void agree(String name, @Nullable String endpoint) {
        if (endpoint == null) {
            return;
        }
        URI uri = URI.create(endpoint);
        boolean isTold = ONE_STEP.matcher(String.valueOf(uri.getPath())).matches()
                || AZURE.stream().anyMatch(host(uri)::endsWith);
        String other = accountOf(uri);
        boolean isSame = other.equals(name) || other.startsWith(name + "-"); // acme-secondary, acme-internetrouting
        if (isTold && !isSame) {
            throw contradiction(name, "the endpoint", other);
        }
    }

    private static IllegalArgumentException contradiction(String name, String where, String other) {
        return wrong(
                "the account is '" + name + "', and " + where + " is of '" + other + "'",
                "correct 'account', 'endpoint' or 'credentials', which may stand at the instance");
    }

    private static Map<String, String> parts(String connectionString) {
        Map<String, String> parts = new HashMap<>();
        for (String part : connectionString.split(";", -1)) {
            int equals = part.indexOf('=');
            if (equals > 0) {
                parts.put(
                        part.substring(0, equals).trim().toLowerCase(Locale.ROOT),
                        part.substring(equals + 1).trim());
            } else if (!part.isBlank()) {
                throw unreadable("a part of it is no name=value");
            }
        }
        return parts;
    }

    private static Secret key(Secret key) {
        try {
            Base64.getDecoder().decode(key.reveal());
        } catch (IllegalArgumentException e) {
            throw wrong("the account key is no Base64", "copy the key again: it ends with '=='"); // the cause shows it
        }
        return key;
    }

    /** The account in an endpoint: the first label of the host name, or the path with path style. */
    private static String accountOf(URI endpoint) {
        String path = path(endpoint);
        if (!path.isEmpty()) {
            return path;
        }
        String host = host(endpoint);
        int dot = host.indexOf('.');
        return dot < 0 ? "" : host.substring(0, dot);
    }

    private static String path(URI endpoint) {
        return endpoint.getPath() == null ? "" : endpoint.getPath().replace("/", "");
    }

    private static String host(URI endpoint) {
        return endpoint.getHost() == null ? "" : endpoint.getHost().toLowerCase(Locale.ROOT);
    }

    /** An address and no more. What is wrong with it is not shown, as a signature may stand in it. */
    private static String checked(String endpoint) {
        URI uri;
        try {
            uri = new URI(endpoint);
        } catch (URISyntaxException e) {
            throw noAddress(); // the cause shows it
        }
        boolean isHttp = "https".equalsIgnoreCase(uri.getScheme()) || "http".equalsIgnoreCase(uri.getScheme());
        if (!isHttp || uri.getAuthority() == null) {
            throw noAddress();
        }
        if (uri.getRawQuery() != null || uri.getRawUserInfo() != null || uri.getRawFragment() != null) {
            throw wrong(
                    "the blob endpoint is more than an address",
                    "leave out what follows the '?'; a shared access signature is the setting credentials.sas");
        }
        return endpoint;
    }

    private static IllegalArgumentException noAddress() {
        return wrong(
                "the blob endpoint is no http or https address", "write it like https://account.blob.core.windows.net");
    }

    private static String query(String sas) {
        return sas.startsWith("?") ? sas.substring(1) : sas;
    }

    private static String trimmed(String endpoint) {
        return endpoint.endsWith("/") ? endpoint.substring(0, endpoint.length() - 1) : endpoint;
    }

    private static IllegalArgumentException unreadable(String why) {
        return wrong(
                "the connection string is none of a storage account: " + why,
                "copy it again from the account's access keys");
    }

    private static IllegalArgumentException wrong(String reason, String advice) {
        return new IllegalArgumentException(reason + "; " + advice);
    }

    /** Whether requests carry tokens of Entra ID. */
    boolean isToken() {
        return key == null && sas == null;
    }

    @Override
    public String toString() {
        return name + " at " + endpoint;
    }
}

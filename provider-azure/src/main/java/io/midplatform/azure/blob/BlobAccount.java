package io.midplatform.azure.blob;

import com.azure.storage.common.StorageSharedKeyCredential;
import io.midplatform.ErrorCode;
import io.midplatform.Secret;
import io.midplatform.azure.session.AzureCredentials;
import io.midplatform.spi.DriverException;
import io.midplatform.spi.Failure;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Base64;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Whose blobs, where, and with which right.
 *
 * @param name the account's name
 * @param endpoint where the service is, without a slash at the end
 * @param key signs requests; null without a key
 * @param sas a signature that comes with each request, without the question mark; null without one
 */
record BlobAccount(
        String name,
        String endpoint,
        @Nullable StorageSharedKeyCredential key,
        @Nullable String sas) {
    /** The account of emulators and its key, which is no secret. */
    private static final String EMULATOR = "devstoreaccount1";

    private static final String EMULATOR_KEY =
            "Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw==";

    /** The account that settings name; no I/O. */
    static BlobAccount of(BlobSettings settings) {
        AzureCredentials who = settings.credentials();
        if (who.connectionString().isPresent()) {
            return connected(who.connectionString().get(), settings);
        }
        String name = settings.account()
                .or(() -> settings.endpoint().map(BlobAccount::accountOf))
                .orElse("");
        if (name.isEmpty()) {
            throw wrong(
                    "neither 'account' nor 'endpoint' says which storage account it is.", "Set the setting 'account'.");
        }
        String endpoint = settings.endpoint()
                .map(URI::toString)
                .map(BlobAccount::checked)
                .orElseGet(() -> "https://" + name + ".blob.core.windows.net");
        String sas = who.sas().map(Secret::reveal).map(BlobAccount::query).orElse(null);
        StorageSharedKeyCredential key =
                who.accountKey().map(secret -> key(name, secret.reveal())).orElse(null);
        if (who.isToken() && !endpoint.startsWith("https:")) {
            throw wrong(
                    "tokens are sent over https only, and the endpoint is not.",
                    "Set an https endpoint, or credentials.account-key.");
        }
        return new BlobAccount(name, trimmed(endpoint), key, sas);
    }

    private static BlobAccount connected(Secret connectionString, BlobSettings settings) {
        Map<String, String> parts = parts(connectionString.reveal());
        if ("true".equalsIgnoreCase(parts.get("usedevelopmentstorage"))) {
            parts.putIfAbsent("accountname", EMULATOR);
            parts.putIfAbsent("accountkey", EMULATOR_KEY);
            parts.putIfAbsent("blobendpoint", "http://127.0.0.1:10000/" + EMULATOR);
        }
        String told = settings.endpoint().map(URI::toString).orElse(parts.get("blobendpoint"));
        if (told != null) {
            checked(told);
        }
        String name = parts.get("accountname");
        if (name == null && told != null) {
            name = accountOf(URI.create(told));
        }
        if (name == null || name.isEmpty()) {
            throw unreadable("it names no account");
        }
        String endpoint = told == null
                ? parts.getOrDefault("defaultendpointsprotocol", "https") + "://" + name + ".blob."
                        + parts.getOrDefault("endpointsuffix", "core.windows.net")
                : told;
        String secret = parts.get("accountkey");
        String sas = parts.get("sharedaccesssignature");
        if (secret == null && sas == null) {
            throw unreadable("it has neither an AccountKey nor a SharedAccessSignature");
        }
        return new BlobAccount(
                name,
                trimmed(endpoint),
                secret == null ? null : key(name, secret),
                secret == null && sas != null ? query(sas) : null);
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

    private static StorageSharedKeyCredential key(String account, String key) {
        try {
            Base64.getDecoder().decode(key);
        } catch (IllegalArgumentException e) {
            throw wrong(
                    "the account key is no Base64.", "Copy the key again: it ends with '=='."); // the cause shows it
        }
        return new StorageSharedKeyCredential(account, key);
    }

    /** The account in an endpoint: the first label of the host name, or the path with path style. */
    private static String accountOf(URI endpoint) {
        String path = endpoint.getPath() == null ? "" : endpoint.getPath().replace("/", "");
        if (!path.isEmpty()) {
            return path;
        }
        String host = endpoint.getHost() == null ? "" : endpoint.getHost();
        int dot = host.indexOf('.');
        return dot < 0 ? "" : host.substring(0, dot);
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
                    "the blob endpoint is more than an address.",
                    "Leave out what follows the '?'; a shared access signature is the setting credentials.sas.");
        }
        return endpoint;
    }

    private static DriverException noAddress() {
        return wrong(
                "the blob endpoint is no http or https address.",
                "Write it like https://account.blob.core.windows.net.");
    }

    private static String query(String sas) {
        return sas.startsWith("?") ? sas.substring(1) : sas;
    }

    private static String trimmed(String endpoint) {
        return endpoint.endsWith("/") ? endpoint.substring(0, endpoint.length() - 1) : endpoint;
    }

    private static DriverException unreadable(String why) {
        return wrong(
                "the connection string is none of a storage account: " + why + ".",
                "Copy it again from the account's access keys.");
    }

    private static DriverException wrong(String reason, String advice) {
        return new DriverException(Failure.of(ErrorCode.CONFIGURATION, reason).advice(advice), null);
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

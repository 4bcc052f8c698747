package io.midplatform.azure.keyvault;

import com.azure.security.keyvault.secrets.SecretClient;
import com.azure.security.keyvault.secrets.models.KeyVaultSecret;
import io.midplatform.ErrorCode;
import io.midplatform.azure.session.AzureCall;
import io.midplatform.azure.session.AzureHost;
import io.midplatform.azure.session.AzureRetry;
import io.midplatform.azure.session.AzureSession;
import io.midplatform.spi.Deadline;
import io.midplatform.spi.DriverException;
import io.midplatform.spi.Failure;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Secrets of any vault by their address, for those who refer to them. Thread-safe. */
public final class KeyVaultSecrets {
    private final AzureSession session;
    private final AzureRetry retry;
    private final List<String> trustedHosts;
    private final Map<URI, SecretClient> clients = new ConcurrentHashMap<>();

    /**
     * Reads over a session's HTTP client and tokens.
     *
     * @param session the session
     * @param retry how often what failed is tried
     * @param trustedHosts hosts other than Azure's own that may be given tokens
     */
    public KeyVaultSecrets(AzureSession session, AzureRetry retry, List<String> trustedHosts) {
        this.session = session;
        this.retry = retry;
        this.trustedHosts = List.copyOf(trustedHosts);
    }

    /**
     * Tells whether the secret of an address never changes.
     *
     * @param id the address, which was read
     * @return true when it names a version
     */
    public static boolean isFixed(String id) {
        String[] path = URI.create(id).getPath().split("/", -1);
        return path.length == 4 && KeyVaultSettings.isVersion(path[3]);
    }

    /**
     * Reads a secret. No token is sent to a host that is neither Azure's nor trusted: whoever writes the references does not decide that.
     *
     * @param id the secret's address, such as {@code https://acme.vault.azure.net/secrets/db}, with or without a version
     * @param what what refers to it, for people
     * @param deadline when to give up
     * @return its text
     * @throws InterruptedException when the thread was interrupted meanwhile
     * @throws DriverException saying what refers to it, when it cannot be read
     */
    public String read(String id, String what, Deadline deadline) throws InterruptedException {
        URI address;
        String[] path;
        try {
            address = URI.create(id);
            AzureHost.check("the address of a secret", address, KeyVaultSettings.DOMAINS, trustedHosts);
            path = address.getPath().split("/", -1);
            if (path.length < 3 || path.length > 4 || !path[1].equals("secrets")) {
                throw new IllegalArgumentException("the address of a secret has a path like /secrets/name");
            }
            KeyVaultSettings.checkName(path[2]);
        } catch (IllegalArgumentException e) {
            throw new DriverException(
                    Failure.of(ErrorCode.CONFIGURATION, what + " cannot be followed: " + e.getMessage() + ".")
                            .advice("Correct the reference."),
                    e);
        }
        // with its port, which the SDK's own KeyVaultSecretIdentifier drops
        SecretClient client = clients.computeIfAbsent(
                URI.create("https://" + address.getAuthority()), vault -> KeyVaultClients.of(vault, session, retry));
        String version = path.length > 3 && !path[3].isEmpty() ? path[3] : null;
        try {
            KeyVaultSecret secret = AzureCall.whole(
                            deadline, context -> client.getSecretWithResponse(path[2], version, context))
                    .getValue();
            return KeyVaultMapping.text(secret);
        } catch (RuntimeException e) {
            throw named(what, e);
        }
    }

    /** The failure with what it is about, which the service's own words do not always say. */
    static DriverException named(String what, RuntimeException thrown) {
        Failure failure = KeyVaultErrors.classify(thrown);
        return new DriverException(
                new Failure(
                        failure.code(),
                        what + ": " + failure.reason(),
                        failure.advice(),
                        failure.retryable(),
                        failure.ambiguous(),
                        failure.requestId()),
                thrown);
    }
}

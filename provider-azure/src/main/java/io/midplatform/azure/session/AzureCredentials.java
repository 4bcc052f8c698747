package io.midplatform.azure.session;

import io.midplatform.Secret;
import io.midplatform.config.Default;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Who calls Azure: one of a connection string, a key, a signature, a client's secret or certificate, a managed identity or a workload identity. Without
 * any of these the SDK's default chain decides: environment, workload identity, managed identity, developer tools.
 *
 * @param connectionString a connection string of the service, such as {@code ${secret:azure/uploads}}
 * @param accountKey the key of a storage account
 * @param sas a shared access signature, with or without the leading question mark
 * @param tenantId the tenant of the client
 * @param clientId the client (application) id; of a user-assigned identity with {@code managed-identity}
 * @param clientSecret the client's secret
 * @param clientCertificate a PEM or PFX file with the client's certificate and its RSA key; read once
 * @param clientCertificateText the same in place of a file, such as {@code ${secret:vault/client}}: PEM, or a PFX in Base64
 * @param clientCertificatePassword the password of a PFX
 * @param managedIdentity whether the identity of the machine calls
 * @param federatedTokenFile the file with the token of a workload identity; read anew each time
 * @param authorityHost where tokens are asked for, for anything but the public cloud
 */
public record AzureCredentials(
        Optional<Secret> connectionString,
        Optional<Secret> accountKey,
        Optional<Secret> sas,
        Optional<String> tenantId,
        Optional<String> clientId,
        Optional<Secret> clientSecret,
        Optional<Path> clientCertificate,
        Optional<Secret> clientCertificateText,
        Optional<Secret> clientCertificatePassword,
        @Default("false") boolean managedIdentity,
        Optional<Path> federatedTokenFile,
        Optional<URI> authorityHost) {
    /** Checks that what belongs together is there, and one kind only. */
    public AzureCredentials {
        List<String> kinds = new ArrayList<>();
        connectionString.ifPresent(set -> kinds.add("connection-string"));
        accountKey.ifPresent(set -> kinds.add("account-key"));
        sas.ifPresent(set -> kinds.add("sas"));
        clientSecret.ifPresent(set -> kinds.add("client-secret"));
        clientCertificate.ifPresent(set -> kinds.add("client-certificate"));
        clientCertificateText.ifPresent(set -> kinds.add("client-certificate-text"));
        federatedTokenFile.ifPresent(set -> kinds.add("federated-token-file"));
        if (managedIdentity) {
            kinds.add("managed-identity");
        }
        if (kinds.size() > 1) {
            throw new IllegalArgumentException(String.join(" and ", kinds) + " exclude each other; keep one");
        }
        boolean certificate = clientCertificate.isPresent() || clientCertificateText.isPresent();
        boolean client = clientSecret.isPresent() || certificate || federatedTokenFile.isPresent();
        if (client && (tenantId.isEmpty() || clientId.isEmpty())) {
            throw new IllegalArgumentException(kinds.get(0) + " needs tenant-id and client-id");
        }
        if (clientCertificatePassword.isPresent() && !certificate) {
            throw new IllegalArgumentException(
                    "client-certificate-password needs client-certificate or client-certificate-text");
        }
        if (authorityHost.isPresent()
                && !"https".equalsIgnoreCase(authorityHost.get().getScheme())) {
            throw new IllegalArgumentException(
                    "authority-host is an https address, such as https://login.microsoftonline.us");
        }
        if (managedIdentity && (tenantId.isPresent() || authorityHost.isPresent())) {
            throw new IllegalArgumentException(
                    "managed-identity excludes tenant-id and authority-host; the machine knows both");
        }
        boolean keyed = connectionString.isPresent() || accountKey.isPresent() || sas.isPresent();
        if (keyed && (tenantId.isPresent() || clientId.isPresent() || authorityHost.isPresent())) {
            throw new IllegalArgumentException(
                    kinds.get(0) + " excludes tenant-id, client-id and authority-host; no token is asked for");
        }
    }

    /**
     * Tells whether tokens of Entra ID are used.
     *
     * @return false with a connection string, a key or a signature
     */
    public boolean isToken() {
        return connectionString.isEmpty() && accountKey.isEmpty() && sas.isEmpty();
    }
}

package io.midplatform.azure.session;

import com.azure.core.credential.TokenCredential;
import com.azure.core.http.HttpClient;
import com.azure.identity.AadCredentialBuilderBase;
import com.azure.identity.ClientCertificateCredentialBuilder;
import com.azure.identity.ClientSecretCredentialBuilder;
import com.azure.identity.DefaultAzureCredentialBuilder;
import com.azure.identity.ManagedIdentityCredentialBuilder;
import com.azure.identity.WorkloadIdentityCredentialBuilder;
import io.midplatform.ErrorCode;
import io.midplatform.Secret;
import io.midplatform.spi.DriverException;
import io.midplatform.spi.Failure;
import java.nio.file.Files;
import java.nio.file.Path;

/** Tokens of Entra ID. The part that needs {@code azure-identity}. */
final class AzureIdentity {
    private AzureIdentity() {}

    static TokenCredential of(AzureCredentials who, HttpClient http) {
        if (who.clientSecret().isPresent()) {
            return client(new ClientSecretCredentialBuilder(), who, http)
                    .clientSecret(who.clientSecret().map(Secret::reveal).orElseThrow())
                    .build();
        }
        if (who.clientCertificate().isPresent() || who.clientCertificateText().isPresent()) {
            return ClientCertificate.of(who)
                    .in(client(new ClientCertificateCredentialBuilder(), who, http))
                    .build();
        }
        if (who.federatedTokenFile().isPresent()) {
            return client(new WorkloadIdentityCredentialBuilder(), who, http)
                    .tokenFilePath(readable(
                                    "federated-token-file",
                                    who.federatedTokenFile().get())
                            .toString())
                    .build();
        }
        if (who.managedIdentity()) {
            ManagedIdentityCredentialBuilder builder = new ManagedIdentityCredentialBuilder().httpClient(http);
            who.clientId().ifPresent(builder::clientId);
            return builder.build();
        }
        DefaultAzureCredentialBuilder builder = new DefaultAzureCredentialBuilder().httpClient(http);
        who.tenantId().ifPresent(builder::tenantId);
        who.clientId().ifPresent(id -> builder.managedIdentityClientId(id).workloadIdentityClientId(id));
        who.authorityHost()
                .ifPresent(host -> builder.authorityHost(host.toString()).disableInstanceDiscovery());
        return builder.build();
    }

    static Path readable(String setting, Path file) {
        if (!Files.isReadable(file)) {
            throw new DriverException(
                    Failure.of(ErrorCode.CONFIGURATION, "credentials." + setting + " cannot be read: " + file + ".")
                            .advice("Correct the setting, or the file's permissions."),
                    null);
        }
        return file;
    }

    private static <B extends AadCredentialBuilderBase<B>> B client(B builder, AzureCredentials who, HttpClient http) {
        builder.httpClient(http)
                .tenantId(who.tenantId().orElseThrow())
                .clientId(who.clientId().orElseThrow());
        who.authorityHost()
                .ifPresent(host -> builder.authorityHost(host.toString()).disableInstanceDiscovery());
        return builder;
    }
}

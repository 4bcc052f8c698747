package io.midplatform.azure.keyvault;

import com.azure.core.exception.HttpResponseException;
import io.midplatform.ErrorCode;
import io.midplatform.azure.session.AzureErrors;
import io.midplatform.spi.Failure;
import org.jspecify.annotations.Nullable;

/** What Key Vault reports, as portable failures. */
final class KeyVaultErrors {
    private KeyVaultErrors() {}

    static Failure classify(Throwable thrown) {
        if (String.valueOf(thrown.getMessage()).startsWith("The challenge resource ")) {
            return Failure.of(
                            ErrorCode.CONFIGURATION,
                            "the vault asks for a token of a resource that it does not belong to.")
                    .advice("Check 'vault' and 'endpoint': no token was sent there.");
        }
        return AzureErrors.classify(thrown, KeyVaultErrors::own);
    }

    private static @Nullable Failure own(HttpResponseException thrown) {
        return switch (AzureErrors.status(thrown)) {
            case 400 ->
                Failure.of(ErrorCode.CONFIGURATION, "Key Vault does not accept the name or version of a secret.")
                        .advice("Correct the settings 'names' and 'versions'.");
            case 403 ->
                Failure.of(ErrorCode.ACCESS_DENIED, "the credentials may not read the secret, or it is disabled.")
                        .advice("Grant the role Key Vault Secrets User on the vault (or the access policy secrets/get),"
                                + " and check that the secret is enabled and the vault's firewall open.");
            case 404 ->
                Failure.of(ErrorCode.NOT_FOUND, "there is no such secret, or no such version of it.")
                        .advice(
                                "Correct the settings 'names', 'versions' and 'vault'; a deleted secret can be recovered.");
            default -> null;
        };
    }
}

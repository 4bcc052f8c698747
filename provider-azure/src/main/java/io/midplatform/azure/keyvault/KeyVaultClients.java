package io.midplatform.azure.keyvault;

import com.azure.security.keyvault.secrets.SecretClient;
import com.azure.security.keyvault.secrets.SecretClientBuilder;
import io.midplatform.azure.session.AzureHost;
import io.midplatform.azure.session.AzureRetry;
import io.midplatform.azure.session.AzureSession;
import java.net.URI;

/** Clients of vaults, over a session's HTTP client and tokens. */
final class KeyVaultClients {
    private KeyVaultClients() {}

    /** The client of a vault whose address was checked. */
    static SecretClient of(URI vault, AzureSession session, AzureRetry retry) {
        SecretClientBuilder builder = session.configure(new SecretClientBuilder(), retry)
                .vaultUrl(vault.toString())
                .credential(session.requestTokens());
        if (!AzureHost.isBelow(vault, KeyVaultSettings.DOMAINS)) {
            // the settings trust this host; its tokens are for another resource than its own name
            builder.disableChallengeResourceVerification();
        }
        return builder.buildClient();
    }
}

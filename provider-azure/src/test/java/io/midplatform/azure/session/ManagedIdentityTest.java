package io.midplatform.azure.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.midplatform.azure.fake.EntraFake;
import io.midplatform.azure.fake.KeyVaultFake;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The identity of the machine, as a virtual machine and App Service tell it. */
class ManagedIdentityTest {
    private static final String CREDENTIALS = "midplatform.providers.azure.credentials.";
    private static final String IMDS = "GET /metadata/identity/oauth2/token";

    private final EntraFake machine = new EntraFake(false);
    private final KeyVaultFake vault = new KeyVaultFake();
    private final Map<String, String> settings = machine.settings();

    ManagedIdentityTest() {
        settings.keySet().removeIf(key -> key.startsWith(CREDENTIALS));
        settings.put(CREDENTIALS + "managed-identity", "true");
        for (String source : new String[] {"values", "more"}) {
            vault.settings().forEach((key, value) -> settings.put(key.replace(".values.", "." + source + "."), value));
        }
        settings.put("midplatform.config.sources", "values,more");
        settings.put("midplatform.config.values.names", "key");
        settings.put("midplatform.config.more.names", "other");
        vault.put("key", "1");
        vault.put("other", "2");
    }

    @AfterEach
    void stop() {
        vault.close();
        machine.close();
    }

    private Map<String, String> appService() {
        return Map.of(
                "IDENTITY_ENDPOINT", machine.endpoint() + "/msi/token", "IDENTITY_HEADER", EntraFake.IDENTITY_HEADER);
    }

    private Map<String, String> virtualMachine() {
        return Map.of("AZURE_POD_IDENTITY_AUTHORITY_HOST", machine.endpoint().toString());
    }

    @Test
    void appService_isAskedOnce_forTwoSources() throws Exception {
        assertThat(IdentityChild.run(settings, appService())).contains("VALUE 1");
        assertThat(machine.operations()).containsExactly("GET /msi/token");
        assertThat(machine.requests().get(0).query()).containsEntry("resource", "https://vault.azure.net");
    }

    @Test
    void virtualMachine_isAskedOnce_forTheIdentityOfTheSettings() throws Exception {
        settings.put(CREDENTIALS + "client-id", EntraFake.CLIENT);
        assertThat(IdentityChild.run(settings, virtualMachine())).contains("VALUE 1");
        assertThat(machine.operations()).containsExactly(IMDS);
        assertThat(machine.requests().get(0).query())
                .containsEntry("resource", "https://vault.azure.net")
                .containsEntry("client_id", EntraFake.CLIENT);
    }

    @Test
    void defaultChain_findsTheVirtualMachine() throws Exception {
        settings.remove(CREDENTIALS + "managed-identity");
        assertThat(IdentityChild.run(settings, virtualMachine())).contains("VALUE 1");
        assertThat(machine.operations()).contains(IMDS);
    }

    @Test
    void unknownIdentity_isUnauthenticated() throws Exception {
        settings.put(CREDENTIALS + "client-id", "other");
        assertThat(IdentityChild.run(settings, virtualMachine())).contains("UNAUTHENTICATED", "Entra ID");
        assertThat(IdentityChild.run(
                        settings,
                        Map.of("IDENTITY_ENDPOINT", machine.endpoint() + "/msi/token", "IDENTITY_HEADER", "wrong")))
                .contains("UNAUTHENTICATED", "Entra ID");
    }
}

package io.midplatform.azure.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.midplatform.PlatformException;
import io.midplatform.cloudtests.OneSource;
import io.midplatform.testkit.Planted;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What is wrong with the settings is told at load, before any request. */
class AzureConfigSettingsTest {
    private static PlatformException refused(String... keysAndValues) {
        try (OneSource source = new OneSource().with(Map.of("midplatform.provider", "azure"))) {
            for (int i = 0; i < keysAndValues.length; i += 2) {
                source.set(keysAndValues[i], keysAndValues[i + 1]);
            }
            PlatformException thrown = catchThrowableOfType(PlatformException.class, source::platform);
            assertThat(thrown).isNotNull();
            Planted.assertHidden(thrown);
            return thrown;
        }
    }

    private static PlatformException app(String... more) {
        return refused(joined(new String[] {"service", "app-configuration"}, more));
    }

    private static PlatformException vault(String... more) {
        return refused(joined(new String[] {"service", "key-vault"}, more));
    }

    private static String[] joined(String[] first, String[] second) {
        String[] all = new String[first.length + second.length];
        System.arraycopy(first, 0, all, 0, first.length);
        System.arraycopy(second, 0, all, first.length, second.length);
        return all;
    }

    @Test
    void service_missingOrUnknown_listsTheServices() {
        assertThat(refused()).hasMessageContaining("service");
        assertThat(refused("service", "vault")).hasMessageContainingAll("app-configuration", "key-vault");
    }

    @Test
    void whatTheServiceNeeds_isNamed() {
        assertThat(app()).hasMessageContaining("'store' is missing");
        assertThat(vault("names", "a")).hasMessageContaining("'vault' is missing");
        assertThat(vault("vault", "acme")).hasMessageContaining("'names' is missing");
    }

    @Test
    void whatTheServiceIgnores_isRefused() {
        assertThat(app("store", "acme-config", "vault", "acme", "names", "a"))
                .hasMessageContainingAll("not for this service", "vault, names");
        assertThat(vault("vault", "acme", "names", "a", "label", "prod")).hasMessageContaining("label");
        assertThat(vault("vault", "acme", "names", "a", "credentials.connection-string", Planted.SECRET))
                .hasMessageContaining("credentials.connection-string");
    }

    @Test
    void names_areCheckedByTheRulesOfAzure() {
        assertThat(app("store", "acme_config")).hasMessageContainingAll("5 to 50", "acme_config");
        assertThat(vault("vault", "1acme", "names", "a")).hasMessageContaining("begins with a letter");
        assertThat(vault("vault", "ac--me", "names", "a")).hasMessageContaining("single hyphens");
        assertThat(vault("vault", "acme", "names", "db/password")).hasMessageContainingAll("127", "db/password");
        assertThat(vault("vault", "acme", "names", "a,A")).hasMessageContaining("twice");
        assertThat(vault("vault", "acme", "names", "a", "versions.b", "x")).hasMessageContaining("versions.b");
        assertThat(vault("vault", "acme", "names", "a", "versions.a", "3")).hasMessageContaining("32");
    }

    @Test
    void filters_areChecked() {
        assertThat(app("store", "acme-config", "key-filter", "a*b")).hasMessageContaining("asterisk");
        assertThat(app("store", "acme-config", "key-filter", "a\\\\*b")).hasMessageContaining("asterisk");
        assertThat(app("store", "acme-config", "key-filter", "a\\")).hasMessageContaining("backslash");
        assertThat(app("store", "acme-config", "key-filter", "a,,b")).hasMessageContaining("empty part");
        assertThat(app("store", "acme-config", "key-filter", "a,b,c,d,e,f")).hasMessageContaining("allows 1 to 5");
        assertThat(app("store", "acme-config", "key-filter", "a\\\\,b,c,d,e,f")).hasMessageContaining("allows 1 to 5");
        assertThat(app("store", "acme-config", "key-filter", "orders:*,.appconfig.featureflag/*"))
                .hasMessageContaining("a source of their own");
        assertThat(app("store", "acme-config", "key-filter", "orders,.appconfig.featureflag/*"))
                .hasMessageContainingAll("beginning", "a source of their own");
        assertThat(app("store", "acme-config", "snapshot", "s", "label", "l"))
                .hasMessageContaining("snapshot excludes");
        assertThat(app("store", "acme-config", "interval", "10ms")).hasMessageContaining("at least 1s");
    }

    @Test
    void addresses_andWhoMayHaveTokens() {
        assertThat(app("endpoint", "https://acme.example")).hasMessageContainingAll("acme.example", "trusted-hosts");
        assertThat(app("endpoint", "http://acme.azconfig.io")).hasMessageContaining("https");
        assertThat(app("endpoint", "https://azconfig.io.example")).hasMessageContaining("trusted-hosts");
        assertThat(vault("endpoint", "https://evilvault.azure.net", "names", "a"))
                .hasMessageContaining("trusted-hosts");
        assertThat(vault("endpoint", "https://a.vault.azure.net", "vault", "acme", "names", "a"))
                .hasMessageContaining("exclude each other");
    }

    @Test
    void keysOfOtherServices_areRefused() {
        String ownInstance = "providers.NAME.type: azure, and provider: NAME at the source";
        for (String key : new String[] {"account-key", "sas", "connection-string"}) {
            assertThat(vault("vault", "acme", "names", "a", "credentials." + key, Planted.SECRET))
                    .hasMessageContainingAll(key, "Key Vault takes tokens", ownInstance);
        }
        for (String key : new String[] {"account-key", "sas"}) {
            assertThat(app("store", "acme-config", "credentials." + key, Planted.SECRET))
                    .hasMessageContainingAll(key, "storage accounts", ownInstance);
        }
        assertThat(app("credentials.connection-string", "AccountName=a;AccountKey=" + Planted.SECRET))
                .hasMessageContainingAll("none of App Configuration", "Access settings", ownInstance);
        String own = "Endpoint=https://a.azconfig.io;Id=i;Secret=" + Planted.SECRET;
        assertThat(app("credentials.connection-string", own, "store", "acme-config"))
                .hasMessageContaining("says which store");
    }
}

package io.midplatform.aws.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.midplatform.PlatformException;
import io.midplatform.cloudtests.OneSource;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What is wrong with the settings is told at load, before any request. */
class AwsConfigSettingsTest {
    private static PlatformException refused(String... keysAndValues) {
        try (OneSource source = new OneSource().with(Map.of("midplatform.provider", "aws"))) {
            for (int i = 0; i < keysAndValues.length; i += 2) {
                source.set(keysAndValues[i], keysAndValues[i + 1]);
            }
            PlatformException thrown = catchThrowableOfType(PlatformException.class, source::platform);
            assertThat(thrown).isNotNull();
            return thrown;
        }
    }

    @Test
    void service_missingOrUnknown_listsTheServices() {
        assertThat(refused()).hasMessageContaining("service");
        assertThat(refused("service", "ssm"))
                .hasMessageContainingAll("parameter-store", "app-config", "secrets-manager");
    }

    @Test
    void whatTheServiceNeeds_isNamed() {
        assertThat(refused("service", "parameter-store")).hasMessageContaining("'path' is missing");
        assertThat(refused("service", "parameter-store", "path", "acme")).hasMessageContaining("starts with a slash");
        assertThat(refused("service", "app-config", "application", "a", "environment", "e"))
                .hasMessageContaining("'profile' is missing");
        assertThat(refused("service", "secrets-manager")).hasMessageContaining("'names' is missing");
    }

    @Test
    void whatTheServiceIgnores_isRefused() {
        assertThat(refused("service", "parameter-store", "path", "/a", "stage", "AWSCURRENT", "profile", "p"))
                .hasMessageContainingAll("not for this service", "profile, stage");
        assertThat(refused("service", "secrets-manager", "names", "a", "label", "prod"))
                .hasMessageContaining("label");
    }

    @Test
    void wrongValues_areTold() {
        assertThat(refused("service", "parameter-store", "path", "/a", "versions.a", "latest"))
                .hasMessageContainingAll("versions.a", "'latest'");
        assertThat(refused("service", "parameter-store", "path", "/a", "interval", "10ms"))
                .hasMessageContaining("at least 1s");
        assertThat(refused(
                        "service",
                        "app-config",
                        "application",
                        "a",
                        "environment",
                        "e",
                        "profile",
                        "p",
                        "interval",
                        "5s"))
                .hasMessageContaining("15s");
        assertThat(refused("service", "secrets-manager", "names", "a", "versions.b", "v"))
                .hasMessageContaining("versions.b");
        assertThat(refused("service", "secrets-manager", "names", "a,a")).hasMessageContaining("twice");
    }
}

package io.midplatform.aws.secretsmanager;

import io.midplatform.aws.fake.SecretsManagerFake;
import io.midplatform.aws.testing.AdminClient;
import io.midplatform.aws.testing.Backend;
import java.net.URI;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.secretsmanager.SecretsManagerClient;

/** A secret of its own for each test, written over the wire, on whatever Secrets Manager there is; otherwise on our stand-in. */
final class SecretsManagerServer implements AutoCloseable {
    private final String name = "midplatform-test/" + UUID.randomUUID();
    private boolean made;
    private @Nullable SecretsManagerFake fake;
    private final Backend backend = Backend.of(Backend.Service.SECRETSMANAGER, "our stand-in", this::start);
    private final SecretsManagerClient secrets = AdminClient.of(backend, SecretsManagerClient.builder());

    private URI start() {
        fake = new SecretsManagerFake();
        return fake.endpoint();
    }

    Map<String, String> settings() {
        Map<String, String> settings = backend.settings();
        settings.put("midplatform.config.values.service", "secrets-manager");
        settings.put("midplatform.config.values.names", name);
        settings.put("midplatform.config.values.prefix", name.replace('/', '.'));
        settings.put("midplatform.config.values.interval", "5s");
        settings.put("midplatform.config.values.retry.backoff", backend.isExternal() ? "100ms" : "0s");
        return settings;
    }

    /** Makes the secret, or rotates it. */
    void put(String text) {
        if (made) {
            secrets.putSecretValue(request -> request.secretId(name).secretString(text));
        } else {
            secrets.createSecret(request -> request.name(name).secretString(text));
            made = true;
        }
    }

    @Override
    public void close() {
        if (fake != null) {
            fake.close();
        } else if (made) {
            secrets.deleteSecret(request -> request.secretId(name).forceDeleteWithoutRecovery(true));
        }
        secrets.close();
    }
}

package io.midplatform.aws.secretsmanager;

import io.midplatform.aws.session.AwsCalls;
import io.midplatform.aws.session.AwsSession;
import io.midplatform.config.spi.ConfigSourceDriver;
import io.midplatform.config.spi.Polling;
import io.midplatform.config.spi.SourceContent;
import io.midplatform.spi.Deadline;
import io.midplatform.spi.Failure;
import io.midplatform.spi.Finding;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import software.amazon.awssdk.services.secretsmanager.SecretsManagerClient;
import software.amazon.awssdk.services.secretsmanager.model.BatchGetSecretValueRequest;
import software.amazon.awssdk.services.secretsmanager.model.BatchGetSecretValueResponse;
import software.amazon.awssdk.services.secretsmanager.model.GetSecretValueRequest;
import software.amazon.awssdk.services.secretsmanager.model.GetSecretValueResponse;
import software.amazon.awssdk.services.secretsmanager.model.SecretValueEntry;

/** Some secrets by name: their present versions in batches, other versions one by one. */
public final class SecretsManagerDriver implements ConfigSourceDriver {
    /** The most secrets of one BatchGetSecretValue: the API reference. */
    private static final int BATCH = 20;

    private final SecretsManagerClient client;
    private final SecretsManagerSettings settings;
    private final Polling polling;
    private final List<String> single = new ArrayList<>();
    private final List<String> batched = new ArrayList<>();

    /**
     * A driver that owns its client.
     *
     * @param client the client
     * @param settings what to read
     * @param polling how it is read again
     */
    public SecretsManagerDriver(SecretsManagerClient client, SecretsManagerSettings settings, Polling polling) {
        this.client = client;
        this.settings = settings;
        this.polling = polling;
        for (String secret : settings.names()) {
            boolean present = settings.stage().isEmpty() && version(secret).isEmpty();
            (present ? batched : single).add(secret);
        }
        if (batched.size() == 1) { // a batch of one would cost another permission for nothing
            single.add(batched.remove(0));
        }
    }

    private Optional<String> version(String secret) {
        return Optional.ofNullable(settings.versions().get(SecretsManagerSettings.key(secret)));
    }

    @Override
    public SourceContent load(Deadline deadline) throws Exception {
        return polling.load(() -> read(deadline));
    }

    @Override
    public Optional<SourceContent> changedSince(String version, Deadline deadline) throws Exception {
        return polling.changedSince(version, () -> read(deadline));
    }

    private SourceContent read(Deadline deadline) throws InterruptedException {
        SortedMap<String, SecretValueEntry> found = new TreeMap<>();
        for (int at = 0; at < batched.size(); at += BATCH) {
            readBatch(found, batched.subList(at, Math.min(at + BATCH, batched.size())), deadline);
        }
        for (String secret : single) {
            SecretValueEntry entry = readOne(secret, deadline);
            found.put(entry.name(), entry);
        }
        return SecretsManagerMapping.content(found.values());
    }

    private void readBatch(SortedMap<String, SecretValueEntry> found, List<String> secrets, Deadline deadline)
            throws InterruptedException {
        String token = null;
        do {
            BatchGetSecretValueRequest request = BatchGetSecretValueRequest.builder()
                    .secretIdList(secrets)
                    .nextToken(token)
                    .overrideConfiguration(AwsSession.within(deadline))
                    .build();
            BatchGetSecretValueResponse answer = AwsCalls.call(() -> client.batchGetSecretValue(request));
            if (!answer.errors().isEmpty()) { // what is missing would make values absent
                throw SecretsManagerErrors.ofBatch(answer.errors().get(0));
            }
            answer.secretValues().forEach(secret -> found.put(secret.name(), secret));
            token = answer.nextToken();
        } while (token != null && !token.isEmpty());
    }

    private SecretValueEntry readOne(String secret, Deadline deadline) throws InterruptedException {
        Optional<String> version = version(secret);
        GetSecretValueRequest request = GetSecretValueRequest.builder()
                .secretId(secret)
                .versionId(version.orElse(null))
                .versionStage(version.isPresent() ? null : settings.stage().orElse(null))
                .overrideConfiguration(AwsSession.within(deadline))
                .build();
        GetSecretValueResponse answer = AwsCalls.call(() -> client.getSecretValue(request));
        return SecretValueEntry.builder()
                .name(answer.name())
                .versionId(answer.versionId())
                .secretString(answer.secretString())
                .secretBinary(answer.secretBinary())
                .build();
    }

    @Override
    public Duration pollInterval() {
        return polling.next();
    }

    @Override
    public boolean isLocal() {
        return false;
    }

    @Override
    public Failure classify(Throwable thrown) {
        return SecretsManagerErrors.classify(thrown);
    }

    @Override
    public List<Finding> verify(Deadline deadline) throws Exception {
        read(deadline);
        return List.of(Finding.ok("the secrets can be read"));
    }

    @Override
    public String physicalName() {
        return String.join(", ", settings.names());
    }

    @Override
    public <T> Optional<T> unwrap(Class<T> type) {
        return type == SecretsManagerClient.class ? Optional.of(type.cast(client)) : Optional.empty();
    }

    @Override
    public void close() {
        client.close();
    }
}

package io.midplatform.azure.storagequeue;

import static org.assertj.core.api.Assertions.assertThat;

import com.azure.storage.common.StorageSharedKeyCredential;
import com.azure.storage.queue.QueueClient;
import com.azure.storage.queue.QueueClientBuilder;
import com.azure.storage.queue.sas.QueueSasPermission;
import com.azure.storage.queue.sas.QueueServiceSasSignatureValues;
import io.midplatform.ErrorCode;
import io.midplatform.azure.testing.AzuriteServer;
import io.midplatform.azure.testing.Backend.Service;
import io.midplatform.queue.MessageQueue;
import io.midplatform.testkit.ContractSuite;
import io.midplatform.testkit.Planted;
import java.net.URI;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** Who calls, on a server that checks it; and what cannot be, before any request. */
class StorageQueueCredentialsTest extends ContractSuite {
    private static final URI ENDPOINT = AzuriteServer.endpoint(Service.QUEUE);

    private final String name = "jobs-" + UUID.randomUUID();

    @Override
    protected Map<String, String> provider() {
        return Map.of("midplatform.provider", "azure", "midplatform.queue.jobs.queue", name);
    }

    @Test
    void accountKey_works() {
        works(queue("endpoint", ENDPOINT.toString(), "create", "true", "credentials.account-key", AzuriteServer.KEY));
        works(queue(
                "account",
                AzuriteServer.ACCOUNT,
                "endpoint",
                ENDPOINT.toString(),
                "credentials.account-key",
                AzuriteServer.KEY));
    }

    @Test
    void connectionString_works() {
        String string = "DefaultEndpointsProtocol=http;AccountName=" + AzuriteServer.ACCOUNT + ";AccountKey="
                + AzuriteServer.KEY + ";QueueEndpoint=" + ENDPOINT + ";";
        works(queue("create", "true", "credentials.connection-string", string));
    }

    @Test
    void signature_worksAsLongAsItIsValid() {
        client().create();
        works(queue("endpoint", ENDPOINT.toString(), "credentials.sas", "?" + sas("raup", 1)));
        MessageQueue<String> expired = queue("endpoint", ENDPOINT.toString(), "credentials.sas", sas("raup", -1));
        assertThat(fails(ErrorCode.UNAUTHENTICATED, () -> expired.send("x"))).hasMessageContaining("expired");
    }

    @Test
    void signature_withoutTheRight_isDenied() {
        client().create();
        MessageQueue<String> sender = queue("endpoint", ENDPOINT.toString(), "credentials.sas", sas("a", 1));
        sender.send("x");
        fails(ErrorCode.ACCESS_DENIED, sender::receive);
    }

    @Test
    void wrongKey_isRefused() {
        MessageQueue<String> queue = queue("endpoint", ENDPOINT.toString(), "credentials.account-key", "d3Jvbmc=");
        fails(ErrorCode.UNAUTHENTICATED, () -> queue.send("x"));
    }

    @Test
    void wrongAccount_isNoHost() {
        MessageQueue<String> queue = queue(
                "account",
                "acme",
                "endpoint",
                "https://acme.invalid",
                "retry.attempts",
                "1",
                "credentials.account-key",
                "eA==");
        assertThat(fails(ErrorCode.UNAVAILABLE, () -> queue.send("x")))
                .hasMessageContaining("an account that does not exist has no name");
    }

    @Test
    void missingQueue_isNotFound() {
        MessageQueue<String> queue =
                queue("endpoint", ENDPOINT.toString(), "credentials.account-key", AzuriteServer.KEY);
        assertThat(fails(ErrorCode.NOT_FOUND, () -> queue.send("x"))).hasMessageContaining("create: true");
        fails(ErrorCode.NOT_FOUND, queue::receive);
        fails(ErrorCode.NOT_FOUND, queue::depth);
    }

    @Test
    void names_areCheckedBeforeAnyRequest() {
        for (String wrong :
                new String[] {"ab", "Jobs", "a--b", "-ab", "ab-", "a_b", "a.b", "\u00e4bc", "x".repeat(64)}) {
            refused(
                    "cannot be a queue's name",
                    "endpoint",
                    "http://127.0.0.1:1/acme",
                    "credentials.account-key",
                    "eA==",
                    "queue",
                    wrong);
        }
        queue(
                "endpoint",
                "http://127.0.0.1:1/acme",
                "credentials.account-key",
                "eA==",
                "queue",
                "a1-" + "x".repeat(60));
    }

    @Test
    void credentials_thatCannotBe_areToldWithoutThem() {
        refused("no Base64", "account", "acme", "credentials.account-key", Planted.SECRET + "!");
        refused("connection string cannot be read", "credentials.connection-string", "rubbish" + Planted.SECRET);
        refused("https only", "endpoint", "http://127.0.0.1:1/acme", "credentials.managed-identity", "true");
        refused("endpoint", "endpoint", "nonsense", "credentials.account-key", "eA==");
    }

    private void refused(String reason, String... settings) {
        assertThat(fails(ErrorCode.CONFIGURATION, () -> queue(settings))).hasMessageContaining(reason);
    }

    private static void works(MessageQueue<String> queue) {
        queue.send("x");
        assertThat(queue.receive()).hasSize(1).allSatisfy(delivery -> delivery.ack());
    }

    private MessageQueue<String> queue(String... keysAndValues) {
        String[] settings = keysAndValues.clone();
        for (int i = 0; i < settings.length; i += 2) {
            settings[i] = "midplatform.queue.jobs." + settings[i];
        }
        return platform(settings).queue("jobs", String.class);
    }

    private String sas(String permissions, int hours) {
        OffsetDateTime end = OffsetDateTime.now(ZoneOffset.UTC).plusHours(hours);
        return client().generateSas(new QueueServiceSasSignatureValues(end, QueueSasPermission.parse(permissions))
                .setStartTime(end.minusDays(1)));
    }

    private QueueClient client() {
        return new QueueClientBuilder()
                .endpoint(ENDPOINT.toString())
                .queueName(name)
                .credential(new StorageSharedKeyCredential(AzuriteServer.ACCOUNT, AzuriteServer.KEY))
                .buildClient();
    }
}

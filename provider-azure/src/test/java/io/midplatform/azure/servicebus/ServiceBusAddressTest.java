package io.midplatform.azure.servicebus;

import static org.assertj.core.api.Assertions.assertThat;

import io.midplatform.ErrorCode;
import io.midplatform.PlatformException;
import io.midplatform.queue.MessageQueue;
import io.midplatform.queue.WorkOptions;
import io.midplatform.queue.Worker;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.Test;

/** Namespaces and connection strings, right and wrong. */
@OnServiceBus
class ServiceBusAddressTest extends ServiceBusWire {
    private final Queue<Throwable> troubles = new ConcurrentLinkedQueue<>();

    @Test
    void namespace_wrong_isToldBySendReceiveAndWorker() {
        String nowhere = "Endpoint=sb://nowhere.invalid;SharedAccessKeyName=k;SharedAccessKey=eA==";
        MessageQueue<String> queue = jobs("credentials.connection-string", nowhere, "timeout", "1s");
        for (PlatformException thrown : List.of(
                fails(ErrorCode.UNAVAILABLE, () -> queue.send("x")), fails(ErrorCode.UNAVAILABLE, queue::receive))) {
            assertThat(thrown).hasMessageContaining("cannot be resolved: nowhere.invalid");
            assertThat(thrown.advice().orElseThrow()).contains("namespace");
        }
        WorkOptions options =
                WorkOptions.defaults().waitUpTo(Duration.ofSeconds(1)).onError(troubles::add);
        try (Worker worker = queue.work(d -> {}, options)) {
            until(() -> !troubles.isEmpty());
            assertThat(troubles.element()).hasMessageContaining("cannot be resolved: nowhere.invalid");
            assertThat(worker.state()).isEqualTo(Worker.State.RUNNING);
        }
    }

    @Test
    void connectionString_ofTheQueueItself_works() {
        MessageQueue<String> queue =
                jobs("credentials.connection-string", fake.connectionString(ServiceBusServer.KEY) + "EntityPath=jobs");
        queue.send("x");
        assertThat(queue.depth().total()).isOne();
    }

    @Test
    void connectionString_ofAnotherQueue_isConfiguration() {
        String others = fake.connectionString(ServiceBusServer.KEY) + "EntityPath=others";
        assertThat(fails(
                        ErrorCode.CONFIGURATION,
                        () -> jobs("credentials.connection-string", others).send("x")))
                .hasMessageContaining("others");
    }

    @Test
    void connectionString_withASignature_works() {
        String endpoint = fake.connectionString(ServiceBusServer.KEY).replaceFirst("SharedAccessKeyName=.*", "");
        String signature = fake.signature(
                ServiceBusServer.KEY, "amqp://127.0.0.1", Instant.now().plusSeconds(600));
        MessageQueue<String> queue = jobs(
                "credentials.connection-string",
                endpoint + "SharedAccessSignature=" + signature + ";UseDevelopmentEmulator=true");
        queue.send("x");
        assertThat(queue.depth().total()).isOne();
    }

    @Test
    void connectionString_thatCannotBe_isConfigurationAndHidden() {
        for (String wrong : List.of(
                ServiceBusServer.KEY,
                "Endpoint=sb://acme.example;" + ServiceBusServer.KEY,
                "Endpoint=sb://acme.example;SharedAccessKeyName=k",
                "SharedAccessKeyName=k;SharedAccessKey=" + ServiceBusServer.KEY)) {
            PlatformException thrown = fails(
                    ErrorCode.CONFIGURATION,
                    () -> jobs("credentials.connection-string", wrong).send("x"));
            assertThat(thrown).hasMessageContaining("connection string cannot be read");
            StringWriter all = new StringWriter();
            thrown.printStackTrace(new PrintWriter(all));
            assertThat(all.toString()).doesNotContain(ServiceBusServer.KEY);
        }
    }

    @Test
    void namespace_refusesConnections_isTold() {
        MessageQueue<String> queue = jobs(
                "credentials.connection-string",
                "Endpoint=sb://127.0.0.1:1;SharedAccessKeyName=k;SharedAccessKey=eA==;UseDevelopmentEmulator=true",
                "timeout",
                "1s");
        assertThat(fails(ErrorCode.UNAVAILABLE, () -> queue.send("x")))
                .hasMessageContaining("port 1 of 127.0.0.1 cannot be reached");
    }
}

package io.midplatform.azure.servicebus;

import static org.assertj.core.api.Assertions.assertThat;

import com.azure.storage.queue.QueueClientBuilder;
import io.midplatform.ErrorCode;
import io.midplatform.Platform;
import io.midplatform.PlatformException;
import io.midplatform.azure.fake.BusOptions;
import io.midplatform.azure.fake.EntraFake;
import io.midplatform.azure.fake.RestFake;
import io.midplatform.azure.fake.ServiceBusFake;
import io.midplatform.azure.queue.AzureQueueProvider;
import io.midplatform.queue.MessageQueue;
import io.midplatform.queue.SendOptions;
import java.io.InputStream;
import java.nio.file.Files;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Who may use a queue on Service Bus: TLS, shared keys and tokens of Entra ID. Not verified against the service: the fake checks signatures and
 * tokens as the service's documents say.
 */
@OnServiceBus
class ServiceBusSecurityTest extends ServiceBusWire {
    private static final String NAMESPACE = "acme.servicebus.windows.net";

    private final EntraFake entra = new EntraFake();
    private SSLContext before;

    ServiceBusSecurityTest() {
        super(new ServiceBusFake(InstantSource.system(), true));
    }

    /** The SDK trusts over AMQP whom the JVM trusts. */
    @BeforeEach
    void trust() throws Exception {
        before = SSLContext.getDefault();
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        try (InputStream in = Files.newInputStream(RestFake.CERTIFICATE.certificate())) {
            store.setCertificateEntry(
                    "fake", CertificateFactory.getInstance("X.509").generateCertificate(in));
        }
        TrustManagerFactory trusted = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trusted.init(store);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, trusted.getTrustManagers(), null);
        SSLContext.setDefault(context);
        fake.queue("jobs", BusOptions.plain());
    }

    @AfterEach
    void close() {
        SSLContext.setDefault(before);
        entra.close();
    }

    @Test
    void key_right_sendsAndReceives() {
        MessageQueue<String> queue = jobs();
        queue.send("x");
        next(queue).ack();
        assertThat(fake.size("jobs")).isZero();
    }

    @Test
    void key_wrong_isUnauthenticatedAndHidden() {
        MessageQueue<String> queue = jobs("credentials.connection-string", fake.connectionStringWithWrong(WRONG));
        for (PlatformException thrown : new PlatformException[] {
            fails(ErrorCode.UNAUTHENTICATED, () -> queue.send("x")), fails(ErrorCode.UNAUTHENTICATED, queue::receive)
        }) {
            assertThat(thrown).hasMessageContaining("does not accept the credentials");
            assertThat(thrown.advice().orElseThrow()).contains("credentials");
            assertThat(thrown.retryable()).isFalse();
            assertThat(thrown.toString()).doesNotContain(WRONG);
        }
    }

    @Test
    void signature_right_sendsAndReceives() {
        MessageQueue<String> queue =
                withSignature("amqp://" + NAMESPACE, Instant.now().plusSeconds(600));
        queue.send("x");
        next(queue).ack();
        assertThat(fake.size("jobs")).isZero();
    }

    @Test
    void signature_expiredOrForAnotherQueue_isUnauthenticatedAndHidden() {
        MessageQueue<String> late =
                withSignature("amqp://" + NAMESPACE, Instant.now().minusSeconds(60));
        MessageQueue<String> foreign =
                withSignature("amqp://" + NAMESPACE + "/others", Instant.now().plusSeconds(600));
        for (MessageQueue<String> queue : List.of(late, foreign)) {
            PlatformException thrown = fails(ErrorCode.UNAUTHENTICATED, () -> queue.send("x"));
            assertThat(thrown.toString()).doesNotContain("sig=");
        }
    }

    @Test
    void token_ofEntraId_sendsAndReceives() {
        MessageQueue<String> queue = withTokens(entra.settings()).queue("jobs", String.class);
        queue.send("x");
        next(queue).ack();
        assertThat(fake.size("jobs")).isZero();
        assertThat(entra.tokens()).isNotEmpty();
    }

    @Test
    void token_refusedByEntraId_isUnauthenticated() {
        Map<String, String> settings = entra.settings();
        settings.put("midplatform.providers.azure.credentials.client-secret", WRONG);
        MessageQueue<String> queue = withTokens(settings).queue("jobs", String.class);
        PlatformException thrown = fails(ErrorCode.UNAUTHENTICATED, () -> queue.send("x"));
        assertThat(thrown).hasMessageContaining("Entra ID");
        assertThat(thrown.toString()).doesNotContain(WRONG);
        fails(ErrorCode.UNAUTHENTICATED, queue::receive);
    }

    @Test
    void token_thatEnds_isRenewedOnTheOpenConnection() {
        entra.live(25); // the SDK renews it when a tenth of its time is left
        MessageQueue<String> queue = withTokens(entra.settings()).queue("jobs", String.class);
        queue.send("x");
        next(queue).ack();
        String first = entra.tokens().get(0);
        until(() -> fake.isExpired(first));
        until(() -> isSent(queue, "y")); // the next token may still be under way
        next(queue).ack();
        assertThat(fake.size("jobs")).isZero();
        assertThat(fake.connected()).isOne();
        assertThat(entra.tokens()).hasSizeGreaterThan(1);
    }

    @Test
    void certificate_notTrusted_isToldBeforeTheDeadline() {
        SSLContext.setDefault(before);
        MessageQueue<String> queue = jobs("retry.attempts", "2");
        // who looked for a second and saw nothing of the handshake tells of the port, and looks again
        until(() -> fails(
                        ErrorCode.UNAVAILABLE,
                        () -> queue.send(
                                io.midplatform.queue.Message.of("x"),
                                SendOptions.defaults().timeout(Duration.ofSeconds(3))))
                .getMessage()
                .contains("certificate"));
    }

    private static boolean isSent(MessageQueue<String> queue, String payload) {
        try {
            queue.send(payload);
            return true;
        } catch (PlatformException e) {
            assertThat(e.code()).isEqualTo(ErrorCode.UNAUTHENTICATED);
            return false;
        }
    }

    private static final String WRONG = "d3Jvbmcta2V5";

    private MessageQueue<String> withSignature(String resource, Instant end) {
        Map<String, String> settings = new HashMap<>();
        settings.put("midplatform.provider", "azure");
        settings.put(
                "midplatform.providers.azure.credentials.sas", fake.signature(ServiceBusServer.KEY, resource, end));
        return withTokens(settings).queue("jobs", String.class);
    }

    private Platform withTokens(Map<String, String> credentials) {
        Map<String, String> settings = new HashMap<>(credentials);
        settings.put("midplatform.providers.azure.service", "service-bus");
        settings.put("midplatform.providers.azure.namespace", NAMESPACE);
        settings.put("midplatform.providers.azure.service-bus.gather", "100ms");
        settings.put(
                "midplatform.providers.azure.service-bus.management-endpoint",
                fake.managementEndpoint().toString());
        Consumer<QueueClientBuilder> none = builder -> {};
        return live(Platform.builder()
                .isolated()
                .settings(settings)
                .provider(new AzureQueueProvider(
                        none, builder -> builder.customEndpointAddress("https://127.0.0.1:" + fake.port()))));
    }
}

package io.midplatform.azure.servicebus;

import com.azure.core.amqp.AmqpRetryMode;
import com.azure.core.amqp.AmqpRetryOptions;
import com.azure.core.amqp.AmqpTransportType;
import com.azure.core.credential.AzureSasCredential;
import com.azure.core.util.ClientOptions;
import com.azure.messaging.servicebus.ServiceBusClientBuilder;
import com.azure.messaging.servicebus.ServiceBusReceiverAsyncClient;
import com.azure.messaging.servicebus.ServiceBusSenderAsyncClient;
import com.azure.messaging.servicebus.ServiceBusSessionReceiverAsyncClient;
import com.azure.messaging.servicebus.models.SubQueue;
import io.midplatform.Secret;
import io.midplatform.azure.session.AzureCredentials;
import io.midplatform.azure.session.AzureRetry;
import io.midplatform.azure.session.AzureSession;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/** The SDK's clients of one queue, on one connection. Thread-safe. */
final class ServiceBusClients {
    private final ServiceBusClientBuilder builder;
    private final String queue;
    private final boolean deadLetters;
    private final ServiceBusSenderAsyncClient sender;
    private final ServiceBusReceiverAsyncClient settler;
    private final @Nullable ServiceBusSessionReceiverAsyncClient sessions;
    private final ServiceBusReach reach;
    private volatile boolean warm;

    ServiceBusClients(
            ServiceBusClientBuilder builder,
            ServiceBusReach reach,
            String queue,
            boolean deadLetters,
            boolean ordered) {
        this.builder = builder;
        this.reach = reach;
        this.queue = queue;
        this.deadLetters = deadLetters;
        this.sender = builder.sender().queueName(queue).buildAsyncClient();
        this.settler = receiver();
        this.sessions = ordered && !deadLetters
                ? builder.sessionReceiver()
                        .queueName(queue)
                        .disableAutoComplete()
                        .maxAutoLockRenewDuration(Duration.ZERO)
                        .prefetchCount(0)
                        .buildAsyncClient()
                : null;
    }

    static ServiceBusClientBuilder builder(
            AzureSession session,
            AzureRetry retry,
            ServiceBusSettings settings,
            Optional<String> namespace,
            Consumer<? super ServiceBusClientBuilder> customizer) {
        ServiceBusClientBuilder builder = new ServiceBusClientBuilder();
        AzureCredentials who = session.credentials();
        if (who.connectionString().isPresent()) {
            String text = who.connectionString().map(Secret::reveal).orElseThrow();
            ServiceBusConnection.read(() -> builder.connectionString(text));
        } else if (who.sas().isPresent()) {
            builder.credential(
                    host(namespace.orElseThrow()),
                    new AzureSasCredential(who.sas().map(Secret::reveal).orElseThrow()));
        } else {
            builder.credential(host(namespace.orElseThrow()), session.tokens());
        }
        builder.transportType(
                        settings.transport() == ServiceBusSettings.Transport.WEB_SOCKETS
                                ? AmqpTransportType.AMQP_WEB_SOCKETS
                                : AmqpTransportType.AMQP)
                .retryOptions(new AmqpRetryOptions()
                        .setMode(AmqpRetryMode.EXPONENTIAL)
                        .setMaxRetries(retry.attempts() - 1)
                        .setDelay(positive(retry.backoff()))
                        .setMaxDelay(positive(retry.maxBackoff()))
                        .setTryTimeout(settings.attemptTimeout()))
                .clientOptions(new ClientOptions().setApplicationId("midplatform"));
        customizer.accept(builder);
        return builder;
    }

    /** The host of a namespace that is told by its name alone. */
    static String host(String namespace) {
        return namespace.contains(".") ? namespace : namespace + ".servicebus.windows.net";
    }

    private static Duration positive(Duration duration) {
        return duration.toMillis() < 1 ? Duration.ofMillis(1) : duration;
    }

    String queue() {
        return queue;
    }

    boolean isDeadLetters() {
        return deadLetters;
    }

    ServiceBusReach reach() {
        return reach;
    }

    ServiceBusSenderAsyncClient sender() {
        return sender;
    }

    /** Settles, renews and looks at messages without a link of its own: it never receives. */
    ServiceBusReceiverAsyncClient settler() {
        return settler;
    }

    ServiceBusSessionReceiverAsyncClient sessions() {
        if (sessions == null) {
            throw new IllegalStateException(queue + " is not ordered");
        }
        return sessions;
    }

    /** A client that makes a link of its own. */
    ServiceBusReceiverAsyncClient receiver() {
        ServiceBusClientBuilder.ServiceBusReceiverClientBuilder receiver = builder.receiver()
                .queueName(queue)
                .disableAutoComplete()
                .maxAutoLockRenewDuration(Duration.ZERO)
                .prefetchCount(0);
        if (deadLetters) {
            receiver.subQueue(SubQueue.DEAD_LETTER_QUEUE);
        }
        return receiver.buildAsyncClient();
    }

    /** Whether the queue was reached before. */
    boolean isWarm() {
        return warm;
    }

    void warm() {
        warm = true;
    }

    void close() {
        ServiceBusCalls.farewell(Mono.fromRunnable(() -> {
            if (sessions != null) {
                sessions.close();
            }
            settler.close();
            sender.close();
        }));
    }
}

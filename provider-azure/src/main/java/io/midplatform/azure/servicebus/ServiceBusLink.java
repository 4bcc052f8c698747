package io.midplatform.azure.servicebus;

import com.azure.messaging.servicebus.ServiceBusReceivedMessage;
import com.azure.messaging.servicebus.ServiceBusReceiverAsyncClient;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Subscription;
import reactor.core.publisher.BaseSubscriber;

/** A receiving link: it brings as many messages as were asked for. Its numbers are guarded by the lock of who made it. */
final class ServiceBusLink extends BaseSubscriber<ServiceBusReceivedMessage> {
    private final ServiceBusReceiverAsyncClient client;
    private final BiConsumer<ServiceBusLink, ServiceBusReceivedMessage> messages;
    private final BiConsumer<ServiceBusLink, @Nullable Throwable> end;
    private long asked;
    private volatile boolean ended;

    ServiceBusLink(
            ServiceBusReceiverAsyncClient client,
            BiConsumer<ServiceBusLink, ServiceBusReceivedMessage> messages,
            BiConsumer<ServiceBusLink, @Nullable Throwable> end) {
        this.client = client;
        this.messages = messages;
        this.end = end;
    }

    void open() {
        ServiceBusCalls.run(() -> client.receiveMessages().subscribe(this));
    }

    ServiceBusReceiverAsyncClient client() {
        return client;
    }

    /** How many messages are still to come. */
    long asked() {
        return asked;
    }

    void ask(long more) {
        asked += more;
        ServiceBusCalls.run(() -> request(more));
    }

    void arrived() {
        asked--;
    }

    /** Whether messages can no longer be settled through it. */
    boolean isEnded() {
        return ended;
    }

    /** Ends it; the SDK waits for the service. */
    void end() {
        ended = true;
        ServiceBusCalls.run(() -> {
            cancel();
            ServiceBusCalls.leave(client::close);
        });
    }

    @Override
    protected void hookOnSubscribe(Subscription subscription) {
        // what is wanted is asked for after that
    }

    @Override
    protected void hookOnNext(ServiceBusReceivedMessage message) {
        messages.accept(this, message);
    }

    @Override
    protected void hookOnError(Throwable thrown) {
        ended = true;
        end.accept(this, thrown);
    }

    @Override
    protected void hookOnComplete() {
        ended = true;
        end.accept(this, null);
    }
}

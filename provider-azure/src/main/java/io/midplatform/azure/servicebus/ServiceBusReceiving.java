package io.midplatform.azure.servicebus;

import com.azure.messaging.servicebus.ServiceBusReceiverAsyncClient;
import io.midplatform.spi.Deadline;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.List;
import reactor.core.publisher.Mono;

/** Where messages come from: a queue, or the sessions of one. Thread-safe. */
interface ServiceBusReceiving {
    List<ServiceBusReceipt> receive(int max, Duration wait, Deadline deadline) throws Exception;

    /** The client through which a message can be settled now. */
    ServiceBusReceiverAsyncClient settler(ServiceBusReceipt receipt);

    /** Renews the lock that a message is under. */
    Mono<OffsetDateTime> renewal(ServiceBusReceipt receipt);

    /** What is under the same lock has the same key: one renewal is enough. */
    Object lockOf(ServiceBusReceipt receipt);

    /** A message is settled, or its lock is lost. */
    void done(ServiceBusReceipt receipt);

    /** Whether a message that nobody has seen comes back by itself once its lock is released; then that is under way. */
    boolean letGo(ServiceBusReceipt receipt);

    /** Gives back what is not settled; who waits gets nothing. */
    void close();
}

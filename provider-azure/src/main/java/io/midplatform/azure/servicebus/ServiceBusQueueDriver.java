package io.midplatform.azure.servicebus;

import com.azure.messaging.servicebus.ServiceBusReceivedMessage;
import com.azure.messaging.servicebus.models.ServiceBusMessageState;
import io.midplatform.ErrorCode;
import io.midplatform.queue.Depth;
import io.midplatform.queue.QueueFeature;
import io.midplatform.queue.spi.GiveBack;
import io.midplatform.queue.spi.Lease;
import io.midplatform.queue.spi.LeaseChange;
import io.midplatform.queue.spi.OutgoingMessage;
import io.midplatform.queue.spi.QueueCapabilities;
import io.midplatform.queue.spi.QueueDriver;
import io.midplatform.queue.spi.ReceivedMessage;
import io.midplatform.queue.spi.Rejection;
import io.midplatform.queue.spi.StoredMessage;
import io.midplatform.spi.Deadline;
import io.midplatform.spi.DriverException;
import io.midplatform.spi.Failure;
import io.midplatform.spi.Finding;
import io.midplatform.spi.ItemOutcome;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeoutException;
import reactor.core.publisher.Flux;

/** One queue on Service Bus, or the dead-letter queue of one. */
final class ServiceBusQueueDriver implements QueueDriver {
    private final ServiceBusClients clients;
    private final QueueCapabilities capabilities;
    private final ServiceBusReceiving receiving;
    private final ServiceBusSending sending;
    private final ServiceBusSettling settling;
    private final ServiceBusHolds holds;
    private final ServiceBusAdministration administration;
    private final ServiceBusVerification verification;
    private final boolean ordered;

    ServiceBusQueueDriver(
            ServiceBusClients clients,
            QueueCapabilities capabilities,
            ServiceBusSettings settings,
            ServiceBusAdministration administration,
            ServiceBusVerification verification,
            ServiceBusClock clock) {
        this.clients = clients;
        this.capabilities = capabilities;
        this.administration = administration;
        this.verification = verification;
        this.ordered = capabilities.support(QueueFeature.ORDERED).isUsable();
        boolean inSessions = ordered && !clients.isDeadLetters();
        this.receiving = inSessions
                ? new ServiceBusSessions(clients, clock, settings)
                : new ServiceBusInbox(clients, clock, settings);
        this.sending = new ServiceBusSending(clients.sender(), capabilities.limits(), clock.time());
        this.holds = new ServiceBusHolds(receiving, clock);
        this.settling = new ServiceBusSettling(receiving, clients, clock, holds, inSessions || clients.isDeadLetters());
    }

    @Override
    public QueueCapabilities capabilities() {
        return capabilities;
    }

    @Override
    public long size(OutgoingMessage message) {
        return ServiceBusMapping.size(message, false);
    }

    @Override
    public List<ItemOutcome<String>> send(List<OutgoingMessage> batch, Deadline deadline) throws Exception {
        if (clients.isDeadLetters()) {
            throw new DriverException(
                    Failure.of(ErrorCode.UNSUPPORTED, "nothing can be sent to a dead-letter queue of Service Bus.")
                            .advice("Send to the queue itself, or dead-letter a message that was received."),
                    null);
        }
        try {
            return sending.send(batch, deadline);
        } catch (TimeoutException e) {
            throw clients.reach().late(e);
        }
    }

    @Override
    public List<ReceivedMessage> receive(int max, Duration wait, Duration lease, Deadline deadline) throws Exception {
        List<ReceivedMessage> received = new ArrayList<>();
        try {
            for (ServiceBusReceipt receipt : receiving.receive(max, wait, deadline)) {
                received.add(ServiceBusMapping.received(receipt, ordered, clients.isDeadLetters()));
            }
        } catch (TimeoutException e) {
            throw clients.reach().late(e);
        }
        if (received.isEmpty()) {
            clients.reach().check(); // a link that is never opened brings nothing, and no error either
        }
        return received;
    }

    @Override
    public List<ItemOutcome<Void>> ack(List<Lease> batch, Deadline deadline) throws Exception {
        return settling.ack(batch, deadline);
    }

    @Override
    public List<ItemOutcome<Lease>> changeLease(List<LeaseChange> batch, Deadline deadline) throws Exception {
        return settling.changeLease(batch, deadline);
    }

    @Override
    public List<ItemOutcome<Void>> giveBack(List<GiveBack> batch, Deadline deadline) throws Exception {
        return settling.giveBack(batch, deadline);
    }

    @Override
    public List<ItemOutcome<Void>> deadLetter(List<Rejection> batch, Deadline deadline) throws Exception {
        return settling.deadLetter(batch, deadline);
    }

    @Override
    public Depth depth(Deadline deadline) throws Exception {
        return administration.depth(deadline);
    }

    /** The service shows locked, deferred and scheduled messages too; only the last two can be told apart. */
    @Override
    public List<StoredMessage> peek(int max, Deadline deadline) throws Exception {
        List<StoredMessage> peeked = new ArrayList<>();
        long from = 0;
        while (peeked.size() < max) {
            List<ServiceBusReceivedMessage> page = ServiceBusCalls.await(
                            clients.settler().peekMessages(max, from).collectList(), deadline)
                    .orElse(List.of());
            if (page.isEmpty()) {
                break;
            }
            for (ServiceBusReceivedMessage message : page) {
                from = Math.max(from, message.getSequenceNumber() + 1);
                if (message.getState() == ServiceBusMessageState.ACTIVE && peeked.size() < max) {
                    peeked.add(ServiceBusMapping.peeked(message, ordered, clients.isDeadLetters()));
                }
            }
        }
        return peeked;
    }

    @Override
    public void purge(Deadline deadline) {
        throw new IllegalStateException("Service Bus deletes no messages that are locked or scheduled");
    }

    @Override
    public Failure classify(Throwable thrown) {
        return ServiceBusErrors.classify(thrown);
    }

    @Override
    public List<Finding> verify(Deadline deadline) throws Exception {
        try {
            return verification.findings(deadline);
        } catch (TimeoutException e) {
            throw clients.reach().late(e);
        }
    }

    @Override
    public String physicalName() {
        return clients.isDeadLetters() ? clients.queue() + "/$deadletterqueue" : clients.queue();
    }

    @Override
    public <T> Optional<T> unwrap(Class<T> type) {
        if (type.isInstance(clients.sender())) {
            return Optional.of(type.cast(clients.sender()));
        }
        return type.isInstance(clients.settler()) ? Optional.of(type.cast(clients.settler())) : Optional.empty();
    }

    @Override
    public void close() {
        List<ServiceBusReceipt> held = holds.end();
        if (!held.isEmpty()) {
            ServiceBusCalls.farewell(Flux.fromIterable(held)
                    .flatMap(receipt -> receiving
                            .settler(receipt)
                            .abandon(receipt.message())
                            .onErrorComplete())
                    .then());
        }
        receiving.close();
        clients.close();
    }
}

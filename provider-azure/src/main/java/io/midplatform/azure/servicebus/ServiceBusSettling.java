package io.midplatform.azure.servicebus;

import com.azure.messaging.servicebus.ServiceBusReceiverAsyncClient;
import com.azure.messaging.servicebus.ServiceBusSenderAsyncClient;
import com.azure.messaging.servicebus.models.CompleteOptions;
import com.azure.messaging.servicebus.models.DeadLetterOptions;
import io.midplatform.ErrorCode;
import io.midplatform.queue.spi.GiveBack;
import io.midplatform.queue.spi.Lease;
import io.midplatform.queue.spi.LeaseChange;
import io.midplatform.queue.spi.Rejection;
import io.midplatform.spi.Deadline;
import io.midplatform.spi.DriverException;
import io.midplatform.spi.Failure;
import io.midplatform.spi.ItemOutcome;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import reactor.core.publisher.Mono;

/** Settles messages and renews their locks: a request each, all under way together. */
final class ServiceBusSettling {
    /** Longer reasons are refused: "Overview of Service Bus dead-letter queues". */
    private static final int LONGEST_REASON = 4096;

    /** A settlement over a link takes a round trip. */
    private static final Duration LINK_PATIENCE = Duration.ofSeconds(3);

    private final ServiceBusReceiving receiving;
    private final ServiceBusClients clients;
    private final ServiceBusSenderAsyncClient sender;
    private final ServiceBusClock clock;
    private final ServiceBusHolds holds;
    private final boolean holding;

    ServiceBusSettling(
            ServiceBusReceiving receiving,
            ServiceBusClients clients,
            ServiceBusClock clock,
            ServiceBusHolds holds,
            boolean holding) {
        this.receiving = receiving;
        this.clients = clients;
        this.sender = clients.sender();
        this.clock = clock;
        this.holds = holds;
        this.holding = holding;
    }

    List<ItemOutcome<Void>> ack(List<Lease> batch, Deadline deadline) throws Exception {
        return settle(
                batch,
                lease -> {
                    ServiceBusReceipt receipt = receipt(lease);
                    return surely(receipt, client -> client.complete(receipt.message()));
                },
                deadline);
    }

    List<ItemOutcome<Void>> deadLetter(List<Rejection> batch, Deadline deadline) throws Exception {
        IdentityHashMap<Lease, Rejection> rejections = new IdentityHashMap<>();
        List<Lease> leases = new ArrayList<>(batch.size());
        batch.forEach(rejection -> {
            rejections.put(rejection.lease(), rejection);
            leases.add(rejection.lease());
        });
        return settle(
                leases,
                lease -> {
                    ServiceBusReceipt receipt = receipt(lease);
                    var info = java.util.Objects.requireNonNull(rejections.get(lease))
                            .info();
                    DeadLetterOptions options =
                            new DeadLetterOptions().setPropertiesToModify(ServiceBusMapping.deadProperties(info));
                    info.reason().ifPresent(reason -> options.setDeadLetterReason(cut(reason)));
                    // not on the link: a refusal looks there like success to the SDK, both are "rejected"
                    return clients.settler().deadLetter(receipt.message(), options);
                },
                deadline);
    }

    List<ItemOutcome<Void>> giveBack(List<GiveBack> batch, Deadline deadline) throws Exception {
        IdentityHashMap<Lease, GiveBack> items = new IdentityHashMap<>();
        List<Lease> leases = new ArrayList<>(batch.size());
        batch.forEach(item -> {
            items.put(item.lease(), item);
            leases.add(item.lease());
        });
        return settle(leases, lease -> giveBack(java.util.Objects.requireNonNull(items.get(lease))), deadline);
    }

    private Mono<Void> giveBack(GiveBack item) {
        ServiceBusReceipt receipt = receipt(item.lease());
        if (item.unseen() && item.delay().isZero() && receiving.letGo(receipt)) {
            return Mono.empty();
        }
        if (item.delay().isZero()) {
            return surely(receipt, client -> client.abandon(receipt.message()));
        }
        if (holding) {
            return Mono.fromRunnable(() -> holds.hold(receipt, item.delay()));
        }
        return sendLater(receipt, clock.time().instant().plus(item.delay()));
    }

    /**
     * Settles over the link that brought the message. The SDK waits long for a link that has ended just then; the management node is asked instead,
     * which may find that the first request was carried out.
     */
    private Mono<Void> surely(ServiceBusReceipt receipt, Function<ServiceBusReceiverAsyncClient, Mono<Void>> request) {
        ServiceBusReceiverAsyncClient client = receiving.settler(receipt);
        Mono<Void> first = request.apply(client);
        return client == clients.settler()
                ? first
                : first.timeout(LINK_PATIENCE)
                        .onErrorResume(
                                TimeoutException.class,
                                late -> Mono.fromFuture(() -> ServiceBusCalls.begin(request.apply(clients.settler())))
                                        .onErrorMap(ServiceBusErrors::isLockLost, ServiceBusSettling::perhapsSettled));
    }

    private static DriverException perhapsSettled(Throwable lost) {
        return new DriverException(
                Failure.of(
                                ErrorCode.PRECONDITION_FAILED,
                                "the lock is over, or an earlier attempt has settled the message.")
                        .uncertain(),
                lost);
    }

    /** A copy is scheduled and the original completed, both or neither. */
    private Mono<Void> sendLater(ServiceBusReceipt receipt, Instant at) {
        ServiceBusReceiverAsyncClient settler = receiving.settler(receipt);
        return sender.createTransaction()
                .flatMap(transaction -> sender.sendMessage(ServiceBusMapping.later(receipt.message(), at), transaction)
                        .then(settler.complete(
                                receipt.message(), new CompleteOptions().setTransactionContext(transaction)))
                        .onErrorResume(thrown -> sender.rollbackTransaction(transaction)
                                .onErrorComplete()
                                .then(Mono.error(thrown)))
                        .then(sender.commitTransaction(transaction)));
    }

    private List<ItemOutcome<Void>> settle(List<Lease> batch, Function<Lease, Mono<Void>> request, Deadline deadline)
            throws InterruptedException {
        List<CompletableFuture<Void>> requests = new ArrayList<>(batch.size());
        for (Lease lease : batch) {
            requests.add(ServiceBusCalls.begin(request.apply(lease)));
        }
        List<ItemOutcome<Void>> outcomes = ServiceBusCalls.awaitAll(requests, deadline);
        for (int i = 0; i < outcomes.size(); i++) {
            Throwable failure = outcomes.get(i).failure();
            ServiceBusReceipt receipt = receipt(batch.get(i));
            if ((failure == null || ServiceBusErrors.isLockLost(failure)) && !holds.isHeld(receipt)) {
                receiving.done(receipt);
            }
        }
        return outcomes;
    }

    /** What shares a lock is renewed by one request. */
    List<ItemOutcome<Lease>> changeLease(List<LeaseChange> batch, Deadline deadline) throws Exception {
        long since = clock.time().nanoTime();
        IdentityHashMap<Object, CompletableFuture<OffsetDateTime>> byLock = new IdentityHashMap<>();
        List<CompletableFuture<OffsetDateTime>> requests = new ArrayList<>(batch.size());
        for (LeaseChange change : batch) {
            ServiceBusReceipt receipt = receipt(change.lease());
            requests.add(byLock.computeIfAbsent(
                    receiving.lockOf(receipt), lock -> ServiceBusCalls.begin(receiving.renewal(receipt))));
        }
        List<ItemOutcome<OffsetDateTime>> answers = ServiceBusCalls.awaitAll(requests, deadline);
        List<ItemOutcome<Lease>> outcomes = new ArrayList<>(batch.size());
        for (int i = 0; i < answers.size(); i++) {
            Throwable failure = answers.get(i).failure();
            if (failure != null) {
                outcomes.add(ItemOutcome.failed(failure));
                continue;
            }
            Lease old = batch.get(i).lease();
            long nanos = clock.left(answers.get(i).result());
            receipt(old).renewed(since + nanos);
            outcomes.add(ItemOutcome.of(new Lease(old.messageId(), old.receipt(), since, nanos)));
        }
        return outcomes;
    }

    private static ServiceBusReceipt receipt(Lease lease) {
        return (ServiceBusReceipt) lease.receipt();
    }

    private static String cut(String reason) {
        return reason.length() <= LONGEST_REASON ? reason : reason.substring(0, LONGEST_REASON);
    }
}

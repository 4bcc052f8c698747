package io.midplatform.azure.servicebus;

import com.azure.core.exception.HttpResponseException;
import com.azure.messaging.servicebus.administration.models.QueueProperties;
import io.midplatform.spi.Deadline;
import io.midplatform.spi.Failure;
import io.midplatform.spi.Finding;
import io.midplatform.spi.Finding.Status;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Checks the live queue against the settings, as far as the credentials may see it. */
final class ServiceBusVerification {
    /** Messages that are given back unseen raise the broker's count: it must leave room for them. */
    private static final int GIVE_BACKS = 2;

    private final ServiceBusClients clients;
    private final ServiceBusAdministration administration;
    private final ServiceBusSettings settings;
    private final boolean ordered;
    private final int maxDeliveries;

    ServiceBusVerification(
            ServiceBusClients clients,
            ServiceBusAdministration administration,
            ServiceBusSettings settings,
            boolean ordered,
            int maxDeliveries) {
        this.clients = clients;
        this.administration = administration;
        this.settings = settings;
        this.ordered = ordered;
        this.maxDeliveries = maxDeliveries;
    }

    List<Finding> findings(Deadline deadline) throws Exception {
        List<Finding> findings = new ArrayList<>();
        try {
            ServiceBusCalls.await(clients.settler().peekMessage(0), deadline);
        } catch (InterruptedException e) {
            throw e;
        } catch (Exception e) {
            Failure failure = ServiceBusErrors.classify(e);
            return switch (failure.code()) {
                case NOT_FOUND -> List.of(new Finding("exists", Status.FAILED, told(failure)));
                case ACCESS_DENIED, UNAUTHENTICATED ->
                    List.of(new Finding("permissions", Status.FAILED, told(failure)));
                default -> throw e;
            };
        }
        findings.add(Finding.ok("exists"));
        findings.add(Finding.ok("permissions"));
        if (!clients.isDeadLetters()) {
            compare(findings, deadline);
        }
        return findings;
    }

    private void compare(List<Finding> findings, Deadline deadline) throws InterruptedException {
        QueueProperties told;
        try {
            told = administration.properties(deadline);
        } catch (HttpResponseException | IllegalStateException e) {
            findings.add(new Finding(
                    "properties",
                    Status.UNVERIFIED,
                    "the credentials may not read the queue's properties ("
                            + ServiceBusErrors.classify(e).reason()
                            + " Grant Azure Service Bus Data Owner, or Manage, for checks of sessions, locks and"
                            + " duplicate detection."));
            return;
        }
        findings.add(order(told.isSessionRequired()));
        findings.add(deduplication(told));
        findings.add(locks(told.getLockDuration()));
        int least = maxDeliveries + GIVE_BACKS;
        findings.add(
                told.getMaxDeliveryCount() >= least
                        ? Finding.ok("max delivery count")
                        : new Finding(
                                "max delivery count",
                                Status.FAILED,
                                "the queue moves messages away after " + told.getMaxDeliveryCount()
                                        + " deliveries, before max-deliveries (" + maxDeliveries
                                        + ") is reached; raise MaxDeliveryCount to " + least + " or more."));
    }

    private Finding order(boolean sessions) {
        if (sessions == ordered) {
            return Finding.ok("ordered");
        }
        return new Finding(
                "ordered",
                Status.FAILED,
                sessions
                        ? "the queue requires sessions; set 'ordered: true', or name another queue."
                        : "the queue has no sessions; remove 'ordered: true', or name one that requires sessions.");
    }

    private Finding deduplication(QueueProperties told) {
        Duration window =
                told.isDuplicateDetectionRequired() ? told.getDuplicateDetectionHistoryTimeWindow() : Duration.ZERO;
        Duration set = settings.deduplication().orElse(Duration.ZERO);
        if (window.equals(set)) {
            return Finding.ok("deduplication");
        }
        boolean lies = window.compareTo(set) < 0;
        return new Finding(
                "deduplication",
                lies ? Status.FAILED : Status.WARNING,
                "the queue remembers message ids for " + window + ", 'service-bus.deduplication' says " + set
                        + "; make them equal.");
    }

    private Finding locks(Duration real) {
        Duration set = settings.lockDuration().orElse(null);
        if (set == null || set.compareTo(real) <= 0) {
            return Finding.ok("lock duration");
        }
        return new Finding(
                "lock duration",
                Status.FAILED,
                "the queue locks messages for " + real + ", 'service-bus.lock-duration' says " + set
                        + "; make them equal.");
    }

    private static String told(Failure failure) {
        return failure.advice() == null ? failure.reason() : failure.reason() + " " + failure.advice();
    }
}

package io.midplatform.azure.servicebus;

import com.azure.core.exception.ResourceExistsException;
import com.azure.messaging.servicebus.ServiceBusClientBuilder;
import com.azure.messaging.servicebus.administration.models.CreateQueueOptions;
import com.azure.messaging.servicebus.administration.models.QueueProperties;
import io.midplatform.azure.session.AzureRetry;
import io.midplatform.azure.session.AzureSession;
import io.midplatform.queue.spi.QueueDriver;
import io.midplatform.queue.spi.QueueLimits;
import io.midplatform.queue.spi.QueueTarget;
import io.midplatform.spi.Deadline;
import io.midplatform.spi.PlatformTime;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Opens queues on Service Bus. Needs its SDK. */
public final class ServiceBusOpening {
    private static final Logger LOG = LoggerFactory.getLogger(ServiceBusOpening.class);

    /** Opening a queue waits no longer than this for what the queue tells of itself. */
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private static final int SPARE_DELIVERIES = 10;
    private static final int SHORTEST_FOREVER_DAYS = 36_500;

    private ServiceBusOpening() {}

    /**
     * What a queue is opened with.
     *
     * @param namespace the namespace; not needed with a connection string
     * @param settings what is special about the queue
     * @param retry how often what failed is tried
     * @param create whether to make it if it is missing
     * @param maxDeliveries how often the engine delivers a message
     * @param time the platform's time
     */
    public record Plan(
            Optional<String> namespace,
            ServiceBusSettings settings,
            AzureRetry retry,
            boolean create,
            int maxDeliveries,
            PlatformTime time) {}

    /**
     * Opens a queue, or the dead-letter queue of one.
     *
     * @param plan what to open it with
     * @param session who calls
     * @param target which queue
     * @param customizer changes the client's builder, last of all
     * @return its driver
     */
    public static QueueDriver open(
            Plan plan, AzureSession session, QueueTarget target, Consumer<? super ServiceBusClientBuilder> customizer) {
        String source = target.deadLettersOf();
        boolean deadLetters = source != null;
        String queue = source == null ? target.name() : source;
        ServiceBusSettings settings = plan.settings();
        session.credentials()
                .connectionString()
                .ifPresent(text -> new ServiceBusConnection(text.reveal()).checkQueue(queue));
        ServiceBusAdministration administration =
                new ServiceBusAdministration(session, plan.retry(), settings, plan.namespace(), queue, deadLetters);
        Boolean create = target.create();
        if (!deadLetters && (create == null ? plan.create() : create)) {
            create(administration, target.ordered(), plan);
        }
        ServiceBusClients clients = new ServiceBusClients(
                ServiceBusClients.builder(session, plan.retry(), settings, plan.namespace(), customizer),
                ServiceBusReach.of(session, settings, plan.namespace()),
                queue,
                deadLetters,
                target.ordered());
        return new ServiceBusQueueDriver(
                clients,
                ServiceBusLimits.of(
                        settings,
                        target.ordered(),
                        deadLetters,
                        largestMessage(clients, plan.time()),
                        deadLetters ? QueueLimits.UNLIMITED : retention(administration, plan.time())),
                settings,
                administration,
                new ServiceBusVerification(clients, administration, settings, target.ordered(), plan.maxDeliveries()),
                new ServiceBusClock(plan.time(), settings.lockDuration()));
    }

    private static void create(ServiceBusAdministration administration, boolean ordered, Plan plan) {
        ServiceBusSettings settings = plan.settings();
        CreateQueueOptions options = new CreateQueueOptions()
                .setSessionRequired(ordered)
                // the engine dead-letters first; give-backs raise the broker's count
                .setMaxDeliveryCount(2 * plan.maxDeliveries() + SPARE_DELIVERIES);
        settings.lockDuration().ifPresent(options::setLockDuration);
        settings.deduplication()
                .ifPresent(window ->
                        options.setDuplicateDetectionRequired(true).setDuplicateDetectionHistoryTimeWindow(window));
        try {
            administration.create(options, Deadline.after(plan.time(), PATIENCE));
        } catch (ResourceExistsException e) {
            LOG.trace("the queue is there already");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException e) {
            // what is wrong is told by the operations
            LOG.debug("the queue cannot be made", e);
        }
    }

    /** The link knows how large a message may be. */
    private static int largestMessage(ServiceBusClients clients, PlatformTime time) {
        if (clients.isDeadLetters()) {
            return ServiceBusLimits.STANDARD_MESSAGE;
        }
        try {
            return ServiceBusCalls.await(clients.sender().createMessageBatch(), Deadline.after(time, PATIENCE))
                    .map(batch -> batch.getMaxSizeInBytes())
                    .orElse(ServiceBusLimits.STANDARD_MESSAGE);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (TimeoutException e) {
            LOG.debug("the namespace does not answer", e);
            clients.reach().look();
        } catch (Exception e) {
            // what is wrong is told by the operations; with rights to receive only, nothing is
            LOG.debug("the largest message is not known; that of the Standard tier counts", e);
        }
        return ServiceBusLimits.STANDARD_MESSAGE;
    }

    /** Where it may not be known, for ever: bodies in a bucket are then swept too late rather than too early. */
    private static Duration retention(ServiceBusAdministration administration, PlatformTime time) {
        try {
            QueueProperties told = administration.properties(Deadline.after(time, PATIENCE));
            Duration kept = told.getDefaultMessageTimeToLive();
            return kept == null || kept.toDays() >= SHORTEST_FOREVER_DAYS ? QueueLimits.UNLIMITED : kept;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException e) {
            LOG.debug("the retention is not known", e);
        }
        return QueueLimits.UNLIMITED;
    }
}

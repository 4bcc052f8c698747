package io.midplatform.azure.queue;

import com.azure.messaging.servicebus.ServiceBusClientBuilder;
import com.azure.storage.queue.QueueClientBuilder;
import io.midplatform.ErrorCode;
import io.midplatform.azure.session.AzureArtifact;
import io.midplatform.azure.session.AzureSession;
import io.midplatform.azure.storagequeue.StorageQueueLimits;
import io.midplatform.azure.storagequeue.StorageQueueOpening;
import io.midplatform.queue.spi.QueueCapabilities;
import io.midplatform.queue.spi.QueueDriver;
import io.midplatform.queue.spi.QueueProvider;
import io.midplatform.queue.spi.QueueTarget;
import io.midplatform.spi.DriverException;
import io.midplatform.spi.ProviderContext;
import java.util.function.Consumer;

/** Queues on Storage Queue and, with {@code service: service-bus}, on Service Bus. */
public final class AzureQueueProvider implements QueueProvider {
    private final Consumer<? super QueueClientBuilder> storageQueue;
    private final Consumer<? super ServiceBusClientBuilder> serviceBus;

    /** For the service loader. */
    public AzureQueueProvider() {
        // of any type: a provider is made also where the SDK of a service is excluded
        this((Consumer<Object>) AzureQueueProvider::asItIs, (Consumer<Object>) AzureQueueProvider::asItIs);
    }

    private static void asItIs(Object builder) {}

    /**
     * A provider whose clients are made a little differently; given to the platform's builder.
     *
     * @param storageQueue changes the builder of a client of Storage Queue, last of all
     * @param serviceBus changes the builder of a client of Service Bus, last of all
     */
    public AzureQueueProvider(
            Consumer<? super QueueClientBuilder> storageQueue, Consumer<? super ServiceBusClientBuilder> serviceBus) {
        this.storageQueue = storageQueue;
        this.serviceBus = serviceBus;
    }

    @Override
    public String type() {
        return "azure";
    }

    @Override
    public Class<? extends Record> settings() {
        return AzureQueueSettings.class;
    }

    @Override
    public QueueCapabilities capabilities(ProviderContext context) {
        AzureQueueSettings settings = context.settings(AzureQueueSettings.class);
        return switch (settings.service()) {
            case STORAGE_QUEUE -> StorageQueueLimits.capabilities(settings.storageQueue());
            case SERVICE_BUS -> throw interim(serviceBus);
        };
    }

    @Override
    public QueueDriver open(ProviderContext context, QueueTarget target) {
        AzureQueueSettings settings = context.settings(AzureQueueSettings.class);
        AzureSession session = AzureSession.of(context, settings.credentials(), settings.http());
        return AzureArtifact.needed(artifact(settings.service()), "the queue", () -> switch (settings.service()) {
            case STORAGE_QUEUE -> StorageQueue.open(context, session, settings, target, storageQueue);
            case SERVICE_BUS -> throw interim(serviceBus);
        });
    }

    private static String artifact(AzureQueueSettings.Service service) {
        return switch (service) {
            case STORAGE_QUEUE -> "azure-storage-queue";
            case SERVICE_BUS -> "azure-messaging-servicebus";
        };
    }

    /** Until the branch of Service Bus is merged. */
    private static DriverException interim(Object customizer) {
        return new DriverException(
                ErrorCode.UNSUPPORTED, "service: service-bus is not there yet (" + customizer + ").");
    }

    // a class each: the SDK of one is not needed to load another

    private static final class StorageQueue {
        static QueueDriver open(
                ProviderContext context,
                AzureSession session,
                AzureQueueSettings settings,
                QueueTarget target,
                Consumer<? super QueueClientBuilder> customizer) {
            QueueClientBuilder builder = session.configure(new QueueClientBuilder(), settings.retry());
            return StorageQueueOpening.open(context, session, settings.storageQueue(), target, builder, customizer);
        }
    }
}

package io.midplatform.azure.storagequeue;

import com.azure.storage.queue.QueueClientBuilder;
import io.midplatform.ErrorCode;
import io.midplatform.azure.session.AzureSession;
import io.midplatform.queue.spi.QueueDriver;
import io.midplatform.queue.spi.QueueTarget;
import io.midplatform.spi.DriverException;
import io.midplatform.spi.ProviderContext;
import java.util.function.Consumer;

/** From settings to a driver. */
public final class StorageQueueOpening {
    private StorageQueueOpening() {}

    /**
     * Opens a queue.
     *
     * @param context the resource
     * @param session who calls
     * @param settings the queue's settings
     * @param target which queue
     * @param builder makes the client; retries and HTTP client are set
     * @param customizer changes the builder, last of all
     * @return the driver
     */
    @SuppressWarnings("DoNotCallSuggester") // until the driver is there
    public static QueueDriver open(
            ProviderContext context,
            AzureSession session,
            StorageQueueSettings settings,
            QueueTarget target,
            QueueClientBuilder builder,
            Consumer<? super QueueClientBuilder> customizer) {
        throw new DriverException(ErrorCode.UNSUPPORTED, "not there yet");
    }
}

package io.midplatform.azure.storagequeue;

import com.azure.core.exception.HttpResponseException;
import com.azure.core.util.Context;
import com.azure.storage.queue.QueueClient;
import com.azure.storage.queue.models.QueueStorageException;
import io.midplatform.azure.session.AzureCall;
import io.midplatform.spi.Deadline;
import java.util.function.Function;

/** How requests to one queue are made: within a deadline, and the queue is made where that is asked for. Thread-safe. */
final class StorageQueueCalls {
    private final QueueClient queue;
    private final boolean create;

    StorageQueueCalls(QueueClient queue, boolean create) {
        this.queue = queue;
        this.create = create;
    }

    QueueClient queue() {
        return queue;
    }

    /** One request to the queue. */
    <R> R call(Deadline deadline, Function<Context, R> request) throws InterruptedException {
        try {
            return AzureCall.call(deadline, request);
        } catch (HttpResponseException e) {
            if (!create || !StorageQueueErrors.isMissing(e)) {
                throw e;
            }
        }
        create(deadline);
        return AzureCall.call(deadline, request);
    }

    private void create(Deadline deadline) throws InterruptedException {
        try {
            AzureCall.call(deadline, context -> queue.createWithResponse(null, null, context));
        } catch (QueueStorageException e) {
            if (!StorageQueueErrors.isThere(e)) {
                throw e; // else made by somebody meanwhile
            }
        }
    }
}

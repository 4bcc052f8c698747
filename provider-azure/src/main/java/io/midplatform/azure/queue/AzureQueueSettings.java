package io.midplatform.azure.queue;

import io.midplatform.azure.session.AzureCredentials;
import io.midplatform.azure.session.AzureHttp;
import io.midplatform.azure.session.AzureRetry;
import io.midplatform.azure.storagequeue.StorageQueueSettings;
import io.midplatform.config.Default;
import java.net.URI;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The settings of a queue on Azure. A setting that belongs to another service than the chosen one is an error.
 *
 * @param service which service holds the messages
 * @param endpoint where the service is, for anything but Azure's own
 * @param credentials who calls
 * @param http the HTTP client
 * @param retry how often what failed is tried
 * @param create whether to make the queue and its dead-letter queue if they are missing
 * @param maxDeliveries how often a message is delivered before it goes to the dead-letter queue
 * @param account Storage Queue: the storage account's name; not needed with an endpoint or a connection string
 * @param encoding Storage Queue: how messages are written; {@code text} if not set
 * @param trace Storage Queue: whether trace context is sent also where it alone needs the envelope; false if not set
 * @param expiry Storage Queue: after how long a message is dropped that nobody acknowledges; never if not set
 * @param namespace Service Bus: the namespace's name or host
 */
public record AzureQueueSettings(
        @Default("storage-queue") Service service,
        Optional<URI> endpoint,
        AzureCredentials credentials,
        AzureHttp http,
        AzureRetry retry,
        @Default("false") boolean create,
        @Default("5") int maxDeliveries,
        Optional<String> account,
        Optional<StorageQueueSettings.Encoding> encoding,
        Optional<Boolean> trace,
        Optional<Duration> expiry,
        Optional<String> namespace) {
    /** Where the messages are. */
    public enum Service {
        /** Storage Queue: simple and cheap, a part of a storage account. */
        STORAGE_QUEUE,
        /** Service Bus: a broker with order, dead letters and duplicate detection of its own. */
        SERVICE_BUS
    }

    /** Checks that what belongs together is there, and nothing else. */
    public AzureQueueSettings {
        Map<String, Boolean> foreign = new LinkedHashMap<>();
        boolean storage = service == Service.STORAGE_QUEUE;
        foreign.put("account", account.isPresent() && !storage);
        foreign.put("encoding", encoding.isPresent() && !storage);
        foreign.put("trace", trace.isPresent() && !storage);
        foreign.put("expiry", expiry.isPresent() && !storage);
        boolean bus = service == Service.SERVICE_BUS;
        foreign.put("namespace", namespace.isPresent() && !bus);
        foreign.values().removeIf(wrong -> !wrong);
        if (!foreign.isEmpty()) {
            throw new IllegalArgumentException("not for this service: " + String.join(", ", foreign.keySet())
                    + "; remove it, or correct 'service'");
        }
        // here, so that what is missing is told at load, together with all other problems
        switch (service) {
            case STORAGE_QUEUE -> storageQueue(credentials, endpoint, account, encoding, trace, expiry, create);
            case SERVICE_BUS -> {}
        }
    }

    StorageQueueSettings storageQueue() {
        return storageQueue(credentials, endpoint, account, encoding, trace, expiry, create);
    }

    private static StorageQueueSettings storageQueue(
            AzureCredentials credentials,
            Optional<URI> endpoint,
            Optional<String> account,
            Optional<StorageQueueSettings.Encoding> encoding,
            Optional<Boolean> trace,
            Optional<Duration> expiry,
            boolean create) {
        if (credentials.connectionString().isPresent()) {
            if (account.isPresent() || endpoint.isPresent()) {
                throw new IllegalArgumentException(
                        "a connection string names the account and its endpoint; remove 'account' and 'endpoint'");
            }
        } else if (account.isEmpty() && endpoint.isEmpty()) {
            throw new IllegalArgumentException("the setting 'account' is missing");
        }
        return new StorageQueueSettings(
                account,
                endpoint,
                encoding.orElse(StorageQueueSettings.Encoding.TEXT),
                trace.orElse(false),
                expiry,
                create);
    }
}

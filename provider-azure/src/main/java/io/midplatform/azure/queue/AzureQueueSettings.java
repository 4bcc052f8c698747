package io.midplatform.azure.queue;

import io.midplatform.azure.servicebus.ServiceBusSettings;
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
 * The settings of a queue on Azure. A setting that belongs to another service than the chosen one is an error, except {@code account} and
 * {@code namespace}, which may stand at the instance for all its resources.
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
 * @param namespace Service Bus: the namespace's name or host; not needed with a connection string
 * @param ordered Service Bus: whether the queue requires sessions, one for each ordering key
 * @param deadLetter Storage Queue: the name of the dead-letter queue; Service Bus has one of its own for each queue
 * @param serviceBus Service Bus: what else is special there
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
        Optional<String> namespace,
        @Default("false") boolean ordered,
        Optional<String> deadLetter,
        ServiceBusSettings serviceBus) {
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
        // not 'account' and 'namespace': they may stand at the instance, for its resources on either service
        foreign.put("encoding", encoding.isPresent() && !storage);
        foreign.put("trace", trace.isPresent() && !storage);
        foreign.put("expiry", expiry.isPresent() && !storage);
        foreign.put("dead-letter", deadLetter.isPresent() && !storage);
        foreign.values().removeIf(wrong -> !wrong);
        if (!foreign.isEmpty()) {
            throw new IllegalArgumentException("not for this service: " + String.join(", ", foreign.keySet())
                    + "; remove it, or correct 'service'");
        }
        // here, so that what is missing is told at load, together with all other problems
        switch (service) {
            case STORAGE_QUEUE -> storageQueue(credentials, endpoint, account, encoding, trace, expiry, create);
            case SERVICE_BUS -> serviceBus(credentials, endpoint, namespace);
        }
    }

    private static void serviceBus(AzureCredentials credentials, Optional<URI> endpoint, Optional<String> namespace) {
        if (endpoint.isPresent()) {
            throw new IllegalArgumentException("Service Bus is named by 'namespace', not by 'endpoint'");
        }
        if (credentials.accountKey().isPresent()) {
            throw new IllegalArgumentException("Service Bus has no account-key; use a connection-string");
        }
        if (credentials.connectionString().isPresent() == namespace.isPresent()) {
            throw new IllegalArgumentException(
                    namespace.isPresent()
                            ? "a connection string names the namespace; remove 'namespace'"
                            : "the setting 'namespace' is missing");
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

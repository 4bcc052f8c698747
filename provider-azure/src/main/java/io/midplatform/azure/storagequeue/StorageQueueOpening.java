package io.midplatform.azure.storagequeue;

import com.azure.storage.common.StorageSharedKeyCredential;
import com.azure.storage.queue.QueueClient;
import com.azure.storage.queue.QueueClientBuilder;
import com.azure.storage.queue.QueueMessageEncoding;
import io.midplatform.ErrorCode;
import io.midplatform.azure.session.AzureCredentials;
import io.midplatform.azure.session.AzureSession;
import io.midplatform.queue.spi.QueueDriver;
import io.midplatform.queue.spi.QueueTarget;
import io.midplatform.spi.DriverException;
import io.midplatform.spi.Failure;
import io.midplatform.spi.ProviderContext;
import java.net.URI;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** From settings to a driver. */
public final class StorageQueueOpening {
    private StorageQueueOpening() {}

    /**
     * Opens a queue; does no I/O.
     *
     * @param context the resource
     * @param session who calls
     * @param settings the queue's settings
     * @param target which queue
     * @param builder makes the client; retries and HTTP client are set
     * @param customizer changes the builder, last of all
     * @return the driver
     * @throws DriverException {@code CONFIGURATION} for a name or credentials that cannot be
     */
    public static QueueDriver open(
            ProviderContext context,
            AzureSession session,
            StorageQueueSettings settings,
            QueueTarget target,
            QueueClientBuilder builder,
            Consumer<? super QueueClientBuilder> customizer) {
        builder.queueName(StorageQueueName.checked(target.name()))
                .messageEncoding(QueueMessageEncoding.NONE); // ours is more tolerant
        identify(builder, settings, session);
        customizer.accept(builder);
        Boolean create = target.create();
        StorageQueueCalls calls = new StorageQueueCalls(client(builder), create == null ? settings.create() : create);
        // who has to look at dead letters must find them
        StorageQueueSettings own = target.deadLettersOf() == null ? settings : settings.withoutExpiry();
        return new StorageQueueDriver(calls, new StorageQueueBatches(context.executor()), own, context.time());
    }

    private static void identify(QueueClientBuilder builder, StorageQueueSettings settings, AzureSession session) {
        AzureCredentials who = session.credentials();
        if (who.connectionString().isPresent()) {
            try {
                builder.connectionString(who.connectionString().get().reveal());
            } catch (IllegalArgumentException e) {
                throw refused("the connection string cannot be read.", null); // the cause would show it
            }
            return;
        }
        String endpoint = settings.endpoint()
                .map(URI::toString)
                .orElseGet(() -> "https://" + settings.account().orElseThrow() + ".queue.core.windows.net");
        try {
            builder.endpoint(endpoint);
        } catch (IllegalArgumentException e) {
            throw refused("the setting 'endpoint' is not a URL of Storage Queue: " + endpoint + ".", e);
        }
        if (who.accountKey().isPresent()) {
            builder.credential(key(settings, who.accountKey().get().reveal()));
        } else if (who.sas().isPresent()) {
            String sas = who.sas().get().reveal();
            builder.sasToken(sas.startsWith("?") ? sas.substring(1) : sas);
        } else {
            if (!endpoint.startsWith("https:")) {
                throw refused("tokens are sent over https only, and 'endpoint' is " + endpoint + ".", null);
            }
            builder.credential(session.requestTokens());
        }
    }

    private static StorageSharedKeyCredential key(StorageQueueSettings settings, String key) {
        if (StorageQueueBody.decoded(key) == null) {
            throw refused("the account key is no Base64.", null);
        }
        String account = settings.account()
                .or(() -> settings.endpoint().flatMap(StorageQueueOpening::account))
                .orElseThrow(() -> refused("an account key needs the setting 'account'.", null));
        return new StorageSharedKeyCredential(account, key);
    }

    /** The account in an endpoint: the path's first part where there is one, as with Azurite, else the host's. */
    private static Optional<String> account(URI endpoint) {
        String path = endpoint.getPath() == null
                ? ""
                : endpoint.getPath().replace("/", " ").strip();
        String host = endpoint.getHost() == null ? "" : endpoint.getHost();
        String name = path.isEmpty() ? host.split("\\.", 2)[0] : path.split(" ", 2)[0];
        return name.isEmpty() ? Optional.empty() : Optional.of(name);
    }

    private static QueueClient client(QueueClientBuilder builder) {
        try {
            return builder.buildClient();
        } catch (IllegalArgumentException | IllegalStateException e) {
            throw refused("no client of Storage Queue can be made of the settings; see the cause.", e);
        }
    }

    private static DriverException refused(String reason, @Nullable Throwable cause) {
        return new DriverException(
                Failure.of(ErrorCode.CONFIGURATION, reason)
                        .advice("Correct the settings 'account', 'endpoint' and 'credentials'."),
                cause);
    }
}

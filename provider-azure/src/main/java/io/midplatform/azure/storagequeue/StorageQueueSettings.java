package io.midplatform.azure.storagequeue;

import java.net.URI;
import java.time.Duration;
import java.util.Optional;

/**
 * What belongs to Storage Queue alone.
 *
 * @param account the storage account's name
 * @param endpoint where the service is, for anything but Azure's own
 * @param encoding how messages are written, and how those of other programs are read
 * @param trace whether trace context is sent also where it alone needs the envelope
 * @param expiry after how long a message is dropped that nobody acknowledges; never if absent
 * @param create whether to make the queue if it is missing
 */
public record StorageQueueSettings(
        Optional<String> account,
        Optional<URI> endpoint,
        Encoding encoding,
        boolean trace,
        Optional<Duration> expiry,
        boolean create) {
    /** How a message is written. */
    public enum Encoding {
        /** As text. */
        TEXT,
        /** In Base64, as Azure Functions and older SDKs write and expect it. */
        BASE64
    }

    /** The longest expiry that the service can count: {@code messagettl} is a number of seconds in 32 bits. */
    private static final Duration LONGEST_EXPIRY = Duration.ofSeconds(Integer.MAX_VALUE);

    /** Checks the expiry. */
    public StorageQueueSettings {
        if (expiry.isPresent() && !isSeconds(expiry.get())) {
            throw new IllegalArgumentException(
                    "expiry is whole seconds, at least 1s; leave it out for messages that are kept for ever");
        }
    }

    StorageQueueSettings withoutExpiry() {
        return new StorageQueueSettings(account, endpoint, encoding, trace, Optional.empty(), create);
    }

    private static boolean isSeconds(Duration expiry) {
        return expiry.compareTo(Duration.ofSeconds(1)) >= 0
                && expiry.compareTo(LONGEST_EXPIRY) <= 0
                && expiry.equals(Duration.ofSeconds(expiry.toSeconds()));
    }
}

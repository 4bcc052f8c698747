package io.midplatform.azure.servicebus;

import io.midplatform.config.Default;
import io.midplatform.config.Min;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;

/**
 * What is special about a queue on Service Bus.
 *
 * @param transport how the service is reached; {@code web-sockets} where a firewall lets only HTTPS out
 * @param lockDuration the queue's lock duration, at most 5 minutes. With it a lease is never taken for longer than that; without it the end that
 *     the service tells is compared with the clock of this machine, which must be right
 * @param deduplication the queue's duplicate detection window, if it has one: message ids are then remembered so long
 * @param gather how long a receive that has messages waits for more that come along
 * @param listen how long a receive that does not wait listens: the service does not say that there is nothing
 * @param attemptTimeout how long one attempt at a request may take
 * @param managementEndpoint where the management API is, for anything but Azure's own
 */
public record ServiceBusSettings(
        @Default("amqp") Transport transport,
        Optional<Duration> lockDuration,
        Optional<Duration> deduplication,
        @Default("5ms") @Min("1ms") Duration gather,
        @Default("500ms") @Min("1ms") Duration listen,
        @Default("30s") @Min("2s") Duration attemptTimeout,
        Optional<URI> managementEndpoint) {
    /** Service Bus locks no message for longer: the quotas of Service Bus, "Message lock duration". */
    static final Duration LONGEST_LOCK = Duration.ofMinutes(5);

    private static final Duration SHORTEST_LOCK = Duration.ofSeconds(5);
    private static final Duration SHORTEST_WINDOW = Duration.ofSeconds(20);
    private static final Duration LONGEST_WINDOW = Duration.ofDays(7);

    /** How the service is reached. */
    public enum Transport {
        /** AMQP over TLS on port 5671. */
        AMQP,
        /** AMQP in web sockets on port 443. */
        WEB_SOCKETS
    }

    /** Checks the durations against what a queue can have. */
    public ServiceBusSettings {
        within("lock-duration", lockDuration, SHORTEST_LOCK, LONGEST_LOCK);
        within("deduplication", deduplication, SHORTEST_WINDOW, LONGEST_WINDOW);
    }

    private static void within(String name, Optional<Duration> told, Duration least, Duration most) {
        told.ifPresent(duration -> {
            if (duration.compareTo(least) < 0 || duration.compareTo(most) > 0) {
                throw new IllegalArgumentException(
                        name + " of a queue on Service Bus is between " + least + " and " + most);
            }
        });
    }
}

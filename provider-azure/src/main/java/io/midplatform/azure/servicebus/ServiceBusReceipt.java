package io.midplatform.azure.servicebus;

import com.azure.messaging.servicebus.ServiceBusReceivedMessage;
import org.jspecify.annotations.Nullable;

/** What it takes to settle a message. */
final class ServiceBusReceipt {
    private final ServiceBusReceivedMessage message;
    private final ServiceBusLink link;
    private final long since;
    private volatile long until;

    ServiceBusReceipt(ServiceBusReceivedMessage message, ServiceBusLink link, long since, long nanos) {
        this.message = message;
        this.link = link;
        this.since = since;
        this.until = since + nanos;
    }

    ServiceBusReceivedMessage message() {
        return message;
    }

    /** The link that brought it. */
    ServiceBusLink link() {
        return link;
    }

    long since() {
        return since;
    }

    long nanos() {
        return until - since;
    }

    /** When its lock ends, on the platform's monotonic clock. */
    long until() {
        return until;
    }

    void renewed(long end) {
        until = end;
    }

    @Nullable
    String token() {
        return message.getLockToken();
    }
}

package io.midplatform.azure.servicebus;

import io.midplatform.Registration;
import io.midplatform.spi.PlatformTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Messages that are given back later, kept under their locks until then: a message of a session must not be overtaken by later ones of its key, and
 * nothing can be sent to a dead-letter queue. A process that ends gives them back early. Thread-safe.
 */
final class ServiceBusHolds {
    private static final Logger LOG = LoggerFactory.getLogger(ServiceBusHolds.class);

    private final ServiceBusReceiving receiving;
    private final ServiceBusClock clock;
    private final PlatformTime time;
    private final Map<ServiceBusReceipt, Hold> holds = new HashMap<>();

    ServiceBusHolds(ServiceBusReceiving receiving, ServiceBusClock clock) {
        this.receiving = receiving;
        this.clock = clock;
        this.time = clock.time();
    }

    void hold(ServiceBusReceipt receipt, Duration delay) {
        Hold hold = new Hold(receipt, time.nanoTime() + delay.toNanos());
        synchronized (holds) {
            holds.put(receipt, hold);
        }
        hold.next();
    }

    /** Gives all back now. */
    List<ServiceBusReceipt> end() {
        synchronized (holds) {
            List<ServiceBusReceipt> rest = new ArrayList<>(holds.keySet());
            holds.values().forEach(Hold::cancel);
            holds.clear();
            return rest;
        }
    }

    boolean isHeld(ServiceBusReceipt receipt) {
        synchronized (holds) {
            return holds.containsKey(receipt);
        }
    }

    private void drop(ServiceBusReceipt receipt) {
        synchronized (holds) {
            holds.remove(receipt);
        }
        receiving.done(receipt);
    }

    private final class Hold {
        private final ServiceBusReceipt receipt;
        private final long until;
        private volatile @Nullable Registration alarm;

        Hold(ServiceBusReceipt receipt, long until) {
            this.receipt = receipt;
            this.until = until;
        }

        /** Renews the lock half-way through, as often as needed. */
        void next() {
            long now = time.nanoTime();
            long left = until - now;
            long half = Math.max(1, (receipt.until() - now) / 2);
            alarm = left <= half
                    ? time.schedule(this::giveBack, Duration.ofNanos(Math.max(0, left)))
                    : time.schedule(this::renew, Duration.ofNanos(half));
        }

        void cancel() {
            Registration known = alarm;
            if (known != null) {
                known.close();
            }
        }

        // the platform's timer waits for no request

        private void renew() {
            if (!isHeld(receipt)) {
                return;
            }
            long since = time.nanoTime();
            ServiceBusCalls.begin(
                    receiving.renewal(receipt),
                    lockedUntil -> {
                        receipt.renewed(since + clock.left(lockedUntil));
                        next();
                    },
                    () -> {},
                    this::lost);
        }

        private void giveBack() {
            if (isHeld(receipt)) {
                ServiceBusCalls.begin(
                        receiving.settler(receipt).abandon(receipt.message()),
                        nothing -> {},
                        () -> drop(receipt),
                        this::lost);
            }
        }

        private void lost(Throwable thrown) {
            LOG.debug("a message that was given back for later comes back when its lock ends", thrown);
            drop(receipt);
        }
    }
}

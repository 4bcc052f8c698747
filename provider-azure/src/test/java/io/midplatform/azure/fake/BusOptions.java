package io.midplatform.azure.fake;

import java.time.Duration;

/**
 * The properties of a queue of the fake, as they are set where a queue is made.
 *
 * @param lock for how long a message or session is locked
 * @param sessions whether the queue needs sessions
 * @param maxDeliveries after how many failed deliveries a message is moved to the dead letters
 * @param duplicateWindow for how long message ids are remembered, zero for no duplicate detection
 * @param maxMessageBytes what the links tell as their largest message
 */
public record BusOptions(
        Duration lock, boolean sessions, int maxDeliveries, Duration duplicateWindow, int maxMessageBytes) {
    /** A plain queue: locks of 30 seconds, and a broker that leaves dead letters to the engine. */
    public static BusOptions plain() {
        return new BusOptions(Duration.ofSeconds(30), false, 2000, Duration.ZERO, 256 << 10);
    }

    /** A queue with sessions. */
    public static BusOptions withSessions() {
        return new BusOptions(Duration.ofSeconds(30), true, 2000, Duration.ZERO, 256 << 10);
    }

    public BusOptions lock(Duration length) {
        return new BusOptions(length, sessions, maxDeliveries, duplicateWindow, maxMessageBytes);
    }

    public BusOptions maxDeliveries(int count) {
        return new BusOptions(lock, sessions, count, duplicateWindow, maxMessageBytes);
    }

    public BusOptions duplicateWindow(Duration window) {
        return new BusOptions(lock, sessions, maxDeliveries, window, maxMessageBytes);
    }

    public BusOptions maxMessageBytes(int bytes) {
        return new BusOptions(lock, sessions, maxDeliveries, duplicateWindow, bytes);
    }
}

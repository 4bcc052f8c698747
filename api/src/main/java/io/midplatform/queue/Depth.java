package io.midplatform.queue;

import java.util.OptionalLong;

/** How many messages a queue holds, as the service knows it: exact on the local provider, approximate in the clouds. Immutable. */
public final class Depth {
    private static final long UNKNOWN = -1;

    private final long total;
    private final long visible;
    private final long inFlight;
    private final long delayed;

    private Depth(long total, long visible, long inFlight, long delayed) {
        this.total = total;
        this.visible = visible;
        this.inFlight = inFlight;
        this.delayed = delayed;
    }

    /**
     * A depth of which only the total is known.
     *
     * @param total all messages, leased and delayed ones too
     * @return the depth
     */
    public static Depth of(long total) {
        return new Depth(total, UNKNOWN, UNKNOWN, UNKNOWN);
    }

    /**
     * A depth that is known in full.
     *
     * @param visible messages that could be received now
     * @param inFlight messages under a lease
     * @param delayed messages that become visible later
     * @return the depth
     */
    public static Depth of(long visible, long inFlight, long delayed) {
        return new Depth(visible + inFlight + delayed, visible, inFlight, delayed);
    }

    /**
     * All messages.
     *
     * @return the number
     */
    public long total() {
        return total;
    }

    /**
     * Messages that wait for a receiver; in an ordered queue also those behind another one of their key.
     *
     * @return empty where the service does not tell
     */
    public OptionalLong visible() {
        return optional(visible);
    }

    /**
     * Messages under a lease.
     *
     * @return empty where the service does not tell
     */
    public OptionalLong inFlight() {
        return optional(inFlight);
    }

    /**
     * Messages that become visible later: sent with a delay, or given back with one.
     *
     * @return empty where the service does not tell
     */
    public OptionalLong delayed() {
        return optional(delayed);
    }

    @Override
    public String toString() {
        return "Depth[total=" + total + ", visible=" + text(visible) + ", inFlight=" + text(inFlight) + ", delayed="
                + text(delayed) + "]";
    }

    private static OptionalLong optional(long count) {
        return count == UNKNOWN ? OptionalLong.empty() : OptionalLong.of(count);
    }

    private static String text(long count) {
        return count == UNKNOWN ? "?" : Long.toString(count);
    }
}

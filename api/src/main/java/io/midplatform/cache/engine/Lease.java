package io.midplatform.cache.engine;

import java.util.concurrent.atomic.AtomicReference;

/** The lease of one key: while it stands in the store, no other process loads the key. It ends by itself unless it is renewed. Thread-safe. */
final class Lease {
    private enum State {
        /** It is ours. */
        HELD,
        /** It was ours, or the store could not be asked for it: the load goes on without. */
        NONE,
        /** Another load holds it. */
        REFUSED
    }

    private static final byte[] NOBODY = {};

    private final String key;
    private final byte[] owner;
    private final AtomicReference<State> state;
    private volatile long confirmed;

    private Lease(String key, byte[] owner, long confirmed, State state) {
        this.key = key;
        this.owner = owner;
        this.confirmed = confirmed;
        this.state = new AtomicReference<>(state);
    }

    /** A lease that the store has given, by a request sent at a moment on the monotonic clock. */
    static Lease held(String key, byte[] owner, long sent) {
        return new Lease(key, owner, sent, State.HELD);
    }

    /** No lease, and no reason to wait for one. */
    static Lease none(String key) {
        return new Lease(key, NOBODY, 0, State.NONE);
    }

    /** A lease that another load holds. */
    static Lease refused(String key) {
        return new Lease(key, NOBODY, 0, State.REFUSED);
    }

    /** The physical key. */
    String key() {
        return key;
    }

    /** What the entry in the store holds, and nobody else's does. */
    byte[] owner() {
        return owner;
    }

    boolean isHeld() {
        return state.get() == State.HELD;
    }

    boolean isRefused() {
        return state.get() == State.REFUSED;
    }

    /** It is no longer ours, or we no longer want it; true for the one who ended it. */
    boolean end() {
        return state.compareAndSet(State.HELD, State.NONE);
    }

    /** The store has renewed it, by a request sent at that moment. */
    void confirm(long sent) {
        confirmed = sent;
    }

    /** The moment from which it lives for its whole time at least. */
    long confirmed() {
        return confirmed;
    }
}

package io.midplatform.cache.engine;

import org.jspecify.annotations.Nullable;

/**
 * What a read saw of one key.
 *
 * @param <V> the values' type
 */
final class Seen<V> {
    private static final Seen<?> NONE = new Seen<>(Verdict.NONE, null, null, null, null);
    private static final Seen<?> DEGRADED = new Seen<>(Verdict.DEGRADED, null, null, null, null);

    private final Verdict verdict;
    private final @Nullable V value;
    private final byte @Nullable [] raw;
    private final @Nullable Marks marks;
    private final NearCache.@Nullable Ticket ticket;

    private Seen(
            Verdict verdict,
            @Nullable V value,
            byte @Nullable [] raw,
            @Nullable Marks marks,
            NearCache.@Nullable Ticket ticket) {
        this.verdict = verdict;
        this.value = value;
        this.raw = raw;
        this.marks = marks;
        this.ticket = ticket;
    }

    static <V> Seen<V> value(Verdict verdict, V value, byte[] raw) {
        return new Seen<>(verdict, value, raw, null, null);
    }

    static <V> Seen<V> valueless(Verdict verdict, byte[] raw) {
        return new Seen<>(verdict, null, raw, null, null);
    }

    @SuppressWarnings("unchecked") // it holds no V
    static <V> Seen<V> none() {
        return (Seen<V>) NONE;
    }

    @SuppressWarnings("unchecked") // it holds no V
    static <V> Seen<V> degraded() {
        return (Seen<V>) DEGRADED;
    }

    Verdict verdict() {
        return verdict;
    }

    /** The same with the markers that were read along, for whoever is going to write, and the ticket taken before. */
    Seen<V> with(Marks read, NearCache.@Nullable Ticket taken) {
        return new Seen<>(verdict, value, raw, read, taken);
    }

    /** The value of {@link Verdict#HIT} and {@link Verdict#STALE}. */
    @Nullable
    V value() {
        return value;
    }

    /** The stored bytes, null for {@link Verdict#NONE} and {@link Verdict#DEGRADED}. */
    byte @Nullable [] raw() {
        return raw;
    }

    /** The markers that were read along; null when nobody asked for them or the store cannot be asked. */
    @Nullable
    Marks marks() {
        return marks;
    }

    /** Taken before the store was asked; null without a near cache, and when nobody is going to write. */
    NearCache.@Nullable Ticket ticket() {
        return ticket;
    }

    boolean hasValue() {
        return verdict == Verdict.HIT || verdict == Verdict.STALE;
    }

    /** Whether the cache's answer is known without loading. */
    boolean isAnswer() {
        return hasValue() || verdict == Verdict.NEGATIVE;
    }
}

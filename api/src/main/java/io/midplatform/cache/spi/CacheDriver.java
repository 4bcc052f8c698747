package io.midplatform.cache.spi;

import io.midplatform.Registration;
import io.midplatform.cache.CacheFeature;
import io.midplatform.spi.Deadline;
import io.midplatform.spi.Driver;
import io.midplatform.spi.ItemOutcome;
import java.util.List;
import java.util.OptionalLong;

/**
 * Works on the store of one resource: bytes in, bytes out. The engine owns what the bytes mean; the markers of caches and tags are ordinary
 * entries to you. Keys are complete ({@code namespace:resource:key}), within {@link CacheCapabilities#keyBytes()}, and no two resources share
 * one. A key holds an entry or a counter, never both.
 *
 * <p>A call with several items is one round trip (one per node where keys are spread over nodes) and answers for every item, in order: an item's
 * failure is its outcome, what fails the whole call is thrown. You must never return an expired entry.
 */
public interface CacheDriver extends Driver {
    /**
     * What this store can do.
     *
     * @return features and limits, always the same
     */
    CacheCapabilities capabilities();

    /**
     * Reads entries.
     *
     * @param keys one key or more
     * @param deadline when to give up
     * @return for each key its bytes, null when there is no entry; the caller does not change them
     * @throws Exception what the vendor throws
     */
    List<ItemOutcome<byte[]>> get(List<String> keys, Deadline deadline) throws Exception;

    /**
     * Writes entries, each atomically, and reads others in the same round trip. Conditions other than {@link CacheWrite.Condition#ALWAYS} are used
     * only with {@link CacheFeature#CONDITIONAL_WRITES}.
     *
     * @param writes one entry or more, of different keys
     * @param alongside keys to read, none of those written; often none at all. Each is read at some moment of the call
     * @param deadline when to give up
     * @return for each entry whether it was written: false when its condition did not hold; and for each key read what {@link #get} would answer
     * @throws Exception what the vendor throws
     */
    CacheWritten put(List<CacheWrite> writes, List<String> alongside, Deadline deadline) throws Exception;

    /**
     * Removes entries.
     *
     * @param keys one key or more
     * @param deadline when to give up
     * @return for each key a success, whether there was an entry or not, or its failure
     * @throws Exception what the vendor throws
     */
    List<ItemOutcome<Void>> remove(List<String> keys, Deadline deadline) throws Exception;

    /**
     * Removes an entry if it starts with the given bytes, atomically. Used only with {@link CacheFeature#CONDITIONAL_WRITES}.
     *
     * @param key the key
     * @param head the first bytes that the stored value must have
     * @param deadline when to give up
     * @return whether it was removed
     * @throws Exception what the vendor throws
     */
    boolean removeIf(String key, byte[] head, Deadline deadline) throws Exception;

    /**
     * Adds to a counter, atomically; one that is missing starts at zero. Used only with {@link CacheFeature#COUNTERS}.
     *
     * @param key the key
     * @param by how much, negative and zero included
     * @param ttlMillis how long a new counter lives, {@link CacheWrite#NO_END} for without end; the end of one that exists stays
     * @param deadline when to give up
     * @return the new value
     * @throws Exception what the vendor throws; {@link io.midplatform.ErrorCode#LIMIT_EXCEEDED} when the value would leave the range of a long
     */
    long increment(String key, long by, long ttlMillis, Deadline deadline) throws Exception;

    /**
     * Reads a counter. Used only with {@link CacheFeature#COUNTERS}.
     *
     * @param key the key
     * @param deadline when to give up
     * @return its value, zero when there is none
     * @throws Exception what the vendor throws
     */
    long counter(String key, Deadline deadline) throws Exception;

    /**
     * Removes a counter. Used only with {@link CacheFeature#COUNTERS}.
     *
     * @param key the key
     * @param deadline when to give up
     * @throws Exception what the vendor throws
     */
    void resetCounter(String key, Deadline deadline) throws Exception;

    /**
     * Tells all subscribers of this resource in all processes, this one included. Must return at once: what is lost is found by the engine. A
     * notice must not arrive before the effect of a write that was confirmed before this call, and those of one driver arrive in order. Used only
     * with {@link CacheFeature#NEAR_CACHE}.
     *
     * @param notice the notice, of at most a few hundred bytes
     */
    void publish(byte[] notice);

    /**
     * Hears the notices of this resource from now on. Must return at once: the listener is told when it is connected. Used only with
     * {@link CacheFeature#NEAR_CACHE}.
     *
     * @param listener who hears them
     * @return ends it
     */
    Registration subscribe(NoticeListener listener);

    /**
     * How many entries of this resource the store has dropped for lack of room. Must not do I/O.
     *
     * @return the number since the driver was opened, empty when the store does not tell
     */
    OptionalLong evictions();
}

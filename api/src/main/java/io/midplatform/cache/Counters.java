package io.midplatform.cache;

import io.midplatform.PlatformException;
import java.util.Optional;

/**
 * Named counters that many processes may count on at once: every increment is atomic on every provider.
 *
 * <pre>{@code
 * Counters attempts = platform.counters("logins");
 * if (attempts.increment("ada") > 5) { ... }
 * }</pre>
 *
 * <p>Settings stand under {@code midplatform.cache.<name>}; one name is either a cache or counters. A counter starts at zero with its first
 * increment, which also sets its end ({@code ttl}, none by default; jitter does not apply); later increments do not move the end. Keys are as in
 * {@link Cache}. Every failure of the store is thrown, whatever the failure policy.
 *
 * <p>All methods throw {@link PlatformException} with {@code INVALID_REQUEST} for a key that is empty or has a lone surrogate, {@code UNSUPPORTED}
 * (before anything is sent) where the provider has no counters, the store's failures ({@code UNAVAILABLE}, {@code THROTTLED},
 * {@code ACCESS_DENIED}, {@code DEADLINE_EXCEEDED}, …), {@link NullPointerException} for null and {@link IllegalStateException} after the platform
 * is closed. Thread-safe. Not for implementation by applications: methods may be added.
 */
public interface Counters {
    /**
     * The logical name.
     *
     * @return the name
     */
    String name();

    /**
     * Adds one.
     *
     * @param key the counter
     * @return its new value
     * @throws PlatformException as {@link #increment(String, long)}
     */
    long increment(String key);

    /**
     * Adds to a counter.
     *
     * @param key the counter
     * @param by how much; zero reads, and creates the counter if there is none
     * @return its new value
     * @throws PlatformException {@code LIMIT_EXCEEDED} when the value would leave the range of a long, or the store has no room for one more
     *     counter; nothing is counted then. {@link PlatformException#ambiguous()} tells whether a failed increment may have been counted; it is
     *     never repeated behind your back
     */
    long increment(String key, long by);

    /**
     * Adds to a counter.
     *
     * @param key the counter
     * @param by how much; zero reads, and creates the counter if there is none
     * @param options how
     * @return its new value
     * @throws PlatformException as {@link #increment(String, long)}
     */
    long increment(String key, long by, CounterOptions options);

    /**
     * The value of a counter.
     *
     * @param key the counter
     * @return its value, zero when there is none
     * @throws PlatformException when the store fails
     */
    long get(String key);

    /**
     * Removes a counter, so that the next increment starts at zero with an end of its own. Without one, nothing happens.
     *
     * @param key the counter
     * @throws PlatformException when the store fails
     */
    void reset(String key);

    /**
     * The provider's own client.
     *
     * @param <T> the type sought
     * @param type its class
     * @return the client, empty when the provider has none of that type
     */
    <T> Optional<T> unwrap(Class<T> type);
}

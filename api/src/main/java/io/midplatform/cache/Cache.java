package io.midplatform.cache;

import io.midplatform.BatchResult;
import io.midplatform.PlatformException;
import io.midplatform.Support;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;

/**
 * A cache of values by text keys.
 *
 * <pre>{@code
 * Cache<Customer> customers = platform.cache("customers", Customer.class);
 * Customer ada = customers.get("ada", key -> repository.load(key));
 * customers.put("ada", ada, CachePutOptions.defaults().ttl(Duration.ofMinutes(10)).tags("tenant:acme"));
 * customers.invalidateTag("tenant:acme");
 * }</pre>
 *
 * <p><b>Entries.</b> An entry may vanish at any time (room, restart, expiry), never come back, and is never returned past its time. Values are
 * never null; what is cached are bytes, so that no two callers share a mutable value, not even those that waited for one load. An entry that
 * cannot be decoded is a miss and is counted. Keys are any text but the empty one, of any length.
 *
 * <p><b>Time.</b> {@code ttl} is how long an entry lives (an hour unless set), {@code jitter} shortens it by up to that many percent (10);
 * from {@code soft-ttl} on a call with a loader returns the value at once while one call refreshes it in the background; from
 * {@code eager-refresh} percent of its life on (unless set: never) such a call refreshes a value that is not stale yet, which stays a hit; a refresh
 * that fails leaves the value, and an eager one is not tried again for a second; for {@code max-stale}
 * after its end an entry stands in when a loader throws; {@code negative-ttl} remembers that a loader had no value. Times count in whole
 * milliseconds.
 *
 * <p><b>Loading.</b> Calls for one key in one process share one load. The caller whose loader runs gets what it throws as it is; the others get an
 * exception of their own: the same type with the first as its cause where the type allows it, else the same. What is written, removed or cleared
 * while a load runs wins over its result: the load's value goes to those that waited for it and is not cached. Waiters end
 * on an interrupt ({@code CANCELLED}) or their time-out ({@code DEADLINE_EXCEEDED}); when the loading caller is interrupted, a waiter takes over.
 *
 * <p><b>Loading in a cluster.</b> With {@code lease: true} (needs {@link CacheFeature#CONDITIONAL_WRITES}, else opening is {@code UNSUPPORTED}) the
 * processes of one store share loads, too: who loads holds a lease in the store for the key, the others look for the value again and again, and load
 * themselves when the lease is gone and there is none: the loader threw, found nothing that is remembered, or its process died, which ends the lease
 * within {@code lease-time} (10 s). The lease of a loader that runs longer is renewed. Exceptions stay in their process. A refresh that another
 * process is at is left to it. A bulk loader may be called again for keys that another process was loading and did not. Hits cost nothing more. Leases save work and guard nothing: with a store that cannot be asked for one, fail-open
 * loads without.
 *
 * <p><b>Size.</b> With {@code compress-above} (unless set: never) encoded values larger than that are stored compressed, where that makes them
 * smaller; limits apply to what is stored. Every program of this version reads them, whatever its own settings.
 *
 * <p><b>Failure policy.</b> With {@code failure-policy: fail-open} (the default), when the store fails, reads are misses with
 * {@link CacheStatus#DEGRADED} and a loaded value is returned without being cached; a breaker spares the store and the caller further tries for a
 * while. All else throws: an explicit write that was dropped would serve stale data as truth. {@code fail-fast} throws everywhere.
 *
 * <p><b>Errors.</b> {@link PlatformException} with {@code INVALID_REQUEST} for a key, tag or version that is not acceptable,
 * {@code LIMIT_EXCEEDED} for a value to be written that is beyond the store's limit (a loaded one is returned, not cached, and counted),
 * {@code CODEC} for a value that cannot be encoded, all before anything is sent; and
 * the store's failures ({@code UNAVAILABLE}, {@code THROTTLED}, {@code ACCESS_DENIED}, {@code DEADLINE_EXCEEDED}, …), {@code ambiguous()}
 * when a write may have happened: it is never repeated behind the caller's back. {@link NullPointerException} for null,
 * {@link IllegalStateException} after the platform is closed.
 *
 * <p>Thread-safe. Belongs to the platform, which closes it. Not for implementation by applications: methods may be added.
 *
 * @param <V> the values' type
 */
public interface Cache<V> {
    /**
     * The logical name.
     *
     * @return the name
     */
    String name();

    /**
     * The value of a key, without loading.
     *
     * @param key the key
     * @return the value, stale ones included; empty when there is none, absence is remembered, or the store cannot be asked
     * @throws PlatformException as the class says
     */
    Optional<V> find(String key);

    /**
     * The value of a key, without loading.
     *
     * @param key the key
     * @param options a time-out
     * @return as {@link #find(String)}
     * @throws PlatformException as the class says
     * @throws IllegalArgumentException for options about loading
     */
    Optional<V> find(String key, CacheGetOptions options);

    /**
     * The value of a key, loaded if it is missing; for keys that may have no value.
     *
     * @param key the key
     * @param loader brings the value
     * @return the value, empty when the loader has none or that is remembered
     * @throws PlatformException as the class says, {@code LOADER} for a checked exception of the loader
     * @throws IllegalStateException when called for the same key from its own loader
     */
    Optional<V> find(String key, Loader<? extends V> loader);

    /**
     * The value of a key, loaded if it is missing; for keys that may have no value.
     *
     * @param key the key
     * @param loader brings the value
     * @param options how to read and how to write what was loaded
     * @return as {@link #find(String, Loader)}
     * @throws PlatformException as {@link #find(String, Loader)}
     */
    Optional<V> find(String key, Loader<? extends V> loader, CacheGetOptions options);

    /**
     * The value of a key, loaded if it is missing.
     *
     * @param key the key
     * @param loader brings the value
     * @return the value
     * @throws PlatformException as {@link #find(String, Loader)}, and {@code NOT_FOUND} when the loader has no value or that is remembered
     */
    V get(String key, Loader<? extends V> loader);

    /**
     * The value of a key, loaded if it is missing.
     *
     * @param key the key
     * @param loader brings the value
     * @param options how to read and how to write what was loaded
     * @return the value
     * @throws PlatformException as {@link #get(String, Loader)}
     */
    V get(String key, Loader<? extends V> loader, CacheGetOptions options);

    /**
     * What the cache knows of a key: status, value, age, remaining life, version.
     *
     * @param key the key
     * @return the result, never null
     * @throws PlatformException as the class says
     */
    CacheResult<V> lookup(String key);

    /**
     * What the cache knows of a key: status, value, age, remaining life, version.
     *
     * @param key the key
     * @param options a time-out
     * @return the result, never null
     * @throws PlatformException as the class says
     * @throws IllegalArgumentException for options about loading
     */
    CacheResult<V> lookup(String key, CacheGetOptions options);

    /**
     * The values of several keys, in one round trip, without loading.
     *
     * @param keys the keys; repetitions count once
     * @return the values found, in the order of the keys; not modifiable
     * @throws PlatformException as the class says
     */
    Map<String, V> findAll(Collection<String> keys);

    /**
     * The values of several keys, in one round trip, without loading.
     *
     * @param keys the keys; repetitions count once
     * @param options a time-out
     * @return as {@link #findAll(Collection)}
     * @throws PlatformException as the class says
     * @throws IllegalArgumentException for options about loading
     */
    Map<String, V> findAll(Collection<String> keys, CacheGetOptions options);

    /**
     * The values of several keys; those that are missing and that no other call is loading already are loaded with one call of the loader.
     *
     * @param keys the keys; repetitions count once
     * @param loader brings the missing values
     * @return the values, in the order of the keys, without those that have none; not modifiable
     * @throws PlatformException as {@link #find(String, Loader)}; what the loader throws fails the call unless every key it was asked for has a
     *     value to fall back on ({@code max-stale})
     */
    Map<String, V> getAll(Collection<String> keys, BulkLoader<? extends V> loader);

    /**
     * The values of several keys; those that are missing and that no other call is loading already are loaded with one call of the loader.
     *
     * @param keys the keys; repetitions count once
     * @param loader brings the missing values
     * @param options how to read and how to write what was loaded
     * @return as {@link #getAll(Collection, BulkLoader)}
     * @throws PlatformException as {@link #getAll(Collection, BulkLoader)}
     */
    Map<String, V> getAll(Collection<String> keys, BulkLoader<? extends V> loader, CacheGetOptions options);

    /**
     * Writes an entry, in place of what is there.
     *
     * @param key the key
     * @param value the value
     * @throws PlatformException as the class says
     */
    void put(String key, V value);

    /**
     * Writes an entry, in place of what is there.
     *
     * @param key the key
     * @param value the value
     * @param options times and tags
     * @throws PlatformException as the class says
     */
    void put(String key, V value, CachePutOptions options);

    /**
     * Writes an entry unless the key has a value, atomically among all processes. Remembered absence, an expired or cleared entry and one that
     * cannot be decoded count as no value.
     *
     * @param key the key
     * @param value the value
     * @return whether it was written
     * @throws PlatformException as the class says, and {@code UNSUPPORTED} without {@link CacheFeature#CONDITIONAL_WRITES}
     */
    boolean putIfAbsent(String key, V value);

    /**
     * Writes an entry unless the key has a value, as {@link #putIfAbsent(String, Object)}.
     *
     * @param key the key
     * @param value the value
     * @param options times and tags
     * @return whether it was written
     * @throws PlatformException as {@link #putIfAbsent(String, Object)}
     */
    boolean putIfAbsent(String key, V value, CachePutOptions options);

    /**
     * Writes an entry if the key still has the value that a lookup saw, atomically among all processes.
     *
     * @param key the key
     * @param version the version of {@link CacheResult#version()}
     * @param value the value
     * @return whether it was written; false when the key has another version or no value
     * @throws PlatformException as {@link #putIfAbsent(String, Object)}, {@code INVALID_REQUEST} for text that is not a version
     */
    boolean replace(String key, String version, V value);

    /**
     * Writes an entry if the key still has the value that a lookup saw, as {@link #replace(String, String, Object)}.
     *
     * @param key the key
     * @param version the version of {@link CacheResult#version()}
     * @param value the value
     * @param options times and tags; tags of the entry that is replaced are not taken over
     * @return whether it was written
     * @throws PlatformException as {@link #replace(String, String, Object)}
     */
    boolean replace(String key, String version, V value, CachePutOptions options);

    /**
     * Writes several entries with one request; not atomic as a whole.
     *
     * @param entries the entries; an empty map does nothing
     * @return an outcome per key, in the map's order; a failure is {@linkplain PlatformException#ambiguous() ambiguous} where the entry may have been
     *     written, or what was there may be gone
     * @throws PlatformException as the class says; a failure of single keys is in their outcome
     */
    BatchResult<String, Void> putAll(Map<String, ? extends V> entries);

    /**
     * Writes several entries with one request; not atomic as a whole.
     *
     * @param entries the entries; an empty map does nothing
     * @param options times and tags of every entry; jitter is drawn for each
     * @return an outcome per key, in the map's order; a failure is {@linkplain PlatformException#ambiguous() ambiguous} where the entry may have been
     *     written, or what was there may be gone
     * @throws PlatformException as the class says; a failure of single keys is in their outcome
     */
    BatchResult<String, Void> putAll(Map<String, ? extends V> entries, CachePutOptions options);

    /**
     * Removes an entry. Without one, nothing happens.
     *
     * @param key the key
     * @throws PlatformException as the class says
     */
    void remove(String key);

    /**
     * Removes several entries with one request; not atomic as a whole.
     *
     * @param keys the keys; repetitions count once; no keys do nothing
     * @return an outcome per key, in the order of the keys
     * @throws PlatformException as the class says; a failure of single keys is in their outcome
     */
    BatchResult<String, Void> removeAll(Collection<String> keys);

    /**
     * Invalidates all entries with a tag, in every process, whatever their number: they are misses from now on.
     *
     * @param tag the tag; of at most 1024 bytes in UTF-8
     * @throws PlatformException as the class says
     */
    void invalidateTag(String tag);

    /**
     * Invalidates all entries of this cache, in every process, whatever their number: they are misses from now on.
     *
     * @throws PlatformException as the class says
     */
    void clear();

    /**
     * What this cache has done in this process.
     *
     * @return the numbers now
     */
    CacheStats stats();

    /**
     * How the provider supports a feature.
     *
     * @param feature the feature
     * @return its support
     */
    Support support(CacheFeature feature);

    /**
     * The provider's own client.
     *
     * @param <T> the type sought
     * @param type its class
     * @return the client, empty when the provider has none of that type
     */
    <T> Optional<T> unwrap(Class<T> type);
}

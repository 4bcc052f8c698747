package io.midplatform.config;

import io.midplatform.Registration;
import io.midplatform.TypeRef;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Configuration of the application: typed values under dotted keys, from several layers, that may change while the program runs.
 *
 * <pre>{@code
 * int pool = config.get("db.pool", Integer.class, 8);
 * Pricing pricing = config.bind("pricing", Pricing.class);
 * Ref<Pricing> live = config.live("pricing", Pricing.class);
 * config.onChange("pricing", change -> log.info("{}", change));
 * System.out.println(config.explain("pricing.discount"));
 * }</pre>
 *
 * <p>Layers, strongest first: settings sources of the program (their keys outside {@code midplatform}), system properties, environment
 * variables ({@code ORDERS_DISCOUNT} for {@code orders.discount}; keys without a dot only below {@code midplatform.config.env-prefix}), the
 * sources of {@code midplatform.config.sources} in their order, the platform's own settings files outside {@code midplatform}, defaults.
 *
 * <p>Every read sees one immutable snapshot and does no I/O. A change of the sources becomes visible as a whole or not at all: one that a
 * {@link #live} value refuses is not published; the last good snapshot stays, and {@code health()} tells why. A source that fails after the
 * start never makes a value absent.
 *
 * <p>Values that are secret (told so by their source, resolved from {@code ${secret:…}}, read as {@link io.midplatform.Secret}, or under a
 * key such as {@code db.password}) are masked wherever they are shown. Thread-safe. Not to be implemented by applications: methods may be added.
 */
public interface Config {
    /**
     * Reads a value that must be there.
     *
     * @param <T> its type
     * @param key the dotted key
     * @param type a type of single values (text, numbers, booleans, enums, durations, sizes, URIs, paths, dates, secrets) or a record
     * @return the value
     * @throws io.midplatform.PlatformException {@code CONFIGURATION} when it is absent (the message names the nearest key) or of another type
     */
    <T> T get(String key, Class<T> type);

    /**
     * Reads a value of a generic type that must be there, such as a list.
     *
     * @param <T> its type
     * @param key the dotted key
     * @param type the type
     * @return the value
     * @throws io.midplatform.PlatformException {@code CONFIGURATION} when it is absent or of another type
     */
    <T> T get(String key, TypeRef<T> type);

    /**
     * Reads a value, or takes another one.
     *
     * @param <T> its type
     * @param key the dotted key
     * @param type its class
     * @param otherwise the value when no layer has the key
     * @return the value
     * @throws io.midplatform.PlatformException {@code CONFIGURATION} when it is of another type
     */
    <T> T get(String key, Class<T> type, T otherwise);

    /**
     * Reads a value that may be absent.
     *
     * @param <T> its type
     * @param key the dotted key
     * @param type its class
     * @return empty when no layer has the key
     * @throws io.midplatform.PlatformException {@code CONFIGURATION} when it is of another type
     */
    <T> Optional<T> find(String key, Class<T> type);

    /**
     * Reads a value of a generic type that may be absent.
     *
     * @param <T> its type
     * @param key the dotted key
     * @param type the type
     * @return empty when no layer has the key
     * @throws io.midplatform.PlatformException {@code CONFIGURATION} when it is of another type
     */
    <T> Optional<T> find(String key, TypeRef<T> type);

    /**
     * Makes a record of the keys below a prefix. Component {@code maxItems} takes {@code max-items} or {@code maxItems}; {@link Default} fills
     * what is absent; the annotations of this package and the record's own constructor check. Keys that the record does not know are logged
     * once, or are problems with {@code midplatform.config.unknown-keys: error}.
     *
     * @param <R> its type
     * @param prefix the prefix, empty for all keys
     * @param type the record's class
     * @return the record
     * @throws io.midplatform.PlatformException {@code CONFIGURATION} with all problems: key, value (masked if secret), origin, expected type
     */
    <R extends Record> R bind(String prefix, Class<R> type);

    /**
     * A value that follows changes: always the newest snapshot's. An update that it refuses is not published, see above.
     *
     * @param <T> its type
     * @param key a key, or a record's prefix
     * @param type a record's class or a type of single values, which must be there
     * @return the value's reference; close it when it is no longer needed
     * @throws io.midplatform.PlatformException {@code CONFIGURATION} when the present value is missing or wrong
     */
    <T> Ref<T> live(String key, Class<T> type);

    /**
     * Listens to changes. A burst is one change; changes arrive in order, one after the other, on the platform's executor; a listener that
     * throws or is slow disturbs no other.
     *
     * @param prefix the key or the prefix of keys to listen to, empty for all
     * @param listener told after the change has become visible
     * @return closing it ends listening
     */
    Registration onChange(String prefix, ChangeListener listener);

    /**
     * Tells where a value comes from and what it shadows.
     *
     * @param key the dotted key
     * @return the winner and the shadowed values; for an absent key the nearest one
     */
    Explanation explain(String key);

    /**
     * What is visible now.
     *
     * @return version, time and all values that can be enumerated
     */
    ConfigSnapshot snapshot();

    /**
     * What was visible at a moment, as far as the history goes ({@code midplatform.config.history}, 10 snapshots).
     *
     * @param moment the moment
     * @return empty when that is before the oldest snapshot kept
     */
    Optional<ConfigSnapshot> snapshot(Instant moment);

    /**
     * The last snapshots.
     *
     * @return newest first; the present one is the first
     */
    List<ConfigSnapshot> history();

    /**
     * Counts since the start.
     *
     * @return the counts
     */
    ConfigStats stats();

    /**
     * Something of one source: its native client, or {@link ConfigAdmin} where the source can be written.
     *
     * @param <T> the type sought
     * @param source the source's logical name
     * @param type its class
     * @return empty when the source has none
     * @throws io.midplatform.PlatformException {@code NOT_FOUND} when there is no such source
     */
    <T> Optional<T> unwrap(String source, Class<T> type);
}

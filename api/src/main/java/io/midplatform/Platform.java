package io.midplatform;

import io.midplatform.cache.Cache;
import io.midplatform.cache.Counters;
import io.midplatform.config.Config;
import io.midplatform.queue.MessageQueue;
import io.midplatform.storage.Bucket;
import java.time.Duration;

/**
 * The way in: buckets, queues, caches and configuration by their logical names. Configuration alone decides which cloud or middleware serves
 * them; with no configuration at all everything is local, in memory.
 *
 * <pre>{@code
 * try (Platform platform = Platform.load()) {
 *     Bucket invoices = platform.bucket("invoices");
 *     MessageQueue<Order> orders = platform.queue("orders", Order.class);
 * }
 * }</pre>
 *
 * <p>Logical names match {@code [a-z][a-z0-9-]*}; another name is {@link IllegalArgumentException}. A resource is opened at its first use, once;
 * asking again gives the same object. A name that no settings mention has the default provider and that name. Errors of opening are
 * {@link PlatformException} with {@code CONFIGURATION}.
 *
 * <p>Thread-safe. Whoever loads it closes it; use after that is {@link IllegalStateException}. Not for implementation, methods may be added.
 */
public interface Platform extends AutoCloseable {
    /**
     * Loads the platform as the settings say.
     *
     * @return the platform, to be closed
     * @throws PlatformException {@code CONFIGURATION} with all problems of the settings at once, each with its origin
     */
    static Platform load() {
        return builder().build();
    }

    /**
     * Starts a platform with parts of one's own.
     *
     * @return a builder
     */
    static PlatformBuilder builder() {
        return new PlatformBuilder();
    }

    /**
     * A bucket.
     *
     * @param name its logical name
     * @return the bucket
     */
    Bucket bucket(String name);

    /**
     * A queue.
     *
     * @param <T> the payloads' type
     * @param name its logical name
     * @param type the payloads' class; {@code String} and {@code byte[]} need no codec
     * @return the queue
     * @throws IllegalStateException when the name was asked for with another type
     */
    <T> MessageQueue<T> queue(String name, Class<T> type);

    /**
     * A queue of payloads with type arguments.
     *
     * @param <T> the payloads' type
     * @param name its logical name
     * @param type the payloads' type
     * @return the queue
     * @throws IllegalStateException when the name was asked for with another type
     */
    <T> MessageQueue<T> queue(String name, TypeRef<T> type);

    /**
     * A cache.
     *
     * @param <V> the values' type
     * @param name its logical name
     * @param type the values' class; {@code String} and {@code byte[]} need no codec
     * @return the cache
     * @throws IllegalStateException when the name was asked for with another type, or as counters
     */
    <V> Cache<V> cache(String name, Class<V> type);

    /**
     * A cache of values with type arguments.
     *
     * @param <V> the values' type
     * @param name its logical name
     * @param type the values' type
     * @return the cache
     * @throws IllegalStateException when the name was asked for with another type, or as counters
     */
    <V> Cache<V> cache(String name, TypeRef<V> type);

    /**
     * Counters, which are atomic on every provider. Their settings stand under {@code cache}.
     *
     * @param name their logical name
     * @return the counters
     * @throws IllegalStateException when the name was asked for as a cache
     */
    Counters counters(String name);

    /**
     * The configuration of the application.
     *
     * @return the configuration
     */
    Config config();

    /**
     * What the settings came to: resources, providers, physical names, features, limits, and where each setting came from. Opens the resources that
     * are configured.
     *
     * @return the picture as data; its {@code toString} is a table
     */
    PlatformDescription describe();

    /**
     * Opens each configured resource and checks it live: it exists, the credentials may use it, its own settings agree.
     *
     * @return the findings as data; {@link Verification#throwIfFailed()} turns failures into an exception
     */
    Verification verify();

    /**
     * How the opened resources are, by their recent calls and their long-lived parts. Sends nothing.
     *
     * @return the health as data
     */
    HealthReport health();

    /**
     * Closes workers, then all resources in the reverse order of their opening. Idempotent.
     *
     * @param timeout how long all workers together may go on with the messages they have; what they cannot finish is given back
     */
    void close(Duration timeout);

    /** Closes with 10 seconds for the workers. Idempotent. */
    @Override
    void close();
}

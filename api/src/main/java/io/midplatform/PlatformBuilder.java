package io.midplatform;

import io.micrometer.observation.ObservationRegistry;
import io.midplatform.cache.spi.CacheProvider;
import io.midplatform.config.spi.ConfigProvider;
import io.midplatform.engine.LoadedPlatform;
import io.midplatform.engine.PlatformParts;
import io.midplatform.queue.spi.QueueProvider;
import io.midplatform.spi.DriverLayer;
import io.midplatform.spi.Leak;
import io.midplatform.spi.PlatformTime;
import io.midplatform.spi.SettingsSource;
import io.midplatform.storage.spi.StorageProvider;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Executor;
import java.util.function.Consumer;

/**
 * Builds a platform with parts of one's own. What is not set comes from the surroundings: settings from files, environment and system properties,
 * providers from the class path. Not thread-safe.
 */
public final class PlatformBuilder {
    private final PlatformParts parts = new PlatformParts();

    PlatformBuilder() {}

    /**
     * Adds settings, stronger than all from the surroundings; the first source added is the strongest.
     *
     * @param source the settings
     * @return this
     */
    public PlatformBuilder settings(SettingsSource source) {
        parts.sources.add(Objects.requireNonNull(source, "source"));
        return this;
    }

    /**
     * Adds settings, stronger than all from the surroundings.
     *
     * @param settings whole keys ({@code midplatform.storage.uploads.provider}) and values
     * @return this
     */
    public PlatformBuilder settings(Map<String, String> settings) {
        return settings(SettingsSource.of(settings));
    }

    /**
     * Takes settings from the builder's sources only: no files, no environment, no system properties. For tests and embedding.
     *
     * @return this
     */
    public PlatformBuilder isolated() {
        parts.isolated = true;
        return this;
    }

    /**
     * Sets the time.
     *
     * @param time the time; the platform does not close it
     * @return this
     */
    public PlatformBuilder time(PlatformTime time) {
        parts.time = Objects.requireNonNull(time, "time");
        return this;
    }

    /**
     * Sets where parallel work runs: message handlers, refreshes, listeners.
     *
     * @param executor the executor, for tasks that block; the platform does not shut it down
     * @return this
     */
    public PlatformBuilder executor(Executor executor) {
        parts.executor = Objects.requireNonNull(executor, "executor");
        return this;
    }

    /**
     * Sets where calls are observed. Without it nothing is.
     *
     * @param registry the registry
     * @return this
     */
    public PlatformBuilder observations(ObservationRegistry registry) {
        parts.observations = Objects.requireNonNull(registry, "registry");
        return this;
    }

    /**
     * Sets the class loader that providers, codecs and settings files on the class path are found with.
     *
     * @param loader the loader; the thread's context class loader if not set
     * @return this
     */
    public PlatformBuilder classLoader(ClassLoader loader) {
        parts.classLoader = Objects.requireNonNull(loader, "loader");
        return this;
    }

    /**
     * Adds a storage provider, in place of one of its type on the class path.
     *
     * @param provider the provider
     * @return this
     */
    public PlatformBuilder provider(StorageProvider provider) {
        parts.storage.add(Objects.requireNonNull(provider, "provider"));
        return this;
    }

    /**
     * Adds a queue provider, in place of one of its type on the class path.
     *
     * @param provider the provider
     * @return this
     */
    public PlatformBuilder provider(QueueProvider provider) {
        parts.queue.add(Objects.requireNonNull(provider, "provider"));
        return this;
    }

    /**
     * Adds a cache provider, in place of one of its type on the class path.
     *
     * @param provider the provider
     * @return this
     */
    public PlatformBuilder provider(CacheProvider provider) {
        parts.cache.add(Objects.requireNonNull(provider, "provider"));
        return this;
    }

    /**
     * Adds a configuration provider, in place of one of its type on the class path.
     *
     * @param provider the provider
     * @return this
     */
    public PlatformBuilder provider(ConfigProvider provider) {
        parts.config.add(Objects.requireNonNull(provider, "provider"));
        return this;
    }

    /**
     * Puts a layer around every driver, next to it; the first one added is the innermost. For tests and tools.
     *
     * @param layer the layer
     * @return this
     */
    public PlatformBuilder layer(DriverLayer layer) {
        parts.layers.add(Objects.requireNonNull(layer, "layer"));
        return this;
    }

    /**
     * Sets who is told of each thing that was opened and not closed, beside the log. For tests and tools.
     *
     * @param listener told on any thread; with {@code midplatform.leak-detection: full} of all that is open when the platform is closed
     * @return this
     */
    public PlatformBuilder onLeak(Consumer<Leak> listener) {
        parts.leaks = Objects.requireNonNull(listener, "listener");
        return this;
    }

    /**
     * Loads the platform.
     *
     * @return the platform, to be closed
     * @throws PlatformException {@code CONFIGURATION} with all problems of the settings at once, each with its origin
     */
    public Platform build() {
        return LoadedPlatform.load(parts);
    }
}

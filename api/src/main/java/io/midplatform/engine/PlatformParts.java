package io.midplatform.engine;

import io.micrometer.observation.ObservationRegistry;
import io.midplatform.cache.spi.CacheProvider;
import io.midplatform.config.spi.ConfigProvider;
import io.midplatform.queue.spi.QueueProvider;
import io.midplatform.spi.DriverLayer;
import io.midplatform.spi.Leak;
import io.midplatform.spi.PlatformTime;
import io.midplatform.spi.SettingsSource;
import io.midplatform.storage.spi.StorageProvider;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** What a builder collected. */
public final class PlatformParts {
    /** Settings, strongest first. */
    public final List<SettingsSource> sources = new ArrayList<>();

    /** Storage providers given by hand. */
    public final List<StorageProvider> storage = new ArrayList<>();

    /** Queue providers given by hand. */
    public final List<QueueProvider> queue = new ArrayList<>();

    /** Cache providers given by hand. */
    public final List<CacheProvider> cache = new ArrayList<>();

    /** Configuration providers given by hand. */
    public final List<ConfigProvider> config = new ArrayList<>();

    /** Layers, innermost first. */
    public final List<DriverLayer> layers = new ArrayList<>();

    /** Where calls are observed. */
    public ObservationRegistry observations = ObservationRegistry.NOOP;

    /** The time, null for the machine's. */
    public @Nullable PlatformTime time;

    /** Where parallel work runs, null for the platform's own threads. */
    public @Nullable Executor executor;

    /** Told of what was not closed. */
    public Consumer<Leak> leaks = leak -> {};

    /** Where the class path is, null for the context class loader. */
    public @Nullable ClassLoader classLoader;

    /** Whether files, environment and system properties are left alone. */
    public boolean isolated;

    /** Nothing set. */
    public PlatformParts() {}
}

import org.jspecify.annotations.NullMarked;

/** The interfaces applications use, the interfaces providers implement, and the engine between them. */
@NullMarked
module io.midplatform.api {
    requires static com.github.benmanes.caffeine;
    requires static micrometer.core;
    requires transitive micrometer.observation;
    requires transitive org.jspecify;
    requires org.slf4j;

    exports io.midplatform.cache.spi;
    exports io.midplatform.cache;
    exports io.midplatform.config.spi;
    exports io.midplatform.config;
    exports io.midplatform.queue.spi;
    exports io.midplatform.queue;
    exports io.midplatform.spi;
    exports io.midplatform.storage.spi;
    exports io.midplatform.storage;
    exports io.midplatform;

    uses io.midplatform.cache.spi.CacheProvider;
    uses io.midplatform.config.spi.ConfigProvider;
    uses io.midplatform.queue.spi.QueueProvider;
    uses io.midplatform.spi.Codec;
    uses io.midplatform.spi.SettingsFormat;
    uses io.midplatform.storage.spi.StorageProvider;
}

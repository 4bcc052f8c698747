import org.jspecify.annotations.NullMarked;

/** The embedded provider: in memory, or durable on disk. */
@NullMarked
module io.midplatform.local {
    requires transitive io.midplatform.api;
    requires com.github.benmanes.caffeine;
    requires java.sql;
    requires org.slf4j;
    requires org.xerial.sqlitejdbc;

    exports io.midplatform.local;

    provides io.midplatform.cache.spi.CacheProvider with
            io.midplatform.local.LocalCacheProvider;
    provides io.midplatform.config.spi.ConfigProvider with
            io.midplatform.local.LocalConfigProvider;
    provides io.midplatform.queue.spi.QueueProvider with
            io.midplatform.local.LocalQueueProvider;
    provides io.midplatform.storage.spi.StorageProvider with
            io.midplatform.local.LocalStorageProvider;
}

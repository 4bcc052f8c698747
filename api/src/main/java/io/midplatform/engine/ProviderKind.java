package io.midplatform.engine;

import io.midplatform.Capability;
import io.midplatform.Support;
import io.midplatform.cache.CacheFeature;
import io.midplatform.cache.engine.CacheSettings;
import io.midplatform.cache.spi.CacheCapabilities;
import io.midplatform.cache.spi.CacheProvider;
import io.midplatform.config.ConfigFeature;
import io.midplatform.config.engine.SourceSettings;
import io.midplatform.config.spi.ConfigCapabilities;
import io.midplatform.config.spi.ConfigProvider;
import io.midplatform.queue.QueueFeature;
import io.midplatform.queue.engine.QueueSettings;
import io.midplatform.queue.spi.QueueCapabilities;
import io.midplatform.queue.spi.QueueProvider;
import io.midplatform.spi.ProviderContext;
import io.midplatform.storage.StorageFeature;
import io.midplatform.storage.engine.BucketSettings;
import io.midplatform.storage.spi.StorageCapabilities;
import io.midplatform.storage.spi.StorageProvider;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.BiFunction;
import java.util.function.Function;

/**
 * How the loader reads one capability's provider interface: the four are alike, but each has types of its own.
 *
 * @param <P> the provider interface
 * @param capability the capability
 * @param service the provider interface
 * @param common the settings that each resource has, whatever its provider
 * @param type the provider's type in settings
 * @param settings the provider's own settings
 * @param abilities what a resource of the provider can do, without I/O
 */
record ProviderKind<P>(
        Capability capability,
        Class<P> service,
        Class<? extends Record> common,
        Function<P, String> type,
        Function<P, Class<? extends Record>> settings,
        BiFunction<P, ProviderContext, Abilities> abilities) {

    static final ProviderKind<StorageProvider> STORAGE = new ProviderKind<>(
            Capability.STORAGE,
            StorageProvider.class,
            BucketSettings.class,
            StorageProvider::type,
            StorageProvider::settings,
            (provider, context) -> {
                StorageCapabilities can = provider.capabilities(context);
                return new Abilities(features(StorageFeature.values(), StorageFeature::id, can::support), can.limits());
            });

    static final ProviderKind<QueueProvider> QUEUE = new ProviderKind<>(
            Capability.QUEUE,
            QueueProvider.class,
            QueueSettings.class,
            QueueProvider::type,
            QueueProvider::settings,
            (provider, context) -> {
                QueueCapabilities can = provider.capabilities(context);
                return new Abilities(features(QueueFeature.values(), QueueFeature::id, can::support), can.limits());
            });

    static final ProviderKind<CacheProvider> CACHE = new ProviderKind<>(
            Capability.CACHE,
            CacheProvider.class,
            CacheSettings.class,
            CacheProvider::type,
            CacheProvider::settings,
            (provider, context) -> {
                CacheCapabilities can = provider.capabilities(context);
                return new Abilities(features(CacheFeature.values(), CacheFeature::id, can::support), can);
            });

    static final ProviderKind<ConfigProvider> CONFIG = new ProviderKind<>(
            Capability.CONFIG,
            ConfigProvider.class,
            SourceSettings.class,
            ConfigProvider::type,
            ConfigProvider::settings,
            (provider, context) -> {
                ConfigCapabilities can = provider.capabilities(context);
                return new Abilities(features(ConfigFeature.values(), ConfigFeature::id, can::support), can);
            });

    /**
     * What a resource can do.
     *
     * @param features how each feature is supported, by its name in settings
     * @param limits a record of limits
     */
    record Abilities(Map<String, Support> features, Record limits) {}

    static <F> Map<String, Support> features(F[] all, Function<F, String> id, Function<F, Support> support) {
        Map<String, Support> features = new LinkedHashMap<>();
        for (F feature : all) {
            features.put(id.apply(feature), support.apply(feature));
        }
        return features;
    }
}

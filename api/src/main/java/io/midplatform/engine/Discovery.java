package io.midplatform.engine;

import io.midplatform.cache.spi.CacheProvider;
import io.midplatform.config.spi.ConfigProvider;
import io.midplatform.queue.spi.QueueProvider;
import io.midplatform.spi.Codec;
import io.midplatform.spi.SettingsFormat;
import io.midplatform.storage.spi.StorageProvider;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.function.Consumer;

/** The one place that calls {@link ServiceLoader}. What fails to load is set aside with the reason and hides nothing else. */
final class Discovery {
    /** A class path with this many broken entries of one service is beyond reading on. */
    private static final int MAX_BROKEN = 100;

    private static final Set<Class<?>> SERVICES = Set.of(
            StorageProvider.class,
            QueueProvider.class,
            CacheProvider.class,
            ConfigProvider.class,
            Codec.class,
            SettingsFormat.class);

    private final ClassLoader loader;

    Discovery(ClassLoader loader) {
        this.loader = loader;
    }

    /**
     * What was found.
     *
     * @param services the services that work
     * @param broken why others do not
     */
    record Found<S>(List<S> services, List<String> broken) {}

    <S> Found<S> find(Class<S> service) {
        return find(service, instance -> {});
    }

    /** Finds services; one that the probe cannot use is broken, too. */
    <S> Found<S> find(Class<S> service, Consumer<S> probe) {
        if (!SERVICES.contains(service)) {
            throw new IllegalArgumentException("not a service of the platform: " + service);
        }
        List<S> services = new ArrayList<>();
        List<String> broken = new ArrayList<>();
        Iterator<S> iterator = ServiceLoader.load(service, loader).iterator();
        while (broken.size() < MAX_BROKEN) {
            try {
                if (!iterator.hasNext()) {
                    break;
                }
                S instance = iterator.next();
                probe.accept(instance);
                services.add(instance);
            } catch (ServiceConfigurationError | LinkageError | RuntimeException e) {
                broken.add(reason(e));
            }
        }
        return new Found<>(services, broken);
    }

    /** The loader's own message names service and class; of others the type says most: a missing class's message is only its name. */
    private static String reason(Throwable thrown) {
        String own =
                thrown instanceof ServiceConfigurationError ? String.valueOf(thrown.getMessage()) : thrown.toString();
        Throwable cause = thrown.getCause();
        return cause == null ? own : own + ": " + cause;
    }
}

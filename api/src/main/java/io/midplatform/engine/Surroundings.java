package io.midplatform.engine;

import io.micrometer.observation.ObservationRegistry;
import io.midplatform.Capability;
import io.midplatform.engine.call.Closing;
import io.midplatform.engine.call.Leaks;
import io.midplatform.engine.call.Lifecycle;
import io.midplatform.engine.call.ResourceContext;
import io.midplatform.engine.call.ResourceHealth;
import io.midplatform.engine.call.SystemTime;
import io.midplatform.engine.call.Threads;
import io.midplatform.engine.settings.SettingsInputs;
import io.midplatform.engine.settings.SettingsTree;
import io.midplatform.spi.Codec;
import io.midplatform.spi.PlatformTime;
import io.midplatform.spi.SettingsFormat;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What all resources of a platform share.
 *
 * @param tree the settings
 * @param discovery where services are found
 * @param time the time
 * @param ownTime the time if the platform made it, to be closed
 * @param executor where parallel work runs
 * @param ownExecutor the executor if the platform made it, to be shut down
 * @param observations where calls are observed
 * @param lifecycle whether the platform is open
 * @param codecs the codecs found
 * @param shared what providers share
 * @param leaks what finds things that were not closed
 */
record Surroundings(
        SettingsTree tree,
        Discovery discovery,
        PlatformTime time,
        @Nullable PlatformTime ownTime,
        Executor executor,
        @Nullable ExecutorService ownExecutor,
        ObservationRegistry observations,
        Lifecycle lifecycle,
        List<Codec> codecs,
        SharedParts shared,
        Leaks leaks) {
    private static final Logger LOG = LoggerFactory.getLogger(Surroundings.class);

    /** How many tasks of the platform run at once at most, where threads are not virtual. */
    private static final int MAX_THREADS = 256;

    static Surroundings of(PlatformParts parts) {
        ClassLoader context = Thread.currentThread().getContextClassLoader();
        ClassLoader loader = parts.classLoader != null
                ? parts.classLoader
                : context != null ? context : Surroundings.class.getClassLoader();
        Discovery discovery = new Discovery(loader);
        List<SettingsFormat> formats = working(discovery, SettingsFormat.class);
        List<Codec> codecs = working(discovery, Codec.class);
        SettingsInputs inputs = parts.isolated
                ? SettingsInputs.isolated(parts.sources, loader, formats)
                : SettingsInputs.ofProcess(parts.sources, loader, formats);
        SettingsTree tree = SettingsTree.load(inputs);
        PlatformTime ownTime = parts.time == null ? new SystemTime() : null;
        PlatformTime time = ownTime == null ? parts.time : ownTime;
        ExecutorService ownExecutor = parts.executor == null ? Threads.newExecutor("midplatform", MAX_THREADS) : null;
        Executor executor = ownExecutor == null ? parts.executor : ownExecutor;
        if (time == null || executor == null) {
            throw new IllegalStateException("unreachable: one of each pair is set");
        }
        return new Surroundings(
                tree,
                discovery,
                time,
                ownTime,
                executor,
                ownExecutor,
                parts.observations,
                new Lifecycle(),
                codecs,
                new SharedParts(),
                leaks(tree, parts));
    }

    private static Leaks leaks(SettingsTree tree, PlatformParts parts) {
        // a problem with these settings is told with all others, when the tree is checked
        Leaks.Detection detection = tree.bind(PlatformSettings.class, SettingsTree.ROOT)
                .map(PlatformSettings::leakDetection)
                .orElse(Leaks.Detection.SIMPLE);
        return new Leaks(detection, parts.leaks);
    }

    private static <S> List<S> working(Discovery discovery, Class<S> service) {
        Discovery.Found<S> found = discovery.find(service);
        found.broken().forEach(why -> LOG.warn("A {} could not be loaded: {}", service.getSimpleName(), why));
        return found.services();
    }

    ResourceContext context(Capability capability, String instance, String name) {
        return new ResourceContext(
                capability,
                instance,
                name,
                time,
                executor,
                observations,
                lifecycle,
                new ResourceHealth(time),
                codecs,
                leaks);
    }

    void close() {
        Closing closing = new Closing();
        closing.close("What providers share", shared::close);
        if (ownExecutor != null) {
            closing.close("The platform's executor", ownExecutor::shutdownNow);
        }
        if (ownTime != null) {
            closing.close("The platform's time", ownTime::close);
        }
        closing.end();
    }
}

package io.midplatform.engine;

import io.midplatform.Capability;
import io.midplatform.ErrorCode;
import io.midplatform.PlatformException;
import io.midplatform.TypeRef;
import io.midplatform.cache.engine.CacheEngine;
import io.midplatform.cache.engine.CacheSettings;
import io.midplatform.cache.spi.CacheDriver;
import io.midplatform.cache.spi.CacheProvider;
import io.midplatform.config.engine.ConfigEngine;
import io.midplatform.config.engine.ConfigSettings;
import io.midplatform.config.engine.NamedSource;
import io.midplatform.config.engine.SecretReader;
import io.midplatform.config.engine.SourceSettings;
import io.midplatform.config.spi.ConfigProvider;
import io.midplatform.config.spi.ConfigSourceDriver;
import io.midplatform.engine.call.Closing;
import io.midplatform.engine.call.ResourceContext;
import io.midplatform.engine.call.ResourceHealth;
import io.midplatform.engine.settings.SettingsTree;
import io.midplatform.queue.engine.Overflow;
import io.midplatform.queue.engine.QueueEngine;
import io.midplatform.queue.engine.QueueOpener;
import io.midplatform.queue.engine.QueueSettings;
import io.midplatform.queue.spi.QueueDriver;
import io.midplatform.queue.spi.QueueProvider;
import io.midplatform.spi.Driver;
import io.midplatform.spi.DriverException;
import io.midplatform.spi.DriverLayer;
import io.midplatform.spi.Failure;
import io.midplatform.storage.Bucket;
import io.midplatform.storage.engine.BucketSettings;
import io.midplatform.storage.engine.StorageEngine;
import io.midplatform.storage.spi.BucketDriver;
import io.midplatform.storage.spi.StorageProvider;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BiConsumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Opens resources: provider, layers, engine. */
final class Openers {
    private static final String CONFIG_PATH = SettingsTree.ROOT + "." + Capability.CONFIG.id();

    private final Surroundings surroundings;
    private final Planner planner;
    private final Resources resources;
    private final List<DriverLayer> layers;
    private final Providers<StorageProvider> storage;
    private final Providers<QueueProvider> queue;
    private final Providers<CacheProvider> cache;
    private final Providers<ConfigProvider> config;
    private final SecretSources secrets;
    // the tree and the planner collect the problems of one plan at a time; held while its secrets are read
    private final ReentrantLock planning = new ReentrantLock();
    private final ReentrantLock configLock = new ReentrantLock();
    private final ResourceContext configContext;
    private volatile @Nullable ConfigEngine configEngine;
    private final ConcurrentMap<String, Plan<?>> plans = new ConcurrentHashMap<>();

    Openers(Surroundings surroundings, Planner planner, Resources resources, PlatformParts parts) {
        this.surroundings = surroundings;
        this.planner = planner;
        this.resources = resources;
        this.layers = List.copyOf(parts.layers);
        this.storage = new Providers<>(ProviderKind.STORAGE, parts.storage, surroundings.discovery());
        this.queue = new Providers<>(ProviderKind.QUEUE, parts.queue, surroundings.discovery());
        this.cache = new Providers<>(ProviderKind.CACHE, parts.cache, surroundings.discovery());
        this.config = new Providers<>(ProviderKind.CONFIG, parts.config, surroundings.discovery());
        this.secrets = new SecretSources(surroundings.tree(), surroundings.time(), planning, this::secretReader);
        surroundings.tree().secrets(secrets);
        this.configContext = surroundings.context(Capability.CONFIG, "platform", "config");
    }

    List<Providers<?>> all() {
        return List.of(storage, queue, cache, config);
    }

    /** Plans all configured resources; what is wrong goes to the tree. */
    void planConfigured() {
        surroundings.tree().declare(CONFIG_PATH, List.of(ConfigSettings.class), Set.of());
        surroundings.tree().bind(ConfigSettings.class, CONFIG_PATH);
        for (Providers<?> providers : all()) {
            for (String name : configured(providers)) {
                planner.declare(providers, name);
            }
        }
        for (Providers<?> providers : all()) {
            for (String name : configured(providers)) {
                planner.plan(providers, name).ifPresent(plan -> plans.put(id(providers, name), plan));
            }
        }
    }

    private Iterable<String> configured(Providers<?> providers) {
        return surroundings.tree().names(providers.kind().capability());
    }

    Opened<?> open(Capability capability, String name, Object kind) {
        return switch (capability) {
            case STORAGE -> bucket(plan(storage, name), kind);
            case QUEUE -> queue(plan(queue, name), (TypeRef<?>) kind);
            case CACHE -> cache(plan(cache, name), kind);
            case CONFIG -> throw new IllegalArgumentException("configuration is one and has no names");
        };
    }

    /** The plan of a resource; one that no settings name is planned when it is first asked for. */
    @SuppressWarnings("unchecked") // stored under the capability's own id
    private <P> Plan<P> plan(Providers<P> providers, String name) {
        String id = id(providers, name);
        Plan<?> plan = plans.get(id);
        if (plan == null) {
            planning.lock();
            try {
                plan = plans.get(id);
                if (plan == null) {
                    plan = planned(providers, name);
                    plans.put(id, plan);
                }
            } finally {
                planning.unlock();
            }
        }
        return (Plan<P>) plan;
    }

    private <P> Plan<P> planned(Providers<P> providers, String name) {
        planner.declare(providers, name);
        Optional<Plan<P>> plan = planner.plan(providers, name);
        planner.reportMissing();
        surroundings.tree().throwIfProblems();
        return plan.orElseThrow(() -> new IllegalStateException("a resource without a plan has problems"));
    }

    private static String id(Providers<?> providers, String name) {
        return providers.kind().capability().id() + "." + name;
    }

    /** Visits the planned resources: the configured ones and those asked for so far. */
    void planned(BiConsumer<Capability, Plan<?>> visitor) {
        for (Providers<?> providers : all()) {
            Capability capability = providers.kind().capability();
            new TreeMap<>(plans).forEach((id, plan) -> {
                if (id.equals(id(providers, plan.name()))) {
                    visitor.accept(capability, plan);
                }
            });
        }
    }

    /** Opens a resource for the moment, to look at it. */
    @SuppressWarnings("unchecked") // a plan of that capability
    Inspected inspect(Capability capability, Plan<?> plan) {
        return switch (capability) {
            case STORAGE -> new Inspected.OfDriver(bucketDriver((Plan<StorageProvider>) plan));
            case QUEUE ->
                new Inspected.OfQueue(queueEngine(
                        context(capability, plan), (Plan<QueueProvider>) plan, TypeRef.of(byte[].class), null));
            case CACHE -> new Inspected.OfDriver(cacheDriver((Plan<CacheProvider>) plan));
            case CONFIG -> new Inspected.OfDriver(sourceDriver((Plan<ConfigProvider>) plan));
        };
    }

    /** The configuration, opened at its first use. */
    ConfigEngine config() {
        ConfigEngine engine = configEngine;
        if (engine != null) {
            return engine;
        }
        surroundings.lifecycle().checkNotClosing("config");
        configLock.lock();
        try {
            engine = configEngine;
            if (engine == null) {
                engine = openConfig();
                configEngine = engine;
                closeIfLate(engine);
            }
            return engine;
        } finally {
            configLock.unlock();
        }
    }

    /** Closing may have begun meanwhile, and may or may not have seen it: to close it twice is harmless. */
    private void closeIfLate(ConfigEngine engine) {
        try {
            surroundings.lifecycle().checkNotClosing("config");
        } catch (IllegalStateException e) {
            engine.close();
            throw e;
        }
    }

    private ConfigEngine openConfig() {
        ConfigSettings settings = configSettings();
        List<NamedSource> sources = new ArrayList<>();
        try {
            for (String name : settings.sources()) {
                Plan<ConfigProvider> plan = plan(config, name);
                sources.add(new NamedSource(name, plan.instance(), sourceDriver(plan), (SourceSettings) plan.common()));
            }
            // from here on the engine closes the drivers, also when it cannot open
            List<NamedSource> handedOver = List.copyOf(sources);
            sources.clear();
            return ConfigEngine.open(configContext, surroundings.tree(), settings, handedOver);
        } finally {
            Closing closing = new Closing(); // of those that were not handed over
            sources.forEach(source -> closing.close(
                    "The source '" + source.name() + "'", () -> source.driver().close()));
            closing.end();
        }
    }

    /** A source of its own for secrets: it may be asked for while another resource is being planned. */
    private SecretReader secretReader(String name) {
        planner.declare(config, name);
        Plan<ConfigProvider> plan = planner.plan(config, name)
                .orElseThrow(() -> new DriverException(
                        ErrorCode.CONFIGURATION, "the settings of the source '" + name + "' have problems"));
        return new SecretReader(
                name,
                sourceDriver(plan),
                (SourceSettings) plan.common(),
                surroundings.tree().inputs().formats());
    }

    private ConfigSourceDriver sourceDriver(Plan<ConfigProvider> plan) {
        ConfigSourceDriver driver =
                opened(Capability.CONFIG, plan, () -> plan.provider().open(plan.context()));
        for (DriverLayer layer : layers) {
            driver = layer.config(plan.name(), driver);
        }
        return driver;
    }

    private ConfigSettings configSettings() {
        planning.lock();
        try {
            Optional<ConfigSettings> settings = surroundings.tree().bind(ConfigSettings.class, CONFIG_PATH);
            surroundings.tree().throwIfProblems();
            return settings.orElseThrow(() -> new IllegalStateException("settings without problems are bound"));
        } finally {
            planning.unlock();
        }
    }

    /** How the configuration is, if it is in use. */
    Optional<ResourceHealth> configHealth() {
        return configEngine == null ? Optional.empty() : Optional.of(configContext.health());
    }

    /** Closes the configuration. */
    void close() {
        Closing closing = new Closing();
        ConfigEngine engine = configEngine;
        if (engine != null) {
            closing.close("The configuration", engine::close);
        }
        closing.close("The sources of secrets", secrets::close);
        closing.end();
    }

    private ResourceContext context(Capability capability, Plan<?> plan) {
        return surroundings.context(capability, plan.instance(), plan.name());
    }

    private Opened<?> bucket(Plan<StorageProvider> plan, Object kind) {
        ResourceContext context = context(Capability.STORAGE, plan);
        BucketDriver driver = bucketDriver(plan);
        Bucket bucket = over(driver, () -> StorageEngine.open(context, driver, (BucketSettings) plan.common()));
        return Opened.idle(Capability.STORAGE, plan, kind, bucket, new Inspected.OfDriver(driver), context.health());
    }

    private BucketDriver bucketDriver(Plan<StorageProvider> plan) {
        BucketDriver driver =
                opened(Capability.STORAGE, plan, () -> plan.provider().open(plan.context()));
        for (DriverLayer layer : layers) {
            driver = layer.storage(plan.name(), driver);
        }
        return StorageEngine.layered(driver, (BucketSettings) plan.common());
    }

    private <T> Opened<?> queue(Plan<QueueProvider> plan, TypeRef<T> type) {
        ResourceContext context = context(Capability.QUEUE, plan);
        Overflow overflow = ((QueueSettings) plan.common())
                .overflow()
                .bucket()
                .map(this::overflow)
                .orElse(null);
        QueueEngine<T> engine = queueEngine(context, plan, type, overflow);
        return new Opened<>(
                Capability.QUEUE,
                plan,
                type,
                engine.queue(),
                new Inspected.OfQueue(engine),
                context.health(),
                engine::stopWorkers,
                engine::closeWorkers);
    }

    /** The bucket that the application would be given too; opened before the queue, it is closed after it. */
    private Overflow overflow(String bucket) {
        Opened<?> opened = resources.get(
                Capability.STORAGE.id(), bucket, Bucket.class, () -> open(Capability.STORAGE, bucket, Bucket.class));
        return new Overflow((Bucket) opened.contract(), opened.inspected().physicalName());
    }

    private <T> QueueEngine<T> queueEngine(
            ResourceContext context, Plan<QueueProvider> plan, TypeRef<T> type, @Nullable Overflow overflow) {
        QueueOpener opener = target -> {
            QueueDriver driver =
                    opened(Capability.QUEUE, plan, () -> plan.provider().open(plan.context(), target));
            for (DriverLayer layer : layers) {
                driver = layer.queue(plan.name(), driver);
            }
            return driver;
        };
        return QueueEngine.open(context, opener, (QueueSettings) plan.common(), type, overflow);
    }

    private Opened<?> cache(Plan<CacheProvider> plan, Object kind) {
        ResourceContext context = context(Capability.CACHE, plan);
        CacheDriver driver = cacheDriver(plan);
        CacheSettings settings = (CacheSettings) plan.common();
        Inspected inspected = new Inspected.OfDriver(driver);
        if (kind instanceof TypeRef<?> type) {
            CacheEngine<?> engine = over(driver, () -> CacheEngine.open(context, driver, settings, type));
            return new Opened<>(
                    Capability.CACHE,
                    plan,
                    kind,
                    engine.cache(),
                    inspected,
                    context.health(),
                    engine::stop,
                    timeout -> {});
        }
        Object counters = over(driver, () -> CacheEngine.openCounters(context, driver, settings));
        return Opened.idle(Capability.CACHE, plan, kind, counters, inspected, context.health());
    }

    private CacheDriver cacheDriver(Plan<CacheProvider> plan) {
        CacheDriver driver =
                opened(Capability.CACHE, plan, () -> plan.provider().open(plan.context()));
        for (DriverLayer layer : layers) {
            driver = layer.cache(plan.name(), driver);
        }
        return driver;
    }

    /** A driver whose contract cannot be made is nobody's: it is closed. */
    private static <C> C over(Driver driver, Supplier<C> contract) {
        try {
            return contract.get();
        } catch (RuntimeException e) {
            driver.close();
            throw e;
        }
    }

    private interface Opening<D> {
        D open() throws Exception;
    }

    @SuppressWarnings("IllegalCatch")
    private static <D extends Driver> D opened(Capability capability, Plan<?> plan, Opening<D> opening) {
        try {
            return opening.open();
        } catch (PlatformException e) {
            throw e;
        } catch (Exception e) {
            Failure failure = e instanceof DriverException own
                    ? own.failure()
                    : Failure.of(
                                    ErrorCode.CONFIGURATION,
                                    "the resource could not be opened: " + plan.shown(e.getMessage()))
                            .advice("See the cause and the settings of midplatform." + capability.id() + "."
                                    + plan.name() + ".");
            throw PlatformException.of(failure.code(), failure.reason())
                    .provider(plan.instance())
                    .resource(capability, plan.name())
                    .operation("open")
                    .advice(failure.advice())
                    .cause(e)
                    .build();
        }
    }
}

package io.midplatform.engine;

import io.midplatform.Capability;
import io.midplatform.ErrorCode;
import io.midplatform.PlatformException;
import io.midplatform.TypeRef;
import io.midplatform.cache.engine.CacheEngine;
import io.midplatform.cache.engine.CacheSettings;
import io.midplatform.cache.spi.CacheDriver;
import io.midplatform.cache.spi.CacheProvider;
import io.midplatform.engine.call.ResourceContext;
import io.midplatform.queue.engine.QueueEngine;
import io.midplatform.queue.engine.QueueOpener;
import io.midplatform.queue.engine.QueueSettings;
import io.midplatform.queue.spi.QueueDriver;
import io.midplatform.queue.spi.QueueProvider;
import io.midplatform.spi.Driver;
import io.midplatform.spi.DriverException;
import io.midplatform.spi.DriverLayer;
import io.midplatform.storage.Bucket;
import io.midplatform.storage.engine.BucketSettings;
import io.midplatform.storage.engine.StorageEngine;
import io.midplatform.storage.spi.BucketDriver;
import io.midplatform.storage.spi.StorageProvider;
import java.util.List;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.BiConsumer;

/** Opens resources: provider, layers, engine. */
final class Openers {
    private final Surroundings surroundings;
    private final Planner planner;
    private final List<DriverLayer> layers;
    private final Providers<StorageProvider> storage;
    private final Providers<QueueProvider> queue;
    private final Providers<CacheProvider> cache;
    private final ConcurrentMap<String, Plan<?>> plans = new ConcurrentHashMap<>();

    Openers(Surroundings surroundings, Planner planner, PlatformParts parts) {
        this.surroundings = surroundings;
        this.planner = planner;
        this.layers = List.copyOf(parts.layers);
        this.storage = new Providers<>(ProviderKind.STORAGE, parts.storage, surroundings.discovery());
        this.queue = new Providers<>(ProviderKind.QUEUE, parts.queue, surroundings.discovery());
        this.cache = new Providers<>(ProviderKind.CACHE, parts.cache, surroundings.discovery());
    }

    List<Providers<?>> all() {
        return List.of(storage, queue, cache);
    }

    /** Plans all configured resources; what is wrong goes to the tree. */
    void planConfigured() {
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
        return (Plan<P>) plans.computeIfAbsent(id(providers, name), id -> {
            planner.declare(providers, name);
            Plan<P> plan = planner.plan(providers, name).orElse(null);
            planner.reportMissing();
            surroundings.tree().throwIfProblems();
            if (plan == null) {
                throw new IllegalStateException("a resource without a plan has problems");
            }
            return plan;
        });
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
                new Inspected.OfQueue(
                        queueEngine(context(capability, plan), (Plan<QueueProvider>) plan, TypeRef.of(byte[].class)));
            case CACHE -> new Inspected.OfDriver(cacheDriver((Plan<CacheProvider>) plan));
            case CONFIG -> throw new IllegalArgumentException("configuration has sources, not one driver");
        };
    }

    private ResourceContext context(Capability capability, Plan<?> plan) {
        return surroundings.context(capability, plan.instance(), plan.name());
    }

    private Opened<?> bucket(Plan<StorageProvider> plan, Object kind) {
        ResourceContext context = context(Capability.STORAGE, plan);
        BucketDriver driver = bucketDriver(plan);
        Bucket bucket = StorageEngine.open(context, driver, (BucketSettings) plan.common());
        return new Opened<>(
                Capability.STORAGE, plan, kind, bucket, new Inspected.OfDriver(driver), context.health(), t -> {});
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
        QueueEngine<T> engine = queueEngine(context, plan, type);
        return new Opened<>(
                Capability.QUEUE,
                plan,
                type,
                engine.queue(),
                new Inspected.OfQueue(engine),
                context.health(),
                engine::closeWorkers);
    }

    private <T> QueueEngine<T> queueEngine(ResourceContext context, Plan<QueueProvider> plan, TypeRef<T> type) {
        QueueOpener opener = target -> {
            QueueDriver driver =
                    opened(Capability.QUEUE, plan, () -> plan.provider().open(plan.context(), target));
            for (DriverLayer layer : layers) {
                driver = layer.queue(plan.name(), driver);
            }
            return driver;
        };
        return QueueEngine.open(context, opener, (QueueSettings) plan.common(), type);
    }

    private Opened<?> cache(Plan<CacheProvider> plan, Object kind) {
        ResourceContext context = context(Capability.CACHE, plan);
        CacheDriver driver = cacheDriver(plan);
        CacheSettings settings = (CacheSettings) plan.common();
        Object contract = kind instanceof TypeRef<?> type
                ? CacheEngine.open(context, driver, settings, type)
                : CacheEngine.openCounters(context, driver, settings);
        return new Opened<>(
                Capability.CACHE, plan, kind, contract, new Inspected.OfDriver(driver), context.health(), t -> {});
    }

    private CacheDriver cacheDriver(Plan<CacheProvider> plan) {
        CacheDriver driver =
                opened(Capability.CACHE, plan, () -> plan.provider().open(plan.context()));
        for (DriverLayer layer : layers) {
            driver = layer.cache(plan.name(), driver);
        }
        return driver;
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
            ErrorCode code = e instanceof DriverException own ? own.failure().code() : ErrorCode.CONFIGURATION;
            throw PlatformException.of(code, "the resource could not be opened: " + e.getMessage())
                    .provider(plan.instance())
                    .resource(capability, plan.name())
                    .operation("open")
                    .advice("See the cause and the settings of midplatform." + capability.id() + "." + plan.name()
                            + ".")
                    .cause(e)
                    .build();
        }
    }
}

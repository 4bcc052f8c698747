package io.midplatform.testkit;

import io.midplatform.cache.spi.CacheDriver;
import io.midplatform.config.ConfigFeature;
import io.midplatform.config.spi.ConfigSourceDriver;
import io.midplatform.config.spi.WatchedSource;
import io.midplatform.config.spi.WritableSource;
import io.midplatform.queue.spi.QueueDriver;
import io.midplatform.spi.DriverLayer;
import io.midplatform.storage.StorageFeature;
import io.midplatform.storage.spi.BucketDriver;
import io.midplatform.storage.spi.StorageCapabilities;
import io.midplatform.storage.spi.StorageLimits;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * A layer that watches a driver from the outside: it records the operations that reach it, lets chosen ones fail, and hides features. Thread-safe.
 */
public final class DriverProbe implements DriverLayer {
    private static final Set<String> NO_OPERATIONS = Set.of(
            "capabilities",
            "classify",
            "physicalName",
            "unwrap",
            "close",
            "source",
            "canCopy",
            "pollInterval",
            "isLocal",
            "size",
            "toString",
            "hashCode",
            "equals");

    private final Queue<String> calls = new ConcurrentLinkedQueue<>();
    private final Map<String, Throwable> failures = new ConcurrentHashMap<>();
    private final Map<String, Optional<Object>> replaced = new ConcurrentHashMap<>();
    private final Map<String, UnaryOperator<Object>> results = new ConcurrentHashMap<>();
    private final AtomicInteger running = new AtomicInteger();
    private final AtomicInteger receiving = new AtomicInteger();
    private final Set<Class<?>> hidden = ConcurrentHashMap.newKeySet();

    /** Watches only. */
    public DriverProbe() {}

    /**
     * The operations that reached the driver.
     *
     * @return the driver's methods by name, in order
     */
    public List<String> calls() {
        return List.copyOf(calls);
    }

    /**
     * How many operations are under way in the driver.
     *
     * @return the number, receives that wait among them
     */
    public int running() {
        return running.get();
    }

    /**
     * How many operations are under way that end by themselves, whether time passes or not.
     *
     * @return the number, without receives
     */
    public int busy() {
        return running.get() - receiving.get();
    }

    /** Forgets the operations so far. */
    public void reset() {
        calls.clear();
    }

    /**
     * Lets an operation fail from now on, in place of the driver.
     *
     * @param operation the driver's method
     * @param failure what it throws, null to let it through again
     */
    public void fail(String operation, @Nullable Throwable failure) {
        if (failure == null) {
            failures.remove(operation);
        } else {
            failures.put(operation, failure);
        }
    }

    /**
     * Answers an operation in place of the driver, from now on.
     *
     * @param operation the driver's method
     * @param result what it gives
     */
    public void replace(String operation, @Nullable Object result) {
        replaced.put(operation, Optional.ofNullable(result));
    }

    /**
     * Changes what an operation gives.
     *
     * @param operation the driver's method
     * @param change makes the new result from the driver's
     */
    public void change(String operation, UnaryOperator<Object> change) {
        results.put(operation, change);
    }

    /**
     * Hides features of buckets.
     *
     * @param hidden the features
     * @return this
     */
    public DriverProbe without(StorageFeature... hidden) {
        return storage(can -> {
            Map<StorageFeature, io.midplatform.Support> features = new EnumMap<>(can.features());
            List.of(hidden).forEach(features::remove);
            return new StorageCapabilities(features, can.limits(), can.keys());
        });
    }

    /**
     * Hides features of sources of configuration.
     *
     * @param features the features
     * @return this
     */
    public DriverProbe without(ConfigFeature... features) {
        for (ConfigFeature feature : features) {
            if (feature == ConfigFeature.CHANGES) {
                hidden.add(WatchedSource.class);
                change("pollInterval", interval -> Duration.ZERO);
            } else {
                hidden.add(WritableSource.class);
            }
        }
        return this;
    }

    /**
     * Changes the limits of buckets.
     *
     * @param change makes the new limits from the driver's
     * @return this
     */
    public DriverProbe limits(UnaryOperator<StorageLimits> change) {
        return storage(can -> new StorageCapabilities(can.features(), change.apply(can.limits()), can.keys()));
    }

    /**
     * Changes the capabilities of buckets.
     *
     * @param change makes the new capabilities from the driver's
     * @return this
     */
    public DriverProbe storage(UnaryOperator<StorageCapabilities> change) {
        change("capabilities", can -> change.apply((StorageCapabilities) can));
        return this;
    }

    @Override
    public BucketDriver storage(String resource, BucketDriver driver) {
        return watched(BucketDriver.class, driver);
    }

    @Override
    public QueueDriver queue(String resource, QueueDriver driver) {
        return watched(QueueDriver.class, driver);
    }

    @Override
    public CacheDriver cache(String resource, CacheDriver driver) {
        return watched(CacheDriver.class, driver);
    }

    @Override
    public ConfigSourceDriver config(String resource, ConfigSourceDriver driver) {
        return watched(ConfigSourceDriver.class, driver, WatchedSource.class, WritableSource.class);
    }

    private <D> D watched(Class<D> type, D driver, Class<?>... beside) {
        List<Class<?>> types = new ArrayList<>(List.of(type));
        for (Class<?> other : beside) {
            if (other.isInstance(driver) && !hidden.contains(other)) {
                types.add(other);
            }
        }
        return type.cast(Proxy.newProxyInstance(
                type.getClassLoader(),
                types.toArray(new Class<?>[0]),
                (proxy, method, arguments) -> call(driver, method, arguments)));
    }

    private @Nullable Object call(Object driver, Method method, Object @Nullable [] arguments) throws Throwable {
        String name = method.getName();
        if (!NO_OPERATIONS.contains(name)) {
            calls.add(name);
            Throwable failure = failures.get(name);
            if (failure != null) {
                throw failure;
            }
            Optional<Object> answer = replaced.get(name);
            if (answer != null) {
                return answer.orElse(null);
            }
        }
        try {
            Object result = NO_OPERATIONS.contains(name)
                    ? method.invoke(driver, arguments)
                    : operate(driver, method, arguments);
            UnaryOperator<Object> change = results.get(name);
            return change == null ? result : change.apply(result);
        } catch (InvocationTargetException e) {
            throw e.getCause() == null ? e : e.getCause();
        }
    }

    private @Nullable Object operate(Object driver, Method method, Object @Nullable [] arguments)
            throws IllegalAccessException, InvocationTargetException {
        AtomicInteger also = method.getName().equals("receive") ? receiving : new AtomicInteger();
        running.incrementAndGet();
        also.incrementAndGet();
        try {
            return method.invoke(driver, arguments);
        } finally {
            also.decrementAndGet();
            running.decrementAndGet();
        }
    }
}

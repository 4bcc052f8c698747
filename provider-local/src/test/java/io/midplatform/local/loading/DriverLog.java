package io.midplatform.local.loading;

import io.midplatform.cache.spi.CacheDriver;
import io.midplatform.queue.spi.QueueDriver;
import io.midplatform.spi.DriverLayer;
import io.midplatform.storage.spi.BucketDriver;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** A layer that lists which drivers were opened and closed, in order. */
final class DriverLog implements DriverLayer {
    private final List<String> events = new CopyOnWriteArrayList<>();

    List<String> events() {
        return events;
    }

    /** How many drivers are open. */
    int open() {
        long opened = events.stream().filter(event -> event.startsWith("open")).count();
        return Math.toIntExact(2 * opened - events.size());
    }

    @Override
    public BucketDriver storage(String resource, BucketDriver driver) {
        return listed(BucketDriver.class, "storage " + resource, driver);
    }

    @Override
    public QueueDriver queue(String resource, QueueDriver driver) {
        return listed(QueueDriver.class, "queue " + resource, driver);
    }

    @Override
    public CacheDriver cache(String resource, CacheDriver driver) {
        return listed(CacheDriver.class, "cache " + resource, driver);
    }

    private <D> D listed(Class<D> type, String name, D driver) {
        events.add("open " + name);
        return type.cast(Proxy.newProxyInstance(
                type.getClassLoader(), new Class<?>[] {type}, (proxy, method, arguments) -> {
                    if (method.getName().equals("close")) {
                        events.add("close " + name);
                    }
                    try {
                        return method.invoke(driver, arguments);
                    } catch (InvocationTargetException e) {
                        throw e.getCause() == null ? e : e.getCause();
                    }
                }));
    }
}

package io.midplatform.engine;

import io.midplatform.engine.call.Closing;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;

/** What the resources of one provider instance share: clients, databases, stores in memory. Thread-safe. */
final class SharedParts {
    private final ReentrantLock lock = new ReentrantLock();
    private final Map<List<Object>, AutoCloseable> parts = new HashMap<>();
    private final Deque<AutoCloseable> order = new ArrayDeque<>();
    private boolean closed;

    <T extends AutoCloseable> T get(String instance, Object key, Class<T> type, Supplier<T> maker) {
        List<Object> id = List.of(instance, key);
        lock.lock();
        try {
            if (closed) {
                throw new IllegalStateException("the platform is closed");
            }
            AutoCloseable part = parts.get(id);
            if (part == null) {
                part = maker.get();
                parts.put(id, part);
                order.push(part);
            }
            return type.cast(part);
        } finally {
            lock.unlock();
        }
    }

    /** Closes all, the last made first. One that fails does not keep the others open. */
    void close() {
        Closing closing = new Closing();
        lock.lock();
        try {
            closed = true;
            while (!order.isEmpty()) {
                AutoCloseable part = order.pop();
                closing.close("A provider's shared part", part::close);
            }
            parts.clear();
            closing.end();
        } finally {
            lock.unlock();
        }
    }
}

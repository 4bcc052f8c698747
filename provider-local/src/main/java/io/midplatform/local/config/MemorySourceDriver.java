package io.midplatform.local.config;

import io.midplatform.ErrorCode;
import io.midplatform.Registration;
import io.midplatform.config.spi.ConfigSourceDriver;
import io.midplatform.config.spi.SourceContent;
import io.midplatform.config.spi.SourceValue;
import io.midplatform.config.spi.WatchedSource;
import io.midplatform.config.spi.WritableSource;
import io.midplatform.spi.Deadline;
import io.midplatform.spi.Failure;
import io.midplatform.spi.Finding;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;

/** Values that the program sets. Watchers are told at once. */
public final class MemorySourceDriver implements ConfigSourceDriver, WatchedSource, WritableSource {
    /** The values of one source in one platform. Thread-safe. */
    public static final class Store implements AutoCloseable {
        private final Map<String, String> values = new TreeMap<>();
        private final List<Runnable> watchers = new CopyOnWriteArrayList<>();
        private long version;

        /** Starts empty. */
        public Store() {}

        /**
         * Opens a driver on these values.
         *
         * @param name the source's name
         * @return the driver
         */
        public MemorySourceDriver open(String name) {
            return new MemorySourceDriver(name, this);
        }

        private synchronized SourceContent content(String name) {
            List<SourceValue> all = values.entrySet().stream()
                    .map(v -> new SourceValue(v.getKey(), v.getValue(), name, false))
                    .toList();
            return new SourceContent(Long.toString(version), all, List.of());
        }

        private synchronized Optional<String> get(String key) {
            return Optional.ofNullable(values.get(key));
        }

        private Optional<String> set(String key, Optional<String> value) {
            Optional<String> before;
            synchronized (this) {
                before = Optional.ofNullable(value.isPresent() ? values.put(key, value.get()) : values.remove(key));
                if (before.equals(value)) {
                    return before;
                }
                version++;
            }
            watchers.forEach(Runnable::run);
            return before;
        }

        private boolean compareAndSet(String key, Optional<String> expected, String value) {
            synchronized (this) {
                if (!get(key).equals(expected)) {
                    return false;
                }
                values.put(key, value);
                version++;
            }
            watchers.forEach(Runnable::run);
            return true;
        }

        @Override
        public void close() {
            watchers.clear();
        }
    }

    private final String name;
    private final Store store;

    private MemorySourceDriver(String name, Store store) {
        this.name = name;
        this.store = store;
    }

    @Override
    public SourceContent load(Deadline deadline) {
        return store.content(name);
    }

    @Override
    public Optional<SourceContent> changedSince(String version, Deadline deadline) {
        SourceContent content = store.content(name);
        return content.version().equals(version) ? Optional.empty() : Optional.of(content);
    }

    @Override
    public Duration pollInterval() {
        return Duration.ZERO;
    }

    @Override
    public boolean isLocal() {
        return false;
    }

    @Override
    public Registration watch(Runnable changed) {
        store.watchers.add(changed);
        return () -> store.watchers.remove(changed);
    }

    @Override
    public Optional<String> read(String key, Deadline deadline) {
        return store.get(key);
    }

    @Override
    public boolean write(String key, Optional<String> value, Deadline deadline) {
        return store.set(key, value).isPresent();
    }

    @Override
    public boolean compareAndSet(String key, Optional<String> expected, String value, Deadline deadline) {
        return store.compareAndSet(key, expected, value);
    }

    @Override
    public Failure classify(Throwable thrown) {
        return Failure.of(ErrorCode.UNKNOWN, "the memory source failed: " + thrown);
    }

    @Override
    public List<Finding> verify(Deadline deadline) {
        return List.of(Finding.ok("source exists"));
    }

    @Override
    public String physicalName() {
        return name;
    }

    @Override
    public <T> Optional<T> unwrap(Class<T> type) {
        return type.isInstance(this) ? Optional.of(type.cast(this)) : Optional.empty();
    }

    @Override
    public void close() {
        // the values belong to the platform
    }
}

package io.midplatform.cache.engine;

import io.midplatform.BatchResult;
import io.midplatform.ErrorCode;
import io.midplatform.Support;
import io.midplatform.cache.BulkLoader;
import io.midplatform.cache.Cache;
import io.midplatform.cache.CacheFeature;
import io.midplatform.cache.CacheGetOptions;
import io.midplatform.cache.CachePutOptions;
import io.midplatform.cache.CacheResult;
import io.midplatform.cache.CacheStats;
import io.midplatform.cache.Loader;
import io.midplatform.engine.call.Calls;
import io.midplatform.spi.Deadline;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The one implementation of {@link Cache}: checks arguments, passes the gate, and hands the work to its parts. */
final class EngineCache<V> implements Cache<V> {
    private final String name;
    private final Calls calls;
    private final CacheStore store;
    private final CacheKeys keys;
    private final StatsCounter stats;
    private final CacheReader<V> reader;
    private final CacheWriter<V> writer;
    private final CacheLoads<V> loads;
    private final BulkLoads<V> bulkLoads;
    private final NearFront<V> front;

    EngineCache(Parts<V> parts) {
        this.name = parts.context().resource();
        this.calls = parts.calls();
        this.store = parts.store();
        this.keys = parts.keys();
        this.stats = parts.stats();
        this.reader = new CacheReader<>(parts);
        this.writer = new CacheWriter<>(parts, reader);
        WriteBack writeBack = new WriteBack(parts);
        this.loads = new CacheLoads<>(parts, reader, writeBack);
        this.bulkLoads = new BulkLoads<>(parts, reader, loads, writeBack);
        this.front = new NearFront<>(calls, parts.near());
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public Optional<V> find(String key) {
        return find(key, CacheGetOptions.defaults());
    }

    @Override
    public Optional<V> find(String key, CacheGetOptions options) {
        checkPlain(options);
        V kept = front.first(key, options);
        if (kept != null) {
            return Optional.of(kept);
        }
        String physical = keys.entry("find", key);
        return calls.call("find", key, options.timeout().orElse(null), deadline -> {
            V observed = front.behind(key, options);
            return observed != null
                    ? Optional.of(observed)
                    : Optional.ofNullable(look("find", key, physical, deadline).value());
        });
    }

    @Override
    public Optional<V> find(String key, Loader<? extends V> loader) {
        return find(key, loader, CacheGetOptions.defaults());
    }

    @Override
    public Optional<V> find(String key, Loader<? extends V> loader, CacheGetOptions options) {
        check("find", loader, options);
        V kept = front.first(key, options);
        if (kept != null) {
            return Optional.of(kept);
        }
        CacheLoads.Request<V> request = request("find", key, loader, options);
        return calls.call(
                "find", key, options.timeout().orElse(null), deadline -> Optional.ofNullable(load(request, deadline)));
    }

    @Override
    public V get(String key, Loader<? extends V> loader) {
        return get(key, loader, CacheGetOptions.defaults());
    }

    @Override
    public V get(String key, Loader<? extends V> loader, CacheGetOptions options) {
        check("get", loader, options);
        V kept = front.first(key, options);
        if (kept != null) {
            return kept;
        }
        CacheLoads.Request<V> request = request("get", key, loader, options);
        return calls.call("get", key, options.timeout().orElse(null), deadline -> {
            V value = load(request, deadline);
            if (value == null) {
                throw calls.error(ErrorCode.NOT_FOUND, "get", key, "the loader has no value for the key.")
                        .advice("Use find(key, loader) where absence is normal.")
                        .build();
            }
            return value;
        });
    }

    @Override
    public CacheResult<V> lookup(String key) {
        return lookup(key, CacheGetOptions.defaults());
    }

    @Override
    public CacheResult<V> lookup(String key, CacheGetOptions options) {
        checkPlain(options);
        String physical = keys.entry("lookup", key);
        return calls.call(
                "lookup",
                key,
                options.timeout().orElse(null),
                deadline -> reader.result(look("lookup", key, physical, deadline)));
    }

    @Override
    public Map<String, V> findAll(Collection<String> keys) {
        return findAll(keys, CacheGetOptions.defaults());
    }

    @Override
    public Map<String, V> findAll(Collection<String> keys, CacheGetOptions options) {
        checkPlain(options);
        BulkKeys<V> bulk = BulkKeys.of("findAll", keys, this.keys);
        if (bulk.isEmpty()) {
            calls.checkOpen();
            return Map.of();
        }
        return calls.call("findAll", null, options.timeout().orElse(null), deadline -> {
            front.take(bulk, options);
            if (!bulk.isEmpty()) {
                List<Seen<V>> seen = reader.seeAll("findAll", bulk.physical(), List.of(), deadline)
                        .seen();
                for (int i = 0; i < seen.size(); i++) {
                    Seen<V> each = seen.get(i);
                    stats.read(each.verdict());
                    if (each.value() != null) {
                        bulk.values().put(bulk.logical().get(i), each.value());
                    }
                }
            }
            return bulk.found();
        });
    }

    @Override
    public Map<String, V> getAll(Collection<String> keys, BulkLoader<? extends V> loader) {
        return getAll(keys, loader, CacheGetOptions.defaults());
    }

    @Override
    public Map<String, V> getAll(Collection<String> keys, BulkLoader<? extends V> loader, CacheGetOptions options) {
        Objects.requireNonNull(loader, "loader");
        writer.checkTags("getAll", options.writing());
        BulkKeys<V> bulk = BulkKeys.of("getAll", keys, this.keys);
        if (bulk.isEmpty()) {
            calls.checkOpen();
            return Map.of();
        }
        return calls.call("getAll", null, options.timeout().orElse(null), deadline -> {
            front.take(bulk, options);
            if (!bulk.isEmpty()) {
                bulkLoads.load(new BulkLoads.Request<>("getAll", bulk, loader, options), deadline);
            }
            return bulk.found();
        });
    }

    @Override
    public void put(String key, V value) {
        put(key, value, CachePutOptions.defaults());
    }

    @Override
    public void put(String key, V value, CachePutOptions options) {
        CacheWriter.Item item = item("put", key, value, options);
        calls.call("put", key, options.timeout().orElse(null), deadline -> {
            writer.put("put", item, options, deadline);
            return Boolean.TRUE;
        });
    }

    @Override
    public boolean putIfAbsent(String key, V value) {
        return putIfAbsent(key, value, CachePutOptions.defaults());
    }

    @Override
    public boolean putIfAbsent(String key, V value, CachePutOptions options) {
        CacheWriter.Item item = item("putIfAbsent", key, value, options);
        requireConditional("putIfAbsent");
        return calls.call(
                "putIfAbsent",
                key,
                options.timeout().orElse(null),
                deadline -> writer.putIfAbsent("putIfAbsent", item, options, deadline));
    }

    @Override
    public boolean replace(String key, String version, V value) {
        return replace(key, version, value, CachePutOptions.defaults());
    }

    @Override
    public boolean replace(String key, String version, V value, CachePutOptions options) {
        Objects.requireNonNull(version, "version");
        CacheWriter.Item item = item("replace", key, value, options);
        requireConditional("replace");
        byte[] head = Envelope.parseVersion(version);
        if (head == null) {
            throw calls.error(ErrorCode.INVALID_REQUEST, "replace", key, "the version is not one of a lookup.")
                    .advice("Pass what CacheResult.version() gave.")
                    .build();
        }
        return calls.call(
                "replace",
                key,
                options.timeout().orElse(null),
                deadline -> writer.replace("replace", item, head, options, deadline));
    }

    @Override
    public BatchResult<String, Void> putAll(Map<String, ? extends V> entries) {
        return putAll(entries, CachePutOptions.defaults());
    }

    @Override
    public BatchResult<String, Void> putAll(Map<String, ? extends V> entries, CachePutOptions options) {
        writer.checkTags("putAll", options);
        List<CacheWriter.Item> items = new ArrayList<>(entries.size());
        for (Map.Entry<String, ? extends V> entry : entries.entrySet()) {
            V value = Objects.requireNonNull(entry.getValue(), "value");
            items.add(writer.item("putAll", Objects.requireNonNull(entry.getKey(), "key"), value, options));
        }
        if (items.isEmpty()) {
            calls.checkOpen();
            return new BatchResult<>(List.of());
        }
        return calls.call(
                "putAll",
                null,
                options.timeout().orElse(null),
                deadline -> writer.putAll("putAll", items, options, deadline));
    }

    @Override
    public void remove(String key) {
        String physical = keys.entry("remove", key);
        calls.run("remove", key, null, deadline -> writer.remove("remove", key, physical, deadline));
    }

    @Override
    public BatchResult<String, Void> removeAll(Collection<String> keys) {
        Map<String, String> physical = physical("removeAll", keys);
        if (physical.isEmpty()) {
            calls.checkOpen();
            return new BatchResult<>(List.of());
        }
        return calls.call("removeAll", null, null, deadline -> writer.removeAll("removeAll", physical, deadline));
    }

    @Override
    public void invalidateTag(String tag) {
        keys.checkTag("invalidateTag", Objects.requireNonNull(tag, "tag"));
        calls.run("invalidateTag", null, null, deadline -> writer.invalidateTag("invalidateTag", tag, deadline));
    }

    @Override
    public void clear() {
        calls.run("clear", null, null, deadline -> writer.clear("clear", deadline));
    }

    @Override
    public CacheStats stats() {
        return stats.snapshot(store.driver().evictions(), front.near());
    }

    @Override
    public Support support(CacheFeature feature) {
        return store.support(Objects.requireNonNull(feature, "feature"));
    }

    @Override
    public <T> Optional<T> unwrap(Class<T> type) {
        return store.driver().unwrap(Objects.requireNonNull(type, "type"));
    }

    private @Nullable V load(CacheLoads.Request<V> request, Deadline deadline) throws Exception {
        V observed = front.behind(request.key(), request.options());
        return observed != null ? observed : loads.load(request, deadline);
    }

    private void check(String operation, Loader<? extends V> loader, CacheGetOptions options) {
        Objects.requireNonNull(loader, "loader");
        writer.checkTags(operation, options.writing());
    }

    private Seen<V> look(String operation, String key, String physical, Deadline deadline) throws Exception {
        Seen<V> seen = reader.see(operation, key, physical, deadline);
        stats.read(seen.verdict());
        return seen;
    }

    private CacheLoads.Request<V> request(
            String operation, String key, Loader<? extends V> loader, CacheGetOptions options) {
        return new CacheLoads.Request<>(operation, key, keys.entry(operation, key), loader, options);
    }

    private CacheWriter.Item item(String operation, String key, @Nullable V value, CachePutOptions options) {
        writer.checkTags(operation, options);
        return writer.item(operation, key, Objects.requireNonNull(value, "value"), options);
    }

    private Map<String, String> physical(String operation, Collection<String> logical) {
        Map<String, String> physical = new LinkedHashMap<>();
        for (String key : logical) {
            physical.put(key, keys.entry(operation, key));
        }
        return physical;
    }

    private void requireConditional(String operation) {
        if (!store.isConditional()) {
            throw calls.unsupported(operation, CacheFeature.CONDITIONAL_WRITES.id());
        }
    }

    private static void checkPlain(CacheGetOptions options) {
        if (options != CacheGetOptions.defaults() && options.isAboutLoading()) {
            throw new IllegalArgumentException(
                    "a call without a loader loads nothing: of the options it takes the timeout only");
        }
    }

    @Override
    public String toString() {
        return "cache '" + name + "'";
    }
}

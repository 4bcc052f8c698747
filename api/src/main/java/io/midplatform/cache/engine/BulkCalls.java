package io.midplatform.cache.engine;

import io.midplatform.PlatformException;
import io.midplatform.cache.BulkLoader;
import io.midplatform.engine.call.Calls;
import io.midplatform.spi.Deadline;
import io.midplatform.spi.PlatformTime;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Calls bulk loaders and deals with what they bring or throw.
 *
 * @param <V> the values' type
 */
final class BulkCalls<V> {
    private final Calls calls;
    private final CacheLoads<V> loads;
    private final Encoding<V> encoding;
    private final WriteBack writeBack;
    private final StatsCounter stats;
    private final PlatformTime time;

    BulkCalls(Parts<V> parts, CacheLoads<V> loads, WriteBack writeBack) {
        this.calls = parts.calls();
        this.loads = loads;
        this.encoding = parts.encoding();
        this.writeBack = writeBack;
        this.stats = parts.stats();
        this.time = parts.context().time();
    }

    /** Loads and writes back. */
    @SuppressWarnings("IllegalCatch")
    void run(
            BulkLoads.Request<V> request,
            List<BulkLoads.Own<V>> own,
            @Nullable Marks seen,
            Map<String, @Nullable V> values,
            boolean mayFallBack,
            Deadline deadline)
            throws Exception {
        String operation = request.operation();
        Marks marks = loads.marks(operation, null, seen, deadline);
        Map<String, ? extends V> loaded;
        try {
            loaded = call(request.loader(), own);
        } catch (Exception e) {
            if (e instanceof InterruptedException interrupted) {
                throw loads.failures().cancelled(operation, null, interrupted);
            }
            if (!LoadFailures.isInterruption(e)) {
                own.forEach(each -> each.flight().failed(e));
                if (mayFallBack && fallBack(request, own, values)) {
                    return;
                }
            }
            throw loads.failures().own(operation, null, e);
        }
        List<WriteBack.Item> items = new ArrayList<>(own.size());
        try {
            for (BulkLoads.Own<V> each : own) {
                V value = loaded.get(each.key());
                byte[] payload = value == null ? null : encoding.encode(operation, each.key(), value);
                items.add(new WriteBack.Item(each.physical(), each.seen(), each.flight(), payload));
                if (value != null) {
                    values.put(each.key(), value);
                }
            }
            writeBack.write(operation, null, items, marks, request.options(), deadline);
            items.forEach(WriteBack.Item::announce);
        } catch (InterruptedException e) {
            items.forEach(WriteBack.Item::announce); // good for those whom nobody interrupted
            throw e;
        } catch (PlatformException e) {
            own.forEach(each -> each.flight().failed(e));
            throw e;
        } catch (Exception e) {
            PlatformException failure = calls.wrap(operation, null, e);
            own.forEach(each -> each.flight().failed(failure));
            throw failure;
        }
    }

    /** Takes the values that may stand in; false when one key has none. */
    private boolean fallBack(
            BulkLoads.Request<V> request, List<BulkLoads.Own<V>> own, Map<String, @Nullable V> values) {
        Map<String, V> fallbacks = new HashMap<>();
        for (BulkLoads.Own<V> each : own) {
            V value = loads.fallback(each.seen(), request.options());
            if (value == null) {
                return false;
            }
            fallbacks.put(each.key(), value);
        }
        values.putAll(fallbacks);
        return true;
    }

    private Map<String, ? extends V> call(BulkLoader<? extends V> loader, List<BulkLoads.Own<V>> own) throws Exception {
        Set<String> missing = new LinkedHashSet<>();
        for (BulkLoads.Own<V> each : own) {
            missing.add(each.key());
        }
        stats.loads.increment();
        long start = time.nanoTime();
        boolean done = false;
        try {
            Map<String, ? extends V> loaded = loader.loadAll(Collections.unmodifiableSet(missing));
            if (loaded == null) {
                throw new NullPointerException("the bulk loader returned null; return an empty map for no values");
            }
            done = true;
            return loaded;
        } finally {
            stats.loadNanos.add(time.nanoTime() - start);
            if (!done) {
                stats.loadFailures.increment();
            }
        }
    }
}

package io.midplatform.config.engine;

import io.midplatform.config.Change;
import io.midplatform.config.ChangeListener;
import io.midplatform.config.ConfigDifference;
import io.midplatform.config.ConfigStats;
import io.midplatform.engine.call.Calls;
import io.midplatform.engine.call.ResourceContext;
import io.midplatform.engine.settings.Problem;
import io.midplatform.engine.settings.Problems;
import io.midplatform.engine.settings.Setting;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Makes snapshots of the sources' layers, checks them against the live values and publishes them: whole, or not at all. */
final class Publisher {
    private static final Logger LOG = LoggerFactory.getLogger(Publisher.class);
    private static final String PART = "update";

    private final ResourceContext context;
    private final Calls calls;
    private final Layers layers;
    private final int history;
    // held while secrets are resolved, by background work only
    private final ReentrantLock stacking = new ReentrantLock();
    // held while records are bound; never over I/O
    private final ReentrantLock state = new ReentrantLock();
    private final List<Map<String, Setting>> contents;
    private final Deque<Snapshot> snapshots = new ArrayDeque<>();
    private final Set<LiveRef<?>> refs = ConcurrentHashMap.newKeySet();
    private final List<Listening> listeners = new CopyOnWriteArrayList<>();
    private final AtomicLong published = new AtomicLong();
    private final AtomicLong refused = new AtomicLong();
    private final AtomicLong failed = new AtomicLong();
    private volatile Snapshot current;
    private volatile Layers.Merged stacked; // published, or refused
    private volatile boolean refusing;
    private @Nullable List<String> lastRefusal;

    Publisher(ResourceContext context, Calls calls, Layers layers, int history, List<Map<String, Setting>> contents) {
        this.context = context;
        this.calls = calls;
        this.layers = layers;
        this.history = history;
        this.contents = new ArrayList<>(contents);
        this.current = new Snapshot(1, context.time().instant(), layers.merge(contents, null), Map.of(), layers);
        this.stacked = current.merged();
        snapshots.addFirst(current);
    }

    void checkOpen() {
        calls.checkOpen();
    }

    Snapshot current() {
        return current;
    }

    List<Snapshot> history() {
        state.lock();
        try {
            return new ArrayList<>(snapshots);
        } finally {
            state.unlock();
        }
    }

    ConfigStats stats() {
        return new ConfigStats(published.get(), refused.get(), failed.get());
    }

    void countFailure() {
        failed.incrementAndGet();
    }

    /** Adds a live reference with its value in the current snapshot; problems when it has none. */
    void follow(LiveRef<?> ref, Problems problems) {
        state.lock();
        try {
            Object value = ref.bind(current, problems);
            if (value != null) {
                current.refs().put(ref, value);
                refs.add(ref);
            }
        } finally {
            state.unlock();
        }
    }

    void forget(LiveRef<?> ref) {
        refs.remove(ref);
        current.refs().remove(ref);
    }

    Listening listen(String prefix, ChangeListener listener) {
        Listening listening = new Listening(prefix, listener, context);
        listeners.add(listening);
        return listening;
    }

    void forget(Listening listening) {
        listening.close();
        listeners.remove(listening);
    }

    /** Takes the new layer of a source and publishes what follows from it. */
    void update(int source, Map<String, Setting> layer) {
        stacking.lock();
        try {
            contents.set(source, layer);
            settle(layers.merge(contents, current.merged()));
        } finally {
            stacking.unlock();
        }
    }

    /** Whether a change was refused, or a value could not be resolved: the reason may pass while no source changes. */
    boolean isUnsettled() {
        return refusing || !stacked.unresolved().isEmpty();
    }

    /** Tries once more to resolve and publish what is unsettled. */
    void again() {
        stacking.lock();
        try {
            if (isUnsettled()) {
                int open = stacked.unresolved().size();
                Layers.Merged merged = layers.again(stacked);
                if (refusing || merged.unresolved().size() < open) {
                    settle(merged);
                }
            }
        } finally {
            stacking.unlock();
        }
    }

    private void settle(Layers.Merged merged) {
        state.lock();
        try {
            stacked = merged;
            refusing = !publish(merged);
        } finally {
            state.unlock();
        }
    }

    /** False when the values were refused. */
    private boolean publish(Layers.Merged merged) {
        Snapshot before = current;
        Snapshot same = new Snapshot(before.version(), before.time(), merged, before.since(), layers);
        List<String> changed = before.changed(same);
        boolean news = !changed.isEmpty();
        Snapshot next = news ? next(merged, changed) : same;
        Problems problems = new Problems();
        for (String key : changed) {
            lost(before, next, key, problems);
        }
        for (LiveRef<?> ref : refs) {
            Object value = ref.bind(next, problems);
            if (value != null) {
                next.refs().put(ref, value);
            }
        }
        if (!problems.list().isEmpty()) {
            refuse(problems.list());
            return false;
        }
        for (LiveRef<?> ref : next.refs().keySet()) {
            if (!refs.contains(ref)) {
                next.refs().remove(ref); // closed meanwhile
            }
        }
        current = next;
        lastRefusal = null;
        context.health().well(PART);
        if (!news) {
            snapshots.removeFirst(); // the same values from other places
            snapshots.addFirst(next);
            return true;
        }
        snapshots.addFirst(next);
        while (snapshots.size() > history) {
            snapshots.removeLast();
        }
        published.incrementAndGet();
        List<ConfigDifference> differences =
                changed.stream().map(key -> before.difference(key, next)).toList();
        Change change = new Change(next.version(), next.time(), differences);
        listeners.forEach(listening -> listening.offer(change));
        return true;
    }

    private Snapshot next(Layers.Merged merged, List<String> changed) {
        long version = current.version() + 1;
        Map<String, Long> since = new HashMap<>(current.since());
        since.keySet().retainAll(merged.winners().keySet());
        changed.stream().filter(merged.winners()::containsKey).forEach(key -> since.put(key, version));
        return new Snapshot(version, context.time().instant(), merged, Map.copyOf(since), layers);
    }

    /** A good value may not be replaced by one that cannot be resolved. */
    private static void lost(Snapshot before, Snapshot next, String key, Problems problems) {
        Setting old = before.merged().winners().get(key);
        Setting young = next.merged().winners().get(key);
        if (young != null && young.fault() != null && old != null && old.fault() == null) {
            problems.add(new Problem(key, null, young.origin(), young.fault()));
        }
    }

    private void refuse(List<Problem> problems) {
        List<String> told = new TreeSet<>(problems.stream()
                        .map(problem -> problem.withoutValue().toString())
                        .collect(Collectors.toSet()))
                .stream().toList();
        if (told.equals(lastRefusal)) {
            return;
        }
        lastRefusal = told;
        refused.incrementAndGet();
        String reasons = String.join("; ", told);
        context.health().trouble(PART, false, "a change was refused, the last good values stay: " + reasons);
        LOG.warn("A change of the configuration was refused, the last good values stay: {}", reasons);
    }

    void close() {
        listeners.forEach(Listening::close);
        listeners.clear();
    }
}

package io.midplatform.engine;

import io.midplatform.Capability;
import io.midplatform.HealthReport;
import io.midplatform.Platform;
import io.midplatform.PlatformDescription;
import io.midplatform.TypeRef;
import io.midplatform.Verification;
import io.midplatform.cache.Cache;
import io.midplatform.cache.Counters;
import io.midplatform.config.Config;
import io.midplatform.engine.call.Closing;
import io.midplatform.engine.call.Leaks;
import io.midplatform.engine.settings.SettingsTree;
import io.midplatform.queue.MessageQueue;
import io.midplatform.spi.Deadline;
import io.midplatform.storage.Bucket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The one implementation of {@link Platform}. */
public final class LoadedPlatform implements Platform {
    private static final Logger LOG = LoggerFactory.getLogger(LoadedPlatform.class);
    private static final Duration DEFAULT_CLOSE = Duration.ofSeconds(10);

    private final Surroundings surroundings;
    private final Planner planner;
    private final Openers openers;
    private final Resources resources;
    private final Reports reports;
    private final Leaks.Handle open;

    private LoadedPlatform(PlatformParts parts) {
        this.surroundings = Surroundings.of(parts);
        this.planner =
                new Planner(surroundings.tree(), surroundings.time(), surroundings.executor(), surroundings.shared());
        this.resources = new Resources(surroundings.lifecycle());
        this.openers = new Openers(surroundings, planner, resources, parts);
        this.reports = new Reports(surroundings, openers, resources);
        this.open = surroundings.leaks().follow(this);
    }

    /**
     * Reads the settings, finds the providers and checks what can be known without I/O.
     *
     * @param parts what the builder collected
     * @return the platform
     */
    public static Platform load(PlatformParts parts) {
        LoadedPlatform platform = new LoadedPlatform(parts);
        boolean loaded = false;
        try {
            platform.check();
            loaded = true;
            return platform;
        } finally {
            if (!loaded) {
                platform.close(Duration.ZERO);
            }
        }
    }

    private void check() {
        SettingsTree tree = surroundings.tree();
        tree.declare(SettingsTree.ROOT, List.of(PlatformSettings.class), Set.of());
        planner.declareInstances(openers.all());
        openers.planConfigured();
        planner.reportMissing();
        tree.checkUnknown();
        boolean verify = tree.bind(PlatformSettings.class, SettingsTree.ROOT)
                .map(PlatformSettings::verifyOnStart)
                .orElse(false);
        tree.throwIfProblems();
        if (tree.settings(SettingsTree.ROOT).isEmpty()) {
            LOG.info("No settings found: every resource is local, in memory, and gone when the process ends");
        }
        if (!tree.names(Capability.CONFIG).isEmpty()) {
            openers.config(); // a source that is required and not there fails the start
        }
        if (verify) {
            reports.verify().throwIfFailed();
        }
    }

    @Override
    public Bucket bucket(String name) {
        return (Bucket) open(Capability.STORAGE, name, Bucket.class).contract();
    }

    @Override
    public <T> MessageQueue<T> queue(String name, Class<T> type) {
        return queue(name, TypeRef.of(type));
    }

    @Override
    @SuppressWarnings("unchecked") // the type is what the resource was opened with
    public <T> MessageQueue<T> queue(String name, TypeRef<T> type) {
        return (MessageQueue<T>) open(Capability.QUEUE, name, type).contract();
    }

    @Override
    public <V> Cache<V> cache(String name, Class<V> type) {
        return cache(name, TypeRef.of(type));
    }

    @Override
    @SuppressWarnings("unchecked") // the type is what the resource was opened with
    public <V> Cache<V> cache(String name, TypeRef<V> type) {
        return (Cache<V>) open(Capability.CACHE, name, type).contract();
    }

    @Override
    public Counters counters(String name) {
        return (Counters) open(Capability.CACHE, name, Counters.class).contract();
    }

    @Override
    public Config config() {
        surroundings.lifecycle().checkOpen("config");
        return openers.config();
    }

    private Opened<?> open(Capability capability, String name, Object kind) {
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(kind, "type");
        return resources.get(capability.id(), name, kind, () -> openers.open(capability, name, kind));
    }

    @Override
    public PlatformDescription describe() {
        surroundings.lifecycle().checkNotClosing("describe");
        return reports.describe();
    }

    @Override
    public Verification verify() {
        surroundings.lifecycle().checkNotClosing("verify");
        return reports.verify();
    }

    @Override
    public HealthReport health() {
        surroundings.lifecycle().checkOpen("health");
        return reports.health();
    }

    @Override
    public void close() {
        close(DEFAULT_CLOSE);
    }

    @Override
    public void close(Duration timeout) {
        if (timeout.isNegative()) {
            throw new IllegalArgumentException("a timeout cannot be negative: " + timeout);
        }
        if (!surroundings.lifecycle().beginClose()) {
            return;
        }
        open.closed(this);
        Deadline deadline = Deadline.after(surroundings.time(), timeout);
        List<Opened<?>> opened = new ArrayList<>(resources.inOrder());
        Collections.reverse(opened);
        Closing closing = new Closing();
        // all stop before the first is waited for, so that they finish side by side
        opened.forEach(resource ->
                closing.close(shown(resource), () -> resource.stopper().run()));
        opened.forEach(resource ->
                closing.close(shown(resource), () -> resource.ender().accept(deadline.remaining())));
        surroundings.lifecycle().endClose();
        opened.forEach(resource ->
                closing.close(shown(resource), () -> resource.inspected().close()));
        closing.close("The configuration", openers::close);
        closing.close("What the platform's resources share", surroundings::close);
        surroundings.leaks().platformClosed();
        closing.end();
    }

    private static String shown(Opened<?> resource) {
        return resource.capability().id() + " '" + resource.plan().name() + "'";
    }

    @Override
    public String toString() {
        return "platform " + surroundings.tree().instances();
    }
}

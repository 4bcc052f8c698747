package io.midplatform.engine;

import io.midplatform.engine.call.Lifecycle;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The opened resources of a platform: each is opened once, at its first use, and remembered in that order. Thread-safe. */
final class Resources {
    private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9-]*");

    private final ConcurrentMap<String, Slot> slots = new ConcurrentHashMap<>();
    private final List<Opened<?>> order = Collections.synchronizedList(new ArrayList<>());
    private final Lifecycle lifecycle;

    Resources(Lifecycle lifecycle) {
        this.lifecycle = lifecycle;
    }

    /**
     * Gives the resource, opened if it is not yet.
     *
     * @param section the capability's section of the settings
     * @param name the logical name
     * @param kind what must agree between all who ask
     * @param opener opens it; when it throws, the next one to ask tries again
     */
    Opened<?> get(String section, String name, Object kind, Supplier<Opened<?>> opener) {
        Slot slot = slots.get(section + "." + name);
        Opened<?> opened = slot == null ? null : slot.opened;
        if (opened == null) {
            opened = open(section, name, opener);
        }
        lifecycle.checkNotClosing(section + " '" + name + "'");
        if (!opened.kind().equals(kind)) {
            throw new IllegalStateException(section + " '" + name + "' is in use as " + opened.kind()
                    + " and cannot be " + kind + " too. Use another name, or the same type everywhere.");
        }
        return opened;
    }

    private Opened<?> open(String section, String name, Supplier<Opened<?>> opener) {
        lifecycle.checkNotClosing(section + " '" + name + "'");
        if (!NAME.matcher(name).matches()) {
            throw new IllegalArgumentException(
                    "'" + name + "' is not a logical name: small letters, digits and - only, starting with a letter");
        }
        Slot slot = slots.computeIfAbsent(section + "." + name, n -> new Slot());
        slot.lock.lock();
        try {
            Opened<?> opened = slot.opened;
            if (opened == null) {
                opened = opener.get();
                order.add(opened);
                slot.opened = opened;
                closeIfLate(section, name, opened);
            }
            return opened;
        } finally {
            slot.lock.unlock();
        }
    }

    /** Closing may have begun meanwhile, and may or may not have seen this one: to close it twice is harmless. */
    private void closeIfLate(String section, String name, Opened<?> opened) {
        try {
            lifecycle.checkNotClosing(section + " '" + name + "'");
        } catch (IllegalStateException e) {
            opened.stopper().run();
            opened.inspected().close();
            throw e;
        }
    }

    /** The opened resources, the first opened first. */
    List<Opened<?>> inOrder() {
        synchronized (order) {
            return List.copyOf(order);
        }
    }

    private static final class Slot {
        final ReentrantLock lock = new ReentrantLock();
        volatile @Nullable Opened<?> opened;
    }
}

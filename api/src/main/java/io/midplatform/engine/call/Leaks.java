package io.midplatform.engine.call;

import io.midplatform.Capability;
import io.midplatform.spi.Leak;
import java.lang.ref.Cleaner;
import java.lang.ref.Reference;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds what a program opened and did not close. What is followed is told when it becomes unreachable, or with {@link Detection#FULL} when its
 * platform is closed before it; each is told once. What happens to it is not changed. Nothing here refers to what is followed. Thread-safe.
 */
public final class Leaks {
    /** {@code midplatform.leak-detection}: how closely it is looked. */
    public enum Detection {
        /** Not at all. */
        OFF,
        /** What becomes unreachable, without the line that opened it; objects only if their body is more than bytes in memory. */
        SIMPLE,
        /** Everything, with the line that opened it, which costs some microseconds each; told also when the platform is closed. */
        FULL
    }

    /** What has to be closed. */
    public enum Kind {
        /** The platform itself. */
        PLATFORM("Platform"),
        /** A worker: it is reachable while it works and ends with its platform, so it is told with a platform that was not closed. */
        WORKER("Worker"),
        /** An object opened for reading. */
        STORED_OBJECT("StoredObject"),
        /** A writer of an object. */
        BUCKET_WRITER("BucketWriter"),
        /** A live value. */
        REF("Ref"),
        /** A listener: one for the whole life of the platform is nothing wrong, so it is followed only with {@link Detection#FULL}. */
        REGISTRATION("Registration");

        private final String type;

        Kind(String type) {
            this.type = type;
        }
    }

    /** Follows nothing. */
    public static final Leaks OFF = new Leaks(Detection.OFF, leak -> {});

    private static final Logger LOG = LoggerFactory.getLogger(Leaks.class);
    private static final int MOST_TOLD = 1000;

    /** The packages of contracts and engine; what calls them opened the thing. */
    private static final Pattern OWN =
            Pattern.compile("io\\.midplatform\\.((storage|queue|cache|config|engine|spi)\\..*|[A-Z].*)");

    private static final Pattern RUNTIME = Pattern.compile("(java|javax|jdk|sun)\\..*");

    private final Detection detection;
    private final Consumer<Leak> listener;
    private final Set<Handle> open = ConcurrentHashMap.newKeySet();
    private final Set<String> told = ConcurrentHashMap.newKeySet();

    /**
     * The leaks of one platform.
     *
     * @param detection how closely it is looked
     * @param listener told of each leak, beside the log; on any thread
     */
    public Leaks(Detection detection, Consumer<Leak> listener) {
        this.detection = detection;
        this.listener = listener;
    }

    /**
     * Tells whether objects whose bodies are bytes in memory, which hold nothing else, are followed.
     *
     * @return true where everything is
     */
    public boolean isFull() {
        return detection == Detection.FULL;
    }

    /**
     * Follows the platform.
     *
     * @param platform the platform
     * @return told when it is closed
     */
    public Handle follow(Object platform) {
        return follow(Kind.PLATFORM, platform, null, null);
    }

    /**
     * Follows something that a caller opened just now.
     *
     * @param kind what it is
     * @param thing the object that callers hold; of a worker, which its own threads hold, it does not matter
     * @param of the resource it belongs to
     * @return told when it is closed
     */
    public Handle follow(Kind kind, Object thing, ResourceContext of) {
        return follow(kind, thing, of.capability(), of.resource());
    }

    private Handle follow(Kind kind, Object thing, @Nullable Capability capability, @Nullable String resource) {
        boolean ignored = detection == Detection.OFF || (kind == Kind.REGISTRATION && !isFull());
        if (ignored) {
            return Handle.NONE;
        }
        Handle handle = new Handle(this, kind, capability, resource, isFull() ? caller() : null);
        if (kind == Kind.WORKER || (isFull() && kind != Kind.PLATFORM)) {
            open.add(handle);
        }
        if (kind != Kind.WORKER) {
            handle.cleanable = Cleaning.CLEANER.register(thing, handle);
        }
        return handle;
    }

    /** Tells of what is still open when the platform has been closed; workers were closed with it. */
    public void platformClosed() {
        open.forEach(Handle::lose);
    }

    private void platformLost() {
        open.stream().filter(handle -> handle.kind == Kind.WORKER).forEach(Handle::lose);
    }

    private void tell(Leak leak) {
        String text = leak.toString();
        if (told.size() < MOST_TOLD && told.add(text)) {
            LOG.warn("{}", text);
        } else {
            LOG.debug("{}", text); // one line for each place: a leak in a loop is no reason to fill the disk
        }
        try {
            listener.accept(leak);
        } catch (RuntimeException e) {
            LOG.warn("A listener to leaks failed", e);
        }
    }

    private static @Nullable StackTraceElement caller() {
        return StackWalker.getInstance()
                .walk(frames -> frames.filter(frame -> isCaller(frame.getClassName()))
                        .findFirst()
                        .map(StackWalker.StackFrame::toStackTraceElement)
                        .orElse(null));
    }

    static boolean isCaller(String className) {
        return !OWN.matcher(className).matches() && !RUNTIME.matcher(className).matches();
    }

    /** One thread for all platforms, started with the first thing that is followed. */
    private static final class Cleaning {
        static final Cleaner CLEANER = Cleaner.create();
    }

    /** The closing of one thing that is followed. Does not refer to the thing. Thread-safe. */
    public static final class Handle implements Runnable {
        private static final Handle NONE = new Handle(OFF, Kind.PLATFORM, null, null, null);

        private final Leaks leaks;
        private final Kind kind;
        private final @Nullable Capability capability;
        private final @Nullable String resource;
        private final @Nullable StackTraceElement opened;
        private final AtomicBoolean ended = new AtomicBoolean();
        private Cleaner.@Nullable Cleanable cleanable;

        private Handle(
                Leaks leaks,
                Kind kind,
                @Nullable Capability capability,
                @Nullable String resource,
                @Nullable StackTraceElement opened) {
            this.leaks = leaks;
            this.kind = kind;
            this.capability = capability;
            this.resource = resource;
            this.opened = opened;
        }

        /**
         * The thing was closed. Idempotent.
         *
         * @param thing the thing, which must not become unreachable before this is known
         */
        public void closed(Object thing) {
            try {
                if (this != NONE && ended.compareAndSet(false, true)) {
                    leaks.open.remove(this);
                    if (cleanable != null) {
                        cleanable.clean();
                    }
                }
            } finally {
                Reference.reachabilityFence(thing);
            }
        }

        /** The thing has become unreachable. */
        @Override
        public void run() {
            if (lose() && kind == Kind.PLATFORM) {
                leaks.platformLost();
            }
        }

        private boolean lose() {
            boolean lost = ended.compareAndSet(false, true);
            if (lost) {
                leaks.open.remove(this);
                leaks.tell(new Leak(kind.type, capability, resource, opened));
            }
            return lost;
        }
    }
}

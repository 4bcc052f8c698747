package io.midplatform.testkit.cache;

import io.midplatform.ErrorCode;
import io.midplatform.Registration;
import io.midplatform.cache.spi.CacheDriver;
import io.midplatform.cache.spi.CacheWrite;
import io.midplatform.cache.spi.CacheWritten;
import io.midplatform.cache.spi.ForwardingCacheDriver;
import io.midplatform.cache.spi.NoticeListener;
import io.midplatform.spi.Deadline;
import io.midplatform.spi.DriverException;
import io.midplatform.spi.Failure;
import io.midplatform.spi.ItemOutcome;
import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** A driver that tells which calls reached it and fails or pauses on demand. Thread-safe. */
public final class WatchedCacheDriver extends ForwardingCacheDriver {
    /** Something done in the middle of a call. */
    @FunctionalInterface
    public interface Step {
        /**
         * Does it.
         *
         * @throws Exception what the call shall throw
         */
        void run() throws Exception;
    }

    private interface Call<T> {
        T make() throws Exception;
    }

    private record Hook(String operation, Step step) {}

    /** What no engine sends; listeners are not given it. */
    private static final long MARK = 0x7fb3_4d61_726b_2121L;

    private static final int MARK_BYTES = 3 * Long.BYTES;
    /** How long a mark may take before another is sent, for a channel that was not there yet. */
    private static final long MARK_NANOS = 50_000_000;

    private static final AtomicLong IDS = new AtomicLong(new SecureRandom().nextLong());

    private final long id = IDS.incrementAndGet();
    private final AtomicLong marks = new AtomicLong();
    private final Queue<String> calls = new ConcurrentLinkedQueue<>();
    private final AtomicInteger running = new AtomicInteger();
    private final AtomicReference<@Nullable Hook> next = new AtomicReference<>();
    private final AtomicReference<@Nullable Hook> then = new AtomicReference<>();
    private volatile @Nullable Exception failure;
    private volatile @Nullable String failingOperation;
    private volatile int failingItem = -1;
    private volatile boolean deaf;
    private volatile boolean holding;
    private final Queue<byte[]> held = new ConcurrentLinkedQueue<>();
    private final List<Ear> ears = new CopyOnWriteArrayList<>();

    /**
     * Watches a driver.
     *
     * @param driver the driver
     */
    public WatchedCacheDriver(CacheDriver driver) {
        super(driver);
    }

    /**
     * The calls so far.
     *
     * @return the operations' names
     */
    public List<String> calls() {
        return new ArrayList<>(calls);
    }

    /**
     * How many calls the watched driver is at. They may wait on the machine's time, which a test that moves its own must let pass.
     *
     * @return the number
     */
    public int running() {
        return running.get();
    }

    /** Forgets the calls so far. */
    public void forget() {
        calls.clear();
    }

    /**
     * Makes every call fail until {@link #heal()}.
     *
     * @param code how
     */
    public void fail(ErrorCode code) {
        fail(new DriverException(Failure.of(code, "the test wants it so.").retrying(), null));
    }

    /**
     * Makes every call fail until {@link #heal()}.
     *
     * @param thrown what is thrown
     */
    public void fail(Exception thrown) {
        failure = thrown;
    }

    /**
     * Makes every call of one operation fail until {@link #heal()}.
     *
     * @param operation the driver's method
     * @param code how
     */
    public void fail(String operation, ErrorCode code) {
        failingOperation = operation;
        fail(code);
    }

    /**
     * Makes one item of every batch fail, with {@link ErrorCode#UNAVAILABLE}, until {@link #heal()}.
     *
     * @param index the item
     */
    public void failItem(int index) {
        failingItem = index;
    }

    /** Tells those who hear notices that they may miss some from now on; none are lost by it. */
    public void interruptNotices() {
        ears.forEach(Ear::disconnected);
    }

    /** Tells those who hear notices that they arrive again. */
    public void resumeNotices() {
        ears.forEach(Ear::connected);
    }

    /** Loses all notices published from now on, until {@link #heal()}. */
    public void loseNotices() {
        deaf = true;
    }

    /** Keeps notices published from now on back, until {@link #releaseNotices()}: they are late. */
    public void holdNotices() {
        holding = true;
    }

    /** Publishes what was kept back. */
    public void releaseNotices() {
        holding = false;
        for (byte[] notice = held.poll(); notice != null; notice = held.poll()) {
            below().publish(notice);
        }
    }

    /** Waits until all who listen through this driver are connected and have heard what was published through it before. */
    public void awaitNotices() {
        awaitNotices(List.of(this));
    }

    /**
     * Waits until all who listen through any of several drivers are connected and have heard what was published through any of them before. In
     * memory that is so at once.
     *
     * @param drivers the drivers of one resource in several processes; those that nobody listens through do not count
     */
    public static void awaitNotices(Collection<WatchedCacheDriver> drivers) {
        List<WatchedCacheDriver> used =
                drivers.stream().filter(each -> !each.ears.isEmpty()).toList();
        List<Ear> all = used.stream().flatMap(each -> each.ears.stream()).toList();
        for (WatchedCacheDriver each : used) {
            long number = each.marks.incrementAndGet();
            while (!each.isMarkHeard(number, all)) {
                if (Thread.currentThread().isInterrupted()) {
                    throw new AssertionError("not everybody heard the notices");
                }
            }
        }
    }

    /** Sends a mark, which arrives after everything that was published before. */
    private boolean isMarkHeard(long number, List<Ear> all) {
        long end = System.nanoTime() + MARK_NANOS;
        below().publish(ByteBuffer.allocate(MARK_BYTES)
                .putLong(MARK)
                .putLong(id)
                .putLong(number)
                .array());
        while (!all.stream().allMatch(ear -> ear.marks.getOrDefault(id, 0L) >= number)) {
            if (System.nanoTime() - end > 0) {
                return false;
            }
            LockSupport.parkNanos(20_000);
        }
        return true;
    }

    /** Ends all failures. */
    public void heal() {
        deaf = false;
        failure = null;
        failingOperation = null;
        failingItem = -1;
    }

    /**
     * Does something in the next call of an operation, once, before the driver sees it.
     *
     * @param operation the driver's method
     * @param step what to do
     */
    public void before(String operation, Step step) {
        next.set(new Hook(operation, step));
    }

    /**
     * Does something after the next call of an operation, once: the driver has done its work, and the caller does not know yet.
     *
     * @param operation the driver's method, or {@code unsubscribe} for the end of a subscription
     * @param step what to do
     */
    public void after(String operation, Step step) {
        then.set(new Hook(operation, step));
    }

    @Override
    public List<ItemOutcome<byte[]>> get(List<String> keys, Deadline deadline) throws Exception {
        arrive("get");
        return items(below("get", () -> below().get(keys, deadline)));
    }

    @Override
    public CacheWritten put(List<CacheWrite> writes, List<String> alongside, Deadline deadline) throws Exception {
        arrive("put");
        CacheWritten written = below("put", () -> below().put(writes, alongside, deadline));
        return new CacheWritten(items(written.outcomes()), written.alongside());
    }

    @Override
    public void publish(byte[] notice) {
        calls.add("publish");
        if (holding) {
            held.add(notice);
        } else if (!deaf) {
            below().publish(notice);
        }
    }

    @Override
    public Registration subscribe(NoticeListener listener) {
        calls.add("subscribe");
        Ear ear = new Ear(listener);
        ears.add(ear);
        Registration subscription = below().subscribe(ear);
        return () -> {
            ears.remove(ear);
            subscription.close();
            unsubscribed();
        };
    }

    @Override
    public List<ItemOutcome<Void>> remove(List<String> keys, Deadline deadline) throws Exception {
        arrive("remove");
        return items(below("remove", () -> below().remove(keys, deadline)));
    }

    @Override
    public boolean removeIf(String key, byte[] head, Deadline deadline) throws Exception {
        arrive("removeIf");
        return below("removeIf", () -> below().removeIf(key, head, deadline));
    }

    @Override
    public long increment(String key, long by, long ttlMillis, Deadline deadline) throws Exception {
        arrive("increment");
        return below("increment", () -> below().increment(key, by, ttlMillis, deadline));
    }

    @Override
    public long counter(String key, Deadline deadline) throws Exception {
        arrive("counter");
        return below("counter", () -> below().counter(key, deadline));
    }

    @Override
    public void resetCounter(String key, Deadline deadline) throws Exception {
        arrive("resetCounter");
        below().resetCounter(key, deadline);
        meet(then, "resetCounter");
    }

    private <T> T below(String operation, Call<T> call) throws Exception {
        running.incrementAndGet();
        try {
            T result = call.make();
            meet(then, operation);
            return result;
        } finally {
            running.decrementAndGet();
        }
    }

    private void arrive(String operation) throws Exception {
        calls.add(operation);
        meet(next, operation);
        Exception thrown = failure;
        String only = failingOperation;
        if (thrown != null && (only == null || only.equals(operation))) {
            throw thrown;
        }
    }

    private static void meet(AtomicReference<@Nullable Hook> hooks, String operation) throws Exception {
        Hook hook = hooks.get();
        if (hook != null && hook.operation.equals(operation) && hooks.compareAndSet(hook, null)) {
            hook.step.run();
        }
    }

    @SuppressWarnings("IllegalCatch")
    private void unsubscribed() {
        try {
            meet(then, "unsubscribe");
        } catch (Exception e) {
            throw new IllegalStateException("a step of the test failed", e);
        }
    }

    private <R> List<ItemOutcome<R>> items(List<ItemOutcome<R>> outcomes) {
        int failing = failingItem;
        if (failing < 0 || failing >= outcomes.size()) {
            return outcomes;
        }
        List<ItemOutcome<R>> changed = new ArrayList<>(outcomes);
        changed.set(
                failing,
                ItemOutcome.failed(
                        new DriverException(Failure.of(ErrorCode.UNAVAILABLE, "the test wants it so."), null)));
        return changed;
    }

    /** Hears for a listener, and keeps the marks from it. */
    private static final class Ear implements NoticeListener {
        private final NoticeListener listener;
        private final Map<Long, Long> marks = new ConcurrentHashMap<>();

        Ear(NoticeListener listener) {
            this.listener = listener;
        }

        @Override
        public void connected() {
            listener.connected();
        }

        @Override
        public void disconnected() {
            listener.disconnected();
        }

        @Override
        public void notice(byte[] notice) {
            ByteBuffer bytes = ByteBuffer.wrap(notice);
            if (notice.length == MARK_BYTES && bytes.getLong() == MARK) {
                marks.merge(bytes.getLong(), bytes.getLong(), Math::max);
            } else {
                listener.notice(notice);
            }
        }
    }
}

package io.midplatform.redis;

import static org.assertj.core.api.Assertions.assertThat;

import io.midplatform.cache.Cache;
import io.midplatform.redis.testing.Call;
import io.midplatform.redis.testing.Eventually;
import io.midplatform.redis.testing.Failures;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/**
 * One instance that writes rising numbers under one key, and others that read them: none may read a number that another replaced longer ago than
 * values are kept near. What a fault does to a write that was confirmed is not their business: it must lose none while this goes on.
 */
final class NearTraffic {
    /** Both clocks are the same one; this is for moments between a call's end and the look at the clock. */
    private static final long SLACK_NANOS = 100_000_000;
    /** Leaves the servers some of the processor: a near hit costs nothing. */
    private static final long PAUSE_NANOS = 20_000;

    private final Cache<String> writer;
    private final String key;
    private final long boundNanos;
    private final List<Call<Void>> calls = new ArrayList<>();
    private final ConcurrentSkipListMap<Long, Long> confirmed = new ConcurrentSkipListMap<>();
    private final AtomicLong reads = new AtomicLong();
    private final AtomicLong behind = new AtomicLong();
    private final AtomicLong oldest = new AtomicLong();
    private volatile boolean stopped;
    private volatile boolean paused;
    private volatile boolean resting;

    private NearTraffic(Cache<String> writer, String key, Duration bound) {
        this.writer = writer;
        this.key = key;
        this.boundNanos = bound.toNanos() + SLACK_NANOS;
    }

    /**
     * Starts it.
     *
     * @param bound their {@code near.ttl}
     */
    static NearTraffic start(Cache<String> writer, List<Cache<String>> readers, String key, Duration bound) {
        NearTraffic traffic = new NearTraffic(writer, key, bound);
        traffic.calls.add(Call.run(traffic::write));
        readers.forEach(reader -> traffic.calls.add(Call.run(() -> traffic.read(reader))));
        traffic.awaitMore();
        return traffic;
    }

    private void write() throws Exception {
        for (long n = 1; !stopped; n++) {
            resting = paused;
            if (resting) {
                n--;
                Thread.onSpinWait();
                continue;
            }
            String value = Long.toString(n);
            boolean done = Failures.tolerated(() -> {
                writer.put(key, value);
                return true;
            });
            if (done) {
                confirmed.put(System.nanoTime(), n);
                // its own write it sees at once, whatever the network does
                long own = writer.find(key).map(Long::parseLong).orElse(n);
                assertThat(own).as("the writer's own").isEqualTo(n);
            }
        }
    }

    private void read(Cache<String> cache) {
        while (!stopped) {
            long start = System.nanoTime();
            Map.Entry<Long, Long> due = confirmed.floorEntry(start - boundNanos);
            Map.Entry<Long, Long> last = confirmed.floorEntry(start);
            long least = due == null ? 0 : due.getValue();
            long seen = cache.find(key).map(Long::parseLong).orElse(Long.MAX_VALUE);
            assertThat(seen).as("what was replaced long ago").isGreaterThanOrEqualTo(least);
            reads.incrementAndGet();
            LockSupport.parkNanos(PAUSE_NANOS);
            if (last != null && seen < last.getValue()) {
                behind.incrementAndGet();
                oldest.accumulateAndGet(ageOf(seen, start), Math::max);
            }
        }
    }

    /** How long ago a number was replaced. */
    private long ageOf(long seen, long moment) {
        for (Map.Entry<Long, Long> each : confirmed.descendingMap().entrySet()) {
            if (each.getValue() <= seen) {
                Map.Entry<Long, Long> next = confirmed.higherEntry(each.getKey());
                return next == null ? 0 : Math.max(0, moment - next.getKey());
            }
        }
        return 0;
    }

    /** Waits until writes and reads have gone on. */
    void awaitMore() {
        int writes = confirmed.size() + 20;
        long seen = reads.get() + 20;
        Eventually.until(
                "traffic goes on",
                () -> (confirmed.size() >= writes && reads.get() >= seen)
                        || calls.stream().anyMatch(Call::isDone));
    }

    /** Writes nothing for a while; when this returns, no write is under way. Reads go on. */
    void pauseWrites() {
        paused = true;
        Eventually.until("it rests", () -> resting || calls.stream().anyMatch(Call::isDone));
    }

    /** Writes again. */
    void resumeWrites() {
        paused = false;
    }

    /** Ends it; throws what a caller found wrong. */
    void stop(String what) throws Exception {
        stopped = true;
        for (Call<Void> call : calls) {
            call.result();
        }
        System.out.println(what + ": " + confirmed.size() + " writes, " + reads + " reads, " + behind
                + " of them behind, by " + oldest.get() / 1_000_000 + " ms at most");
    }
}

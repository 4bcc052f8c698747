package io.midplatform.redis;

import io.lettuce.core.RedisCommandExecutionException;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.protocol.AsyncCommand;
import io.midplatform.ErrorCode;
import io.midplatform.Registration;
import io.midplatform.cache.spi.CacheCapabilities;
import io.midplatform.cache.spi.CacheDriver;
import io.midplatform.cache.spi.CacheWrite;
import io.midplatform.cache.spi.CacheWritten;
import io.midplatform.cache.spi.NoticeListener;
import io.midplatform.redis.RedisBatch.Item;
import io.midplatform.spi.Deadline;
import io.midplatform.spi.DriverException;
import io.midplatform.spi.Failure;
import io.midplatform.spi.Finding;
import io.midplatform.spi.ItemOutcome;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** A cache, or counters, on Redis. The connections are the hub's, which the resources of a provider instance share. */
final class RedisCacheDriver implements CacheDriver {
    /**
     * As many commands in one write, or keys in one command: more would keep others waiting, here and on the server. A thousand keys and the markers
     * read along are one round trip.
     */
    private static final int MOST_AT_ONCE = 2_048;

    private static final ItemOutcome<Boolean> WRITTEN = ItemOutcome.of(Boolean.TRUE);
    private static final ItemOutcome<Boolean> REFUSED = ItemOutcome.of(Boolean.FALSE);

    private final RedisHub hub;
    private final RedisCalls calls;
    private final String namespace;
    private final CacheCapabilities capabilities;

    /**
     * Opens one resource.
     *
     * @param hub the connections
     * @param namespace what its keys begin with, which names the channel of its notices too
     * @param capabilities what it can do
     */
    RedisCacheDriver(RedisHub hub, String namespace, CacheCapabilities capabilities) {
        this(hub, hub.calls(), namespace, capabilities);
    }

    RedisCacheDriver(RedisHub hub, RedisCalls calls, String namespace, CacheCapabilities capabilities) {
        this.hub = hub;
        this.calls = calls;
        this.namespace = namespace;
        this.capabilities = capabilities;
    }

    @Override
    public CacheCapabilities capabilities() {
        return capabilities;
    }

    @Override
    public List<ItemOutcome<byte[]>> get(List<String> keys, Deadline deadline) throws Exception {
        if (keys.size() == 1) {
            return List.of(outcome(calls.call(keys.get(0), true, RedisCommands.get(keys.get(0)), deadline)));
        }
        if (keys.size() <= MOST_AT_ONCE && !calls.routes().isSharded()) {
            return calls.call(keys.get(0), true, RedisCommands.mget(keys), deadline);
        }
        List<ItemOutcome<byte[]>> outcomes = new ArrayList<>(keys.size());
        for (int from = 0; from < keys.size(); from += MOST_AT_ONCE) {
            RedisReads reads = new RedisReads(keys.subList(from, Math.min(keys.size(), from + MOST_AT_ONCE)));
            RedisBatch batch = new RedisBatch(calls, reads.size(), deadline);
            reads.addTo(batch, calls.routes().isSharded());
            batch.run();
            reads.outcomes(outcomes);
        }
        throwIfAllFailed(outcomes);
        return outcomes;
    }

    private static ItemOutcome<byte[]> outcome(byte @Nullable [] value) {
        return value == null ? ItemOutcome.done() : ItemOutcome.of(value);
    }

    @Override
    public CacheWritten put(List<CacheWrite> writes, List<String> alongside, Deadline deadline) throws Exception {
        if (writes.size() == 1 && alongside.isEmpty()) {
            CacheWrite write = writes.get(0);
            return new CacheWritten(
                    List.of(isWritten(calls.call(write.key(), false, command(write), deadline))), List.of());
        }
        boolean sharded = calls.routes().isSharded();
        if (writes.size() == 1
                && alongside.size() == 1
                && !sharded
                && writes.get(0).condition() != CacheWrite.Condition.MATCHES) {
            return put(writes.get(0), alongside.get(0), deadline);
        }
        List<ItemOutcome<Boolean>> outcomes = new ArrayList<>(writes.size());
        List<ItemOutcome<byte[]>> read = new ArrayList<>(alongside.size());
        for (int from = 0; from < writes.size(); from += MOST_AT_ONCE) {
            List<CacheWrite> some = writes.subList(from, Math.min(writes.size(), from + MOST_AT_ONCE));
            RedisReads reads = new RedisReads(from == 0 ? alongside : List.of());
            RedisBatch batch = new RedisBatch(calls, some.size() + reads.size(), deadline);
            List<Item<?>> items = new ArrayList<>(some.size());
            for (CacheWrite write : some) {
                items.add(batch.add(write.key(), false, command(write)));
            }
            reads.addTo(batch, sharded);
            Exception unsent = run(batch, from == 0);
            for (Item<?> item : items) {
                Exception failure = unsent == null ? item.failure() : unsent;
                outcomes.add(failure == null ? isWritten(item.result()) : ItemOutcome.failed(failure));
            }
            reads.outcomes(read);
        }
        throwIfAllFailed(outcomes);
        return new CacheWritten(outcomes, read);
    }

    /** What kept one part of many writes from being sent, null for nothing. Where it is the first part, nothing has happened, and it is thrown. */
    private static @Nullable Exception run(RedisBatch batch, boolean first) throws InterruptedException {
        try {
            batch.run();
            return null;
        } catch (RuntimeException e) {
            if (first) {
                throw e;
            }
            return e;
        }
    }

    /** The usual case, a plain write and a marker, without what a batch of any size and place needs. */
    @SuppressWarnings("IllegalCatch")
    private CacheWritten put(CacheWrite write, String beside, Deadline deadline) throws Exception {
        StatefulRedisConnection<String, byte[]> connection = calls.routes().connection(write.key(), false, deadline);
        AsyncCommand<String, byte[], String> set = RedisCommands.set(write);
        AsyncCommand<String, byte[], byte[]> get = RedisCommands.get(beside);
        calls.send(connection, List.of(set, get));
        ItemOutcome<byte[]> read;
        try {
            read = outcome(calls.await(connection, get, deadline)); // the last answer: the first is there then
        } catch (InterruptedException e) {
            set.cancel();
            throw e;
        } catch (Exception e) {
            read = ItemOutcome.failed(e);
        }
        return new CacheWritten(List.of(isWritten(calls.await(connection, set, deadline))), List.of(read));
    }

    private static AsyncCommand<String, byte[], ?> command(CacheWrite write) {
        if (write.condition() != CacheWrite.Condition.MATCHES) {
            return RedisCommands.set(write);
        }
        String ttl = write.ttlMillis() == CacheWrite.NO_END ? "" : Long.toString(RedisCommands.ttl(write.ttlMillis()));
        return RedisScript.REPLACE.call(write.key(), write.head(), write.value(), ascii(ttl));
    }

    /** SET says OK or nothing, the script 1 or 0. */
    private static ItemOutcome<Boolean> isWritten(@Nullable Object answer) {
        boolean written = answer instanceof Long number ? number == 1 : answer != null;
        return written ? WRITTEN : REFUSED;
    }

    @Override
    public List<ItemOutcome<Void>> remove(List<String> keys, Deadline deadline) throws Exception {
        if (keys.size() == 1) {
            calls.call(keys.get(0), false, RedisCommands.unlink(keys.get(0)), deadline);
            return List.of(ItemOutcome.done());
        }
        List<ItemOutcome<Void>> outcomes = new ArrayList<>(keys.size());
        for (int from = 0; from < keys.size(); from += MOST_AT_ONCE) {
            removeSome(keys.subList(from, Math.min(keys.size(), from + MOST_AT_ONCE)), outcomes, deadline);
        }
        throwIfAllFailed(outcomes);
        return outcomes;
    }

    private void removeSome(List<String> keys, List<ItemOutcome<Void>> outcomes, Deadline deadline)
            throws InterruptedException {
        boolean sharded = calls.routes().isSharded();
        RedisBatch batch = new RedisBatch(calls, sharded ? keys.size() : 1, deadline);
        List<Item<Long>> items = new ArrayList<>(keys.size());
        if (sharded) {
            keys.forEach(key -> items.add(batch.add(key, false, RedisCommands.unlink(key))));
        } else {
            items.add(batch.add(keys.get(0), false, RedisCommands.unlink(keys)));
        }
        Exception unsent = run(batch, outcomes.isEmpty());
        for (int i = 0; i < keys.size(); i++) {
            outcomes.add(
                    unsent != null
                            ? ItemOutcome.failed(unsent)
                            : items.get(sharded ? i : 0).outcome(removed -> ItemOutcome.done()));
        }
    }

    /** What fails for every item fails the call. */
    private static void throwIfAllFailed(List<? extends ItemOutcome<?>> outcomes) throws Exception {
        for (ItemOutcome<?> outcome : outcomes) {
            if (outcome.failure() == null) {
                return;
            }
        }
        if (outcomes.get(0).failure() instanceof Exception first) {
            throw first;
        }
    }

    @Override
    public boolean removeIf(String key, byte[] head, Deadline deadline) throws Exception {
        return calls.call(key, false, RedisScript.REMOVE.call(key, head), deadline) == 1;
    }

    @Override
    public long increment(String key, long by, long ttlMillis, Deadline deadline) throws Exception {
        try {
            return added(key, by, ttlMillis, deadline);
        } catch (RedisCommandExecutionException e) {
            if (RedisErrors.isFull(e)) {
                throw new DriverException(RedisErrors.noRoomForACounter(), e);
            }
            throw e;
        }
    }

    private long added(String key, long by, long ttlMillis, Deadline deadline) throws Exception {
        if (ttlMillis == CacheWrite.NO_END) {
            return calls.call(key, false, RedisCommands.incrBy(key, by), deadline);
        }
        byte[] by1 = ascii(Long.toString(by));
        byte[] ttl = ascii(Long.toString(RedisCommands.ttl(ttlMillis)));
        return number(calls.call(key, false, RedisScript.INCREMENT.call(key, by1, ttl), deadline));
    }

    @Override
    public long counter(String key, Deadline deadline) throws Exception {
        return number(calls.call(key, true, RedisCommands.get(key), deadline));
    }

    private static long number(byte @Nullable [] digits) {
        if (digits == null) {
            return 0;
        }
        try {
            return Long.parseLong(new String(digits, StandardCharsets.ISO_8859_1));
        } catch (NumberFormatException e) {
            throw new DriverException(ErrorCode.INVALID_REQUEST, "the key holds something else than a counter.");
        }
    }

    @Override
    public void resetCounter(String key, Deadline deadline) throws Exception {
        calls.call(key, false, RedisCommands.unlink(key), deadline);
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    @Override
    public void publish(byte[] notice) {
        hub.notices().publish(namespace, notice);
    }

    @Override
    public Registration subscribe(NoticeListener listener) {
        return hub.notices().subscribe(namespace, listener);
    }

    @Override
    public OptionalLong evictions() {
        return OptionalLong.empty(); // only the server knows, of all its programs together
    }

    @Override
    public Failure classify(Throwable thrown) {
        return RedisErrors.classify(thrown);
    }

    @Override
    public List<Finding> verify(Deadline deadline) throws Exception {
        return new RedisVerification(calls, hub, namespace).run(deadline);
    }

    @Override
    public String physicalName() {
        return hub.physicalName();
    }

    @Override
    public <T> Optional<T> unwrap(Class<T> type) {
        return hub.unwrap(type);
    }

    @Override
    public void close() {
        // the hub is the platform's, which closes it after its resources
    }
}

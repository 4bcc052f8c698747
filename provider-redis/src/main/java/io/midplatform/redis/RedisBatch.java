package io.midplatform.redis;

import io.lettuce.core.RedisCommandExecutionException;
import io.lettuce.core.RedisException;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.protocol.AsyncCommand;
import io.lettuce.core.protocol.RedisCommand;
import io.midplatform.spi.Deadline;
import io.midplatform.spi.ItemOutcome;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Several commands under way at once, in one write per node. For one thread. */
final class RedisBatch {
    private final RedisCalls calls;
    private final Deadline deadline;
    private final List<Item<?>> items;

    RedisBatch(RedisCalls calls, int size, Deadline deadline) {
        this.calls = calls;
        this.deadline = deadline;
        this.items = new ArrayList<>(size);
    }

    /** Adds a command. */
    <T> Item<T> add(String key, boolean reading, AsyncCommand<String, byte[], T> command) {
        Item<T> item = new Item<>(key, reading, command);
        items.add(item);
        return item;
    }

    /** Sends all and waits for all. Fails as a whole only where nothing was sent, or the thread is interrupted. */
    void run() throws InterruptedException {
        send();
        try {
            // the last answers come last: whoever waits for them finds the others there
            for (int i = items.size() - 1; i >= 0; i--) {
                items.get(i).await(calls, deadline);
            }
            for (Item<?> item : items) {
                item.again(calls, deadline);
            }
        } catch (InterruptedException e) {
            items.forEach(item -> item.command.cancel());
            throw e;
        }
    }

    private void send() throws InterruptedException {
        if (!calls.routes().isSharded()) {
            StatefulRedisConnection<String, byte[]> only = calls.routes()
                    .connection(items.get(0).key, items.stream().allMatch(item -> item.reading), deadline);
            List<RedisCommand<String, byte[], ?>> commands = new ArrayList<>(items.size());
            for (Item<?> item : items) {
                item.connection = only;
                commands.add(item.command);
            }
            only.dispatch(commands);
            return;
        }
        IdentityHashMap<StatefulRedisConnection<String, byte[]>, List<RedisCommand<String, byte[], ?>>> nodes =
                new IdentityHashMap<>();
        for (Item<?> item : items) {
            try {
                StatefulRedisConnection<String, byte[]> node =
                        calls.routes().connection(item.key, item.reading, deadline);
                item.connection = node;
                nodes.computeIfAbsent(node, fresh -> new ArrayList<>()).add(item.command);
            } catch (RuntimeException e) {
                item.failure = e; // its node is away; the others are not
            }
        }
        nodes.forEach(RedisBatch::dispatch);
    }

    private static void dispatch(
            StatefulRedisConnection<String, byte[]> node, List<RedisCommand<String, byte[], ?>> commands) {
        try {
            node.dispatch(commands);
        } catch (RedisException e) {
            commands.forEach(command -> command.completeExceptionally(e));
        }
    }

    /**
     * One command and what became of it.
     *
     * @param <T> its result
     */
    static final class Item<T> {
        private final String key;
        private final boolean reading;
        private final AsyncCommand<String, byte[], T> command;
        private @Nullable StatefulRedisConnection<String, byte[]> connection;
        private @Nullable T result;
        private @Nullable Exception failure;

        private Item(String key, boolean reading, AsyncCommand<String, byte[], T> command) {
            this.key = key;
            this.reading = reading;
            this.command = command;
        }

        @SuppressWarnings("IllegalCatch")
        private void await(RedisCalls calls, Deadline deadline) throws InterruptedException {
            if (connection == null) {
                return;
            }
            try {
                result = calls.await(connection, command, deadline);
            } catch (InterruptedException e) {
                throw e;
            } catch (Exception e) {
                failure = e;
            }
        }

        @SuppressWarnings("IllegalCatch")
        private void again(RedisCalls calls, Deadline deadline) throws InterruptedException {
            if (connection == null || !(failure instanceof RedisCommandExecutionException refusal)) {
                return;
            }
            try {
                result = calls.again(connection, command, refusal, deadline);
                failure = null;
            } catch (InterruptedException e) {
                throw e;
            } catch (Exception e) {
                failure = e;
            }
        }

        /** The failure, null for a success. */
        @Nullable
        Exception failure() {
            return failure;
        }

        /** The answer of a success. */
        @Nullable
        T result() {
            return result;
        }

        /** The outcome in the driver's words. */
        <R> ItemOutcome<R> outcome(Function<@Nullable T, ItemOutcome<R>> of) {
            return failure == null ? of.apply(result) : ItemOutcome.failed(failure);
        }
    }
}

package io.midplatform.redis;

import io.lettuce.core.RedisException;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.protocol.AsyncCommand;
import io.midplatform.ErrorCode;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;

/**
 * Takes connections down that are open and answer nothing: a server that hangs, or one whose machine is gone without a word, which TCP alone
 * notices after many minutes. Costs nothing until a call has run out of time. Thread-safe.
 */
@SuppressWarnings("FutureReturnValueIgnored") // of timers, which do not fail
final class Silence {
    private static final long PATIENCE_SECONDS = 3;

    private final ScheduledExecutorService timer;
    private final Consumer<StatefulRedisConnection<String, byte[]>> reset;
    private final Set<StatefulRedisConnection<String, byte[]>> probed = ConcurrentHashMap.newKeySet();

    Silence(ScheduledExecutorService timer, Consumer<StatefulRedisConnection<String, byte[]>> reset) {
        this.timer = timer;
        this.reset = reset;
    }

    /** A call on this connection ran out of time: unless it answers a ping soon, it is reset. */
    void suspect(StatefulRedisConnection<String, byte[]> connection) {
        if (!probed.add(connection)) {
            return;
        }
        AsyncCommand<String, byte[], String> ping = RedisCommands.ping();
        AtomicBoolean answered = new AtomicBoolean();
        // one that is down was reset meanwhile; one that takes no more commands is as silent as before
        ping.whenComplete((pong, thrown) ->
                answered.set(thrown == null || RedisErrors.classify(thrown).code() != ErrorCode.THROTTLED));
        try {
            connection.dispatch(ping);
        } catch (RedisException e) {
            // closed meanwhile
        }
        timer.schedule(
                () -> {
                    probed.remove(connection);
                    if (!answered.get()) {
                        ping.cancel();
                        reset.accept(connection);
                    }
                },
                PATIENCE_SECONDS,
                TimeUnit.SECONDS);
    }
}

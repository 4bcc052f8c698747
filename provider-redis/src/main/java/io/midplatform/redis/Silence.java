package io.midplatform.redis;

import io.lettuce.core.RedisException;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.protocol.AsyncCommand;
import io.midplatform.ErrorCode;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Takes connections down that are open and answer nothing: a server that hangs, or one whose machine is gone without a word, which TCP alone
 * notices after many minutes. Costs nothing until a call has run out of time. Thread-safe.
 */
@SuppressWarnings("FutureReturnValueIgnored") // of timers, which do not fail
final class Silence {
    private static final long PATIENCE_SECONDS = 3;

    private final ScheduledExecutorService timer;
    private final Routes routes;
    private final Set<StatefulRedisConnection<String, byte[]>> probed = ConcurrentHashMap.newKeySet();

    Silence(ScheduledExecutorService timer, Routes routes) {
        this.timer = timer;
        this.routes = routes;
    }

    /**
     * A call on this connection ran out of time. Unless it answers a ping soon, it is reset. Of one over several servers, that is done with the
     * connection to each; where the call's way leads nowhere though none of them is silent, a connection is still being made in vain.
     */
    void suspect(StatefulRedisConnection<String, byte[]> connection, boolean reading) {
        List<StatefulRedisConnection<String, byte[]>> parts = routes.parts(connection);
        for (StatefulRedisConnection<String, byte[]> part : parts) {
            probe(part, RedisCommands.ping(), () -> routes.reset(part));
        }
        if (!parts.contains(connection)) {
            probe(
                    connection,
                    reading ? RedisCommands.readingPing() : RedisCommands.ping(),
                    () -> routes.look(connection, reading));
        }
    }

    private void probe(
            StatefulRedisConnection<String, byte[]> connection,
            AsyncCommand<String, byte[], String> ping,
            Runnable silent) {
        if (!probed.add(connection)) {
            return;
        }
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
                        silent.run();
                    }
                },
                PATIENCE_SECONDS,
                TimeUnit.SECONDS);
    }
}

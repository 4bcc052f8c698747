package io.midplatform.redis;

import io.lettuce.core.RedisCommandExecutionException;
import io.lettuce.core.RedisConnectionException;
import io.lettuce.core.RedisException;
import io.lettuce.core.RedisNoScriptException;
import io.lettuce.core.RedisReadOnlyException;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.masterreplica.StatefulRedisMasterReplicaConnection;
import io.lettuce.core.protocol.AsyncCommand;
import io.lettuce.core.protocol.RedisCommand;
import io.midplatform.redis.Routes.Redirection;
import io.midplatform.spi.Deadline;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * How commands are sent and their answers waited for: within the deadline, along the cluster's redirections, with a script's text where the
 * server lacks it. Only commands that the server refused are sent again. Thread-safe.
 */
final class RedisCalls {
    /** More redirections than a cluster needs, even while slots move. */
    private static final int MOST_HOPS = 5;

    private final Routes routes;
    private final Silence silence;
    private final Supplier<@Nullable Throwable> trouble;

    /**
     * Makes the way of sending.
     *
     * @param routes which connection a key takes
     * @param silence told of calls that ran out of time
     * @param trouble why connections that are down stay down, null when that is unknown
     */
    RedisCalls(Routes routes, Silence silence, Supplier<@Nullable Throwable> trouble) {
        this.routes = routes;
        this.silence = silence;
        this.trouble = trouble;
    }

    Routes routes() {
        return routes;
    }

    /** Sends a command and waits for its answer. */
    <T> T call(String key, boolean reading, AsyncCommand<String, byte[], T> command, Deadline deadline)
            throws Exception {
        StatefulRedisConnection<String, byte[]> connection = routes.connection(key, reading, deadline);
        send(connection, List.of(command));
        try {
            return await(connection, command, deadline);
        } catch (RedisCommandExecutionException e) {
            return again(connection, command, e, deadline);
        }
    }

    /** Waits for an answer; throws what the server or Lettuce reports. A command not answered in time is forgotten. */
    <T> T await(
            StatefulRedisConnection<String, byte[]> connection,
            AsyncCommand<String, byte[], T> command,
            Deadline deadline)
            throws Exception {
        try {
            return command.get(deadline.remainingNanos(), TimeUnit.NANOSECONDS);
        } catch (ExecutionException e) {
            throw reported(connection, RedisCommands.isRead(command), e.getCause());
        } catch (TimeoutException e) {
            command.cancel();
            silence.suspect(connection, RedisCommands.isRead(command));
            throw e;
        } catch (InterruptedException e) {
            command.cancel();
            throw e;
        }
    }

    /** Sends commands in one write; throws when none was sent. */
    void send(
            StatefulRedisConnection<String, byte[]> connection,
            List<? extends RedisCommand<String, byte[], ?>> commands) {
        try {
            if (commands.size() == 1) {
                connection.dispatch(commands.get(0));
            } else {
                connection.dispatch(commands);
            }
        } catch (RedisException e) {
            look(connection, commands.stream().allMatch(RedisCommands::isRead), e);
            throw e;
        }
    }

    /** Between a master and replicas: Lettuce itself looks for them only once. */
    private void look(StatefulRedisConnection<String, byte[]> connection, boolean reading, Throwable thrown) {
        if (connection instanceof StatefulRedisMasterReplicaConnection && RedisErrors.isServerAway(thrown)) {
            routes.look(connection, reading);
        }
    }

    private Exception reported(
            StatefulRedisConnection<String, byte[]> connection, boolean reading, @Nullable Throwable thrown) {
        if (thrown instanceof RedisReadOnlyException && !routes.isSharded()) {
            // what was the master is one no more: whoever is now is found by connecting again
            routes.reset(connection);
        }
        if (thrown != null) {
            look(connection, reading, thrown);
        }
        if (thrown instanceof RedisException refused && RedisErrors.isNotConnected(refused)) {
            Throwable known = trouble.get();
            return known == null ? refused : new RedisConnectionException("the connection is down", known);
        }
        return thrown instanceof Exception exception ? exception : new RedisException(thrown);
    }

    /** Sends a refused command again where that is the answer to the refusal; else throws it. */
    <T> T again(
            StatefulRedisConnection<String, byte[]> from,
            AsyncCommand<String, byte[], T> refused,
            RedisCommandExecutionException refusal,
            Deadline deadline)
            throws Exception {
        StatefulRedisConnection<String, byte[]> connection = from;
        AsyncCommand<String, byte[], T> command = refused;
        RedisCommandExecutionException last = refusal;
        for (int hop = 0; hop < MOST_HOPS; hop++) {
            if (last instanceof RedisNoScriptException && command instanceof RedisScript.Call<T> script) {
                command = script.whole();
                connection.dispatch(command);
            } else {
                Redirection way = routes.redirection(connection, last, deadline);
                if (way == null) {
                    throw last;
                }
                connection = way.connection();
                command = command instanceof RedisScript.Call<T> script
                        ? script.repeated()
                        : RedisCommands.again(command);
                if (way.asking()) {
                    connection.dispatch(List.of(RedisCommands.asking(), command));
                } else {
                    connection.dispatch(command);
                }
            }
            try {
                return await(connection, command, deadline);
            } catch (RedisCommandExecutionException e) {
                last = e;
            }
        }
        throw last;
    }
}

package io.midplatform.redis;

import io.lettuce.core.RedisCommandExecutionException;
import io.lettuce.core.api.StatefulRedisConnection;
import io.midplatform.spi.Deadline;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Which connection a key's commands take. Thread-safe. */
interface Routes {
    /**
     * The connection of a key. Waits while it is made for the first time.
     *
     * @param key the key
     * @param reading whether the command only reads
     * @param deadline when to give up
     * @return the connection, which may be down: then it refuses commands
     * @throws InterruptedException when the thread is interrupted
     */
    StatefulRedisConnection<String, byte[]> connection(String key, boolean reading, Deadline deadline)
            throws InterruptedException;

    /** A connection to publish on, without waiting; null when there is none. It may be down. */
    @Nullable
    StatefulRedisConnection<String, byte[]> ready(String channel);

    /** Whether keys are spread over nodes, so that a command holds one key. */
    boolean isSharded();

    /** Where a refused command is to go instead, null when the server did not say that. */
    @Nullable
    Redirection redirection(
            StatefulRedisConnection<String, byte[]> from, RedisCommandExecutionException refusal, Deadline deadline)
            throws InterruptedException;

    /** The connections to one server each, which commands on this one may take; itself where it is such a one. */
    List<StatefulRedisConnection<String, byte[]>> parts(StatefulRedisConnection<String, byte[]> connection);

    /**
     * Asks anew which servers there are, since those that are known are away or silent. What still works goes on meanwhile.
     *
     * @param connection on which they are away
     * @param reading whether those who are read from are away, or else the master
     */
    void look(StatefulRedisConnection<String, byte[]> connection, boolean reading);

    /** Takes a connection down that answers nothing, or not as a master does; it is made anew. */
    void reset(StatefulRedisConnection<String, byte[]> connection);

    /**
     * Another way for one command.
     *
     * @param connection where to
     * @param asking whether the node has to be told that it was named for this command only
     */
    record Redirection(StatefulRedisConnection<String, byte[]> connection, boolean asking) {}
}

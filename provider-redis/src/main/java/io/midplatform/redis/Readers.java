package io.midplatform.redis;

import io.lettuce.core.ReadFrom;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.masterreplica.StatefulRedisMasterReplicaConnection;
import io.lettuce.core.models.role.RedisNodeDescription;
import java.util.List;

/** Who is read from, on one connection over several servers; knows how many servers that connection knows. Thread-safe. */
final class Readers extends ReadFrom {
    private final ReadFrom chosen;
    private volatile int known;

    Readers(ReadFrom chosen) {
        this.chosen = chosen;
    }

    @Override
    public List<RedisNodeDescription> select(Nodes nodes) {
        known = nodes.getNodes().size();
        return chosen.select(nodes);
    }

    @Override
    protected boolean isOrderSensitive() {
        return chosen != ReadFrom.ANY;
    }

    /** How many servers a connection knew when it was read from last. */
    static int known(StatefulRedisConnection<String, byte[]> connection) {
        return connection instanceof StatefulRedisMasterReplicaConnection<String, byte[]> several
                        && several.getReadFrom() instanceof Readers readers
                ? readers.known
                : 0;
    }
}

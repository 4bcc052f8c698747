package io.midplatform.redis;

import io.midplatform.redis.RedisBatch.Item;
import io.midplatform.spi.ItemOutcome;
import java.util.ArrayList;
import java.util.List;

/** Reads of a batch: one command for all keys, or one for each where they are spread over nodes. For one thread. */
final class RedisReads {
    private final List<String> keys;
    private final List<Item<byte[]>> single = new ArrayList<>();
    private final List<Item<List<ItemOutcome<byte[]>>>> together = new ArrayList<>(1);

    RedisReads(List<String> keys) {
        this.keys = keys;
    }

    int size() {
        return keys.size();
    }

    void addTo(RedisBatch batch, boolean sharded) {
        if (sharded || keys.size() == 1) {
            keys.forEach(key -> single.add(batch.add(key, true, RedisCommands.get(key))));
        } else if (!keys.isEmpty()) {
            together.add(batch.add(keys.get(0), true, RedisCommands.mget(keys)));
        }
    }

    /** Adds the outcomes, in the order of the keys. */
    void outcomes(List<ItemOutcome<byte[]>> outcomes) {
        for (Item<byte[]> item : single) {
            outcomes.add(item.outcome(value -> value == null ? ItemOutcome.done() : ItemOutcome.of(value)));
        }
        for (Item<List<ItemOutcome<byte[]>>> item : together) {
            Exception failure = item.failure();
            List<ItemOutcome<byte[]>> found = item.result();
            if (failure == null && found != null) {
                outcomes.addAll(found);
            } else {
                keys.forEach(key -> outcomes.add(
                        ItemOutcome.failed(failure == null ? new IllegalStateException("no answer") : failure)));
            }
        }
    }
}

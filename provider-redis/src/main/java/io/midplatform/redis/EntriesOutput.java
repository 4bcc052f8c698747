package io.midplatform.redis;

import io.lettuce.core.output.CommandOutput;
import io.midplatform.spi.ItemOutcome;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/** The answer to MGET, as the driver gives it to the engine. */
final class EntriesOutput extends CommandOutput<String, byte[], List<ItemOutcome<byte[]>>> {
    private boolean begun;

    EntriesOutput() {
        super(CacheCodec.INSTANCE, List.of());
    }

    @Override
    public void multi(int count) {
        if (!begun) {
            begun = true;
            output = new ArrayList<>(Math.max(0, count));
        }
    }

    @Override
    public void set(ByteBuffer bytes) {
        if (begun) {
            output.add(bytes == null ? ItemOutcome.done() : ItemOutcome.of(codec.decodeValue(bytes)));
        }
    }
}

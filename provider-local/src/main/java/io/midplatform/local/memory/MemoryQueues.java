package io.midplatform.local.memory;

import io.midplatform.queue.spi.QueueDriver;
import io.midplatform.queue.spi.QueueTarget;
import io.midplatform.spi.PlatformTime;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** The queues of one platform by their physical names: two resources that name one queue share it. Thread-safe. */
public final class MemoryQueues implements AutoCloseable {
    private final PlatformTime time;
    private final Map<String, MemoryQueue> queues = new ConcurrentHashMap<>();

    /**
     * Starts without queues.
     *
     * @param time the platform's time
     */
    public MemoryQueues(PlatformTime time) {
        this.time = time;
    }

    /**
     * Opens a queue, which is made unless the target says otherwise.
     *
     * @param target which queue
     * @return its driver
     */
    public QueueDriver open(QueueTarget target) {
        if (!Boolean.FALSE.equals(target.create())) {
            queues.computeIfAbsent(target.name(), name -> new MemoryQueue(time));
        }
        return new MemoryQueueDriver(this, target.name());
    }

    @Nullable
    MemoryQueue find(String name) {
        return queues.get(name);
    }

    @Override
    public void close() {
        queues.clear();
    }
}

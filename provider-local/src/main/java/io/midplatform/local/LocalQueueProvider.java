package io.midplatform.local;

import io.midplatform.local.memory.MemoryQueueDriver;
import io.midplatform.local.memory.MemoryQueues;
import io.midplatform.queue.spi.QueueCapabilities;
import io.midplatform.queue.spi.QueueDriver;
import io.midplatform.queue.spi.QueueProvider;
import io.midplatform.queue.spi.QueueTarget;
import io.midplatform.spi.ProviderContext;

/** Queues in memory, or on disk. */
public final class LocalQueueProvider implements QueueProvider {
    /** For the service loader. */
    public LocalQueueProvider() {}

    @Override
    public String type() {
        return "local";
    }

    @Override
    public Class<? extends Record> settings() {
        return LocalQueueSettings.class;
    }

    @Override
    public QueueCapabilities capabilities(ProviderContext context) {
        return MemoryQueueDriver.CAPABILITIES;
    }

    @Override
    public QueueDriver open(ProviderContext context, QueueTarget target) {
        LocalQueueSettings settings = context.settings(LocalQueueSettings.class);
        if (settings.mode() == Mode.DISK) {
            Boolean create = target.create();
            return Folders.open(context, settings.path(), settings.durability())
                    .queue(target.name(), create == null || create);
        }
        return context.shared(MemoryQueues.class, MemoryQueues.class, () -> new MemoryQueues(context.time()))
                .open(target);
    }
}

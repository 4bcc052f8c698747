package io.midplatform.storage.engine;

import java.util.concurrent.atomic.AtomicLong;

/**
 * The memory that all streamed uploads of the process may hold beyond the one part that each needs. Where it is used up, a part is sent by the
 * thread that made it, which is slower and needs nothing. Thread-safe.
 */
final class TransferMemory {
    /** A quarter of the heap: what is left is the application's. */
    static final TransferMemory SHARED = new TransferMemory(Runtime.getRuntime().maxMemory() / 4);

    private final AtomicLong left;

    TransferMemory(long bytes) {
        this.left = new AtomicLong(bytes);
    }

    boolean tryTake(long bytes) {
        for (long now = left.get(); now >= bytes; now = left.get()) {
            if (left.compareAndSet(now, now - bytes)) {
                return true;
            }
        }
        return false;
    }

    void giveBack(long bytes) {
        left.addAndGet(bytes);
    }
}

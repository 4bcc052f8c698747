package io.midplatform.storage.engine;

import io.midplatform.spi.PlatformTime;
import io.midplatform.storage.TransferOptions;
import io.midplatform.storage.TransferProgress;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Counts the bytes of a transfer and tells the listener, by one thread at a time. Thread-safe. */
final class Progress {
    private static final Logger LOG = LoggerFactory.getLogger(Progress.class);

    private final @Nullable Consumer<TransferProgress> listener;
    private final PlatformTime time;
    private final long begun;
    private final AtomicLong bytes = new AtomicLong();
    private final AtomicLong total = new AtomicLong();
    private final ReentrantLock telling = new ReentrantLock();
    private boolean broken;

    Progress(TransferOptions options, PlatformTime time) {
        this.listener = options.progress().orElse(null);
        this.time = time;
        this.begun = time.nanoTime();
    }

    /** More to come. */
    void expect(long count) {
        total.addAndGet(count);
    }

    /** Bytes have arrived. Another thread that is telling right now keeps nobody waiting: the next telling includes them. */
    void add(long count) {
        bytes.addAndGet(count);
        if (listener != null && telling.tryLock()) {
            tell(listener);
        }
    }

    /** The end, which is told for sure. */
    void end() {
        if (listener != null) {
            telling.lock();
            tell(listener);
        }
    }

    @SuppressWarnings("IllegalCatch") // a listener disturbs nobody
    private void tell(Consumer<TransferProgress> to) {
        try {
            long now = bytes.get();
            double seconds = (time.nanoTime() - begun) / (double) TimeUnit.SECONDS.toNanos(1);
            to.accept(new TransferProgress(now, total.get(), seconds <= 0 ? 0 : now / seconds));
        } catch (RuntimeException e) {
            if (!broken) {
                broken = true;
                LOG.warn("A listener of a transfer's progress failed; the transfer goes on", e);
            }
        } finally {
            telling.unlock();
        }
    }
}

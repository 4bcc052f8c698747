package io.midplatform.queue.engine;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What one handler does in one go: one message, or those of one ordering key that came together, one after another. All state is guarded by
 * the lock of the worker's {@link Crew}.
 */
final class HandlerTask<T> implements Runnable {
    /** Whether the task's first message has been taken up. */
    enum Stage {
        WAITING,
        RUNNING,
        OVER
    }

    private final EngineWorker<T> worker;
    private List<EngineDelivery<T>> left;
    private Stage stage = Stage.WAITING;
    private @Nullable EngineDelivery<T> current;
    private @Nullable Thread owner;
    private @Nullable Thread thread;
    private boolean interrupted;

    HandlerTask(EngineWorker<T> worker, List<EngineDelivery<T>> deliveries) {
        this.worker = worker;
        this.left = deliveries;
    }

    @Override
    public void run() {
        worker.run(this);
    }

    Stage stage() {
        return stage;
    }

    /** Takes the task up on the current thread; false for one that is over. */
    boolean begin() {
        if (stage != Stage.WAITING) {
            return false;
        }
        stage = Stage.RUNNING;
        owner = Thread.currentThread();
        return true;
    }

    void end() {
        stage = Stage.OVER;
        owner = null;
    }

    /** Takes the next message. */
    @Nullable
    EngineDelivery<T> next() {
        if (left.isEmpty()) {
            return null;
        }
        EngineDelivery<T> first = left.get(0);
        left = left.subList(1, left.size());
        return first;
    }

    /** Takes away what has not been started. */
    List<EngineDelivery<T>> cut() {
        List<EngineDelivery<T>> cut = left;
        left = List.of();
        return cut;
    }

    void entered(@Nullable EngineDelivery<T> delivery, @Nullable Thread handler) {
        current = delivery;
        thread = handler;
    }

    @Nullable
    EngineDelivery<T> current() {
        return current;
    }

    /** Whether the thread is the task's, be it in the handler or settling what the handler has left. */
    boolean runsOn(Thread other) {
        return other.equals(owner);
    }

    void interrupt() {
        if (thread != null) {
            interrupted = true;
            thread.interrupt();
        }
    }

    /** The handler has ended: whether it was interrupted by us. */
    boolean left() {
        thread = null;
        return interrupted;
    }
}

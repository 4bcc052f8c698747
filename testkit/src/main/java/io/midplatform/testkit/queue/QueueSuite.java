package io.midplatform.testkit.queue;

import static org.assertj.core.api.Assertions.assertThat;

import io.midplatform.ErrorCode;
import io.midplatform.Platform;
import io.midplatform.PlatformException;
import io.midplatform.Support;
import io.midplatform.queue.Delivery;
import io.midplatform.queue.MessageQueue;
import io.midplatform.queue.QueueFeature;
import io.midplatform.queue.ReceiveOptions;
import io.midplatform.queue.spi.QueueCapabilities;
import io.midplatform.queue.spi.QueueLimits;
import io.midplatform.testkit.ContractSuite;
import io.midplatform.testkit.DriverProbe;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.IntSupplier;
import java.util.function.UnaryOperator;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;

/** What the suites of queues share: a queue of text named {@code jobs}, watched by a probe. */
public abstract class QueueSuite extends ContractSuite {
    /** How long to wait, on the machine's clock, for what another thread is about to do. */
    static final Duration PATIENCE = Duration.ofSeconds(40);

    private static final long MOST_PACE_NANOS = 20_000_000;

    /** Around the drivers of the queue and of its dead-letter queue. */
    final DriverProbe probe = new DriverProbe();

    /** For suites of this package. */
    QueueSuite() {}

    /** A queue of text; settings without their common beginning. */
    MessageQueue<String> queue(String... keysAndValues) {
        return probed(keysAndValues).queue("jobs", String.class);
    }

    /** A queue whose messages have ordering keys. */
    MessageQueue<String> orderedQueue(String... keysAndValues) {
        String[] all = new String[keysAndValues.length + 2];
        System.arraycopy(keysAndValues, 0, all, 2, keysAndValues.length);
        all[0] = "ordered";
        all[1] = "true";
        return queue(all);
    }

    Platform probed(String... keysAndValues) {
        String[] settings = keysAndValues.clone();
        for (int i = 0; i < settings.length; i += 2) {
            settings[i] = "midplatform.queue.jobs." + settings[i];
        }
        return opened(builder(settings).layer(probe));
    }

    /** Changes what the drivers say that they can do; before the queue is opened. */
    void capabilities(UnaryOperator<QueueCapabilities> change) {
        probe.change("capabilities", can -> can instanceof QueueCapabilities queue ? change.apply(queue) : can);
    }

    void without(QueueFeature... hidden) {
        capabilities(can -> {
            Map<QueueFeature, Support> features = new EnumMap<>(can.features());
            List.of(hidden).forEach(features::remove);
            return new QueueCapabilities(features, can.limits(), can.interruptibleReceive());
        });
    }

    void limits(UnaryOperator<QueueLimits> change) {
        capabilities(
                can -> new QueueCapabilities(can.features(), change.apply(can.limits()), can.interruptibleReceive()));
    }

    /** Whether the provider keeps no order; asserts then that an ordered queue says so when it is opened, before any I/O. */
    boolean lacksOrder() {
        Platform platform = probed("ordered", "true");
        try {
            return !platform.queue("jobs", String.class)
                    .support(QueueFeature.ORDERED)
                    .isUsable();
        } catch (PlatformException e) {
            assertThat(e.code()).as(e.getMessage()).isEqualTo(ErrorCode.UNSUPPORTED);
            assertThat(e).hasMessageContaining(QueueFeature.ORDERED.id());
            assertThat(probe.calls()).isEmpty();
            return true;
        }
    }

    static ReceiveOptions options() {
        return ReceiveOptions.defaults();
    }

    /** Receives one message; a service may hold it back at first, or a poll that was left, which gives it back. */
    static Delivery<String> receiveOne(MessageQueue<String> queue) {
        return receive(queue, 1).get(0);
    }

    /** Receives so many messages, asking as often as it takes: a service need not give all it has at once. */
    static List<Delivery<String>> receive(MessageQueue<String> queue, int count) {
        List<Delivery<String>> got = new ArrayList<>();
        until(() -> {
            got.addAll(queue.receive(options().max(count - got.size())));
            return got.size() == count;
        });
        return got;
    }

    static void isEmpty(MessageQueue<String> queue) {
        assertThat(queue.receive(options().max(100))).as("nothing to receive").isEmpty();
    }

    /** Receives and acknowledges all there is. */
    static List<String> drain(MessageQueue<String> queue) {
        List<String> payloads = new ArrayList<>();
        for (List<Delivery<String>> got = queue.receive(); !got.isEmpty(); got = queue.receive()) {
            for (Delivery<String> delivery : got) {
                payloads.add(delivery.payload());
                delivery.ack();
            }
        }
        return payloads;
    }

    long callsOf(String operation) {
        return probe.calls().stream().filter(operation::equals).count();
    }

    /** Runs something on a thread of its own. */
    static <V> Running<V> start(Callable<V> work) {
        FutureTask<V> task = new FutureTask<>(work);
        Thread thread = new Thread(task, "suite");
        thread.setDaemon(true);
        thread.start();
        return new Running<>(thread, task);
    }

    /** Something that runs. */
    record Running<V>(Thread thread, FutureTask<V> task) {
        boolean isWaiting() {
            return EnumSet.of(Thread.State.WAITING, Thread.State.TIMED_WAITING).contains(thread.getState());
        }

        V get() {
            try {
                return task.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
            } catch (ExecutionException e) {
                if (e.getCause() instanceof RuntimeException unchecked) {
                    throw unchecked;
                }
                throw new AssertionError("it failed", e.getCause());
            } catch (InterruptedException | TimeoutException e) {
                throw new AssertionError("it does not end", e);
            }
        }
    }

    /** Waits until another thread has done something, without moving time. */
    static void until(BooleanSupplier condition) {
        until(() -> 0, condition);
    }

    /** Waits as long as other threads get on. */
    static void until(IntSupplier progress, BooleanSupplier condition) {
        int before = progress.getAsInt();
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (!condition.getAsBoolean()) {
            int now = progress.getAsInt();
            if (now != before) {
                before = now;
                end = System.nanoTime() + PATIENCE.toNanos();
            }
            assertThat(System.nanoTime() - end).as("it does not happen").isNegative();
            LockSupport.parkNanos(50_000);
        }
    }

    /**
     * Moves time in steps until another thread has done something; not while a request is under way, which would take hours of it, and at a pace that
     * threads which are to meet a moment can keep on a busy machine.
     */
    void advanceUntil(Duration step, BooleanSupplier condition) {
        long pace = Math.min(MOST_PACE_NANOS, step.toNanos() / 20);
        until(() -> {
            if (condition.getAsBoolean()) {
                return true;
            }
            if (probe.busy() > 0 || probe.running() > (waitsAtService() ? polls() : 0)) {
                return false;
            }
            time.advance(step);
            LockSupport.parkNanos(pace);
            return condition.getAsBoolean();
        });
    }

    /**
     * Waits until somebody has received what was sent meanwhile. Where the service does not wait for messages, the receiver asks again when time has
     * passed.
     */
    void untilReceived(BooleanSupplier condition) {
        if (waitsAtService()) {
            until(condition);
        } else {
            advanceUntil(Duration.ofMillis(50), condition);
        }
    }

    /** Asserts a part of a depth, which a service need not tell. */
    static void isOrUnknown(OptionalLong count, long expected) {
        if (count.isPresent()) {
            assertThat(count).hasValue(expected);
        }
    }

    /** Waits until a receiver waits at the service, or between two questions to it. */
    void untilPolling() {
        until(() -> polls() > 0);
    }

    /**
     * How many receives wait for messages at the service. A provider whose service does not wait on the test's time itself overrides this, so
     * that time is not moved before a poll has arrived.
     *
     * @return by default all that waits for its moment
     */
    protected int polls() {
        return time.scheduled();
    }

    /**
     * Whether the service itself waits for messages.
     *
     * @return false where the feature {@code long-polling} is absent
     */
    protected boolean waitsAtService() {
        return true;
    }

    /**
     * How a delivery counts that was given back before a handler had seen it.
     *
     * @return 0, or 1 where the service counts every receive and nothing takes one off
     */
    protected int unseenCount() {
        return 0;
    }

    /**
     * Whether the queue has no such feature; asserts then that a call which needs it says so before any I/O.
     *
     * @return true when there is nothing more to test
     */
    boolean lacks(MessageQueue<String> queue, QueueFeature feature, ThrowingCallable call) {
        if (queue.support(feature).isUsable()) {
            return false;
        }
        probe.reset();
        assertThat(fails(ErrorCode.UNSUPPORTED, call)).hasMessageContaining(feature.id());
        assertThat(probe.calls()).isEmpty();
        return true;
    }
}

package io.midplatform.local;

import static org.assertj.core.api.Assertions.assertThat;

import io.midplatform.Registration;
import io.midplatform.queue.Delivery;
import io.midplatform.queue.MessageQueue;
import io.midplatform.queue.ReceiveOptions;
import io.midplatform.queue.spi.QueueCapabilities;
import io.midplatform.spi.PlatformTime;
import io.midplatform.testkit.ContractSuite;
import io.midplatform.testkit.DriverProbe;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A receiver that is interrupted while its poll, on a thread of its own, must not be broken off. */
class LeftPollTest extends ContractSuite {
    private static final int MOST_POLLS = 64;

    private final DriverProbe probe = new DriverProbe();
    private final AtomicReference<CountDownLatch> scheduling = new AtomicReference<>(new CountDownLatch(0));

    @Override
    protected Map<String, String> provider() {
        return Map.of("midplatform.provider", "local");
    }

    @BeforeEach
    void uninterruptible() {
        probe.change(
                "capabilities",
                can -> can instanceof QueueCapabilities queue
                        ? new QueueCapabilities(queue.features(), queue.limits(), false)
                        : can);
    }

    @Test
    void receive_interruptedWhenItsMessagesCome_deliversThem() throws Exception {
        CountDownLatch answer = new CountDownLatch(1);
        AtomicReference<Thread> poller = new AtomicReference<>();
        probe.change("receive", result -> {
            if (poller.compareAndSet(null, Thread.currentThread())) {
                await(answer);
            }
            return result;
        });
        MessageQueue<String> queue =
                opened(builder().time(new SlowTime()).layer(probe)).queue("jobs", String.class);
        queue.send("x");
        FutureTask<List<Delivery<String>>> received = new FutureTask<>(() -> receive(queue));
        Thread receiver = start(received);
        until(() -> poller.get() != null && stands(receiver, "TimedCondition", "awaitUntil"));
        CountDownLatch locked = new CountDownLatch(1);
        scheduling.set(locked);
        FutureTask<List<Delivery<String>>> other = new FutureTask<>(() -> receive(queue));
        Thread holder = start(other); // has the lock while it is held up
        until(() -> stands(holder, "SlowTime", "schedule") && stands(holder, "Receiver$Poll", "await"));
        answer.countDown();
        until(() -> stands(poller.get(), "Receiver$Poll", "finish")); // is the next to have the lock
        receiver.interrupt();
        until(() -> stands(receiver, "AbstractQueuedSynchronizer", "acquire"));
        scheduling.set(new CountDownLatch(0));
        locked.countDown();
        assertThat(received.get(40, TimeUnit.SECONDS))
                .extracting(Delivery::payload)
                .containsExactly("x");
        holder.interrupt();
        until(() -> !holder.isAlive());
    }

    @Test
    void receive_leftBeforeItsPollBegan_isNotMade() {
        CountDownLatch answer = new CountDownLatch(1);
        probe.change("receive", result -> {
            await(answer);
            return result;
        });
        MessageQueue<String> queue = opened(builder().layer(probe)).queue("jobs", String.class);
        List<Thread> receivers = new ArrayList<>();
        for (int i = 0; i <= MOST_POLLS; i++) {
            queue.send("x");
        }
        for (int i = 0; i < MOST_POLLS; i++) {
            receivers.add(start(new FutureTask<>(() -> receive(queue))));
        }
        until(() -> receives() == MOST_POLLS);
        Thread late = start(new FutureTask<>(() -> receive(queue)));
        until(() -> stands(late, "Receiver$Poll", "await"));
        if (receives() > MOST_POLLS || Runtime.version().feature() >= 21) {
            until(() -> receives() == MOST_POLLS + 1); // virtual threads do not wait their turn
        }
        long before = receives();
        late.interrupt();
        until(() -> !late.isAlive());
        answer.countDown();
        for (Thread receiver : receivers) {
            until(() -> !receiver.isAlive());
        }
        queue.send("y");
        assertThat(receive(queue)).hasSize(1); // comes after it, through the same threads
        assertThat(receives()).isEqualTo(before + 1);
    }

    @Test
    void receive_withoutAWait_asksOnItsOwnThread() {
        AtomicReference<Thread> asking = new AtomicReference<>();
        probe.change("receive", result -> {
            asking.set(Thread.currentThread());
            return result;
        });
        MessageQueue<String> queue = opened(builder().layer(probe)).queue("jobs", String.class);
        assertThat(queue.receive()).isEmpty();
        assertThat(asking).hasValue(Thread.currentThread());
    }

    private long receives() {
        return probe.calls().stream().filter("receive"::equals).count();
    }

    private static List<Delivery<String>> receive(MessageQueue<String> queue) {
        return queue.receive(ReceiveOptions.defaults().max(1).waitUpTo(Duration.ofSeconds(20)));
    }

    private static Thread start(Runnable work) {
        Thread thread = new Thread(work, "receiver");
        thread.setDaemon(true);
        thread.start();
        return thread;
    }

    private static boolean stands(Thread thread, String type, String method) {
        return (thread.getState() == Thread.State.WAITING || thread.getState() == Thread.State.TIMED_WAITING)
                && Arrays.stream(thread.getStackTrace())
                        .anyMatch(frame -> frame.getClassName().endsWith(type)
                                && frame.getMethodName().equals(method));
    }

    private static void until(BooleanSupplier condition) {
        long end = System.nanoTime() + Duration.ofSeconds(40).toNanos();
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime() - end).as("it does not happen").isNegative();
            LockSupport.parkNanos(1_000_000);
        }
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The test's time, which lets a thread wait before it sets an alarm. */
    private final class SlowTime implements PlatformTime {
        @Override
        public Instant instant() {
            return time.instant();
        }

        @Override
        public long nanoTime() {
            return time.nanoTime();
        }

        @Override
        public Registration schedule(Runnable task, Duration delay) {
            await(scheduling.get());
            return time.schedule(task, delay);
        }

        @Override
        public void close() {
            time.close();
        }
    }
}

package io.midplatform.testkit.queue;

import static org.assertj.core.api.Assertions.assertThat;

import io.midplatform.PlatformException;
import io.midplatform.queue.Delivery;
import io.midplatform.queue.Message;
import io.midplatform.queue.MessageQueue;
import io.midplatform.queue.WorkOptions;
import io.midplatform.queue.Worker;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Many at once: no message is lost, none is acknowledged twice. */
public abstract class QueueStressSuite extends QueueSuite {
    /** For providers. */
    protected QueueStressSuite() {}

    /** How many messages to send. */
    protected int messages() {
        return 5000;
    }

    @Test
    @Timeout(180)
    protected void receivers_manyWithLeasesThatEnd_everyMessageIsAcknowledgedOnce() {
        MessageQueue<String> queue = queue("max-deliveries", "1000000", "timeout", "1h");
        int count = messages();
        sendAll(queue, count);
        Map<String, AtomicInteger> acked = new ConcurrentHashMap<>();
        List<Running<Boolean>> receivers = new ArrayList<>();
        AtomicLong rounds = new AtomicLong();
        for (int i = 0; i < 4; i++) {
            receivers.add(start(() -> {
                while (acked.size() < count) {
                    rounds.incrementAndGet();
                    for (Delivery<String> delivery : queue.receive(options().lease(Duration.ofSeconds(1)))) {
                        settle(delivery, acked);
                    }
                }
                return true;
            }));
        }
        AtomicLong seen = new AtomicLong();
        until(acked::size, () -> {
            if (rounds.get() - seen.get() > 2) { // time passes with the work, however slow the machine
                seen.set(rounds.get());
                time.advance(Duration.ofMillis(100));
            }
            return acked.size() == count
                    || receivers.stream().anyMatch(r -> r.task().isDone());
        });
        receivers.forEach(Running::get);
        assertThat(acked).hasSize(count);
        assertThat(acked.values()).allSatisfy(times -> assertThat(times).hasValue(1));
        assertThat(queue.depth().total()).isZero();
    }

    @Test
    @Timeout(180)
    protected void workers_severalThatComeAndGo_everyMessageIsHandled() {
        MessageQueue<String> queue = queue("max-deliveries", "1000000", "timeout", "1h");
        int count = messages();
        sendAll(queue, count);
        Map<String, AtomicInteger> handled = new ConcurrentHashMap<>();
        AtomicLong deliveries = new AtomicLong();
        AtomicLong seen = new AtomicLong();
        WorkOptions options = WorkOptions.defaults()
                .concurrency(4)
                .backoff(Duration.ofMillis(1), Duration.ofMillis(5))
                .onError(e -> {});
        List<Worker> workers = new ArrayList<>();
        until(handled::size, () -> {
            time.advance(Duration.ofMillis(5));
            if (workers.size() == 3 && deliveries.get() - seen.get() < count / 50) {
                return handled.size() == count; // they come and go with the work, however slow the service
            }
            seen.set(deliveries.get());
            workers.add(queue.work(
                    d -> {
                        deliveries.incrementAndGet();
                        if (ThreadLocalRandom.current().nextInt(10) == 0) {
                            throw new IllegalStateException("now and then");
                        }
                        handled.computeIfAbsent(d.id(), id -> new AtomicInteger())
                                .incrementAndGet();
                    },
                    options));
            if (workers.size() > 3) {
                workers.remove(0).close(Duration.ZERO);
            }
            return handled.size() == count;
        });
        workers.forEach(worker -> worker.close(PATIENCE));
        assertThat(handled).hasSize(count);
        until(() -> queue.depth().total() == 0); // those that were closed at once may still acknowledge
        assertThat(queue.deadLetters().depth().total()).isZero();
    }

    private static void settle(Delivery<String> delivery, Map<String, AtomicInteger> acked) {
        try {
            switch (ThreadLocalRandom.current().nextInt(6)) {
                case 0 -> delivery.retry();
                case 1 -> delivery.retry(Duration.ofMillis(200));
                case 2 -> assertThat(delivery.id()).isNotEmpty(); // left to its lease
                case 3 -> {
                    delivery.extend(Duration.ofSeconds(2));
                    ack(delivery, acked);
                }
                default -> ack(delivery, acked);
            }
        } catch (PlatformException e) {
            assertThat(e.code()).isEqualTo(io.midplatform.ErrorCode.PRECONDITION_FAILED);
        }
    }

    private static void ack(Delivery<String> delivery, Map<String, AtomicInteger> acked) {
        delivery.ack();
        acked.computeIfAbsent(delivery.payload(), p -> new AtomicInteger()).incrementAndGet();
    }

    private static void sendAll(MessageQueue<String> queue, int count) {
        List<Message<String>> messages = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            messages.add(Message.of("m" + i));
        }
        queue.sendAll(messages).throwIfAny();
    }
}

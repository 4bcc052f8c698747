package io.midplatform.azure.servicebus;

import static io.midplatform.azure.servicebus.ServiceBusLeaseContractTest.until;
import static org.assertj.core.api.Assertions.assertThat;

import io.midplatform.azure.testing.Backend;
import io.midplatform.queue.Delivery;
import io.midplatform.queue.MessageQueue;
import io.midplatform.queue.WorkOptions;
import io.midplatform.queue.Worker;
import io.midplatform.testkit.ContractSuite;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** A worker whose queue fixes longer locks than it asks for. */
@OnServiceBus
class ServiceBusLongLockTest extends ContractSuite {
    private final CountDownLatch go = new CountDownLatch(1);
    private final List<Delivery<String>> handled = new CopyOnWriteArrayList<>();

    private String lock = "5m";

    @BeforeAll
    static void announce() {
        Backend.only("SERVICEBUS", "our own fake in this process", "the test moves the server's time");
    }

    @Override
    protected Map<String, String> provider() {
        Map<String, String> settings = ServiceBusServer.provider(time);
        settings.put("midplatform.providers.azure.service-bus.lock-duration", lock);
        return settings;
    }

    @Test
    void worker_lockOfFiveMinutes_isRenewed() {
        MessageQueue<String> queue = platform().queue("jobs", String.class);
        queue.send("a");
        try (Worker worker = work(queue, 1)) {
            until(() -> handled.size() == 1);
            for (int i = 0; i < 4; i++) {
                isRenewedAfter(Duration.ofSeconds(150), 0, Duration.ofMinutes(5));
            }
            finish(worker, queue);
        }
    }

    @Test
    void worker_locksOfAMinute_areRenewedEachInItsTime() {
        lock = "1m";
        MessageQueue<String> queue = platform().queue("jobs", String.class);
        queue.send("a");
        try (Worker worker = work(queue, 2)) {
            until(() -> handled.size() == 1);
            time.advance(Duration.ofSeconds(10));
            queue.send("b");
            until(() -> handled.size() == 2);
            isRenewedAfter(Duration.ofSeconds(20), 0, Duration.ofMinutes(1));
            isRenewedAfter(Duration.ofSeconds(10), 1, Duration.ofMinutes(1));
            finish(worker, queue);
        }
    }

    private Worker work(MessageQueue<String> queue, int handlers) {
        return queue.work(
                d -> {
                    handled.add(d);
                    go.await();
                },
                WorkOptions.defaults().concurrency(handlers));
    }

    private void isRenewedAfter(Duration step, int index, Duration length) {
        time.advance(step);
        until(() -> time.scheduled() > 0
                && handled.get(index).leaseUntil().equals(time.instant().plus(length)));
    }

    private void finish(Worker worker, MessageQueue<String> queue) {
        go.countDown();
        worker.close(Duration.ofSeconds(20));
        assertThat(queue.depth().total()).isZero();
    }
}

package io.midplatform.testkit.queue;

import static org.assertj.core.api.Assertions.assertThat;

import io.midplatform.ErrorCode;
import io.midplatform.queue.DeadLetterException;
import io.midplatform.queue.Delivery;
import io.midplatform.queue.Message;
import io.midplatform.queue.MessageHandler;
import io.midplatform.queue.MessageQueue;
import io.midplatform.queue.WorkOptions;
import io.midplatform.spi.DriverException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** What ordered queues promise. */
@SuppressWarnings("try") // some tests end a worker before their block does
public abstract class QueueOrderingSuite extends QueueSuite {
    /** For providers. */
    protected QueueOrderingSuite() {}

    @Test
    protected void send_withoutKey_isInvalidRequest() {
        MessageQueue<String> queue = orderedQueue();
        fails(ErrorCode.INVALID_REQUEST, () -> queue.send("x"));
        assertThat(probe.calls()).isEmpty();
    }

    @Test
    protected void send_keyOnAQueueWithoutOrder_isUnsupported() {
        MessageQueue<String> queue = queue();
        fails(ErrorCode.UNSUPPORTED, () -> queue.send(message("x", "k")));
        assertThat(probe.calls()).isEmpty();
    }

    @Test
    protected void send_badKeys_areInvalidRequests() {
        MessageQueue<String> queue = orderedQueue();
        for (String bad : new String[] {"", " ", "a b", "\u00e9", "\u0000", "k".repeat(129), "\ud83d\ude00"}) {
            fails(ErrorCode.INVALID_REQUEST, () -> queue.send(message("x", bad)));
        }
        assertThat(probe.calls()).isEmpty();
        queue.send(message("x", "!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~"));
        queue.send(message("x", "k".repeat(128)));
        assertThat(drain(queue)).hasSize(2);
    }

    @Test
    protected void send_orderingAndFairnessKey_isInvalidRequest() {
        MessageQueue<String> queue = orderedQueue();
        fails(ErrorCode.INVALID_REQUEST, () -> queue.send(message("x", "k").fairnessKey("f")));
    }

    @Test
    protected void receive_oneKey_keepsSendOrder() {
        MessageQueue<String> queue = orderedQueue();
        for (int i = 0; i < 25; i++) {
            queue.send(message("m" + i, "k"));
        }
        List<String> got = drain(queue);
        for (int i = 0; i < 25; i++) {
            assertThat(got.get(i)).isEqualTo("m" + i);
        }
    }

    @Test
    protected void receive_keyInFlight_holdsBackItsOwnOnly() {
        MessageQueue<String> queue = orderedQueue();
        queue.send(message("a1", "a"));
        Delivery<String> first = receiveOne(queue);
        assertThat(first.orderingKey()).contains("a");
        queue.send(message("a2", "a"));
        queue.send(message("b1", "b"));
        assertThat(drain(queue)).containsExactly("b1");
        first.ack();
        assertThat(drain(queue)).containsExactly("a2");
    }

    @Test
    protected void receive_hotKey_doesNotHideOthers() {
        MessageQueue<String> queue = orderedQueue();
        for (int i = 0; i < 20; i++) {
            queue.send(message("hot" + i, "hot"));
        }
        queue.send(message("cold", "cold"));
        assertThat(queue.receive(options().max(5)))
                .extracting(Delivery::payload)
                .contains("hot0", "cold");
    }

    @Test
    protected void retry_ofAnEarlierOne_givesBackLaterOnesOfItsKey() {
        MessageQueue<String> queue = orderedQueue();
        queue.send(message("a1", "a"));
        queue.send(message("a2", "a"));
        queue.send(message("b1", "b"));
        List<Delivery<String>> got = queue.receive();
        assertThat(got).hasSize(3);
        Delivery<String> a1 = find(got, "a1");
        Delivery<String> a2 = find(got, "a2");
        a1.retry();
        assertThat(a2.leaseLost()).isTrue();
        fails(ErrorCode.PRECONDITION_FAILED, a2::ack);
        find(got, "b1").ack();
        List<Delivery<String>> again = queue.receive();
        assertThat(again).extracting(Delivery::payload).containsExactly("a1", "a2");
        assertThat(again).extracting(Delivery::attempt).containsExactly(2, 1 + unseenCount());
    }

    @Test
    protected void retry_withDelay_holdsTheKey() {
        MessageQueue<String> queue = orderedQueue();
        queue.send(message("a1", "a"));
        queue.send(message("a2", "a"));
        receiveOne(queue).retry(Duration.ofMinutes(1));
        isEmpty(queue);
        time.advance(Duration.ofMinutes(1));
        assertThat(drain(queue)).containsExactly("a1", "a2");
    }

    @Test
    protected void ack_behindALostOne_isPreconditionFailed() {
        MessageQueue<String> queue = orderedQueue();
        queue.send(message("a1", "a"));
        queue.send(message("a2", "a"));
        List<Delivery<String>> got = receive(queue, 2);
        got.get(1).extend(Duration.ofMinutes(5));
        time.advance(Duration.ofSeconds(30));
        fails(ErrorCode.PRECONDITION_FAILED, () -> got.get(1).ack());
        assertThat(drain(queue)).containsExactly("a1", "a2");
    }

    @Test
    protected void deadLetter_ofAnEarlierOne_letsLaterOnesGo() {
        MessageQueue<String> queue = orderedQueue();
        queue.send(message("a1", "a"));
        queue.send(message("a2", "a"));
        List<Delivery<String>> got = queue.receive();
        got.get(0).deadLetter("r");
        got.get(1).ack();
        isEmpty(queue);
        assertThat(receiveOne(queue.deadLetters()).orderingKey()).contains("a");
    }

    @Test
    protected void leaseEnd_ordersAgain() {
        MessageQueue<String> queue = orderedQueue();
        for (int i = 0; i < 5; i++) {
            queue.send(message("m" + i, "k"));
        }
        queue.receive(options().max(3));
        time.advance(Duration.ofSeconds(30));
        assertThat(drain(queue)).containsExactly("m0", "m1", "m2", "m3", "m4");
    }

    @Test
    protected void worker_keysInParallel_eachInOrderAndOneAtATime() {
        MessageQueue<String> queue = orderedQueue();
        int keys = 7;
        int each = 60;
        for (int i = 0; i < each; i++) {
            for (int k = 0; k < keys; k++) {
                queue.send(message(Integer.toString(i), "k" + k));
            }
        }
        Map<String, List<String>> seen = new ConcurrentHashMap<>();
        Map<String, AtomicInteger> running = new ConcurrentHashMap<>();
        AtomicInteger overlaps = new AtomicInteger();
        CountDownLatch all = new CountDownLatch(keys * each);
        try (var worker = queue.work(
                d -> {
                    String key = d.orderingKey().orElseThrow();
                    AtomicInteger now = running.computeIfAbsent(key, k -> new AtomicInteger());
                    if (now.incrementAndGet() > 1) {
                        overlaps.incrementAndGet();
                    }
                    seen.computeIfAbsent(key, k -> new ArrayList<>()).add(d.payload());
                    now.decrementAndGet();
                    all.countDown();
                },
                WorkOptions.defaults().concurrency(5))) {
            QueueSettlementSuite.await(all);
            worker.close(PATIENCE);
        }
        assertThat(overlaps).hasValue(0);
        assertThat(seen).hasSize(keys);
        seen.values().forEach(list -> {
            for (int i = 0; i < each; i++) {
                assertThat(list.get(i)).isEqualTo(Integer.toString(i));
            }
        });
    }

    @Test
    protected void worker_failure_isRetriedBeforeLaterOnesOfItsKey() {
        MessageQueue<String> queue = orderedQueue();
        for (int i = 0; i < 4; i++) {
            queue.send(message("m" + i, "k"));
        }
        List<String> seen = Collections.synchronizedList(new ArrayList<>());
        try (var worker = queue.work(
                d -> {
                    seen.add(d.payload());
                    if (d.payload().equals("m1") && d.attempt() == 1) {
                        throw new IllegalArgumentException("once");
                    }
                },
                WorkOptions.defaults().onError(e -> {}))) {
            advanceUntil(Duration.ofMillis(100), () -> seen.size() == 5);
            worker.close(PATIENCE);
        }
        assertThat(seen).containsExactly("m0", "m1", "m1", "m2", "m3");
        assertThat(queue.depth().total()).isZero();
    }

    @Test
    protected void worker_ackFails_holdsBackLaterOnesOfItsKey() {
        probe.fail("ack", refused());
        holdsBackItsKey(d -> {});
    }

    @Test
    protected void worker_ackBreaks_holdsBackLaterOnesOfItsKey() {
        probe.fail("ack", new LinkageError("broken"));
        holdsBackItsKey(d -> {});
    }

    @Test
    protected void worker_deadLetteringFails_holdsBackLaterOnesOfItsKey() {
        holdsBackItsKey(d -> {
            probe.fail("send", refused());
            probe.fail("deadLetter", refused());
            throw new DeadLetterException("no");
        });
    }

    @Test
    protected void worker_leaseLost_holdsBackLaterOnesOfItsKey() {
        probe.fail("changeLease", new DriverException(ErrorCode.PRECONDITION_FAILED, "it is not yours."));
        holdsBackItsKey(d -> fails(ErrorCode.PRECONDITION_FAILED, () -> d.extend(Duration.ofMinutes(5))));
    }

    /** Asserts that nothing of a key is handled behind a message that is neither acknowledged nor given back. */
    private void holdsBackItsKey(MessageHandler<String> first) {
        MessageQueue<String> queue = orderedQueue();
        queue.send(message("m0", "k"));
        queue.send(message("m1", "k"));
        List<String> seen = Collections.synchronizedList(new ArrayList<>());
        try (var worker = queue.work(
                d -> {
                    seen.add(d.payload());
                    first.handle(d);
                },
                WorkOptions.defaults().onError(e -> {}).executor(task -> start(Executors.callable(task))))) {
            until(() -> callsOf("giveBack") == 1 || seen.size() > 1);
            worker.close(PATIENCE);
        }
        assertThat(seen).containsExactly("m0");
        List.of("ack", "send", "deadLetter", "changeLease").forEach(operation -> probe.fail(operation, null));
        time.advance(Duration.ofSeconds(30));
        for (String expected : new String[] {"m0", "m1"}) {
            Delivery<String> delivery = receiveOne(queue);
            assertThat(delivery.payload()).isEqualTo(expected);
            delivery.ack();
        }
    }

    private static DriverException refused() {
        return new DriverException(ErrorCode.ACCESS_DENIED, "no.");
    }

    private static Message<String> message(String payload, String key) {
        return Message.of(payload).orderingKey(key);
    }

    private static Delivery<String> find(List<Delivery<String>> got, String payload) {
        return got.stream().filter(d -> d.payload().equals(payload)).findFirst().orElseThrow();
    }
}

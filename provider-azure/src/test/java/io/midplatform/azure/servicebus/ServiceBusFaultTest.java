package io.midplatform.azure.servicebus;

import static org.assertj.core.api.Assertions.assertThat;

import io.midplatform.ErrorCode;
import io.midplatform.PlatformException;
import io.midplatform.azure.fake.BusOptions;
import io.midplatform.queue.Delivery;
import io.midplatform.queue.Message;
import io.midplatform.queue.MessageQueue;
import io.midplatform.queue.ReceiveOptions;
import io.midplatform.queue.SendOptions;
import io.midplatform.queue.WorkOptions;
import io.midplatform.queue.Worker;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** What happens when Service Bus, or the way to it, fails. Not verified against the service: the failures are those of a fake of ours. */
@OnServiceBus
class ServiceBusFaultTest extends ServiceBusWire {
    private final Queue<Throwable> troubles = new ConcurrentLinkedQueue<>();

    @Test
    void ack_lockLost_isPreconditionFailed() {
        MessageQueue<String> queue = jobs();
        queue.send("x");
        Delivery<String> delivery = next(queue);
        fake.loseLocks("jobs");
        fails(ErrorCode.PRECONDITION_FAILED, delivery::ack);
        assertThat(next(queue).attempt()).isEqualTo(2);
    }

    @Test
    void deadLetter_lockLost_isPreconditionFailedAndNotSuccess() {
        MessageQueue<String> queue = jobs();
        queue.send("x");
        Delivery<String> delivery = next(queue);
        fake.loseLocks("jobs");
        fails(ErrorCode.PRECONDITION_FAILED, () -> delivery.deadLetter("r"));
        assertThat(fake.size("jobs/$deadletterqueue")).isZero();
    }

    @Test
    void retryLater_lockLost_sendsNoCopy() {
        MessageQueue<String> queue = jobs();
        queue.send("x");
        Delivery<String> delivery = next(queue);
        fake.loseLocks("jobs");
        fails(ErrorCode.PRECONDITION_FAILED, () -> delivery.retry(Duration.ofMinutes(1)));
        assertThat(fake.size("jobs")).isOne();
    }

    @Test
    void retryLater_keepsIdHeadersAndAttempts() {
        MessageQueue<String> queue = jobs();
        String id = queue.send(Message.of("x").header("h", "v")).id();
        next(queue).retry(Duration.ofMillis(50));
        Delivery<String> second = next(queue);
        assertThat(second.attempt()).isEqualTo(2);
        second.retry();
        Delivery<String> third = next(queue);
        assertThat(third.attempt()).isEqualTo(3);
        assertThat(third.id()).isEqualTo(id);
        assertThat(third.headers()).containsOnly(java.util.Map.entry("h", "v"));
    }

    @Test
    void worker_linkDetached_goesOn() {
        worksThrough(() -> fake.detach("jobs", "amqp:link:detach-forced"));
    }

    @Test
    void worker_connectionDropped_goesOn() {
        worksThrough(fake::drop);
    }

    @Test
    void worker_serviceAwayForAWhile_goesOn() {
        worksThrough(() -> {
            fake.refuse(true);
            fake.drop();
            until(() -> fake.connections() == 0);
            fake.refuse(false);
        });
    }

    private void worksThrough(Runnable fault) {
        fake.queue("jobs", BusOptions.plain().lock(Duration.ofSeconds(5)));
        MessageQueue<String> queue = jobs("retry.backoff", "10ms", "retry.attempts", "10");
        Set<String> handled = ConcurrentHashMap.newKeySet();
        try (Worker worker = queue.work(
                d -> handled.add(d.payload()),
                WorkOptions.defaults().concurrency(4).onError(troubles::add))) {
            queue.send("before");
            until(() -> handled.contains("before"));
            fault.run();
            for (int i = 0; i < 10; i++) {
                queue.send("after" + i);
            }
            until(() -> handled.size() == 11);
            until(() -> fake.size("jobs") == 0);
            assertThat(worker.state()).isEqualTo(Worker.State.RUNNING);
        }
    }

    @Test
    void receive_linkDetached_settlesAllTheSame() {
        MessageQueue<String> queue = jobs();
        queue.send("x");
        Delivery<String> delivery = next(queue);
        fake.detach("jobs", "amqp:link:detach-forced");
        delivery.ack();
        assertThat(fake.size("jobs")).isZero();
    }

    @Test
    void send_serverBusyOnce_isTriedAgain() {
        MessageQueue<String> queue = jobs();
        fake.failNext("send", 1, "com.microsoft:server-busy");
        queue.send("x");
        assertThat(fake.size("jobs")).isOne();
    }

    @Test
    void send_throttledForGood_isThrottled() {
        MessageQueue<String> queue = jobs("retry.attempts", "1");
        for (String condition : List.of("com.microsoft:server-busy", "amqp:resource-limit-exceeded")) {
            fake.failNext("send", 1, condition);
            PlatformException thrown = fails(ErrorCode.THROTTLED, () -> queue.send("x"));
            assertThat(thrown.retryable()).isTrue();
            assertThat(thrown.advice()).isPresent();
        }
    }

    @Test
    void everything_badToken_isUnauthenticated() {
        fake.queue("jobs", BusOptions.plain());
        MessageQueue<String> queue = jobs(
                "retry.attempts", "1", "credentials.connection-string", fake.connectionStringWithWrong("d3Jvbmc="));
        fails(ErrorCode.UNAUTHENTICATED, () -> queue.send("x"));
        fails(ErrorCode.UNAUTHENTICATED, queue::receive);
    }

    @Test
    void worker_queueMissing_stopsAndTells() {
        MessageQueue<String> queue = live().queue("jobs", String.class);
        fails(ErrorCode.NOT_FOUND, () -> queue.send("x"));
        try (Worker worker = queue.work(d -> {}, WorkOptions.defaults().onError(troubles::add))) {
            until(() -> !troubles.isEmpty());
            assertThat(((PlatformException) troubles.element()).code()).isEqualTo(ErrorCode.NOT_FOUND);
            until(() -> worker.state() == Worker.State.STOPPED);
        }
    }

    @Test
    void send_tooLargeForTheQueue_isLimitExceededBeforeIo() {
        fake.queue("jobs", BusOptions.plain().maxMessageBytes(8 << 10));
        MessageQueue<String> queue = jobs();
        queue.send("x".repeat(7 << 10));
        fails(ErrorCode.LIMIT_EXCEEDED, () -> queue.send("x".repeat(8 << 10)));
        assertThat(fake.sent()).isOne();
    }

    @Test
    void sendAll_moreThanABatchHolds_isSplit() {
        fake.queue("jobs", BusOptions.plain().maxMessageBytes(8 << 10));
        MessageQueue<String> queue = jobs();
        List<Message<String>> messages = java.util.stream.IntStream.range(0, 50)
                .mapToObj(i -> Message.of("x".repeat(500)))
                .toList();
        queue.sendAll(messages).throwIfAny();
        assertThat(fake.size("jobs")).isEqualTo(50);
    }

    @Test
    void sendAll_severalDelays_eachHasItsOwn() {
        fake.queue("jobs", BusOptions.plain());
        MessageQueue<String> queue = jobs();
        queue.sendAll(List.of(
                        Message.of("later").delay(Duration.ofMinutes(10)),
                        Message.of("now"),
                        Message.of("soon").delay(Duration.ofMillis(50)),
                        Message.of("later").delay(Duration.ofMinutes(10))))
                .throwIfAny();
        assertThat(List.of(next(queue).payload(), next(queue).payload())).containsExactlyInAnyOrder("now", "soon");
        assertThat(fake.size("jobs")).isEqualTo(4);
    }

    @Test
    void sendAll_ofOneDelay_isOfOneTime_howeverLongItTakes() {
        fake.queue("jobs", BusOptions.plain());
        MessageQueue<String> queue = jobs();
        for (int i = 0; i < 20; i++) {
            queue.sendAll(Collections.nCopies(100, Message.of("later").delay(Duration.ofMinutes(10))))
                    .throwIfAny();
        }
        assertThat(fake.size("jobs")).isEqualTo(2_000);
    }

    @Test
    void session_lockLost_isPreconditionFailedAndDeliveredAgainInOrder() {
        MessageQueue<String> queue = orderedJobs();
        for (String payload : List.of("a", "b")) {
            queue.send(Message.of(payload).orderingKey("k"));
        }
        ReceiveOptions patient = ReceiveOptions.defaults().waitUpTo(Duration.ofSeconds(20));
        Delivery<String> first = queue.receive(patient).get(0);
        fake.loseLocks("jobs");
        fails(ErrorCode.PRECONDITION_FAILED, first::ack);
        List<Delivery<String>> again = queue.receive(patient);
        assertThat(again).extracting(Delivery::payload).containsExactly("a", "b");
    }

    @Test
    void session_retryLater_isHeldAndRenewed() {
        fake.queue("jobs", BusOptions.withSessions().lock(Duration.ofSeconds(8)));
        MessageQueue<String> queue = live("ordered", "true").queue("jobs", String.class);
        queue.send(Message.of("a").orderingKey("k"));
        queue.send(Message.of("b").orderingKey("k"));
        Delivery<String> first = next(queue);
        long begin = System.nanoTime();
        first.retry(Duration.ofSeconds(10));
        Delivery<String> again = queue.receive(ReceiveOptions.defaults().max(1).waitUpTo(Duration.ofSeconds(30)))
                .get(0);
        assertThat(again.payload()).isEqualTo("a");
        assertThat(again.attempt()).isEqualTo(2);
        assertThat(Duration.ofNanos(System.nanoTime() - begin)).isGreaterThan(Duration.ofMillis(9500));
    }

    @Test
    void ordered_onAQueueWithoutSessions_isConfiguration() {
        fake.queue("jobs", BusOptions.plain());
        MessageQueue<String> queue = live("ordered", "true").queue("jobs", String.class);
        assertThat(fails(ErrorCode.CONFIGURATION, queue::receive)).hasMessageContaining("ordered: true");
    }

    @Test
    void unordered_onAQueueWithSessions_isConfiguration() {
        fake.queue("jobs", BusOptions.withSessions());
        MessageQueue<String> queue = jobs();
        assertThat(fails(ErrorCode.CONFIGURATION, queue::receive)).hasMessageContaining("ordered: true");
        assertThat(fails(ErrorCode.CONFIGURATION, () -> queue.send("x"))).hasMessageContaining("ordered: true");
    }

    @Test
    void send_serviceSilent_endsAtTheDeadline() {
        MessageQueue<String> queue = jobs();
        queue.send("warm");
        fake.silence("send");
        long begin = System.nanoTime();
        PlatformException thrown = fails(
                ErrorCode.DEADLINE_EXCEEDED,
                () -> queue.send(Message.of("x"), SendOptions.defaults().timeout(Duration.ofSeconds(2))));
        assertThat(thrown.ambiguous()).isTrue();
        assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(Duration.ofSeconds(15));
    }

    @Test
    void send_serviceSilentAndPlatformTimeStandsStill_endsAtTheDeadline() {
        fake.queue("jobs", BusOptions.plain());
        MessageQueue<String> queue = platform().queue("jobs", String.class);
        queue.send("warm");
        fake.silence("send");
        fails(
                ErrorCode.DEADLINE_EXCEEDED,
                () -> queue.send(Message.of("x"), SendOptions.defaults().timeout(Duration.ofMillis(500))));
    }

    @Test
    void sessions_manyReleasedAtOnce_areFreeForTheNext() throws Exception {
        MessageQueue<String> queue = orderedJobs();
        List<Message<String>> messages = java.util.stream.IntStream.range(0, 60)
                .mapToObj(i -> Message.of("x").orderingKey("k" + i))
                .toList();
        queue.sendAll(messages).throwIfAny();
        List<Delivery<String>> got = new ArrayList<>();
        until(() -> got.addAll(queue.receive(
                        ReceiveOptions.defaults().max(60 - got.size()).waitUpTo(Duration.ofSeconds(10))))
                && got.size() == 60);
        ExecutorService threads = Executors.newFixedThreadPool(60);
        List<Future<?>> acks = new ArrayList<>();
        got.forEach(delivery -> acks.add(threads.submit(delivery::ack)));
        for (Future<?> ack : acks) {
            ack.get();
        }
        threads.shutdown();
        until(() -> fake.receivers("jobs") <= 1); // one may wait for the next session
        assertThat(fake.size("jobs")).isZero();
    }

    @Test
    void send_interrupted_endsAtOnce() throws InterruptedException {
        MessageQueue<String> queue = jobs();
        queue.send("warm");
        fake.silence("send");
        AtomicLong ended = new AtomicLong();
        Thread sender = new Thread(() -> {
            fails(ErrorCode.CANCELLED, () -> queue.send("x"));
            ended.set(System.nanoTime());
        });
        sender.start();
        until(() -> sender.getState() == Thread.State.TIMED_WAITING); // for the answer
        long interrupted = System.nanoTime();
        sender.interrupt();
        sender.join(20_000);
        assertThat(sender.isAlive()).isFalse();
        assertThat(ended.get()).as("it was cancelled").isNotZero();
        assertThat(Duration.ofNanos(ended.get() - interrupted)).isLessThan(Duration.ofSeconds(10));
    }

    @Test
    void interrupts_ofSomeCallers_leaveTheConnectionToTheOthers() throws InterruptedException {
        MessageQueue<String> queue = jobs();
        queue.send("warm");
        for (int i = 0; i < 50; i++) {
            Thread caller = new Thread(() -> {
                while (!Thread.currentThread().isInterrupted()) {
                    try {
                        queue.receive().forEach(Delivery::ack);
                        queue.send("x");
                    } catch (PlatformException e) {
                        assertThat(e.code()).isEqualTo(ErrorCode.CANCELLED);
                    }
                }
            });
            caller.start();
            Thread.sleep(5 + i % 7);
            caller.interrupt();
            caller.join();
        }
        assertThat(fake.connections()).isOne();
        queue.send("y");
        assertThat(fake.size("jobs")).isPositive();
    }

    @Test
    void receive_givenUp_strandsNothing() throws InterruptedException {
        MessageQueue<String> queue = jobs();
        Thread receiver = new Thread(() -> fails(
                ErrorCode.CANCELLED,
                () -> queue.receive(ReceiveOptions.defaults().waitUpTo(Duration.ofMinutes(1)))));
        receiver.start();
        until(() -> fake.credit("jobs") > 0);
        receiver.interrupt();
        receiver.join(20_000);
        assertThat(receiver.isAlive()).isFalse();
        assertThat(fake.credit("jobs")).as("the message goes to who has left").isPositive();
        queue.send("x");
        MessageQueue<String> other = jobs();
        long begin = System.nanoTime();
        assertThat(next(other).payload()).isEqualTo("x");
        assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(Duration.ofSeconds(15));
    }

    @Test
    void close_givesBackWhatIsNotSettledAndLeavesNothing() {
        fake.queue("jobs", BusOptions.plain());
        var platform = live();
        MessageQueue<String> queue = platform.queue("jobs", String.class);
        queue.send("x");
        next(queue);
        assertThat(fake.lockedMessages("jobs")).isOne();
        platform.close(Duration.ofSeconds(5));
        until(() -> fake.lockedMessages("jobs") == 0);
        until(() -> fake.connections() == 0);
    }
}

package io.midplatform.testkit.queue;

import static org.assertj.core.api.Assertions.assertThat;

import io.midplatform.BatchResult;
import io.midplatform.ErrorCode;
import io.midplatform.HealthReport;
import io.midplatform.Outcome;
import io.midplatform.Platform;
import io.midplatform.PlatformException;
import io.midplatform.queue.Delivery;
import io.midplatform.queue.Message;
import io.midplatform.queue.MessageQueue;
import io.midplatform.queue.SendReceipt;
import io.midplatform.queue.spi.Pointer;
import io.midplatform.queue.spi.ReceivedMessage;
import io.midplatform.queue.spi.StoredMessage;
import io.midplatform.spi.DriverException;
import io.midplatform.spi.Failure;
import io.midplatform.storage.Bucket;
import io.midplatform.storage.ListEntry;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/**
 * What queues promise whose large bodies go into a bucket. The bucket is one of the local provider, which must be on the class path: what the
 * queue carries is the pointer.
 */
public abstract class QueueOverflowSuite extends QueueSuite {
    private static final String SMALL = "small";
    private static final String LARGE = "L\u00e4rge".repeat(500);
    private static final String FOLDER = "midplatform-overflow/";

    @SuppressWarnings("NullAway.Init") // set by open
    private Platform platform;

    /** For providers. */
    protected QueueOverflowSuite() {}

    private MessageQueue<String> open(String... keysAndValues) {
        List<String> all = new ArrayList<>(List.of("midplatform.storage.large.provider", "local"));
        all.addAll(
                List.of("midplatform.storage.large.prefix", "p/", "midplatform.queue.jobs.overflow.bucket", "large"));
        for (int i = 0; i < keysAndValues.length; i += 2) {
            all.addAll(List.of("midplatform.queue.jobs." + keysAndValues[i], keysAndValues[i + 1]));
        }
        platform = opened(builder(all.toArray(new String[0])).layer(probe));
        return platform.queue("jobs", String.class);
    }

    private MessageQueue<String> small(String... keysAndValues) {
        List<String> all = new ArrayList<>(List.of("overflow.threshold", "1000"));
        all.addAll(List.of(keysAndValues));
        return open(all.toArray(new String[0]));
    }

    private Bucket bucket() {
        return platform.bucket("large");
    }

    private List<String> bodies() {
        return bucket().list(FOLDER).stream().map(ListEntry::key).toList();
    }

    private static List<Message<String>> messages(List<String> payloads) {
        return payloads.stream().map(Message::of).toList();
    }

    @Test
    protected void send_large_putsTheBodyAndDeliversItWhole() {
        MessageQueue<String> queue = small();
        queue.send(Message.of(LARGE).header("tenant", "acme").header("ExtendedPayloadSize", "mine"));
        assertThat(probe.calls()).containsExactly("put", "send");
        assertThat(bodies()).hasSize(1);
        String key = bodies().get(0);
        assertThat(bucket().getString(key)).as("readable for other programs").isEqualTo(LARGE);
        assertThat(bucket().head(key).orElseThrow().contentType()).isEqualTo("text/plain; charset=utf-8");
        Delivery<String> delivery = receiveOne(queue);
        assertThat(delivery.payload()).isEqualTo(LARGE);
        assertThat(delivery.body()).isEqualTo(LARGE.getBytes(StandardCharsets.UTF_8));
        assertThat(delivery.headers())
                .containsExactlyInAnyOrderEntriesOf(Map.of("tenant", "acme", "ExtendedPayloadSize", "mine"));
        delivery.ack();
        isEmpty(queue);
        assertThat(bodies()).as("kept until it is swept").containsExactly(key);
    }

    @Test
    protected void send_equalBodies_areObjectsOfTheirOwn() {
        MessageQueue<String> queue = small();
        queue.send(LARGE);
        queue.send(LARGE);
        assertThat(bodies()).hasSize(2);
        assertThat(drain(queue)).containsExactly(LARGE, LARGE);
    }

    @Test
    protected void send_small_staysInTheMessage() {
        MessageQueue<String> queue = small();
        queue.send(SMALL);
        assertThat(probe.calls()).containsExactly("send");
        assertThat(drain(queue)).containsExactly(SMALL);
    }

    @Test
    protected void threshold_notSet_isTheQueuesLimit() {
        limits(QueueLimitsOf.messageBytes(1000));
        MessageQueue<String> queue = open();
        queue.send("x".repeat(1000));
        assertThat(bodies()).isEmpty();
        queue.send("y".repeat(1001));
        assertThat(bodies()).hasSize(1);
        assertThat(drain(queue)).containsExactlyInAnyOrder("x".repeat(1000), "y".repeat(1001));
    }

    @Test
    protected void threshold_aboveTheQueuesLimit_isConfiguration() {
        PlatformException error = fails(ErrorCode.CONFIGURATION, () -> open("overflow.threshold", "65MiB"));
        assertThat(error).hasMessageContaining("overflow.threshold").hasMessageContaining("65MiB");
    }

    @Test
    protected void settings_withoutBucketOrUnknown_areConfiguration() {
        assertThat(fails(ErrorCode.CONFIGURATION, () -> queue("overflow.threshold", "1KiB")))
                .hasMessageContaining("overflow.bucket");
        assertThat(fails(ErrorCode.CONFIGURATION, () -> open("overflow.kept", "1h")))
                .hasMessageContaining("overflow.kept");
        fails(ErrorCode.CONFIGURATION, () -> open("overflow.keep", "0s"));
        fails(ErrorCode.CONFIGURATION, () -> open("overflow.threshold", "0"));
    }

    @Test
    protected void send_largeWithoutOverflow_isLimitExceededAndNamesTheSetting() {
        limits(QueueLimitsOf.messageBytes(500));
        MessageQueue<String> queue = queue();
        assertThat(fails(ErrorCode.LIMIT_EXCEEDED, () -> queue.send(LARGE))).hasMessageContaining("overflow.bucket");
        assertThat(probe.calls()).isEmpty();
        List<Outcome<Message<String>, SendReceipt>> outcomes =
                queue.sendAll(messages(List.of(SMALL, LARGE))).outcomes();
        assertThat(outcomes).extracting(Outcome::isFailed).containsExactly(false, true);
    }

    @Test
    protected void send_largeHeaders_areLimitExceededAndNothingIsPut() {
        limits(QueueLimitsOf.messageBytes(1000));
        MessageQueue<String> queue = open();
        fails(ErrorCode.LIMIT_EXCEEDED, () -> queue.send(Message.of(LARGE).header("h", "v".repeat(1000))));
        assertThat(probe.calls()).isEmpty();
    }

    @Test
    protected void sendAll_mixedSizes_keepsOutcomesInOrder() {
        MessageQueue<String> queue = small();
        List<String> payloads = new ArrayList<>();
        for (int i = 0; i < 25; i++) {
            payloads.add(i + (i % 3 == 0 ? LARGE : SMALL));
        }
        BatchResult<Message<String>, SendReceipt> sent = queue.sendAll(messages(payloads));
        assertThat(sent.failed()).isEmpty();
        assertThat(sent.outcomes())
                .extracting(outcome -> outcome.item().payload())
                .isEqualTo(payloads);
        assertThat(bodies()).hasSize(9);
        assertThat(drain(queue)).containsExactlyInAnyOrderElementsOf(payloads);
    }

    @Test
    protected void sendAll_ordered_keepsTheOrderOfAKey() {
        if (lacksOrder()) {
            return;
        }
        MessageQueue<String> queue = small("ordered", "true");
        List<String> payloads = List.of("0" + LARGE, "1", "2" + LARGE, "3", "4" + LARGE, "5" + LARGE, "6", "7");
        List<Message<String>> keyed =
                payloads.stream().map(p -> Message.of(p).orderingKey("k")).toList();
        assertThat(queue.sendAll(keyed).failed()).isEmpty();
        assertThat(drain(queue)).isEqualTo(payloads);
    }

    @Test
    protected void put_fails_sendsNothing() {
        MessageQueue<String> queue = small();
        probe.fail("put", new DriverException(ErrorCode.ACCESS_DENIED, "no."));
        fails(ErrorCode.ACCESS_DENIED, () -> queue.send(LARGE));
        assertThat(probe.calls()).containsExactly("put");
        List<Outcome<Message<String>, SendReceipt>> outcomes =
                queue.sendAll(messages(List.of("1", LARGE, "3"))).outcomes();
        assertThat(outcomes).extracting(Outcome::isFailed).containsExactly(false, true, false);
        assertThat(outcomes.get(1).error().orElseThrow().code()).isEqualTo(ErrorCode.ACCESS_DENIED);
        assertThat(drain(queue)).containsExactlyInAnyOrder("1", "3");
    }

    @Test
    protected void put_failsInAnOrderedQueue_holdsBackTheRestOfTheKey() {
        if (lacksOrder()) {
            return;
        }
        MessageQueue<String> queue = small("ordered", "true");
        probe.fail("put", new DriverException(ErrorCode.ACCESS_DENIED, "no."));
        List<Message<String>> messages = List.of(
                Message.of("1").orderingKey("k"),
                Message.of(LARGE).orderingKey("k"),
                Message.of("3").orderingKey("k"),
                Message.of("other").orderingKey("o"));
        List<Outcome<Message<String>, SendReceipt>> outcomes =
                queue.sendAll(messages).outcomes();
        assertThat(outcomes).extracting(Outcome::isFailed).containsExactly(false, true, true, false);
        assertThat(outcomes.get(2).error().orElseThrow().code()).isEqualTo(ErrorCode.PRECONDITION_FAILED);
        assertThat(drain(queue)).containsExactlyInAnyOrder("1", "other");
    }

    @Test
    protected void send_fails_removesTheBodyUnlessItMayHaveBeenSent() {
        MessageQueue<String> queue = small();
        Failure lost = Failure.of(ErrorCode.UNKNOWN, "the answer was lost.").uncertain();
        probe.fail("send", new DriverException(lost, null));
        assertThat(fails(ErrorCode.UNKNOWN, () -> queue.send(LARGE)).ambiguous())
                .isTrue();
        List<String> kept = bodies();
        assertThat(kept).hasSize(1);
        probe.fail("send", new DriverException(ErrorCode.ACCESS_DENIED, "no."));
        fails(ErrorCode.ACCESS_DENIED, () -> queue.send(LARGE));
        until(() -> bodies().equals(kept));
        assertThat(queue.sendAll(messages(List.of(LARGE, SMALL, LARGE))).failed())
                .hasSize(3);
        until(() -> bodies().equals(kept));
    }

    @Test
    protected void deleteOnAck_removesTheBodyAfterTheAckOnly() {
        MessageQueue<String> queue = small("overflow.delete-on-ack", "true");
        queue.send(LARGE);
        receiveOne(queue).retry();
        Delivery<String> again = receiveOne(queue);
        probe.fail("ack", new DriverException(ErrorCode.ACCESS_DENIED, "no."));
        fails(ErrorCode.ACCESS_DENIED, again::ack);
        probe.fail("ack", null);
        again.deadLetter("not now");
        assertThat(probe.calls()).doesNotContain("delete");
        Delivery<String> dead = receiveOne(queue.deadLetters());
        assertThat(dead.payload()).isEqualTo(LARGE);
        dead.ack();
        until(() -> bodies().isEmpty());
    }

    @Test
    protected void deleteOnAck_pointerOutsideTheQueuesFolder_isLeftAlone() {
        MessageQueue<String> queue = small("overflow.delete-on-ack", "true");
        bucket().put("precious", LARGE);
        queue.send(LARGE);
        point("large", "p/precious");
        Delivery<String> forged = receiveOne(queue);
        assertThat(forged.payload()).isEqualTo(LARGE);
        forged.ack();
        probe.change("receive", got -> got);
        queue.send(LARGE);
        receiveOne(queue).ack();
        until(() -> bodies().size() == 1);
        assertThat(bucket().exists("precious")).isTrue();
    }

    @Test
    protected void deadLetterAndRedrive_keepTheBody() {
        MessageQueue<String> queue = small();
        queue.send(Message.of(LARGE).header("tenant", "acme"));
        receiveOne(queue).deadLetter("later");
        assertThat(receiveOneAndGiveBack(queue.deadLetters())).isEqualTo(LARGE);
        assertThat(queue.redrive(10)).isEqualTo(1);
        Delivery<String> back = receiveOne(queue);
        assertThat(back.payload()).isEqualTo(LARGE);
        assertThat(back.headers()).containsExactly(Map.entry("tenant", "acme"));
        assertThat(probe.calls()).as("moved as it is").containsOnlyOnce("put");
        back.ack();
        queue.deadLetters().send(LARGE);
        assertThat(drain(queue.deadLetters())).containsExactly(LARGE);
    }

    private static String receiveOneAndGiveBack(MessageQueue<String> queue) {
        Delivery<String> delivery = receiveOne(queue);
        String payload = delivery.payload();
        delivery.retry();
        return payload;
    }

    @Test
    protected void pointer_intoAnotherBucket_isCodec() {
        MessageQueue<String> queue = small();
        queue.send(LARGE);
        platform.bucket("large").put("k", "not yours");
        for (String elsewhere : new String[] {"another", "large/", "", "large/p/", "large"}) {
            point(elsewhere, "k");
            Delivery<String> delivery = receiveOne(queue);
            fails(ErrorCode.CODEC, delivery::payload);
            delivery.retry();
        }
    }

    @Test
    protected void pointer_toNothing_isNotFound() {
        MessageQueue<String> queue = small();
        queue.send(LARGE);
        bucket().deleteAll(bodies());
        Delivery<String> delivery = receiveOne(queue);
        fails(ErrorCode.NOT_FOUND, delivery::payload);
        delivery.ack();
    }

    /** Lets all that is received lead somewhere else, as another program could say. */
    private void point(String bucket, String key) {
        probe.change(
                "receive",
                got -> ((List<?>) got)
                        .stream()
                                .map(item -> pointing((ReceivedMessage) item, new Pointer(bucket, key, LARGE.length())))
                                .toList());
    }

    private static ReceivedMessage pointing(ReceivedMessage received, Pointer pointer) {
        StoredMessage o = received.message();
        StoredMessage forged = new StoredMessage(
                o.id(),
                o.body(),
                o.headers(),
                o.attempts(),
                o.sentAt(),
                o.orderingKey(),
                o.fairnessKey(),
                o.deadLetter(),
                pointer);
        return new ReceivedMessage(forged, received.lease());
    }

    @Test
    protected void sweep_removesOldBodiesOfTheQueueOnly() {
        MessageQueue<String> queue = small("overflow.keep", "2h");
        bucket().put(FOLDER + "jobs2/20000101T00-x", "of another queue");
        bucket().put("other", "of another program");
        queue.send(LARGE);
        List<String> all = bucket().list().stream().map(ListEntry::key).toList();
        assertThat(all).hasSize(3);
        sweep(Duration.ofMinutes(90));
        sweep(Duration.ofMinutes(60)); // older than kept, but within the margin
        assertThat(bucket().list().stream().map(ListEntry::key)).isEqualTo(all);
        queue.send(LARGE);
        String young =
                bodies().stream().filter(key -> !all.contains(key)).findFirst().orElseThrow();
        sweep(Duration.ofMinutes(61));
        until(() -> bodies().size() == 2);
        assertThat(bucket().exists(young)).isTrue();
        assertThat(bucket().exists("other")).isTrue();
        assertThat(bucket().exists(FOLDER + "jobs2/20000101T00-x")).isTrue();
    }

    /** Moves time and waits for the sweep that falls due meanwhile. */
    private void sweep(Duration later) {
        until(() -> time.scheduled() > 0);
        probe.reset();
        time.advance(later);
        until(() -> probe.calls().contains("list") && time.scheduled() > 0);
    }

    @Test
    protected void sweep_endsWithClose() {
        MessageQueue<String> queue = small("overflow.keep", "1h");
        queue.send(LARGE);
        sweep(Duration.ofMinutes(1));
        platform.close();
        probe.reset();
        time.advance(Duration.ofDays(1));
        assertThat(probe.calls()).isEmpty();
    }

    @Test
    protected void sweep_failsAgainAndAgain_isToldByHealth() {
        MessageQueue<String> queue = small("overflow.keep", "1h");
        probe.fail("list", new DriverException(ErrorCode.INVALID_REQUEST, "no lists today."));
        sweep(Duration.ofMinutes(1));
        sweep(Duration.ofHours(1));
        assertThat(health()).isEqualTo(HealthReport.Status.UP);
        sweep(Duration.ofHours(1));
        until(() -> health() == HealthReport.Status.DEGRADED);
        queue.send(LARGE);
        assertThat(drain(queue)).as("nothing else is touched").containsExactly(LARGE);
        probe.fail("list", null);
        sweep(Duration.ofHours(1));
        until(() -> health() == HealthReport.Status.UP);
    }

    private HealthReport.Status health() {
        return platform.health().resources().stream()
                .filter(resource -> resource.name().equals("jobs"))
                .findFirst()
                .orElseThrow()
                .status();
    }
}

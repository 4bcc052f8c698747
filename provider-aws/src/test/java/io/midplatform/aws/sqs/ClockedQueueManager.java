package io.midplatform.aws.sqs;

import io.midplatform.testkit.TestTime;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.pekko.actor.ActorContext;
import org.apache.pekko.actor.ActorRef;
import org.apache.pekko.actor.Props;
import org.elasticmq.MessageData;
import org.elasticmq.MillisNextDelivery;
import org.elasticmq.NewMessageData;
import org.elasticmq.QueueData;
import org.elasticmq.StrictSQSLimits$;
import org.elasticmq.VisibilityTimeout;
import org.elasticmq.actor.QueueManagerActor;
import org.elasticmq.actor.queue.QueueActor;
import org.elasticmq.msg.GetQueueStatistics;
import org.elasticmq.util.NowProvider;
import scala.Option;
import scala.PartialFunction;
import scala.collection.immutable.List;
import scala.reflect.ClassTag;
import scala.runtime.BoxedUnit;

/**
 * The queues of ElasticMQ on a test's time. ElasticMQ takes most moments from its {@link NowProvider}, but those of a new message, and
 * of statistics, from the machine's clock: when it becomes visible is told to it as a moment, and when it was sent is put right where it is
 * received.
 */
@SuppressWarnings({"rawtypes", "unchecked"}) // Scala types that Java cannot say
final class ClockedQueueManager extends QueueManagerActor {
    private final AtomicInteger polls;

    private ClockedQueueManager(NowProvider clock, AtomicInteger polls) {
        super(clock, StrictSQSLimits$.MODULE$, Option.empty());
        this.polls = polls;
    }

    /**
     * The queues.
     *
     * @param time their time
     * @param polls counts the polls that wait
     */
    static Props props(TestTime time, AtomicInteger polls) {
        return Props.create(ClockedQueueManager.class, () -> new ClockedQueueManager(new Clock(time), polls));
    }

    @Override
    public ClassTag ev() {
        return super.ev();
    }

    @Override
    public ActorRef createQueueActor(NowProvider clock, QueueData queue, Option<ActorRef> listener) {
        return context().actorOf(Props.create(ClockedQueue.class, () -> new ClockedQueue((Clock) clock, queue, polls)));
    }

    /** Starts at the machine's time, with which ElasticMQ compares what it remembers for deduplication, and moves with the test's. */
    private static final class Clock extends NowProvider {
        private final TestTime time;
        private final Instant start = Instant.now();
        private final long origin;

        Clock(TestTime time) {
            this(time, time.nanoTime());
        }

        private Clock(TestTime time, long origin) {
            this.time = time;
            this.origin = origin;
        }

        @Override
        public long nowMillis() {
            return now().toInstant().toEpochMilli();
        }

        @Override
        public OffsetDateTime now() {
            return start.plusNanos(time.nanoTime() - origin).atOffset(ZoneOffset.UTC);
        }

        /** The machine's time, moved as far as the test has moved its own. */
        NowProvider sinceNow() {
            return new Clock(time, origin);
        }

        OffsetDateTime wall() {
            return time.instant().atOffset(ZoneOffset.UTC);
        }
    }

    private static final class ClockedQueue extends QueueActor {
        private final Clock clock;
        private final Map<String, OffsetDateTime> sent = new HashMap<>();

        private final AtomicInteger polls;
        private int waiting;

        ClockedQueue(Clock clock, QueueData queue, AtomicInteger polls) {
            super(clock, queue, Option.empty(), Option.empty(), Option.empty(), Option.empty());
            this.clock = clock;
            this.polls = polls;
        }

        @Override
        public ClassTag ev() {
            return super.ev();
        }

        @Override
        public void aroundReceive(PartialFunction<Object, BoxedUnit> receive, Object message) {
            String kind = message.getClass().getSimpleName();
            if (kind.equals("ReplyIfTimeout") || kind.equals("SendReply")) {
                count(0); // who gets the answer must not find its poll still counted
            }
            // a message counts as visible a millisecond after it can be received
            super.aroundReceive(
                    receive,
                    message instanceof GetQueueStatistics ? new GetQueueStatistics(clock.nowMillis() + 1) : message);
            count(org$elasticmq$actor$queue$QueueActorWaitForMessagesOps$$awaitingReply()
                    .size());
        }

        private void count(int now) {
            polls.addAndGet(now - waiting);
            waiting = now;
        }

        @Override
        public ResultWithEvents<MessageData> handleOrRedirectMessage(NewMessageData message, ActorContext context) {
            // ElasticMQ does so once a minute; when an id was first seen stands on the machine's clock
            fifoMessagesHistory_$eq(fifoMessagesHistory().cleanOutdatedMessages(clock.sinceNow()));
            MillisNextDelivery visible = message.nextDelivery()
                    .toMillis(clock.nowMillis(), queueData().delay().toMillis());
            NewMessageData timed = message.copy(
                    message.id(),
                    message.content(),
                    message.messageAttributes(),
                    visible,
                    message.messageGroupId(),
                    message.messageDeduplicationId(),
                    message.orderIndex(),
                    message.tracingId(),
                    message.sequenceNumber(),
                    message.deadLetterSourceQueueName());
            return super.handleOrRedirectMessage(timed, context).mapResult(data -> {
                sent.putIfAbsent(data.id().id(), clock.wall());
                return data;
            });
        }

        @Override
        public ResultWithEvents<List<MessageData>> receiveMessages(
                VisibilityTimeout lease, int count, Option<String> attempt) {
            return super.receiveMessages(lease, count, attempt).mapResult(list -> list.map(this::timed));
        }

        private MessageData timed(MessageData data) {
            return data.copy(
                    data.id(),
                    data.deliveryReceipt(),
                    data.content(),
                    data.messageAttributes(),
                    data.nextDelivery(),
                    sent.getOrDefault(data.id().id(), data.created()),
                    data.statistics(),
                    data.messageGroupId(),
                    data.messageDeduplicationId(),
                    data.tracingId(),
                    data.sequenceNumber(),
                    data.deadLetterSourceQueueName());
        }
    }
}

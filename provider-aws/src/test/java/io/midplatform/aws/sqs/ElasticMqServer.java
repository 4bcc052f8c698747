package io.midplatform.aws.sqs;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import io.midplatform.testkit.TestTime;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.pekko.actor.ActorRef;
import org.apache.pekko.actor.ActorSystem;
import org.elasticmq.rest.sqs.SQSRestServer;
import org.elasticmq.rest.sqs.SQSRestServerBuilder;

/** An ElasticMQ in this process, on a free port of the loopback: one for each test, without queues, on the test's time. */
final class ElasticMqServer {
    private static final Config QUIET =
            ConfigFactory.parseString("pekko { daemonic = on, log-dead-letters = off, loglevel = WARNING }");

    /** Two systems: those who speak HTTP have timers too, which must not follow a test that moves its time by a day. */
    private static final ActorSystem HTTP = ActorSystem.create("http", QUIET.withFallback(ConfigFactory.load()));

    private static final ActorSystem QUEUES = ActorSystem.create(
            "queues",
            ConfigFactory.parseString("pekko.scheduler.implementation = " + TestTimeScheduler.class.getName())
                    .withFallback(QUIET)
                    .withFallback(ConfigFactory.load()));

    private static ElasticMqServer current = new ElasticMqServer(new TestTime());

    private final TestTime time;
    private final AtomicInteger polls = new AtomicInteger();
    private final ActorRef queues;
    private final SQSRestServer server;
    private final int port;

    private ElasticMqServer(TestTime time) {
        this.time = time;
        this.queues = QUEUES.actorOf(ClockedQueueManager.props(time, polls));
        this.server = SQSRestServerBuilder.withActorSystem(HTTP)
                .withQueueManagerActor(queues)
                .withInterface("127.0.0.1")
                .withDynamicPort()
                .start();
        this.port = server.waitUntilStarted().localAddress().getPort();
    }

    /** The server of the test with this time; that of the test before is ended. */
    static synchronized ElasticMqServer of(TestTime time) {
        if (!current.time.equals(time)) {
            TestTimeScheduler.follow(time);
            current.stop();
            current = new ElasticMqServer(time);
        }
        return current;
    }

    private void stop() {
        QUEUES.stop(queues);
        server.startFuture().foreach(binding -> binding.unbind(), HTTP.dispatcher());
    }

    /** How many long polls wait. */
    int polls() {
        return polls.get();
    }

    /** The settings of a provider that makes the queues that it is asked for. */
    Map<String, String> provider() {
        Map<String, String> settings = new HashMap<>();
        settings.put("midplatform.provider", "aws");
        settings.put("midplatform.providers.aws.region", "us-east-1");
        settings.put("midplatform.providers.aws.endpoint", "http://127.0.0.1:" + port);
        settings.put("midplatform.providers.aws.create", "true");
        settings.put("midplatform.providers.aws.credentials.access-key-id", "x");
        settings.put("midplatform.providers.aws.credentials.secret-access-key", "x");
        return settings;
    }
}

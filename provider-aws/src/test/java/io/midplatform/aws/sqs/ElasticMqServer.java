package io.midplatform.aws.sqs;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import io.midplatform.aws.testing.Backend;
import io.midplatform.testkit.TestTime;
import java.net.URI;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.pekko.actor.ActorRef;
import org.apache.pekko.actor.ActorSystem;
import org.elasticmq.rest.sqs.SQSRestServer;
import org.elasticmq.rest.sqs.SQSRestServerBuilder;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.sqs.SqsClient;

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

    /** Of the queues of this run: others may use the server too. */
    static final String NAMES =
            "midplatform-test-" + UUID.randomUUID().toString().substring(0, 8) + "-";

    private static final AtomicInteger NUMBER = new AtomicInteger();

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

    /** Where it is. */
    URI endpoint() {
        return URI.create("http://127.0.0.1:" + port);
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
        settings.put("midplatform.providers.aws.endpoint", endpoint().toString());
        settings.put("midplatform.providers.aws.create", "true");
        settings.put("midplatform.providers.aws.credentials.access-key-id", "x");
        settings.put("midplatform.providers.aws.credentials.secret-access-key", "x");
        return settings;
    }

    /**
     * The settings of the server that {@link Backend} finds, for suites that leave the server's time alone: its clock is its own. Else it is an
     * ElasticMQ in this process.
     */
    static Map<String, String> serviceFor(TestTime time) {
        Map<String, String> settings = service(time).settings();
        settings.put("midplatform.providers.aws.create", "true");
        // the queues of a server that stays are still there at the next test
        settings.put("midplatform.queue.jobs.queue", NAMES + NUMBER.incrementAndGet());
        return settings;
    }

    private static Backend service(TestTime time) {
        return Backend.of(Backend.Service.SQS, "ElasticMQ", () -> of(time).endpoint());
    }

    /** Whether {@link #serviceFor} means another server, which has a clock of its own. */
    static boolean isExternal() {
        return service(current.time).isExternal();
    }

    /** Deletes what {@link #serviceFor} named. */
    static void deleteQueues() {
        Map<String, String> settings = serviceFor(current.time);
        String base = "midplatform.providers.aws.";
        try (SqsClient sqs = SqsClient.builder()
                .endpointOverride(URI.create(settings.getOrDefault(base + "endpoint", "")))
                .region(Region.of(settings.getOrDefault(base + "region", "")))
                .credentialsProvider(StaticCredentialsProvider.create(AwsBasicCredentials.create(
                        settings.getOrDefault(base + "credentials.access-key-id", ""),
                        settings.getOrDefault(base + "credentials.secret-access-key", ""))))
                .build()) {
            sqs.listQueuesPaginator(request -> request.queueNamePrefix(NAMES).maxResults(100))
                    .queueUrls()
                    .forEach(url -> sqs.deleteQueue(request -> request.queueUrl(url)));
        }
    }
}

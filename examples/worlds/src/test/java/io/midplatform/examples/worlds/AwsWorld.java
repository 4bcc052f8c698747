package io.midplatform.examples.worlds;

import io.midplatform.aws.fake.ParameterStoreFake;
import io.midplatform.aws.testing.S3MockServer;
import io.midplatform.redis.testing.RedisServer;
import java.util.HashMap;
import java.util.Map;
import org.elasticmq.rest.sqs.SQSRestServer;
import org.elasticmq.rest.sqs.SQSRestServerBuilder;

/** S3Mock, ElasticMQ, a Redis and our stand-in for Parameter Store. */
final class AwsWorld implements Worlds.World {
    private final RedisServer redis = RedisServer.start();
    private final ParameterStoreFake parameters = new ParameterStoreFake();
    private final SQSRestServer queues =
            SQSRestServerBuilder.withInterface("127.0.0.1").withDynamicPort().start();

    AwsWorld() {
        parameters.put("/quickstart/quickstart/pause", "1ms");
    }

    @Override
    public Map<String, String> settings() {
        Map<String, String> settings = new HashMap<>();
        settings.put("midplatform.providers.aws.credentials.access-key-id", "test");
        settings.put("midplatform.providers.aws.credentials.secret-access-key", "test");
        for (String bucket : new String[] {"files", "reports"}) {
            settings.put(
                    "midplatform.storage." + bucket + ".endpoint",
                    S3MockServer.endpoint().toString());
            settings.put("midplatform.storage." + bucket + ".path-style", "true");
        }
        int port = queues.waitUntilStarted().localAddress().getPort();
        settings.put("midplatform.queue.jobs.endpoint", "http://127.0.0.1:" + port);
        settings.put("midplatform.cache.known.host", redis.host());
        settings.put("midplatform.cache.known.port", Integer.toString(redis.port()));
        settings.put("midplatform.cache.known.connect-timeout", "20s");
        settings.put("midplatform.cache.known.tls", "false");
        settings.put("midplatform.cache.known.cluster", "false");
        settings.put("midplatform.config.tuning.endpoint", parameters.endpoint().toString());
        return settings;
    }
}

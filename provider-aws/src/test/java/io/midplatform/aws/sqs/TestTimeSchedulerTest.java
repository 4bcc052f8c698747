package io.midplatform.aws.sqs;

import static org.assertj.core.api.Assertions.assertThat;

import io.midplatform.testkit.TestTime;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.Message;

/** ElasticMQ on a test's time. */
class TestTimeSchedulerTest {
    private final TestTime time = new TestTime();

    /** The server asks the queue and gives up after 21 s; on the time of a test that moves on by more, it would answer that it has failed. */
    @Test
    void longPoll_whoseEndIsLeaptOver_isEmptyAndNoError() throws Exception {
        ElasticMqServer server = ElasticMqServer.of(time);
        try (SqsClient sqs = SqsClient.builder()
                .endpointOverride(server.endpoint())
                .region(Region.US_EAST_1)
                .credentialsProvider(StaticCredentialsProvider.create(AwsBasicCredentials.create("x", "x")))
                .overrideConfiguration(configuration -> configuration.retryStrategy(retry -> retry.maxAttempts(1)))
                .build()) {
            String url = sqs.createQueue(request -> request.queueName("jobs")).queueUrl();
            FutureTask<List<Message>> poll = new FutureTask<>(
                    () -> sqs.receiveMessage(request -> request.queueUrl(url).waitTimeSeconds(20))
                            .messages());
            new Thread(poll, "poll").start();
            SqsWire.until(() -> server.polls() == 1);
            time.advance(Duration.ofHours(1));
            assertThat(poll.get(20, TimeUnit.SECONDS)).isEmpty();
        }
    }
}

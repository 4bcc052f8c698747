package io.midplatform.aws.sqs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.midplatform.testkit.TestTime;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.BatchResultErrorEntry;
import software.amazon.awssdk.services.sqs.model.DeleteMessageBatchRequestEntry;
import software.amazon.awssdk.services.sqs.model.DeleteMessageBatchResponse;
import software.amazon.awssdk.services.sqs.model.Message;
import software.amazon.awssdk.services.sqs.model.QueueAttributeName;
import software.amazon.awssdk.services.sqs.model.SqsException;

/**
 * Where ElasticMQ does otherwise than SQS, so that the contract suites on it prove nothing: each has its truth in a test on canned answers, named
 * here. A test that fails here says that a newer ElasticMQ has been put right.
 */
class ElasticMqTest {
    private final TestTime time = new TestTime();
    private SqsClient sqs;

    @BeforeEach
    void connect() {
        sqs = SqsClient.builder()
                .endpointOverride(ElasticMqServer.of(time).endpoint())
                .region(Region.US_EAST_1)
                .credentialsProvider(StaticCredentialsProvider.create(AwsBasicCredentials.create("x", "x")))
                .build();
    }

    @AfterEach
    void close() {
        sqs.close();
    }

    /** SQS tells the older code beside the newer one: {@link SqsFaultTest#missingQueue_isNotFound}. */
    @Test
    void missingQueue_hasNoOlderCode() {
        SqsException thrown =
                catchThrowableOfType(SqsException.class, () -> sqs.getQueueUrl(request -> request.queueName("none")));
        assertThat(thrown.awsErrorDetails().errorCode()).isEqualTo("QueueDoesNotExist");
    }

    /** SQS takes it: {@link SqsFaultTest#ack_whoseAnswerIsLost_succeedsTheSecondTime}. */
    @Test
    void deleteTwice_isRefused() {
        String url = queue(Map.of());
        sqs.sendMessage(request -> request.queueUrl(url).messageBody("x"));
        Message message =
                sqs.receiveMessage(request -> request.queueUrl(url)).messages().get(0);
        assertThat(delete(url, message).failed()).isEmpty();
        assertThat(delete(url, message).failed())
                .extracting(BatchResultErrorEntry::code)
                .containsExactly("ReceiptHandleIsInvalid");
    }

    private DeleteMessageBatchResponse delete(String url, Message message) {
        return sqs.deleteMessageBatch(request -> request.queueUrl(url)
                .entries(DeleteMessageBatchRequestEntry.builder()
                        .id("0")
                        .receiptHandle(message.receiptHandle())
                        .build()));
    }

    /** SQS refuses it, as does the engine: {@link SqsLimitsTest#messageSize_ofTheQueue_isReadAndKept}. */
    @Test
    void messageSize_isNotKept() {
        String url = queue(Map.of(QueueAttributeName.MAXIMUM_MESSAGE_SIZE, "1024"));
        sqs.sendMessage(request -> request.queueUrl(url).messageBody("x".repeat(2000)));
        assertThat(told(url)).doesNotContainKey(QueueAttributeName.MAXIMUM_MESSAGE_SIZE);
    }

    /** SQS deletes it, and tells the period: {@link SqsLimitsTest#limits_ofTheQueue_areDescribed}. */
    @Test
    void retention_isNotKept() {
        String url = queue(Map.of(QueueAttributeName.MESSAGE_RETENTION_PERIOD, "60"));
        sqs.sendMessage(request -> request.queueUrl(url).messageBody("x"));
        time.advance(Duration.ofMinutes(2));
        List<Message> got = sqs.receiveMessage(request -> request.queueUrl(url)).messages();
        assertThat(got).hasSize(1);
        assertThat(told(url)).doesNotContainKey(QueueAttributeName.MESSAGE_RETENTION_PERIOD);
    }

    private Map<QueueAttributeName, String> told(String url) {
        return sqs.getQueueAttributes(request -> request.queueUrl(url).attributeNames(QueueAttributeName.ALL))
                .attributes();
    }

    private String queue(Map<QueueAttributeName, String> attributes) {
        return sqs.createQueue(request -> request.queueName("jobs").attributes(attributes))
                .queueUrl();
    }
}

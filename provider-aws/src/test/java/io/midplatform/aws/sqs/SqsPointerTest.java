package io.midplatform.aws.sqs;

import static org.assertj.core.api.Assertions.assertThat;

import io.midplatform.ErrorCode;
import io.midplatform.Platform;
import io.midplatform.PlatformException;
import io.midplatform.aws.fake.SqsFake;
import io.midplatform.queue.Delivery;
import io.midplatform.queue.Message;
import io.midplatform.queue.MessageQueue;
import io.midplatform.storage.ListEntry;
import io.midplatform.testkit.Planted;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.gaul.s3proxy.S3Proxy;
import org.gaul.s3proxy.auth.AuthenticationType;
import org.gaul.s3proxy.nio2blob.TransientNio2BlobStore;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** Pointers of the SQS extended client are followed into the overflow bucket, which is on S3Proxy here, and nowhere else. */
class SqsPointerTest extends SqsWire {
    private static final String TYPE = "software.amazon.payloadoffloading.PayloadS3Pointer";
    private static final String OLD_TYPE = "com.amazon.sqs.javamessaging.MessageS3Pointer";

    private static final S3Proxy S3 = startS3();

    private MessageQueue<String> queue;
    private Platform platform;

    @BeforeEach
    void open() {
        openWith("midplatform.queue.jobs.overflow.bucket", "large");
    }

    private void openWith(String... keysAndValues) {
        List<String> settings = new ArrayList<>(List.of(keysAndValues));
        settings.addAll(List.of("midplatform.storage.large.bucket", "the-bucket"));
        settings.addAll(List.of("midplatform.storage.large.endpoint", "http://127.0.0.1:" + S3.getPort()));
        settings.addAll(List.of("midplatform.storage.large.compat", "generic-s3"));
        settings.addAll(List.of("midplatform.storage.large.create", "true"));
        platform = platform(settings.toArray(new String[0]));
        queue = platform.queue("jobs", String.class);
    }

    private static S3Proxy startS3() {
        S3Proxy server = S3Proxy.builder()
                .blobStore(new TransientNio2BlobStore())
                .awsAuthentication(AuthenticationType.AWS_V4, "any", Planted.SECRET)
                .endpoint(URI.create("http://127.0.0.1:0"))
                .build();
        try {
            server.start();
        } catch (Exception e) {
            throw new IllegalStateException("S3Proxy does not start", e);
        }
        return server;
    }

    @AfterEach
    void removeObjects() {
        platform.bucket("large").deleteAll(List.of("k", "a/b"));
    }

    @Test
    void pointer_intoTheBucket_isFollowed() {
        platform.bucket("large").put("a/b", "the body");
        Delivery<String> delivery = received(TYPE, "the-bucket", "a/b", "ExtendedPayloadSize");
        assertThat(delivery.payload()).isEqualTo("the body");
        assertThat(new String(delivery.body(), StandardCharsets.UTF_8)).isEqualTo("the body");
        assertThat(delivery.headers()).containsEntry("ExtendedPayloadSize", "8");
        delivery.ack();
        assertThat(platform.bucket("large").exists("a/b"))
                .as("its sender removes it")
                .isTrue();
    }

    @Test
    void pointer_ofOlderVersions_isFollowed() {
        platform.bucket("large").put("k", "the body");
        assertThat(received(OLD_TYPE, "the-bucket", "k", "SQSLargePayloadSize").payload())
                .isEqualTo("the body");
        assertThat(received(TYPE, "the-bucket", "k", "SQSLargePayloadSize").payload())
                .isEqualTo("the body");
    }

    @Test
    void pointer_elsewhere_isCodec() {
        Delivery<String> delivery = received(TYPE, "another-bucket", "k", "ExtendedPayloadSize");
        PlatformException error = fails(ErrorCode.CODEC, delivery::payload);
        assertThat(error).hasMessageContaining("overflow.bucket").hasMessageNotContaining("another-bucket");
        assertThat(new String(delivery.body(), StandardCharsets.UTF_8))
                .as("the pointer")
                .contains("another-bucket");
        assertThat(received(TYPE, "the-bucket/", "k", "ExtendedPayloadSize"))
                .satisfies(d -> fails(ErrorCode.CODEC, d::payload));
        assertThat(received(TYPE, "", "k", "ExtendedPayloadSize")).satisfies(d -> fails(ErrorCode.CODEC, d::payload));
    }

    @Test
    void pointer_withoutABucketInTheSettings_isCodec() {
        platform.close();
        openWith();
        platform.bucket("large").put("k", "the body");
        Delivery<String> delivery = received(TYPE, "the-bucket", "k", "ExtendedPayloadSize");
        fails(ErrorCode.CODEC, delivery::payload);
    }

    @Test
    void pointer_intoABucketWithPrefix_isFollowedBehindIt() {
        platform.close();
        openWith("midplatform.queue.jobs.overflow.bucket", "large", "midplatform.storage.large.prefix", "mine/");
        platform.bucket("large").put("k", "the body");
        assertThat(received(TYPE, "the-bucket", "mine/k", "ExtendedPayloadSize").payload())
                .isEqualTo("the body");
        Delivery<String> outside = received(TYPE, "the-bucket", "theirs/k", "ExtendedPayloadSize");
        fails(ErrorCode.CODEC, outside::payload);
        Delivery<String> disguised = received(TYPE, "the-bucket/mine/", "k", "ExtendedPayloadSize");
        fails(ErrorCode.CODEC, disguised::payload);
    }

    @Test
    void pointer_toNothing_isNotFound() {
        Delivery<String> delivery = received(TYPE, "the-bucket", "gone", "ExtendedPayloadSize");
        fails(ErrorCode.NOT_FOUND, delivery::payload);
        delivery.retry();
    }

    @Test
    void body_thatOnlyLooksLikeAPointer_isABody() {
        String text = pointer(TYPE, "the-bucket", "k");
        sqs.deliver(text);
        assertThat(queue.receive().get(0).payload()).isEqualTo(text);
        for (String other : new String[] {
            "[]",
            "[\"" + TYPE + "\"]",
            "[\"" + TYPE + "\",{}]",
            "[\"" + TYPE + "\",{\"s3BucketName\":1,\"s3Key\":\"k\"}]",
            pointer("java.lang.Runtime", "the-bucket", "k"),
            text + "x",
            "[".repeat(5000)
        }) {
            sqs.deliver(other, Map.of("ExtendedPayloadSize", SqsFake.attributeOf("Number", "8")), Map.of());
            assertThat(queue.receive().get(0).payload()).isEqualTo(other);
        }
    }

    @Test
    void worker_pointerElsewhere_isDeadLetteredAsItIs() throws Exception {
        String text = pointer(TYPE, "another-bucket", "k");
        sqs.deliver(text, Map.of("ExtendedPayloadSize", SqsFake.attributeOf("Number", "8")), Map.of());
        try (var worker = queue.work(delivery -> {})) {
            until(() -> sqs.operations().contains("DeleteMessageBatch"));
            worker.close(Duration.ofSeconds(10));
        }
        JsonNode sent = entries(sqs.requests("SendMessageBatch").get(0)).get(0);
        assertThat(sqs.requests("SendMessageBatch").get(0).path("QueueUrl").asString())
                .endsWith("/jobs-dead");
        assertThat(sent.path("MessageBody").asString()).isEqualTo(text);
        assertThat(sent.path("MessageAttributes").has("ExtendedPayloadSize"))
                .as("so that it is a pointer there too")
                .isTrue();
        assertThat(sent.path("MessageAttributes")
                        .path("midplatform")
                        .path("StringValue")
                        .asString())
                .contains("overflow");
    }

    @Test
    void largeBody_goesAsThePointerOfTheExtendedClient() {
        queue.send(Message.of("x".repeat(2_000_000)).header("tenant", "acme"));
        JsonNode sent = entries(sqs.requests("SendMessageBatch").get(0)).get(0);
        String key = platform.bucket("large").list("midplatform-overflow/jobs/").stream()
                .map(ListEntry::key)
                .findFirst()
                .orElseThrow();
        assertThat(sent.path("MessageBody").asString()).isEqualTo(pointer(TYPE, "the-bucket", key));
        JsonNode attributes = sent.path("MessageAttributes");
        assertThat(attributes.path("ExtendedPayloadSize").path("DataType").asString())
                .isEqualTo("Number");
        assertThat(attributes.path("ExtendedPayloadSize").path("StringValue").asString())
                .isEqualTo("2000000");
        assertThat(attributes.path("tenant").path("StringValue").asString()).isEqualTo("acme");
        assertThat(attributes.path("midplatform").path("StringValue").asString())
                .isEqualTo("{\"overflow\":2000000}");
        platform.bucket("large").delete(key);
    }

    private Delivery<String> received(String type, String bucket, String key, String size) {
        sqs.deliver(pointer(type, bucket, key), Map.of(size, SqsFake.attributeOf("Number", "8")), Map.of());
        return queue.receive().get(0);
    }

    private static String pointer(String type, String bucket, String key) {
        return "[\"" + type + "\",{\"s3BucketName\":\"" + bucket + "\",\"s3Key\":\"" + key + "\"}]";
    }
}

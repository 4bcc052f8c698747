package io.midplatform.local;

import static org.assertj.core.api.Assertions.assertThat;

import io.midplatform.ErrorCode;
import io.midplatform.Platform;
import io.midplatform.PlatformException;
import io.midplatform.queue.Delivery;
import io.midplatform.storage.Bucket;
import io.midplatform.storage.Content;
import io.midplatform.storage.PutOptions;
import io.midplatform.testkit.Planted;
import io.midplatform.testkit.SecretsSuite;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class LocalSecretsContractTest extends SecretsSuite {
    private static final String P = Planted.PAYLOAD;

    record Order(String item, int count) {}

    @Override
    protected Map<String, String> provider() {
        return Map.of("midplatform.provider", "local");
    }

    @Test
    void queueBody_undecodableJson_isNotShown() {
        Platform platform = platform("midplatform.queue.raw.queue", "jobs", "midplatform.queue.typed.queue", "jobs");
        for (String body :
                List.of(P, "{\"item\":\"" + P + "\",\"count\":\"" + P + "\"}", "[\"" + P + "\"]", "{\"" + P)) {
            platform.queue("raw", String.class).send(body);
            Delivery<Order> delivery =
                    platform.queue("typed", Order.class).receive().get(0);
            PlatformException thrown = fails(ErrorCode.CODEC, delivery::payload);
            assertThat(thrown.getCause()).isNotNull();
            Planted.assertHidden(delivery);
            delivery.ack();
        }
    }

    @Test
    void payloads_thatCannotBeEncoded_areNotShown() {
        record Loop(String item, List<Object> next) {}
        Loop loop = new Loop(P, new java.util.ArrayList<>());
        loop.next().add(loop);
        Platform platform = platform();
        fails(ErrorCode.CODEC, () -> platform.queue("q", Loop.class).send(loop));
        fails(ErrorCode.CODEC, () -> platform.cache("c", Loop.class).put(Planted.KEY, loop));
    }

    @Test
    void metadataAndTags_refused_areNotLogged() {
        Bucket bucket = platform().bucket("b");
        PutOptions wrong = PutOptions.defaults().metadata(Map.of("a", "x\n" + P));
        try {
            bucket.put(Planted.KEY, Content.text(P), wrong);
        } catch (PlatformException e) {
            Planted.assertHidden(e);
        }
        fails(ErrorCode.NOT_FOUND, () -> bucket.get(Planted.KEY + "-missing"));
    }

    @Test
    void toString_ofWhatHoldsPayloads_isSilent() {
        Platform platform = platform();
        Bucket bucket = platform.bucket("b");
        bucket.put(Planted.KEY, P);
        try (var object = bucket.get(Planted.KEY)) {
            Planted.assertHidden(object);
            Planted.assertHidden(object.info());
        }
        Planted.assertHidden(Content.text(P));
        Planted.assertHidden(io.midplatform.queue.Message.of(P));
        platform.queue("q", String.class).send(P);
        Planted.assertHidden(platform.queue("q", String.class).receive().get(0));
        platform.cache("c", String.class).put(Planted.KEY, P);
        Planted.assertHidden(platform.cache("c", String.class).lookup(Planted.KEY));
    }
}

package io.midplatform.azure.storagequeue;

import static org.assertj.core.api.Assertions.assertThat;

import io.midplatform.azure.storagequeue.StorageQueueSettings.Encoding;
import io.midplatform.queue.spi.OutgoingMessage;
import io.midplatform.queue.spi.Pointer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Trace context and pointers in the envelope. */
class StorageQueueMappingTest {
    private static final Map<String, String> TRACE = Map.of("traceparent", "00-1-2-01");

    @Test
    void trace_neverForcesTheEnvelope() {
        assertThat(mapping(false).text(message("x", Map.of()))).isEqualTo("x");
    }

    @Test
    void trace_goesAlongInAnEnvelope() {
        assertThat(mapping(false).text(message("x", Map.of("h", "v"))))
                .isEqualTo(
                        "{\"$midplatform\":1,\"headers\":{\"traceparent\":\"00-1-2-01\",\"h\":\"v\"},\"body\":\"x\"}");
    }

    @Test
    void trace_forcesTheEnvelopeWhereTheSettingsSaySo() {
        assertThat(mapping(true).text(message("x", Map.of())))
                .isEqualTo("{\"$midplatform\":1,\"headers\":{\"traceparent\":\"00-1-2-01\"},\"body\":\"x\"}");
    }

    @Test
    void trace_thatDoesNotFit_staysBehind() {
        String large = "x".repeat(65_536);
        assertThat(mapping(true).text(message(large, Map.of()))).isEqualTo(large);
        OutgoingMessage full = message("x".repeat(65_536 - 50), Map.of("a", "b"));
        assertThat(mapping(true).size(full)).isLessThanOrEqualTo(65_536);
        assertThat(mapping(true).text(full)).doesNotContain("traceparent").hasSizeLessThanOrEqualTo(65_536);
    }

    @Test
    void pointer_isInTheEnvelope() {
        OutgoingMessage message = new OutgoingMessage(
                "see there".getBytes(StandardCharsets.UTF_8),
                Map.of(),
                Map.of(),
                Duration.ZERO,
                null,
                null,
                null,
                null,
                new Pointer("large", "k/1", 70_000));
        String text = mapping(false).text(message);
        assertThat(text)
                .isEqualTo("{\"$midplatform\":1,\"overflow\":{\"bucket\":\"large\",\"key\":\"k/1\",\"size\":70000},"
                        + "\"body\":\"see there\"}");
        assertThat(mapping(false).size(message)).isEqualTo(text.length());
        StorageQueueEnvelope read = StorageQueueEnvelope.read(text);
        assertThat(read).isNotNull();
        assertThat(read.pointer()).isEqualTo(new Pointer("large", "k/1", 70_000));
    }

    private static StorageQueueMapping mapping(boolean trace) {
        return new StorageQueueMapping(new StorageQueueSettings(
                Optional.empty(), Optional.empty(), Encoding.TEXT, trace, Optional.empty(), false));
    }

    private static OutgoingMessage message(String body, Map<String, String> headers) {
        return new OutgoingMessage(
                body.getBytes(StandardCharsets.UTF_8), headers, TRACE, Duration.ZERO, null, null, null, null);
    }
}

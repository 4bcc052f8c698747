package io.midplatform.codec.jackson;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.midplatform.TypeRef;
import io.midplatform.spi.Codec;
import java.io.IOException;
import java.lang.reflect.Type;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.ServiceLoader;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JacksonCodecTest {
    record Line(String sku, int count) {}

    record Order(String id, Instant at, Duration within, List<Line> lines, Optional<String> note) {}

    private final Codec codec = new JacksonCodec();

    private static byte[] json(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    @Test
    void serviceLoader_findsIt() {
        assertThat(ServiceLoader.load(Codec.class)).hasAtLeastOneElementOfType(JacksonCodec.class);
        assertThat(codec.name()).isEqualTo("json");
    }

    @Test
    void encode_record_hasIsoDatesAndNoClassNames() throws Exception {
        Order order = new Order(
                "o1",
                Instant.parse("2026-01-31T12:00:00Z"),
                Duration.ofMinutes(5),
                List.of(new Line("é", 2)),
                Optional.empty());

        byte[] bytes = codec.encode(order, Order.class);

        assertThat(new String(bytes, StandardCharsets.UTF_8))
                .contains("\"at\":\"2026-01-31T12:00:00Z\"", "\"within\":\"PT5M\"", "\"sku\":\"é\"")
                .doesNotContain("class", "Order");
        assertThat(codec.decode(bytes, Order.class)).isEqualTo(order);
    }

    @Test
    void encode_genericTypes_comeBackTyped() throws Exception {
        Type type = new TypeRef<Map<String, List<Line>>>() {}.type();
        Map<String, List<Line>> value = Map.of("a", List.of(new Line("x", 1)));

        assertThat(codec.decode(codec.encode(value, type), type)).isEqualTo(value);
    }

    @Test
    void decode_unknownProperties_areIgnored() throws Exception {
        assertThat(codec.decode(json("{\"sku\":\"a\",\"count\":1,\"later\":{}}"), Line.class))
                .isEqualTo(new Line("a", 1));
    }

    @Test
    void decode_classNames_areNotFollowed() throws Exception {
        Object value = codec.decode(json("[\"java.util.ArrayList\",[]]"), Object.class);

        assertThat(value).isEqualTo(List.of("java.util.ArrayList", List.of()));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "null",
                "hush",
                "{\"sku\":\"hush\",\"count\":\"hush\"}",
                "{\"sku\":\"hush\"",
                "[\"hush\"]",
                "{\"sku\":\"a\",\"count\":1}{\"sku\":\"hush\"}",
                "{\"sku\":\"hush\",\"count\":99999999999}",
                "{\"sku\":\"hush\",\"count\":null}",
                "{\"sku\":{\"hush\":1},\"count\":1}"
            })
    void decode_notOfTheType_isRefusedWithoutTheContent(String text) {
        assertThatThrownBy(() -> codec.decode(json(text), Line.class))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("Line cannot be read from JSON")
                .hasMessageNotContaining("hush")
                .hasNoCause();
    }

    @Test
    void decode_malformedUtf8AndDeepNesting_areRefused() {
        assertThatThrownBy(() -> codec.decode(new byte[] {'"', (byte) 0xff, '"'}, String.class))
                .isInstanceOf(IOException.class);
        assertThatThrownBy(() -> codec.decode(json("[".repeat(100_000)), Object.class))
                .isInstanceOf(IOException.class);
    }

    @Test
    void encode_cycle_isRefused() {
        Map<String, Object> cycle = new java.util.HashMap<>();
        cycle.put("self", cycle);

        assertThatThrownBy(() -> codec.encode(cycle, Map.class)).isInstanceOf(IOException.class);
    }
}

package io.midplatform.cache.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class EnvelopeTest {
    private static final long NOW = 1_795_644_000_123L;
    private static final byte[] VALUE = "value".getBytes(StandardCharsets.UTF_8);
    private static final Marks TAGGED = new Marks(-5, List.of("a", "ünïcode"), new long[] {-6, 7});

    @Test
    void of_plainEntry_takesThirtyBytesMoreThanTheValue() {
        byte[] entry = Envelope.of(-3, Marks.untagged(-5), new Lifetime(NOW, Lifetimes.NEVER, NOW + 9, 9), VALUE);
        assertThat(entry).hasSize(30 + VALUE.length);
        assertThat(Envelope.isReadable(entry)).isTrue();
        assertThat(Envelope.cacheMarker(entry)).isEqualTo(-5);
        assertThat(Envelope.writtenAt(entry)).isEqualTo(NOW);
        assertThat(Envelope.freshUntil(entry)).isEqualTo(NOW + 9);
        assertThat(Envelope.softAt(entry)).isEqualTo(Lifetimes.NEVER);
        assertThat(payload(entry)).isEqualTo(VALUE);
        assertThat(Envelope.version(entry)).isEqualTo("0200fffffffffffffffd");
    }

    @Test
    void of_softLifeAndTags_areReadAgain() {
        byte[] entry = Envelope.of(1, TAGGED, new Lifetime(NOW, NOW + 4, Lifetimes.NEVER, Lifetimes.NEVER), VALUE);
        assertThat(Envelope.softAt(entry)).isEqualTo(NOW + 4);
        assertThat(Envelope.freshUntil(entry)).isEqualTo(Lifetimes.NEVER);
        assertThat(Envelope.tags(entry))
                .containsExactly(new Envelope.TagMark("a", -6), new Envelope.TagMark("ünïcode", 7));
        assertThat(payload(entry)).isEqualTo(VALUE);
        assertThat(Envelope.size(TAGGED.tags(), true, VALUE.length)).isEqualTo(entry.length);
    }

    @Test
    void of_momentsBeyondTheField_areTheNearestThatFit() {
        byte[] entry = Envelope.of(1, Marks.untagged(2), new Lifetime(-1, Lifetimes.NEVER, 1L << 60, 1), null);
        assertThat(Envelope.isNegative(entry)).isTrue();
        assertThat(Envelope.writtenAt(entry)).isZero();
        assertThat(Envelope.freshUntil(entry)).isEqualTo(Lifetimes.NEVER);
    }

    @Test
    void isReadable_cutOffAnywhereBeforeItsValue_isFalse() {
        byte[] entry = Envelope.of(1, TAGGED, new Lifetime(NOW, NOW + 4, NOW + 9, 9), VALUE);
        for (int length = 0; length < entry.length - VALUE.length; length++) {
            assertThat(Envelope.isReadable(Arrays.copyOf(entry, length)))
                    .as("%d bytes", length)
                    .isFalse();
        }
        assertThat(Envelope.isReadable(entry)).isTrue();
    }

    private static byte[] payload(byte[] entry) {
        return Arrays.copyOfRange(entry, Envelope.payloadStart(entry), entry.length);
    }
}

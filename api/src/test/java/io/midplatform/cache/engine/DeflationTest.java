package io.midplatform.cache.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;
import java.util.zip.Deflater;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

/** Payloads survive being deflated; hostile bytes are none, and cheap. */
class DeflationTest {
    private static final byte[] TEXT = "to be or not to be, ".repeat(500).getBytes(StandardCharsets.UTF_8);

    private final Deflation always = new Deflation(0);

    @Property(tries = 300)
    void anyPayload_comesBack(@ForAll byte[] payload, @ForAll boolean repeat) {
        byte[] whole = repeat ? repeated(payload) : payload;
        byte[] packed = always.pack(whole);
        assertThat(packed.length).isLessThanOrEqualTo(whole.length);
        if (packed != whole) {
            assertThat(packed.length).isLessThan(whole.length);
            assertThat(Deflation.unpack(packed, 0)).isEqualTo(whole);
        }
    }

    @Test
    void highestRatio_comesBack() {
        byte[] zeros = new byte[50_000_000];
        byte[] packed = always.pack(zeros);
        assertThat(Deflation.unpack(packed, 0)).isEqualTo(zeros);
        byte[] best = packed(zeros.length, zeros, Deflater.BEST_COMPRESSION);
        assertThat(best.length).isLessThan(packed.length);
        assertThat(Deflation.unpack(best, 0)).isEqualTo(zeros);
    }

    @Test
    void upToTheSize_theArrayItselfIsKept() {
        assertThat(new Deflation(TEXT.length).pack(TEXT)).isSameAs(TEXT);
        assertThat(new Deflation(TEXT.length - 1).pack(TEXT)).isNotSameAs(TEXT);
        assertThat(new Deflation(Deflation.OFF).pack(TEXT)).isSameAs(TEXT);
    }

    @Test
    void noise_isKept() {
        byte[] noise = new byte[100_000];
        new Random(1).nextBytes(noise);
        assertThat(always.pack(noise)).isSameAs(noise);
    }

    @Test
    void aPayloadBehindAnEnvelope_isFound() {
        byte[] packed = always.pack(TEXT);
        byte[] entry = new byte[42 + packed.length];
        System.arraycopy(packed, 0, entry, 42, packed.length);
        assertThat(Deflation.unpack(entry, 42)).isEqualTo(TEXT);
    }

    @Test
    void cutOffAnywhere_isNone() {
        byte[] packed = always.pack(TEXT);
        for (int length = 0; length < packed.length; length++) {
            assertThat(Deflation.unpack(Arrays.copyOf(packed, length), 0)).isNull();
        }
        assertThat(Deflation.unpack(packed, packed.length)).isNull();
    }

    @Test
    void bytesBehindTheEnd_areNone() {
        byte[] packed = always.pack(TEXT);
        assertThat(Deflation.unpack(Arrays.copyOf(packed, packed.length + 1), 0))
                .isNull();
    }

    @Test
    void aWrongLength_isNone() {
        for (int length : new int[] {0, 1, TEXT.length - 1, TEXT.length + 1, 2 * TEXT.length, -1, Integer.MIN_VALUE}) {
            assertThat(Deflation.unpack(packed(length, TEXT, Deflater.BEST_SPEED), 0))
                    .as("" + length)
                    .isNull();
        }
    }

    @Test
    void aWrongChecksum_isNone() {
        byte[] packed = always.pack(TEXT);
        packed[packed.length - 1]++;
        assertThat(Deflation.unpack(packed, 0)).isNull();
    }

    @Test
    void aDictionaryThatIsWanted_isNone() {
        Deflater deflater = new Deflater();
        deflater.setDictionary("to be".getBytes(StandardCharsets.UTF_8));
        assertThat(Deflation.unpack(packed(TEXT.length, TEXT, deflater), 0)).isNull();
    }

    @Test
    void aLyingLength_setsNoMemoryAside() {
        byte[] text = packed(Integer.MAX_VALUE, TEXT, Deflater.BEST_SPEED);
        assertThat(Deflation.unpack(text, 0)).as("more than it can be").isNull();
        // no runtime has arrays of this length: setting it aside would be an OutOfMemoryError
        assertThat(Deflation.unpack(Arrays.copyOf(text, 4_000_000), 0))
                .as("possible")
                .isNull();
        byte[] noise = new byte[4_000_000];
        new Random(1).nextBytes(noise);
        byte[] stored = packed(Integer.MAX_VALUE, noise, Deflater.BEST_SPEED);
        assertThat(Deflation.unpack(stored, 0)).as("possible, and half right").isNull();
    }

    @Property(tries = 300)
    void anyBytes_areHarmless(@ForAll byte[] bytes) {
        Deflation.unpack(bytes, 0);
    }

    @Test
    void envelope_tellsDeflatedFromPlain() {
        Lifetime life = new Lifetime(1, 2, 3, 4);
        byte[] plain = Envelope.of(7, Marks.untagged(8), life, TEXT);
        assertThat(Envelope.isDeflated(plain)).isFalse();
        byte[] packed = always.pack(TEXT);
        byte[] entry = Envelope.ofDeflated(7, Marks.untagged(8), life, packed);
        assertThat(Envelope.isReadable(entry)).isTrue();
        assertThat(Envelope.isDeflated(entry)).isTrue();
        assertThat(Envelope.isNegative(entry)).isFalse();
        assertThat(Deflation.unpack(entry, Envelope.payloadStart(entry))).isEqualTo(TEXT);
        entry[1] |= 16;
        assertThat(Envelope.isReadable(entry)).as("a flag of the future").isFalse();
    }

    private static byte[] repeated(byte[] payload) {
        byte[] whole = new byte[payload.length * 20];
        for (int i = 0; i < 20; i++) {
            System.arraycopy(payload, 0, whole, i * payload.length, payload.length);
        }
        return whole;
    }

    private static byte[] packed(int length, byte[] payload, int level) {
        return packed(length, payload, new Deflater(level));
    }

    private static byte[] packed(int length, byte[] payload, Deflater deflater) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.writeBytes(ByteBuffer.allocate(4).putInt(length).array());
        deflater.setInput(payload);
        deflater.finish();
        byte[] block = new byte[8_192];
        while (!deflater.finished()) {
            out.write(block, 0, deflater.deflate(block));
        }
        deflater.end();
        return out.toByteArray();
    }
}

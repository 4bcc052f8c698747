package io.midplatform.cache.engine;

import io.midplatform.ErrorCode;
import io.midplatform.engine.call.Calls;
import io.midplatform.engine.call.PayloadCodec;
import org.jspecify.annotations.Nullable;

/**
 * Values to bytes and back, with the errors that callers see.
 *
 * @param <V> the values' type
 */
final class Encoding<V> {
    private final Calls calls;
    private final PayloadCodec<V> codec;
    private final Deflation deflation;

    Encoding(Calls calls, PayloadCodec<V> codec, Deflation deflation) {
        this.calls = calls;
        this.codec = codec;
        this.deflation = deflation;
    }

    @SuppressWarnings("IllegalCatch")
    byte[] encode(String operation, String key, V value) {
        try {
            return codec.encode(value);
        } catch (Exception e) {
            throw calls.error(ErrorCode.CODEC, operation, key, "the value cannot be encoded.")
                    .advice("See the cause; the cache's type and its codec must fit the value.")
                    .cause(e)
                    .build();
        }
    }

    @SuppressWarnings("IllegalCatch")
    V decode(String operation, String key, byte[] payload) {
        try {
            return codec.decode(payload);
        } catch (Exception e) {
            throw calls.error(ErrorCode.CODEC, operation, key, "the loaded value cannot be decoded again.")
                    .advice("See the cause; the codec must read what it writes.")
                    .cause(e)
                    .build();
        }
    }

    /** An encoded value as it is stored: deflated, or the same array as it is. */
    byte[] pack(byte[] payload) {
        return deflation.pack(payload);
    }

    /** The value of a readable entry, null when its bytes are not of this type. */
    @SuppressWarnings("IllegalCatch")
    @Nullable
    V tryDecode(byte[] entry) {
        int from = Envelope.payloadStart(entry);
        try {
            if (!Envelope.isDeflated(entry)) {
                return codec.decode(entry, from);
            }
            byte[] payload = Deflation.unpack(entry, from);
            return payload == null ? null : codec.decode(payload);
        } catch (Exception e) {
            return null; // written by another version of the program, or not by us: the caller counts it
        }
    }
}

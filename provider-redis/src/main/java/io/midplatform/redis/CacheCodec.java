package io.midplatform.redis;

import io.lettuce.core.codec.RedisCodec;
import io.lettuce.core.codec.ToByteBufEncoder;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** Keys as UTF-8, values as they are, each copied once: its exact sizes spare Lettuce the buffer in between. */
final class CacheCodec implements RedisCodec<String, byte[]>, ToByteBufEncoder<String, byte[]> {
    static final CacheCodec INSTANCE = new CacheCodec();

    private static final byte[] EMPTY = {};

    private CacheCodec() {}

    @Override
    public String decodeKey(ByteBuffer bytes) {
        return StandardCharsets.UTF_8.decode(bytes).toString();
    }

    @Override
    public byte[] decodeValue(ByteBuffer bytes) {
        int length = bytes.remaining();
        if (length == 0) {
            return EMPTY;
        }
        byte[] value = new byte[length];
        bytes.get(value);
        return value;
    }

    @Override
    public ByteBuffer encodeKey(String key) {
        return StandardCharsets.UTF_8.encode(key);
    }

    @Override
    public ByteBuffer encodeValue(byte[] value) {
        return ByteBuffer.wrap(value);
    }

    @Override
    public void encodeKey(String key, ByteBuf target) {
        ByteBufUtil.writeUtf8(target, key);
    }

    @Override
    public void encodeValue(byte[] value, ByteBuf target) {
        target.writeBytes(value);
    }

    @Override
    public int estimateSize(Object keyOrValue) {
        return keyOrValue instanceof byte[] value ? value.length : ByteBufUtil.utf8Bytes((String) keyOrValue);
    }

    @Override
    public boolean isEstimateExact() {
        return true;
    }
}

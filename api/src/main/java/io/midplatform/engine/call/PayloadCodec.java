package io.midplatform.engine.call;

import io.midplatform.ErrorCode;
import io.midplatform.PlatformException;
import io.midplatform.TypeRef;
import io.midplatform.spi.Codec;
import java.lang.reflect.Type;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.MalformedInputException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Turns one payload type into bytes and back: text and bytes by itself, everything else through a {@link Codec}.
 *
 * @param <T> the payload type
 */
public abstract sealed class PayloadCodec<T> {
    private static final String ANY_BYTES = "application/octet-stream";

    private PayloadCodec() {}

    /**
     * Encodes a payload.
     *
     * @param value the payload
     * @return bytes that the caller owns
     * @throws Exception when it cannot be encoded
     */
    public abstract byte[] encode(T value) throws Exception;

    /**
     * Decodes a payload.
     *
     * @param bytes the bytes, neither changed nor kept
     * @return the payload
     * @throws Exception when the bytes are not of this type
     */
    public abstract T decode(byte[] bytes) throws Exception;

    /**
     * Decodes a payload that stands at the end of an array.
     *
     * @param bytes the array, neither changed nor kept
     * @param from where the payload starts
     * @return the payload
     * @throws Exception when the bytes are not of this type
     */
    public abstract T decode(byte[] bytes, int from) throws Exception;

    /**
     * Tells whether the bytes are text as it is.
     *
     * @return true for {@code String}
     */
    public boolean isText() {
        return this instanceof Text;
    }

    /**
     * What the bytes are.
     *
     * @return a content type
     */
    public abstract String contentType();

    /**
     * Chooses the codec of a type.
     *
     * @param <T> the payload type
     * @param context the resource, for the codecs found and for errors
     * @param type the payload type
     * @param name the codec's name in the settings, null for the only one
     * @return the codec
     * @throws PlatformException {@link ErrorCode#CONFIGURATION} when there is none for the type
     */
    @SuppressWarnings("unchecked") // the codec is made for the type that T stands for
    public static <T> PayloadCodec<T> of(ResourceContext context, TypeRef<T> type, @Nullable String name) {
        if (type.type() == String.class) {
            return (PayloadCodec<T>) Text.INSTANCE;
        }
        if (type.type() == byte[].class) {
            return (PayloadCodec<T>) Bytes.INSTANCE;
        }
        List<Codec> matching = context.codecs().stream()
                .filter(codec -> name == null || codec.name().equals(name))
                .toList();
        if (matching.size() == 1) {
            return new Coded<>(matching.get(0), type.type());
        }
        String found = context.codecs().stream().map(Codec::name).collect(Collectors.joining(", "));
        throw PlatformException.of(
                        ErrorCode.CONFIGURATION,
                        matching.isEmpty()
                                ? "payloads of type " + type + " need a codec" + (name == null ? "" : " '" + name + "'")
                                        + "; found: " + (found.isEmpty() ? "none" : found) + "."
                                : "several codecs could encode " + type + ": " + found + ".")
                .provider(context.instance())
                .resource(context.capability(), context.resource())
                .advice(
                        matching.isEmpty()
                                ? "Add io.midplatform:midplatform-codec-jackson, or use String or byte[]."
                                : "Name one with codec: in the settings of this resource.")
                .build();
    }

    private static final class Text extends PayloadCodec<String> {
        static final Text INSTANCE = new Text();

        @Override
        public String contentType() {
            return "text/plain; charset=utf-8";
        }

        @Override
        public byte[] encode(String value) throws CharacterCodingException {
            if (!Utf8.isWellFormed(value)) {
                throw new MalformedInputException(1);
            }
            return value.getBytes(StandardCharsets.UTF_8);
        }

        @Override
        public String decode(byte[] bytes) throws CharacterCodingException {
            return decode(bytes, 0);
        }

        @Override
        public String decode(byte[] bytes, int from) throws CharacterCodingException {
            String text = new String(bytes, from, bytes.length - from, StandardCharsets.UTF_8);
            if (text.indexOf('\uFFFD') >= 0) {
                // perhaps written so, perhaps put there for malformed bytes: the strict decoder tells
                return StandardCharsets.UTF_8
                        .newDecoder()
                        .decode(ByteBuffer.wrap(bytes, from, bytes.length - from))
                        .toString();
            }
            return text;
        }
    }

    private static final class Bytes extends PayloadCodec<byte[]> {
        static final Bytes INSTANCE = new Bytes();

        @Override
        public String contentType() {
            return ANY_BYTES;
        }

        @Override
        public byte[] encode(byte[] value) {
            return value.clone();
        }

        @Override
        public byte[] decode(byte[] bytes) {
            return bytes.clone();
        }

        @Override
        public byte[] decode(byte[] bytes, int from) {
            return Arrays.copyOfRange(bytes, from, bytes.length);
        }
    }

    private static final class Coded<T> extends PayloadCodec<T> {
        private final Codec codec;
        private final Type type;

        Coded(Codec codec, Type type) {
            this.codec = codec;
            this.type = type;
        }

        @Override
        public String contentType() {
            return codec.name().equals("json") ? "application/json" : ANY_BYTES;
        }

        @Override
        public byte[] encode(T value) throws Exception {
            return codec.encode(value, type);
        }

        @Override
        @SuppressWarnings("unchecked") // the codec decodes the type that T stands for
        public T decode(byte[] bytes) throws Exception {
            return (T) codec.decode(bytes, type);
        }

        @Override
        @SuppressWarnings("unchecked") // the codec decodes the type that T stands for
        public T decode(byte[] bytes, int from) throws Exception {
            return (T) codec.decode(bytes, from, type);
        }
    }
}

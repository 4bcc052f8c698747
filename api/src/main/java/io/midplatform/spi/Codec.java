package io.midplatform.spi;

import java.lang.reflect.Type;
import java.util.Arrays;

/**
 * Turns payloads of queues and caches into bytes and back. Found through {@link java.util.ServiceLoader}; {@code String} and {@code byte[]}
 * never reach it. Implementations are thread-safe and never write class names.
 */
public interface Codec {
    /**
     * The name in settings ({@code codec: json}).
     *
     * @return a short lower-case name
     */
    String name();

    /**
     * Encodes a value.
     *
     * @param value the value, not null
     * @param type its declared type
     * @return its bytes, owned by the caller
     * @throws Exception when the value cannot be encoded
     */
    byte[] encode(Object value, Type type) throws Exception;

    /**
     * Decodes a value.
     *
     * @param bytes what {@link #encode} gave, perhaps in an older version of the program; not to be changed or kept
     * @param type the declared type
     * @return the value, not null
     * @throws Exception when the bytes are not a value of that type
     */
    Object decode(byte[] bytes, Type type) throws Exception;

    /**
     * Decodes a value that stands at the end of an array. A codec that need not copy it overrides this.
     *
     * @param bytes the array; not to be changed or kept
     * @param from where the value starts
     * @param type the declared type
     * @return the value, not null
     * @throws Exception when the bytes are not a value of that type
     */
    default Object decode(byte[] bytes, int from, Type type) throws Exception {
        return decode(Arrays.copyOfRange(bytes, from, bytes.length), type);
    }
}

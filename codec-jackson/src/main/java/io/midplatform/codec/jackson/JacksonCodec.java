package io.midplatform.codec.jackson;

import io.midplatform.spi.Codec;
import java.io.IOException;
import java.lang.reflect.Type;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JavaType;
import tools.jackson.databind.MapperFeature;
import tools.jackson.databind.ObjectReader;
import tools.jackson.databind.ObjectWriter;
import tools.jackson.databind.cfg.DateTimeFeature;
import tools.jackson.databind.json.JsonMapper;

/**
 * Payloads as JSON, named {@code json}. Properties that a class does not know are ignored, so that an older program reads what a newer one
 * wrote; dates and times are ISO-8601 text; class names are neither written nor read. Errors name the place in the payload, never its content.
 */
public final class JacksonCodec implements Codec {
    private final JsonMapper mapper;
    private final Map<Type, ObjectReader> readers = new ConcurrentHashMap<>();
    private final Map<Type, ObjectWriter> writers = new ConcurrentHashMap<>();

    /** Makes a codec with settings of its own; a module path program opens its payload packages to {@code tools.jackson.databind}. */
    public JacksonCodec() {
        this(JsonMapper.builder()
                .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
                .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
                .disable(DateTimeFeature.WRITE_DATES_AS_TIMESTAMPS)
                .disable(DateTimeFeature.WRITE_DURATIONS_AS_TIMESTAMPS)
                .disable(DateTimeFeature.ADJUST_DATES_TO_CONTEXT_TIME_ZONE)
                .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
                .deactivateDefaultTyping()
                .build());
    }

    /**
     * Makes a codec over a mapper of the application.
     *
     * @param mapper the mapper
     */
    public JacksonCodec(JsonMapper mapper) {
        this.mapper = Objects.requireNonNull(mapper, "mapper");
    }

    @Override
    public String name() {
        return "json";
    }

    @Override
    public byte[] encode(Object value, Type type) throws IOException {
        try {
            return writer(type).writeValueAsBytes(value);
        } catch (JacksonException e) {
            throw failure("cannot be written as JSON", type, e, false);
        }
    }

    @Override
    public Object decode(byte[] bytes, Type type) throws IOException {
        return decode(bytes, 0, type);
    }

    @Override
    public Object decode(byte[] bytes, int from, Type type) throws IOException {
        @Nullable Object value;
        try {
            value = reader(type).readValue(bytes, from, bytes.length - from);
        } catch (JacksonException e) {
            throw failure("cannot be read from JSON", type, e, true);
        }
        if (value == null) {
            throw new IOException(type.getTypeName() + " cannot be read from JSON: it is null");
        }
        return value;
    }

    private ObjectReader reader(Type type) {
        ObjectReader known = readers.get(type); // without the lock that computeIfAbsent may take
        return known != null ? known : readers.computeIfAbsent(type, t -> mapper.readerFor(javaType(t)));
    }

    private ObjectWriter writer(Type type) {
        ObjectWriter known = writers.get(type);
        return known != null ? known : writers.computeIfAbsent(type, t -> mapper.writerFor(javaType(t)));
    }

    private JavaType javaType(Type type) {
        return mapper.constructType(type);
    }

    // Jackson's own message quotes the payload, so it is not passed on, and neither is the exception that holds it
    private static IOException failure(String what, Type type, JacksonException e, boolean place) {
        StringBuilder text = new StringBuilder(type.getTypeName()).append(' ').append(what);
        if (!e.getPath().isEmpty()) {
            text.append(" at ");
            for (JacksonException.Reference step : e.getPath()) {
                text.append(step.getPropertyName() == null ? "[" + step.getIndex() + "]" : "/" + property(step));
            }
        }
        if (place && e.getLocation() != null) {
            text.append(" (line ")
                    .append(e.getLocation().getLineNr())
                    .append(", column ")
                    .append(e.getLocation().getColumnNr())
                    .append(')');
        }
        text.append(": ").append(e.getClass().getSimpleName());
        IOException failure = new IOException(text.toString());
        failure.setStackTrace(e.getStackTrace());
        return failure;
    }

    private static String property(JacksonException.Reference step) {
        return step.from() instanceof Map ? "*" : String.valueOf(step.getPropertyName());
    }
}

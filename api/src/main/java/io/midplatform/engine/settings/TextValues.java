package io.midplatform.engine.settings;

import io.midplatform.Secret;
import io.midplatform.config.DataSize;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Reads single values from text. */
final class TextValues {
    private static final Pattern DURATION = Pattern.compile("(\\d{1,18})\\s*(ns|us|ms|s|m|h|d)");

    private record Kind(String expected, Function<String, Object> parse) {}

    private static final Map<Class<?>, Kind> KINDS = Map.ofEntries(
            Map.entry(String.class, new Kind("a text", text -> text)),
            Map.entry(Secret.class, new Kind("a secret", Secret::of)),
            Map.entry(Boolean.class, new Kind("true or false", text -> bool(text.trim()))),
            Map.entry(
                    Short.class, new Kind("a whole number from -32768 to 32767", text -> Short.valueOf(number(text)))),
            Map.entry(
                    Integer.class,
                    new Kind("a whole number from -2147483648 to 2147483647", text -> Integer.valueOf(number(text)))),
            Map.entry(Long.class, new Kind("a whole number of up to 64 bits", text -> Long.valueOf(number(text)))),
            Map.entry(
                    Float.class,
                    new Kind("a number such as 0.5", text -> finite(text).floatValue())),
            Map.entry(Double.class, new Kind("a number such as 0.5", TextValues::finite)),
            Map.entry(BigInteger.class, new Kind("a whole number", text -> new BigInteger(brief(text)))),
            Map.entry(BigDecimal.class, new Kind("a number such as 0.5", text -> new BigDecimal(brief(text)))),
            Map.entry(
                    Duration.class,
                    new Kind("a duration such as 100ms, 30s, 5m, 2h, 1d or PT30S", text -> duration(text.trim()))),
            Map.entry(DataSize.class, new Kind("a size such as 512, 64KiB or 10MB", DataSize::parse)),
            Map.entry(URI.class, new Kind("a URI", text -> URI.create(filled(text)))),
            Map.entry(Path.class, new Kind("a path of a file or folder", text -> Path.of(filled(text)))),
            Map.entry(UUID.class, new Kind("a UUID", text -> UUID.fromString(text.trim()))),
            Map.entry(
                    Instant.class,
                    new Kind("a moment such as 2026-01-31T12:00:00Z", text -> Instant.parse(text.trim()))),
            Map.entry(LocalDate.class, new Kind("a date such as 2026-01-31", text -> LocalDate.parse(text.trim()))),
            Map.entry(LocalTime.class, new Kind("a time such as 14:30", text -> LocalTime.parse(text.trim()))),
            Map.entry(
                    LocalDateTime.class,
                    new Kind("a date and time such as 2026-01-31T14:30:00", text -> LocalDateTime.parse(text.trim()))),
            Map.entry(
                    OffsetDateTime.class,
                    new Kind(
                            "a date and time such as 2026-01-31T14:30:00+01:00",
                            text -> OffsetDateTime.parse(text.trim()))),
            Map.entry(ZoneId.class, new Kind("a time zone such as Europe/Berlin", text -> ZoneId.of(text.trim()))));

    private static final Map<Class<?>, Class<?>> BOXES = Map.of(
            boolean.class, Boolean.class,
            short.class, Short.class,
            int.class, Integer.class,
            long.class, Long.class,
            float.class, Float.class,
            double.class, Double.class);

    private TextValues() {}

    static Class<?> boxed(Class<?> type) {
        return BOXES.getOrDefault(type, type);
    }

    static boolean supports(Class<?> type) {
        return type.isEnum() || KINDS.containsKey(boxed(type));
    }

    /** What a value of the type looks like. */
    static String expected(Class<?> type) {
        if (type.isEnum()) {
            return "one of "
                    + Stream.of(type.getEnumConstants())
                            .map(constant -> KeyNames.kebab(lower(constant)))
                            .collect(Collectors.joining(", "));
        }
        Kind kind = KINDS.get(boxed(type));
        return kind == null ? type.getSimpleName() : kind.expected();
    }

    /** Reads a value; null when the text is not one. */
    @SuppressWarnings(
            "IllegalCatch") // what parsers of the JDK throw for wrong text differs, and all of it means the same
    static @Nullable Object parse(String text, Class<?> type) {
        try {
            if (type.isEnum()) {
                return constant(text.trim(), type);
            }
            Kind kind = KINDS.get(boxed(type));
            return kind == null ? null : kind.parse().apply(text);
        } catch (RuntimeException notOne) {
            return null;
        }
    }

    /** Splits a list that is written as one value; {@code \,} is a comma within an element. */
    static List<String> split(String text) {
        List<String> elements = new ArrayList<>();
        if (text.isBlank()) {
            return elements;
        }
        StringBuilder element = new StringBuilder();
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '\\' && i + 1 < text.length() && text.charAt(i + 1) == ',') {
                element.append(',');
                i++;
            } else if (c == ',') {
                elements.add(element.toString().trim());
                element.setLength(0);
            } else {
                element.append(c);
            }
        }
        elements.add(element.toString().trim());
        return elements;
    }

    private static @Nullable Object constant(String text, Class<?> type) {
        String sought = text.replace('-', '_');
        for (Object constant : type.getEnumConstants()) {
            String name = ((Enum<?>) constant).name();
            if (name.equalsIgnoreCase(sought) || KeyNames.kebab(lower(constant)).equalsIgnoreCase(text)) {
                return constant;
            }
        }
        return null;
    }

    private static String lower(Object constant) {
        return ((Enum<?>) constant).name().toLowerCase(Locale.ROOT);
    }

    private static Boolean bool(String text) {
        if (text.equalsIgnoreCase("true")) {
            return Boolean.TRUE;
        }
        if (text.equalsIgnoreCase("false")) {
            return Boolean.FALSE;
        }
        throw new IllegalArgumentException("neither true nor false");
    }

    private static String number(String text) {
        return text.trim();
    }

    private static Double finite(String text) {
        double value = Double.parseDouble(brief(text));
        if (!Double.isFinite(value)) {
            throw new IllegalArgumentException("not finite");
        }
        return value;
    }

    // the JDK reads numbers of a million digits in quadratic time
    private static String brief(String text) {
        String trimmed = text.trim();
        if (trimmed.length() > 100) {
            throw new IllegalArgumentException("too long");
        }
        return trimmed;
    }

    private static String filled(String text) {
        if (text.isBlank()) {
            throw new IllegalArgumentException("empty");
        }
        return text.trim();
    }

    private static Duration duration(String text) {
        Matcher matcher = DURATION.matcher(text);
        if (!matcher.matches()) {
            return Duration.parse(text);
        }
        long amount = Long.parseLong(matcher.group(1));
        return switch (matcher.group(2)) {
            case "ns" -> Duration.ofNanos(amount);
            case "us" -> Duration.of(amount, java.time.temporal.ChronoUnit.MICROS);
            case "ms" -> Duration.ofMillis(amount);
            case "s" -> Duration.ofSeconds(amount);
            case "m" -> Duration.ofMinutes(amount);
            case "h" -> Duration.ofHours(amount);
            default -> Duration.ofDays(amount);
        };
    }
}

package io.midplatform.config;

import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A number of bytes, for settings and configuration records: {@code 64KiB}, {@code 10MB}, {@code 512}. Immutable.
 *
 * @param bytes the number of bytes, not negative
 */
public record DataSize(long bytes) implements Comparable<DataSize> {
    private static final Pattern TEXT = Pattern.compile("(\\d{1,19})\\s*([A-Za-z]*)");
    private static final String[] BINARY = {"TiB", "GiB", "MiB", "KiB"};

    /**
     * Checks the number.
     *
     * @param bytes the number of bytes, not negative
     */
    public DataSize {
        if (bytes < 0) {
            throw new IllegalArgumentException("a size is not negative");
        }
    }

    /**
     * Reads a size.
     *
     * @param text a whole number and a unit: {@code B} (or nothing), {@code KiB}, {@code MiB}, {@code GiB}, {@code TiB} by 1024, {@code KB},
     *     {@code MB}, {@code GB}, {@code TB} by 1000, in any case
     * @return the size
     * @throws IllegalArgumentException when the text is not a size
     */
    public static DataSize parse(String text) {
        Matcher matcher = TEXT.matcher(Objects.requireNonNull(text, "text").trim());
        if (!matcher.matches()) {
            throw new IllegalArgumentException("not a size such as 64KiB, 10MB or 512");
        }
        try {
            return new DataSize(Math.multiplyExact(Long.parseLong(matcher.group(1)), factor(matcher.group(2))));
        } catch (ArithmeticException | NumberFormatException tooLarge) {
            throw new IllegalArgumentException("a size of 8 EiB or more", tooLarge);
        }
    }

    private static long factor(String unit) {
        return switch (unit.toLowerCase(java.util.Locale.ROOT)) {
            case "", "b" -> 1;
            case "kb" -> 1_000;
            case "mb" -> 1_000_000;
            case "gb" -> 1_000_000_000;
            case "tb" -> 1_000_000_000_000L;
            case "kib" -> 1L << 10;
            case "mib" -> 1L << 20;
            case "gib" -> 1L << 30;
            case "tib" -> 1L << 40;
            default -> throw new IllegalArgumentException("not a unit of size");
        };
    }

    @Override
    public int compareTo(DataSize other) {
        return Long.compare(bytes, other.bytes);
    }

    /**
     * The size in the largest unit that shows it exactly.
     *
     * @return a text that {@link #parse} reads back
     */
    @Override
    public String toString() {
        for (int i = 0; i < BINARY.length; i++) {
            long unit = 1L << (10 * (BINARY.length - i));
            if (bytes > 0 && bytes % unit == 0) {
                return bytes / unit + BINARY[i];
            }
        }
        return bytes + "B";
    }
}

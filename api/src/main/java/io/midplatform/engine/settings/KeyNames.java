package io.midplatform.engine.settings;

import java.util.Collection;
import java.util.Locale;
import java.util.Optional;

/** How keys are spelled, and which of them resemble each other. */
public final class KeyNames {
    private KeyNames() {}

    /**
     * The settings spelling of a component's name: {@code maxItems} is {@code max-items}, {@code URLPrefix} is {@code url-prefix}.
     *
     * @param name a name, or a key with dots
     * @return its kebab-case
     */
    public static String kebab(String name) {
        StringBuilder kebab = new StringBuilder(name.length() + 4);
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            if (c == '_') {
                kebab.append('-');
                continue;
            }
            if (Character.isUpperCase(c) && i > 0) {
                char before = name.charAt(i - 1);
                boolean startsWord = Character.isLowerCase(before)
                        || Character.isDigit(before)
                        || (Character.isUpperCase(before)
                                && i + 1 < name.length()
                                && Character.isLowerCase(name.charAt(i + 1)));
                if (startsWord) {
                    kebab.append('-');
                }
            }
            kebab.append(Character.toLowerCase(c));
        }
        return kebab.toString();
    }

    /**
     * The environment variable of a key.
     *
     * @param key the dotted key
     * @return {@code ORDERS_MAX_ITEMS} for {@code orders.max-items} and {@code orders.maxItems}
     */
    public static String variable(String key) {
        return kebab(key).toUpperCase(Locale.ROOT).replace('.', '_').replace('-', '_');
    }

    /**
     * A key below a path.
     *
     * @param path the path, empty for the root
     * @param name the rest
     * @return both, with a dot between
     */
    public static String join(String path, String name) {
        return path.isEmpty() ? name : path + "." + name;
    }

    /**
     * The candidate that resembles a key most.
     *
     * @param key the key
     * @param candidates what is known
     * @return empty when none is near
     */
    public static Optional<String> nearest(String key, Collection<String> candidates) {
        String best = null;
        int least = Math.max(2, Math.min(key.length(), 60) / 4) + 1;
        for (String candidate : candidates) {
            int distance = distance(key, candidate, least);
            if (distance < least || (distance == least && best != null && candidate.compareTo(best) < 0)) {
                least = distance;
                best = candidate;
            }
        }
        return Optional.ofNullable(best);
    }

    private static int distance(String from, String to, int limit) {
        if (Math.abs(from.length() - to.length()) > limit || from.length() > 300) {
            return Integer.MAX_VALUE;
        }
        int[] previous = new int[to.length() + 1];
        int[] current = new int[to.length() + 1];
        int[] before = new int[to.length() + 1];
        for (int j = 0; j <= to.length(); j++) {
            previous[j] = j;
        }
        for (int i = 1; i <= from.length(); i++) {
            current[0] = i;
            for (int j = 1; j <= to.length(); j++) {
                char a = from.charAt(i - 1);
                char b = to.charAt(j - 1);
                int cost = a == b ? 0 : 1;
                int least = Math.min(Math.min(current[j - 1], previous[j]) + 1, previous[j - 1] + cost);
                if (i > 1 && j > 1 && a == to.charAt(j - 2) && from.charAt(i - 2) == b) {
                    least = Math.min(least, before[j - 2] + 1); // two letters swapped are one slip
                }
                current[j] = least;
            }
            int[] free = before;
            before = previous;
            previous = current;
            current = free;
        }
        return previous[to.length()];
    }
}

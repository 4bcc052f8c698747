package io.midplatform.storage;

import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What to list. Immutable. */
public final class ListOptions {
    private static final ListOptions DEFAULTS = new ListOptions("", null, null, 0, null, null);

    private final String prefix;
    private final @Nullable String delimiter;
    private final @Nullable String startAfter;
    private final int pageSize;
    private final @Nullable String token;
    private final @Nullable Duration timeout;

    private ListOptions(
            String prefix,
            @Nullable String delimiter,
            @Nullable String startAfter,
            int pageSize,
            @Nullable String token,
            @Nullable Duration timeout) {
        this.prefix = prefix;
        this.delimiter = delimiter;
        this.startAfter = startAfter;
        this.pageSize = pageSize;
        this.token = token;
        this.timeout = timeout;
    }

    /**
     * The start of every chain.
     *
     * @return the defaults
     */
    public static ListOptions defaults() {
        return DEFAULTS;
    }

    /**
     * Lists only keys that begin so.
     *
     * @param prefix the value
     * @return the options with that
     */
    public ListOptions prefix(String prefix) {
        return new ListOptions(
                Objects.requireNonNull(prefix, "prefix"), delimiter, startAfter, pageSize, token, timeout);
    }

    /**
     * The keys' beginning; empty for all.
     *
     * @return the value
     */
    public String prefix() {
        return prefix;
    }

    /**
     * Folds keys that have this string after the prefix into one {@link ListEntry.PrefixEntry} each. Anything but {@code /} is the feature
     * {@link StorageFeature#ANY_DELIMITER}.
     *
     * @param delimiter the value
     * @return the options with that
     */
    public ListOptions delimiter(String delimiter) {
        return new ListOptions(prefix, nonEmpty(delimiter), startAfter, pageSize, token, timeout);
    }

    /**
     * The folding string.
     *
     * @return empty when not set
     */
    public Optional<String> delimiter() {
        return Optional.ofNullable(delimiter);
    }

    /**
     * Lists only keys after this string, whether or not it is a key itself; a common prefix is listed when one of its keys is.
     *
     * @param startAfter the value
     * @return the options with that
     */
    public ListOptions startAfter(String startAfter) {
        return new ListOptions(
                prefix, delimiter, Objects.requireNonNull(startAfter, "startAfter"), pageSize, token, timeout);
    }

    /**
     * Where the listing starts.
     *
     * @return empty when not set
     */
    public Optional<String> startAfter() {
        return Optional.ofNullable(startAfter);
    }

    /**
     * Limits the entries of a page; the provider's own limit holds too.
     *
     * @param pageSize the value
     * @return the options with that
     */
    public ListOptions pageSize(int pageSize) {
        return new ListOptions(prefix, delimiter, startAfter, positive(pageSize), token, timeout);
    }

    /**
     * The entries of a page; 0 leaves it to the provider.
     *
     * @return the value
     */
    public int pageSize() {
        return pageSize;
    }

    /**
     * Continues where an earlier {@link ListPage} ended; all other options must be those of that page.
     *
     * @param token the value
     * @return the options with that
     */
    public ListOptions token(String token) {
        return new ListOptions(
                prefix, delimiter, startAfter, pageSize, Objects.requireNonNull(token, "token"), timeout);
    }

    /**
     * The token of the page.
     *
     * @return empty when not set
     */
    public Optional<String> token() {
        return Optional.ofNullable(token);
    }

    /**
     * Limits the whole call, in place of the resource's {@code timeout}; transfers: each request.
     *
     * @param timeout the value
     * @return the options with that
     */
    public ListOptions timeout(Duration timeout) {
        return new ListOptions(prefix, delimiter, startAfter, pageSize, token, Timeouts.positive(timeout));
    }

    /**
     * The call's own time-out.
     *
     * @return empty when not set
     */
    public Optional<Duration> timeout() {
        return Optional.ofNullable(timeout);
    }

    private static int positive(int pageSize) {
        if (pageSize <= 0) {
            throw new IllegalArgumentException("a page size must be positive, not " + pageSize);
        }
        return pageSize;
    }

    private static String nonEmpty(String delimiter) {
        if (delimiter.isEmpty()) {
            throw new IllegalArgumentException("a delimiter cannot be empty; leave it out to list all keys");
        }
        return delimiter;
    }
}

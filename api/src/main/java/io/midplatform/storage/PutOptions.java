package io.midplatform.storage;

import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** How to write an object. Immutable. */
public final class PutOptions {
    private static final PutOptions DEFAULTS =
            new PutOptions(null, null, null, null, null, Map.of(), Map.of(), false, null, null, null);

    private final @Nullable String contentType;
    private final @Nullable String cacheControl;
    private final @Nullable String contentDisposition;
    private final @Nullable String contentEncoding;
    private final @Nullable String contentLanguage;
    private final Map<String, String> metadata;
    private final Map<String, String> tags;
    private final boolean onlyIfAbsent;
    private final @Nullable String ifMatch;
    private final @Nullable Checksum checksum;
    private final @Nullable Duration timeout;

    private PutOptions(
            @Nullable String contentType,
            @Nullable String cacheControl,
            @Nullable String contentDisposition,
            @Nullable String contentEncoding,
            @Nullable String contentLanguage,
            Map<String, String> metadata,
            Map<String, String> tags,
            boolean onlyIfAbsent,
            @Nullable String ifMatch,
            @Nullable Checksum checksum,
            @Nullable Duration timeout) {
        this.contentType = contentType;
        this.cacheControl = cacheControl;
        this.contentDisposition = contentDisposition;
        this.contentEncoding = contentEncoding;
        this.contentLanguage = contentLanguage;
        this.metadata = metadata;
        this.tags = tags;
        this.onlyIfAbsent = onlyIfAbsent;
        this.ifMatch = ifMatch;
        this.checksum = checksum;
        this.timeout = timeout;
    }

    /**
     * The start of every chain.
     *
     * @return the defaults
     */
    public static PutOptions defaults() {
        return DEFAULTS;
    }

    /**
     * Sets the media type; without it, the key's ending decides, then the first bytes.
     *
     * @param contentType the value
     * @return the options with that
     */
    public PutOptions contentType(String contentType) {
        return new PutOptions(
                Objects.requireNonNull(contentType, "contentType"),
                cacheControl,
                contentDisposition,
                contentEncoding,
                contentLanguage,
                metadata,
                tags,
                onlyIfAbsent,
                ifMatch,
                checksum,
                timeout);
    }

    /**
     * The media type.
     *
     * @return empty when not set
     */
    public Optional<String> contentType() {
        return Optional.ofNullable(contentType);
    }

    /**
     * Sets the {@code Cache-Control} header.
     *
     * @param cacheControl the value
     * @return the options with that
     */
    public PutOptions cacheControl(String cacheControl) {
        return new PutOptions(
                contentType,
                Objects.requireNonNull(cacheControl, "cacheControl"),
                contentDisposition,
                contentEncoding,
                contentLanguage,
                metadata,
                tags,
                onlyIfAbsent,
                ifMatch,
                checksum,
                timeout);
    }

    /**
     * The {@code Cache-Control} header.
     *
     * @return empty when not set
     */
    public Optional<String> cacheControl() {
        return Optional.ofNullable(cacheControl);
    }

    /**
     * Sets the {@code Content-Disposition} header.
     *
     * @param contentDisposition the value
     * @return the options with that
     */
    public PutOptions contentDisposition(String contentDisposition) {
        return new PutOptions(
                contentType,
                cacheControl,
                Objects.requireNonNull(contentDisposition, "contentDisposition"),
                contentEncoding,
                contentLanguage,
                metadata,
                tags,
                onlyIfAbsent,
                ifMatch,
                checksum,
                timeout);
    }

    /**
     * The {@code Content-Disposition} header.
     *
     * @return empty when not set
     */
    public Optional<String> contentDisposition() {
        return Optional.ofNullable(contentDisposition);
    }

    /**
     * Sets the {@code Content-Encoding} header; the bytes are stored as they are.
     *
     * @param contentEncoding the value
     * @return the options with that
     */
    public PutOptions contentEncoding(String contentEncoding) {
        return new PutOptions(
                contentType,
                cacheControl,
                contentDisposition,
                Objects.requireNonNull(contentEncoding, "contentEncoding"),
                contentLanguage,
                metadata,
                tags,
                onlyIfAbsent,
                ifMatch,
                checksum,
                timeout);
    }

    /**
     * The {@code Content-Encoding} header.
     *
     * @return empty when not set
     */
    public Optional<String> contentEncoding() {
        return Optional.ofNullable(contentEncoding);
    }

    /**
     * Sets the {@code Content-Language} header.
     *
     * @param contentLanguage the value
     * @return the options with that
     */
    public PutOptions contentLanguage(String contentLanguage) {
        return new PutOptions(
                contentType,
                cacheControl,
                contentDisposition,
                contentEncoding,
                Objects.requireNonNull(contentLanguage, "contentLanguage"),
                metadata,
                tags,
                onlyIfAbsent,
                ifMatch,
                checksum,
                timeout);
    }

    /**
     * The {@code Content-Language} header.
     *
     * @return empty when not set
     */
    public Optional<String> contentLanguage() {
        return Optional.ofNullable(contentLanguage);
    }

    /**
     * Sets the user's own pairs: names are case-insensitive ASCII tokens, stored in lower case; values any Unicode; 2 KiB in all, counted
     * as names plus percent-encoded UTF-8 values.
     *
     * @param metadata the value
     * @return the options with that
     */
    public PutOptions metadata(Map<String, String> metadata) {
        return new PutOptions(
                contentType,
                cacheControl,
                contentDisposition,
                contentEncoding,
                contentLanguage,
                Map.copyOf(metadata),
                tags,
                onlyIfAbsent,
                ifMatch,
                checksum,
                timeout);
    }

    /**
     * The user's own pairs.
     *
     * @return the value
     */
    public Map<String, String> metadata() {
        return metadata;
    }

    /**
     * Sets the tags: at most 10, names of 1 to 128 and values of up to 256 letters, digits, spaces and {@code + - . / : = _}. Feature
     * {@link StorageFeature#TAGS}.
     *
     * @param tags the value
     * @return the options with that
     */
    public PutOptions tags(Map<String, String> tags) {
        return new PutOptions(
                contentType,
                cacheControl,
                contentDisposition,
                contentEncoding,
                contentLanguage,
                metadata,
                Map.copyOf(tags),
                onlyIfAbsent,
                ifMatch,
                checksum,
                timeout);
    }

    /**
     * The tags.
     *
     * @return the value
     */
    public Map<String, String> tags() {
        return tags;
    }

    /**
     * Writes only where there is no object; else {@code ALREADY_EXISTS}. Feature {@link StorageFeature#CONDITIONAL_PUT}.
     *
     * @return the options with that
     */
    public PutOptions onlyIfAbsent() {
        return new PutOptions(
                contentType,
                cacheControl,
                contentDisposition,
                contentEncoding,
                contentLanguage,
                metadata,
                tags,
                true,
                ifMatch,
                checksum,
                timeout);
    }

    /**
     * Whether only an absent object is written.
     *
     * @return whether it was asked for
     */
    public boolean isOnlyIfAbsent() {
        return onlyIfAbsent;
    }

    /**
     * Writes only over the object with this ETag; another one or none is {@code PRECONDITION_FAILED}. Feature
     * {@link StorageFeature#CONDITIONAL_PUT}.
     *
     * @param ifMatch the value
     * @return the options with that
     */
    public PutOptions ifMatch(String ifMatch) {
        return new PutOptions(
                contentType,
                cacheControl,
                contentDisposition,
                contentEncoding,
                contentLanguage,
                metadata,
                tags,
                onlyIfAbsent,
                Objects.requireNonNull(ifMatch, "ifMatch"),
                checksum,
                timeout);
    }

    /**
     * The ETag that must be there.
     *
     * @return empty when not set
     */
    public Optional<String> ifMatch() {
        return Optional.ofNullable(ifMatch);
    }

    /**
     * Says what the bytes must be; others are {@code CORRUPT} and leave no object.
     *
     * @param checksum the value
     * @return the options with that
     */
    public PutOptions checksum(Checksum checksum) {
        return new PutOptions(
                contentType,
                cacheControl,
                contentDisposition,
                contentEncoding,
                contentLanguage,
                metadata,
                tags,
                onlyIfAbsent,
                ifMatch,
                Objects.requireNonNull(checksum, "checksum"),
                timeout);
    }

    /**
     * The expected checksum.
     *
     * @return empty when not set
     */
    public Optional<Checksum> checksum() {
        return Optional.ofNullable(checksum);
    }

    /**
     * Limits the whole call, in place of the resource's {@code timeout}; transfers: each request.
     *
     * @param timeout the value
     * @return the options with that
     */
    public PutOptions timeout(Duration timeout) {
        return new PutOptions(
                contentType,
                cacheControl,
                contentDisposition,
                contentEncoding,
                contentLanguage,
                metadata,
                tags,
                onlyIfAbsent,
                ifMatch,
                checksum,
                Timeouts.positive(timeout));
    }

    /**
     * The call's own time-out.
     *
     * @return empty when not set
     */
    public Optional<Duration> timeout() {
        return Optional.ofNullable(timeout);
    }
}

package io.midplatform.storage;

import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** How to transfer files. Immutable. */
public final class TransferOptions {
    /** More connections than these seldom bring more, and fewer leave processors idle: see the benchmarks. */
    private static final int PARALLEL = 8;

    private static final TransferOptions DEFAULTS =
            new TransferOptions(PARALLEL, PutOptions.defaults(), null, null, null, null);

    private final int parallel;
    private final PutOptions put;
    private final @Nullable Consumer<TransferProgress> progress;
    private final @Nullable Consumer<String> resumable;
    private final @Nullable String resume;
    private final @Nullable Duration timeout;

    private TransferOptions(
            int parallel,
            PutOptions put,
            @Nullable Consumer<TransferProgress> progress,
            @Nullable Consumer<String> resumable,
            @Nullable String resume,
            @Nullable Duration timeout) {
        this.parallel = parallel;
        this.put = put;
        this.progress = progress;
        this.resumable = resumable;
        this.resume = resume;
        this.timeout = timeout;
    }

    /**
     * The start of every chain.
     *
     * @return the defaults
     */
    public static TransferOptions defaults() {
        return DEFAULTS;
    }

    /**
     * Sets how many requests run at once; 8 if not set.
     *
     * @param parallel 1 to 256
     * @return the options with that
     */
    public TransferOptions parallel(int parallel) {
        if (parallel < 1 || parallel > 256) {
            throw new IllegalArgumentException("parallel is 1 to 256, not " + parallel);
        }
        return new TransferOptions(parallel, put, progress, resumable, resume, timeout);
    }

    /**
     * How many requests run at once.
     *
     * @return the value
     */
    public int parallel() {
        return parallel;
    }

    /**
     * Sets what is stored with uploaded objects, and on which condition; its time-out is not looked at. Of a directory, all objects get it.
     *
     * @param put the value
     * @return the options with that
     */
    public TransferOptions put(PutOptions put) {
        return new TransferOptions(parallel, Objects.requireNonNull(put, "put"), progress, resumable, resume, timeout);
    }

    /**
     * What is stored with uploaded objects.
     *
     * @return the value
     */
    public PutOptions put() {
        return put;
    }

    /**
     * Tells how far the transfer is: by one thread at a time, whichever transfers. What the listener throws is logged and disturbs nobody; a slow
     * one slows the transfer.
     *
     * @param progress the listener
     * @return the options with that
     */
    public TransferOptions progress(Consumer<TransferProgress> progress) {
        return new TransferOptions(
                parallel, put, Objects.requireNonNull(progress, "progress"), resumable, resume, timeout);
    }

    /**
     * The listener.
     *
     * @return empty when not set
     */
    public Optional<Consumer<TransferProgress>> progress() {
        return Optional.ofNullable(progress);
    }

    /**
     * Keeps the parts of an upload that fails, so that it can be {@linkplain #resume resumed}, and tells its token before the first part is sent,
     * to be kept until the upload has returned. Without this a failed upload leaves nothing. A file small enough for one request has no
     * token. Of a single upload only. Feature {@link StorageFeature#RESUMABLE_UPLOADS}.
     *
     * @param token is given the token; what it throws ends the upload
     * @return the options with that
     */
    public TransferOptions resumable(Consumer<String> token) {
        return new TransferOptions(parallel, put, progress, Objects.requireNonNull(token, "token"), resume, timeout);
    }

    /**
     * Who is told the token.
     *
     * @return empty when not set
     */
    public Optional<Consumer<String>> resumable() {
        return Optional.ofNullable(resumable);
    }

    /**
     * Goes on with an upload of the same key that was broken off. The service is asked which parts it has; those whose bytes are the file's are
     * not sent again. What is stored with the object is what the first attempt said. When it fails, the parts stay. Feature
     * {@link StorageFeature#RESUMABLE_UPLOADS}.
     *
     * @param token from {@link #resumable} or {@link AbandonedUpload#token()}
     * @return the options with that
     */
    public TransferOptions resume(String token) {
        return new TransferOptions(parallel, put, progress, resumable, Objects.requireNonNull(token, "token"), timeout);
    }

    /**
     * The upload to go on with.
     *
     * @return empty when not set
     */
    public Optional<String> resume() {
        return Optional.ofNullable(resume);
    }

    /**
     * Limits each request, in place of the resource's {@code timeout}; a transfer as a whole takes as long as it takes.
     *
     * @param timeout the value
     * @return the options with that
     */
    public TransferOptions timeout(Duration timeout) {
        return new TransferOptions(parallel, put, progress, resumable, resume, Timeouts.positive(timeout));
    }

    /**
     * The time-out of each request.
     *
     * @return empty when not set
     */
    public Optional<Duration> timeout() {
        return Optional.ofNullable(timeout);
    }
}

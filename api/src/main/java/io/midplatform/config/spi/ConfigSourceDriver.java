package io.midplatform.config.spi;

import io.midplatform.spi.Deadline;
import io.midplatform.spi.Driver;
import java.time.Duration;
import java.util.Optional;

/**
 * Reads one source of configuration. The caller guarantees that {@link #load} and {@link #changedSince} do not run at the same time. You must
 * throw when the source cannot be read as a whole: a partial or plausible answer would make values absent.
 */
public interface ConfigSourceDriver extends Driver {
    /**
     * Reads everything.
     *
     * @param deadline when to give up
     * @return the present content
     * @throws Exception what the vendor throws
     */
    SourceContent load(Deadline deadline) throws Exception;

    /**
     * Reads what has changed.
     *
     * @param version the version of the content that the caller has
     * @param deadline when to give up
     * @return the whole new content, empty when it is still that version or a change is still under way
     * @throws Exception what the vendor throws
     */
    Optional<SourceContent> changedSince(String version, Deadline deadline) throws Exception;

    /**
     * When to ask again.
     *
     * @return the time until {@link #changedSince} should be called next, asked after each call; zero when this source tells of changes by
     *     itself ({@link WatchedSource}) or never changes
     */
    Duration pollInterval();

    /**
     * Tells whether whoever writes the values may read this machine's files and environment anyway. Only then are {@code ${env:…}} and {@code
     * ${file:…}} in values resolved; {@code ${secret:…}} always is.
     *
     * @return true for files of this machine
     */
    boolean isLocal();
}

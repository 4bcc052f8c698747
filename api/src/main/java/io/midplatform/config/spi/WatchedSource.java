package io.midplatform.config.spi;

import io.midplatform.Registration;

/** What a {@link ConfigSourceDriver} implements as well when it learns of changes without being asked. */
public interface WatchedSource {
    /**
     * Starts telling.
     *
     * @param changed to be run after a change, on any thread; it returns at once and leads to a call of {@link ConfigSourceDriver#changedSince}
     * @return closing it ends telling
     * @throws Exception what the vendor throws; the start fails with it
     */
    Registration watch(Runnable changed) throws Exception;
}

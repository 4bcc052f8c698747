package io.midplatform.config.spi;

import io.midplatform.Registration;

/** What a {@link ConfigSourceDriver} implements as well when it learns of changes without being asked. */
public interface WatchedSource {
    /**
     * Starts telling.
     *
     * @param changed to be run after a change, on any thread; it returns at once and leads to a call of {@link ConfigSourceDriver#changedSince}
     * @return closing it ends telling
     */
    Registration watch(Runnable changed);
}

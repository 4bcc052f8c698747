package io.midplatform.local.disk;

import org.jspecify.annotations.Nullable;

/**
 * A change of the database. Many are committed together; one that fails does not fail the others.
 *
 * @param <T> what it tells
 */
@FunctionalInterface
interface Mutation<T extends @Nullable Object> {
    /** Makes the change, inside a transaction. Must not do anything else: it may be rolled back. */
    T apply(Session session) throws Exception;

    /** Told once how it ended, outside the transaction; by the caller's thread, or by another one when the caller has left. Must not throw. */
    default void ended(End end) {}

    /** Whether it must survive a power loss, where the durability asks for that at all. */
    default boolean isDurable() {
        return true;
    }

    /** How a mutation ended. */
    enum End {
        COMMITTED,
        ROLLED_BACK,
        /** The commit itself failed: what is on disk is known at the next start only. */
        UNKNOWN
    }
}

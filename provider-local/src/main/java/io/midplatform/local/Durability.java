package io.midplatform.local;

/** What a confirmed write on disk survives. */
public enum Durability {
    /** Power loss: files and the database's log are forced to the disk before a write is confirmed. */
    FULL,
    /** The end of the process at any instant, {@code kill -9} too; after a power loss the last writes may be missing or {@code CORRUPT}. */
    PROCESS
}

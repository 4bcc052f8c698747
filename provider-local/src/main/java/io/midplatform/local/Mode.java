package io.midplatform.local;

/** Where the local provider keeps what it is given. */
public enum Mode {
    /** In memory: gone when the platform closes. */
    MEMORY,
    /** In a folder: objects in files, everything else in SQLite. */
    DISK
}

package io.midplatform.local.disk;

import io.midplatform.ErrorCode;
import io.midplatform.spi.Failure;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.ReadOnlyFileSystemException;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteException;

/** What the file system and SQLite report, as portable failures. */
final class DiskErrors {
    private static final String FREE_SPACE = "Free space on the disk that holds the folder, or raise its quota.";
    private static final String PERMISSIONS = "Let the process write to the folder and to all that is in it.";
    private static final Set<String> FULL =
            Set.of("no space left on device", "disk quota exceeded", "not enough space on the disk");

    private DiskErrors() {}

    static Failure classify(Throwable thrown) {
        if (thrown instanceof SQLiteException sqlite) {
            return sqlite(sqlite);
        }
        if (thrown instanceof AccessDeniedException || thrown instanceof ReadOnlyFileSystemException) {
            return Failure.of(ErrorCode.ACCESS_DENIED, "the folder may not be written.")
                    .advice(PERMISSIONS);
        }
        if (thrown instanceof IOException io) {
            return isFull(io) ? full() : file(io);
        }
        return Failure.of(ErrorCode.UNKNOWN, "the local store failed in an unexpected way.");
    }

    /** Whether the disk has no room left. */
    static boolean isFull(Throwable thrown) {
        if (thrown instanceof SQLiteException sqlite) {
            return primary(sqlite) == SQLiteErrorCode.SQLITE_FULL.code;
        }
        String message = message(thrown);
        for (String sign : FULL) {
            if (message.contains(sign)) {
                return true;
            }
        }
        return false;
    }

    private static Failure file(IOException io) {
        String message = message(io);
        if (message.contains("read-only file system") || message.contains("permission denied")) {
            return Failure.of(ErrorCode.ACCESS_DENIED, "the folder may not be written.")
                    .advice(PERMISSIONS);
        }
        return Failure.of(
                        ErrorCode.UNAVAILABLE,
                        "the disk failed: " + io.getClass().getSimpleName() + ".")
                .advice("See the cause, and the system's log.")
                .retrying();
    }

    private static Failure sqlite(SQLiteException thrown) {
        String code = thrown.getResultCode().name();
        return switch (SQLiteErrorCode.getErrorCode(primary(thrown))) {
            case SQLITE_FULL -> full();
            case SQLITE_READONLY, SQLITE_PERM, SQLITE_AUTH ->
                Failure.of(ErrorCode.ACCESS_DENIED, "the database may not be written (" + code + ").")
                        .advice(PERMISSIONS);
            case SQLITE_CORRUPT, SQLITE_NOTADB ->
                Failure.of(ErrorCode.CORRUPT, "the database file is damaged (" + code + ").")
                        .advice(
                                "Restore the folder from a backup; a copy of it may be repaired with sqlite3's .recover.");
            case SQLITE_BUSY, SQLITE_LOCKED ->
                Failure.of(ErrorCode.UNAVAILABLE, "another program holds the database (" + code + ").")
                        .advice("End the program that has the database file open.")
                        .retrying();
            case SQLITE_IOERR, SQLITE_CANTOPEN, SQLITE_NOMEM, SQLITE_PROTOCOL ->
                Failure.of(ErrorCode.UNAVAILABLE, "the database failed (" + code + ").")
                        .advice("See the cause, and the system's log.")
                        .retrying();
            case SQLITE_TOOBIG -> Failure.of(ErrorCode.LIMIT_EXCEEDED, "a value is too large for the database.");
            default -> Failure.of(ErrorCode.UNKNOWN, "the database failed (" + code + ").");
        };
    }

    private static Failure full() {
        return Failure.of(ErrorCode.UNAVAILABLE, "the disk is full.")
                .advice(FREE_SPACE)
                .retrying();
    }

    /** Extended codes carry more in the upper bytes. */
    private static int primary(SQLiteException thrown) {
        return thrown.getResultCode().code & 0xff;
    }

    private static String message(Throwable thrown) {
        @Nullable String message = thrown.getMessage();
        return message == null ? "" : message.toLowerCase(Locale.ROOT);
    }
}

package io.midplatform.local.disk;

import io.midplatform.ErrorCode;
import io.midplatform.spi.DriverException;
import io.midplatform.spi.Failure;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import java.util.Locale;

/** The tables. */
final class Schema {
    private static final long VERSION = 3;

    /** "mplt", so that a database of another program is recognised. */
    private static final long APPLICATION = 0x6d70_6c74;

    /** What version 2 has and version 1 had not: uploads outlive the process that began them. */
    private static final List<String> UPLOADS = List.of(
            """
            CREATE TABLE uploads (
                id INTEGER PRIMARY KEY,
                bucket INTEGER NOT NULL,
                key BLOB NOT NULL,
                started INTEGER NOT NULL,
                part_size INTEGER NOT NULL,
                type TEXT NOT NULL,
                headers BLOB,
                metadata BLOB,
                tags BLOB
            ) STRICT""",
            "CREATE INDEX uploads_key ON uploads (bucket, key)",
            // file is null for a part in its place in the upload's file, as nearly all are
            """
            CREATE TABLE parts (
                upload INTEGER NOT NULL,
                number INTEGER NOT NULL,
                size INTEGER NOT NULL,
                crc INTEGER NOT NULL,
                file INTEGER,
                PRIMARY KEY (upload, number)
            ) STRICT, WITHOUT ROWID""",
            "CREATE UNIQUE INDEX parts_file ON parts (file) WHERE file IS NOT NULL");

    /** What version 3 has and version 2 had not. */
    private static final List<String> CACHES = List.of(
            // how many rows each has is counted by triggers, so that it is exact whoever removes them
            """
            CREATE TABLE caches (
                id INTEGER PRIMARY KEY,
                name TEXT NOT NULL UNIQUE,
                entries INTEGER NOT NULL DEFAULT 0,
                counts INTEGER NOT NULL DEFAULT 0
            ) STRICT""",
            // turn orders a cache's entries for eviction; the value is last, so that what is in front is read without
            // it
            """
            CREATE TABLE entries (
                id INTEGER PRIMARY KEY,
                cache INTEGER NOT NULL,
                key BLOB NOT NULL,
                until INTEGER NOT NULL,
                turn INTEGER NOT NULL,
                value BLOB NOT NULL
            ) STRICT""",
            "CREATE UNIQUE INDEX entries_key ON entries (cache, key)",
            "CREATE INDEX entries_until ON entries (until)",
            "CREATE INDEX entries_turn ON entries (cache, turn)",
            """
            CREATE TABLE counts (
                id INTEGER PRIMARY KEY,
                cache INTEGER NOT NULL,
                key BLOB NOT NULL,
                until INTEGER NOT NULL,
                value INTEGER NOT NULL
            ) STRICT""",
            "CREATE UNIQUE INDEX counts_key ON counts (cache, key)",
            "CREATE INDEX counts_until ON counts (until)",
            counting("entries", "INSERT", "NEW", "+ 1"),
            counting("entries", "DELETE", "OLD", "- 1"),
            counting("counts", "INSERT", "NEW", "+ 1"),
            counting("counts", "DELETE", "OLD", "- 1"));

    private static final List<String> TABLES = List.of(
            "CREATE TABLE starts (number INTEGER PRIMARY KEY, ended INTEGER NOT NULL) STRICT",
            "CREATE TABLE buckets (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE) STRICT",
            """
            CREATE TABLE objects (
                bucket INTEGER NOT NULL,
                key BLOB NOT NULL,
                file INTEGER NOT NULL,
                size INTEGER NOT NULL,
                crc INTEGER NOT NULL,
                modified INTEGER NOT NULL,
                type TEXT NOT NULL,
                headers BLOB,
                metadata BLOB,
                tags BLOB,
                PRIMARY KEY (bucket, key)
            ) STRICT, WITHOUT ROWID""",
            "CREATE UNIQUE INDEX objects_file ON objects (file)",
            "CREATE TABLE queues (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE) STRICT",
            // a lane holds what has one ordering key, or one fairness key, or neither; visible is when it next has
            // something to give
            """
            CREATE TABLE lanes (
                id INTEGER PRIMARY KEY,
                queue INTEGER NOT NULL,
                ordered INTEGER NOT NULL,
                key TEXT NOT NULL,
                visible INTEGER NOT NULL,
                turn INTEGER NOT NULL,
                UNIQUE (queue, ordered, key)
            ) STRICT""",
            "CREATE INDEX lanes_turn ON lanes (queue, turn)",
            "CREATE INDEX lanes_visible ON lanes (queue, visible)",
            """
            CREATE TABLE messages (
                id INTEGER PRIMARY KEY AUTOINCREMENT,
                queue INTEGER NOT NULL,
                lane INTEGER NOT NULL,
                visible INTEGER NOT NULL,
                lease INTEGER,
                attempts INTEGER NOT NULL,
                sent INTEGER NOT NULL,
                ordering TEXT,
                fairness TEXT,
                headers BLOB,
                dead BLOB,
                body BLOB NOT NULL
            ) STRICT""",
            "CREATE INDEX messages_visible ON messages (lane, visible, id)",
            "CREATE INDEX messages_order ON messages (lane, id)",
            "CREATE INDEX messages_queue ON messages (queue, visible)",
            """
            CREATE TABLE seen (
                queue INTEGER NOT NULL,
                deduplication TEXT NOT NULL,
                message INTEGER NOT NULL,
                until INTEGER NOT NULL,
                PRIMARY KEY (queue, deduplication)
            ) STRICT, WITHOUT ROWID""",
            "CREATE INDEX seen_until ON seen (until)");

    private Schema() {}

    /** Makes the tables where there are none, and those that an older version had not; refuses what this version cannot read. */
    static void prepare(Session session, Path file) throws SQLException {
        session.run("BEGIN IMMEDIATE");
        try {
            long version = session.number("PRAGMA user_version");
            long application = session.number("PRAGMA application_id");
            long tables = session.number("SELECT count(*) FROM sqlite_schema");
            if (tables == 0) {
                make(session, TABLES);
                make(session, UPLOADS);
                make(session, CACHES);
                session.pragma("user_version=" + VERSION);
                session.pragma("application_id=" + APPLICATION);
            } else if (application != APPLICATION) {
                throw refused(file + " is a database of another program.", "Name another folder for the local store.");
            } else if (version > VERSION) {
                throw refused(
                        file + " was written by a newer version of midplatform-provider-local (format " + version
                                + ", this one reads " + VERSION + ").",
                        "Use that version again, or name another folder.");
            } else if (version < VERSION) {
                if (version < 2) {
                    make(session, UPLOADS);
                }
                make(session, CACHES);
                session.pragma("user_version=" + VERSION);
            }
            session.run("COMMIT");
        } catch (SQLException | RuntimeException e) {
            session.run("ROLLBACK");
            throw e;
        }
    }

    private static String counting(String table, String event, String row, String change) {
        return "CREATE TRIGGER " + table + "_" + event.toLowerCase(Locale.ROOT) + " AFTER " + event + " ON " + table
                + " BEGIN UPDATE caches SET " + table + " = " + table + " " + change + " WHERE id = " + row
                + ".cache; END";
    }

    private static void make(Session session, List<String> tables) throws SQLException {
        for (String table : tables) {
            session.run(table);
        }
    }

    private static DriverException refused(String reason, String advice) {
        return new DriverException(Failure.of(ErrorCode.CONFIGURATION, reason).advice(advice), null);
    }
}

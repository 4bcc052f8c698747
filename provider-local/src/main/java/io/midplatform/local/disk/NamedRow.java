package io.midplatform.local.disk;

import io.midplatform.ErrorCode;
import io.midplatform.spi.Deadline;
import io.midplatform.spi.DriverException;
import io.midplatform.spi.Failure;

/** The number of a bucket, queue or cache, looked up once and made at its first use where that is allowed. */
final class NamedRow {
    /** What rows with a name there are. */
    enum Kind {
        BUCKET("bucket", "buckets"),
        QUEUE("queue", "queues"),
        CACHE("cache", "caches");

        private final String noun;
        private final String make;
        private final String find;

        Kind(String noun, String table) {
            this.noun = noun;
            this.make = "INSERT INTO " + table + " (name) VALUES (?) ON CONFLICT DO NOTHING";
            this.find = "SELECT id FROM " + table + " WHERE name = ?";
        }
    }

    private static final long UNKNOWN = 0;

    private final Database database;
    private final Kind kind;
    private final String name;
    private final boolean create;
    private volatile long id = UNKNOWN;

    NamedRow(Database database, Kind kind, String name, boolean create) {
        this.kind = kind;
        this.database = database;
        this.name = name;
        this.create = create;
    }

    String name() {
        return name;
    }

    boolean exists(Deadline deadline) throws Exception {
        return find(deadline) != UNKNOWN;
    }

    long get(Deadline deadline) throws Exception {
        long known = id;
        if (known != UNKNOWN) {
            return known;
        }
        long found = find(deadline);
        if (found == UNKNOWN && create) {
            found = database.write(
                    session -> {
                        session.update(kind.make, name);
                        return session.number(kind.find, name);
                    },
                    deadline);
        }
        if (found == UNKNOWN) {
            throw new DriverException(
                    Failure.of(ErrorCode.NOT_FOUND, "there is no " + kind.noun + " '" + name + "' in the folder.")
                            .advice("Set create: true to have it made."),
                    null);
        }
        id = found;
        return found;
    }

    private long find(Deadline deadline) throws Exception {
        return database.read(session -> session.number(kind.find, name), deadline);
    }
}

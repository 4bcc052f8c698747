package io.midplatform.local.disk;

import io.midplatform.ErrorCode;
import io.midplatform.spi.Deadline;
import io.midplatform.spi.DriverException;
import io.midplatform.spi.Failure;

/** The number of a bucket, looked up by the first call that needs it. Thread-safe. */
final class BucketId {
    private static final String FIND = "SELECT id FROM buckets WHERE name = ?";
    private static final String MAKE = "INSERT INTO buckets (name) VALUES (?) ON CONFLICT DO NOTHING";
    private static final long UNKNOWN = 0;

    private final Database database;
    private final String name;
    private final boolean create;
    private volatile long id = UNKNOWN;

    BucketId(Database database, String name, boolean create) {
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
                        session.update(MAKE, name);
                        return session.number(FIND, name);
                    },
                    deadline);
        }
        if (found == UNKNOWN) {
            throw new DriverException(
                    Failure.of(ErrorCode.NOT_FOUND, "there is no bucket '" + name + "' in the folder.")
                            .advice("Set create: true to have it made."),
                    null);
        }
        id = found;
        return found;
    }

    private long find(Deadline deadline) throws Exception {
        return database.read(session -> session.number(FIND, name), deadline);
    }
}

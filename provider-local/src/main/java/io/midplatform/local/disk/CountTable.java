package io.midplatform.local.disk;

import io.midplatform.local.memory.CounterLimits;
import java.sql.SQLException;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** The statements about the counters of one cache, at a moment. */
final class CountTable {
    static final String READ = "SELECT value FROM counts WHERE cache = ? AND key = ? AND until > ?";
    static final String FIND = "SELECT id, until, value FROM counts WHERE cache = ? AND key = ?";
    static final String INSERT = "INSERT INTO counts (cache, key, until, value) VALUES (?, ?, ?, ?)";
    static final String SET = "UPDATE counts SET until = ?, value = ? WHERE id = ?";
    static final String REMOVE = "DELETE FROM counts WHERE cache = ? AND key = ?";
    static final String ENDED =
            "DELETE FROM counts WHERE id IN (SELECT id FROM counts WHERE until <= ? ORDER BY until LIMIT ?)";
    private static final String SIZE = "SELECT counts FROM caches WHERE id = ?";

    /** How many that have ended a new counter removes at once. */
    private static final int STEP = 16;

    private final Session session;
    private final long cache;
    private final long now;

    CountTable(Session session, long cache, long now) {
        this.session = session;
        this.cache = cache;
        this.now = now;
    }

    /** What is there under a key, ended or not. */
    private record Held(long id, long until, long value) {}

    long read(String key) throws SQLException {
        return session.number(READ, cache, ObjectTable.bytes(key), now);
    }

    /** Gives the new value; none where there is no room for another counter, which is no failure here: what was removed stays removed. */
    OptionalLong add(String key, long by, long ttlMillis, long maxCounts) throws SQLException {
        byte[] name = ObjectTable.bytes(key);
        @Nullable
        Held held = session.first(row -> new Held(row.getLong(1), row.getLong(2), row.getLong(3)), FIND, cache, name);
        if (held != null && held.until > now) {
            long sum = sum(held.value, by);
            session.update(SET, held.until, sum, held.id);
            return OptionalLong.of(sum);
        }
        long until = Micros.end(now, ttlMillis);
        if (held != null) {
            session.update(SET, until, by, held.id);
        } else if (hasRoom(maxCounts)) {
            session.update(INSERT, cache, name, until, by);
        } else {
            return OptionalLong.empty();
        }
        return OptionalLong.of(by);
    }

    private static long sum(long value, long by) {
        try {
            return Math.addExact(value, by);
        } catch (ArithmeticException e) {
            throw CounterLimits.outOfRange(e);
        }
    }

    private boolean hasRoom(long maxCounts) throws SQLException {
        boolean more = true;
        boolean full = true;
        while (full && more) {
            more = session.update(ENDED, now, STEP) == STEP;
            full = session.number(SIZE, cache) >= maxCounts;
        }
        return !full;
    }

    void remove(String key) throws SQLException {
        session.update(REMOVE, cache, ObjectTable.bytes(key));
    }
}

package io.midplatform.local.disk;

import io.midplatform.cache.spi.CacheWrite;
import io.midplatform.cache.spi.CacheWrite.Condition;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The statements about the entries of one cache, at a moment. Room is made among the entries whose turn is the oldest: those used least go, the
 * others get another turn if they were used at all.
 */
final class CacheTable {
    static final String READ = "SELECT id, value FROM entries WHERE cache = ? AND key = ? AND until > ?";
    static final String FIND = "SELECT id, until, 1 FROM entries WHERE cache = ? AND key = ?";
    /** A part of nothing is null to SQLite. */
    static final String HEAD = "SELECT id, until, coalesce(substr(value, 1, length(?3)), x'') = ?3 FROM entries"
            + " WHERE cache = ?1 AND key = ?2";

    static final String INSERT =
            "INSERT INTO entries (id, cache, key, until, turn, value) VALUES (?1, ?2, ?3, ?4, ?1, ?5)";
    static final String REPLACE = "UPDATE entries SET until = ?, value = ? WHERE id = ?";
    static final String REMOVE = "DELETE FROM entries WHERE cache = ? AND key = ?";
    static final String DROP = "DELETE FROM entries WHERE id = ?";
    static final String ENDED =
            "DELETE FROM entries WHERE id IN (SELECT id FROM entries WHERE until <= ? ORDER BY until LIMIT ?)";
    static final String OLDEST = "SELECT id FROM entries WHERE cache = ? AND turn < ? ORDER BY turn LIMIT ?";
    static final String FIRST =
            "DELETE FROM entries WHERE id IN (SELECT id FROM entries WHERE cache = ? ORDER BY turn LIMIT ?)";
    static final String TURN = "UPDATE entries SET turn = ? WHERE id = ?";
    private static final String SIZE = "SELECT entries FROM caches WHERE id = ?";

    /** How much more than it adds a write tidies up, so that what is to be removed gets less with each. */
    private static final int MORE = 16;

    /** How many of the oldest are compared at least before one of them goes. */
    private static final int SAMPLE = 4;

    private static final long NOTHING_ADDED = Long.MAX_VALUE;

    private final Session session;
    private final long cache;
    private final long now;
    private final Uses uses;
    private long firstAdded = NOTHING_ADDED;

    CacheTable(Session session, long cache, long now, Uses uses) {
        this.session = session;
        this.cache = cache;
        this.now = now;
        this.uses = uses;
    }

    /** What is there under a key, ended or not, and whether it starts as it must. */
    private record Held(long id, long until, boolean matching) {}

    private record Candidate(long id, int uses) {}

    byte @Nullable [] read(String key) throws SQLException {
        return session.first(
                row -> {
                    uses.add(row.getLong(1));
                    return row.getBytes(2);
                },
                READ,
                cache,
                ObjectTable.bytes(key),
                now);
    }

    /** Writes an entry; gives false where its condition does not hold. */
    boolean put(CacheWrite write, LongSupplier ids) throws SQLException {
        byte[] key = ObjectTable.bytes(write.key());
        Held held = held(key, write.condition() == Condition.MATCHES ? write.head() : null);
        if (!holds(write.condition(), held)) {
            return false;
        }
        long until = Micros.end(now, write.ttlMillis());
        if (held != null) {
            uses.add(held.id);
            session.update(REPLACE, until, write.value(), held.id);
            return true;
        }
        long id = ids.getAsLong();
        firstAdded = Math.min(firstAdded, id);
        session.update(INSERT, id, cache, key, until, write.value());
        return true;
    }

    private @Nullable Held held(byte[] key, byte @Nullable [] head) throws SQLException {
        Session.Row<Held> mapper = row -> new Held(row.getLong(1), row.getLong(2), row.getLong(3) == 1);
        return head == null ? session.first(mapper, FIND, cache, key) : session.first(mapper, HEAD, cache, key, head);
    }

    private boolean holds(Condition condition, @Nullable Held held) {
        boolean alive = held != null && held.until > now;
        return switch (condition) {
            case ALWAYS -> true;
            case ABSENT -> !alive;
            case MATCHES -> held != null && alive && held.matching;
        };
    }

    void remove(String key) throws SQLException {
        session.update(REMOVE, cache, ObjectTable.bytes(key));
    }

    boolean removeIf(String key, byte[] head) throws SQLException {
        Held held = held(ObjectTable.bytes(key), head);
        return held != null && holds(Condition.MATCHES, held) && session.update(DROP, held.id) == 1;
    }

    /** Removes entries that have ended, and those for which there is no room, a bounded number of each; gives how many for lack of room. */
    int tidy(long maxEntries, int written, LongSupplier ids) throws SQLException {
        int step = MORE + 2 * written;
        boolean more = removeEnded(step);
        if (firstAdded == NOTHING_ADDED) {
            return 0;
        }
        long over = session.number(SIZE, cache) - maxEntries;
        while (over > 0 && more) {
            more = removeEnded(step);
            over = session.number(SIZE, cache) - maxEntries;
        }
        return over <= 0 ? 0 : evict((int) Math.min(over, step), ids);
    }

    /** Gives whether there may be more. */
    private boolean removeEnded(int most) throws SQLException {
        return session.update(ENDED, now, most) == most;
    }

    private int evict(int count, LongSupplier ids) throws SQLException {
        List<Candidate> candidates = new ArrayList<>(session.all(
                row -> new Candidate(row.getLong(1), uses.of(row.getLong(1))),
                OLDEST,
                cache,
                firstAdded,
                2 * count + SAMPLE));
        candidates.sort(Comparator.comparingInt(Candidate::uses)); // stable: of those used alike, the older goes
        int evicted = 0;
        for (Candidate candidate : candidates) {
            if (evicted < count) {
                evicted += session.update(DROP, candidate.id);
            } else if (candidate.uses > 0) {
                uses.age(candidate.id);
                session.update(TURN, ids.getAsLong(), candidate.id);
            }
        }
        // more was written at once than there is room for
        return evicted < count ? evicted + session.update(FIRST, cache, count - evicted) : evicted;
    }
}

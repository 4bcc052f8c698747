package io.midplatform.local.disk;

import io.midplatform.queue.DeadLetterInfo;
import io.midplatform.queue.Depth;
import io.midplatform.queue.spi.OutgoingMessage;
import io.midplatform.queue.spi.Pointer;
import io.midplatform.queue.spi.StoredMessage;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The statements of one queue. Moments are microseconds. A message can be received when its {@code visible} has come; a lease is a number that
 * holds until then. An ordered lane gives its messages by their numbers and nothing while the first of them is not visible.
 */
final class QueueTable {
    private static final String COLUMNS = "id, attempts, sent, ordering, fairness, headers, dead, body";
    private static final String HELD = " WHERE id = ? AND queue = ? AND lease = ? AND visible > ?";

    private final Session session;
    private final long queue;
    private final long now;

    QueueTable(Session session, long queue, long now) {
        this.session = session;
        this.queue = queue;
        this.now = now;
    }

    /** A lane that has something to give. */
    private record Lane(long id, boolean ordered) {}

    /** A message and what it takes to settle it. */
    record Taken(StoredMessage message, long number) {}

    static long lastTurn(Session session) throws SQLException {
        return session.number("SELECT coalesce(max(turn), 0) FROM lanes");
    }

    /** Adds a message, unless its deduplication id was seen; gives the message's number. */
    long add(OutgoingMessage message, long delay, long window, LongSupplier turns) throws SQLException {
        String deduplication = message.deduplicationId();
        if (deduplication != null) {
            session.update("DELETE FROM seen WHERE until <= ?", now);
            long earlier = session.number(
                    "SELECT message FROM seen WHERE queue = ? AND deduplication = ?", queue, deduplication);
            if (earlier != 0) {
                return earlier;
            }
        }
        long visible = now + delay;
        Lane lane = lane(message, visible, turns);
        Map<String, String> headers = new HashMap<>(message.trace());
        headers.putAll(message.headers());
        session.update(
                "INSERT INTO messages (queue, lane, visible, attempts, sent, ordering, fairness, headers, dead, body)"
                        + " VALUES (?, ?, ?, 0, ?, ?, ?, ?, ?, ?)",
                queue,
                lane.id,
                visible,
                now,
                message.orderingKey(),
                message.fairnessKey(),
                StringMaps.encode(headers),
                own(message),
                message.body());
        long number = session.number("SELECT last_insert_rowid()");
        if (deduplication != null) {
            session.update(
                    "INSERT INTO seen (queue, deduplication, message, until) VALUES (?, ?, ?, ?)",
                    queue,
                    deduplication,
                    number,
                    now + window);
        }
        return number;
    }

    private Lane lane(OutgoingMessage message, long visible, LongSupplier turns) throws SQLException {
        boolean ordered = message.orderingKey() != null;
        String key = ordered ? message.orderingKey() : message.fairnessKey();
        String named = key == null ? "" : "=" + key;
        long kind = ordered ? 1 : 0;
        String find = "SELECT id FROM lanes WHERE queue = ? AND ordered = ? AND key = ?";
        long id = session.number(find, queue, kind, named);
        if (id == 0) {
            session.update(
                    "INSERT INTO lanes (queue, ordered, key, visible, turn) VALUES (?, ?, ?, ?, ?)",
                    queue,
                    kind,
                    named,
                    visible,
                    turns.getAsLong());
            id = session.number(find, queue, kind, named);
        } else if (!ordered) {
            session.update("UPDATE lanes SET visible = min(visible, ?) WHERE id = ?", visible, id);
        }
        return new Lane(id, ordered);
    }

    /** Leases visible messages: one from each lane, the one served longest ago first, and round again while there is room. */
    List<Taken> take(int max, long lease, long until, LongSupplier turns) throws SQLException {
        List<Taken> taken = new ArrayList<>(Math.min(max, 16));
        Set<Long> served = new LinkedHashSet<>();
        while (taken.size() < max) {
            List<Lane> lanes = session.all(
                    row -> new Lane(row.getLong(1), row.getLong(2) == 1),
                    "SELECT id, ordered FROM lanes WHERE queue = ? AND visible <= ? ORDER BY turn LIMIT ?",
                    queue,
                    now,
                    max - taken.size());
            if (lanes.isEmpty()) {
                break;
            }
            for (Lane lane : lanes) {
                boolean alone = lanes.size() == 1 && !lane.ordered;
                takeFrom(lane, alone ? max - taken.size() : 1, lease, until, taken);
                session.update("UPDATE lanes SET turn = ? WHERE id = ?", turns.getAsLong(), lane.id);
                settleLane(lane, lease);
                served.add(lane.id);
            }
        }
        for (long lane : served) {
            refresh(lane); // from here on, what this receive has taken holds the others back
        }
        return taken;
    }

    private void takeFrom(Lane lane, int max, long lease, long until, List<Taken> taken) throws SQLException {
        String sql = lane.ordered
                ? "SELECT " + COLUMNS + " FROM messages WHERE lane = ? AND (lease IS NULL OR lease <> ?)"
                        + " AND visible <= ? ORDER BY id LIMIT ?"
                : "SELECT " + COLUMNS + " FROM messages WHERE lane = ? AND (lease IS NULL OR lease <> ?)"
                        + " AND visible <= ? ORDER BY visible, id LIMIT ?";
        for (Taken message : session.all(QueueTable::taken, sql, lane.id, lease, now, max)) {
            session.update(
                    "UPDATE messages SET visible = ?, lease = ?, attempts = attempts + 1 WHERE id = ?",
                    until,
                    lease,
                    message.number);
            taken.add(message);
        }
    }

    /** When a lane next has something to give, leases of this receive aside: an ordered lane may give its next message to the same receive. */
    private void settleLane(Lane lane, long lease) throws SQLException {
        String first = lane.ordered
                ? "SELECT visible FROM messages WHERE lane = ? AND (lease IS NULL OR lease <> ?) ORDER BY id LIMIT 1"
                : "SELECT visible FROM messages WHERE lane = ? AND (lease IS NULL OR lease <> ?)"
                        + " ORDER BY visible LIMIT 1";
        Long visible = session.first(row -> row.getLong(1), first, lane.id, lease);
        session.update(
                "UPDATE lanes SET visible = ? WHERE id = ?", visible == null ? Long.MAX_VALUE : visible, lane.id);
    }

    private void refreshLaneOf(long number) throws SQLException {
        Long lane = session.first(row -> row.getLong(1), "SELECT lane FROM messages WHERE id = ?", number);
        if (lane != null) {
            refresh(lane);
        }
    }

    /** Sets a lane by what it holds now; a lane that holds nothing goes. */
    private void refresh(long lane) throws SQLException {
        long ordered = session.number("SELECT ordered FROM lanes WHERE id = ?", lane);
        Long visible = session.first(
                row -> row.getLong(1),
                ordered == 1
                        ? "SELECT visible FROM messages WHERE lane = ? ORDER BY id LIMIT 1"
                        : "SELECT visible FROM messages WHERE lane = ? ORDER BY visible LIMIT 1",
                lane);
        if (visible == null) {
            session.update("DELETE FROM lanes WHERE id = ?", lane);
        } else {
            session.update("UPDATE lanes SET visible = ? WHERE id = ?", visible, lane);
        }
    }

    boolean delete(long number, long lease) throws SQLException {
        Long lane = session.first(row -> row.getLong(1), "SELECT lane FROM messages" + HELD, number, queue, lease, now);
        if (lane == null) {
            return false;
        }
        session.update("DELETE FROM messages WHERE id = ?", number);
        refresh(lane);
        return true;
    }

    /** Moves the end of a lease; gives false when it is over. */
    boolean prolong(long number, long lease, long next, long until) throws SQLException {
        int changed = session.update(
                "UPDATE messages SET visible = ?, lease = ?" + HELD, until, next, number, queue, lease, now);
        if (changed == 1) {
            refreshLaneOf(number);
        }
        return changed == 1;
    }

    boolean giveBack(long number, long lease, long delay, boolean unseen) throws SQLException {
        int changed = session.update(
                "UPDATE messages SET visible = ?, lease = NULL, attempts = attempts - ?" + HELD,
                now + delay,
                unseen ? 1L : 0L,
                number,
                queue,
                lease,
                now);
        if (changed == 1) {
            refreshLaneOf(number);
        }
        return changed == 1;
    }

    /** When something next becomes visible; the last moment of all when nothing will. */
    long nextVisible() throws SQLException {
        return session.number("SELECT coalesce(min(visible), ?) FROM lanes WHERE queue = ?", Long.MAX_VALUE, queue);
    }

    Depth depth() throws SQLException {
        Depth depth = session.first(
                row -> Depth.of(row.getLong(1), row.getLong(2), row.getLong(3)),
                "SELECT count(*) FILTER (WHERE visible <= ?1), count(*) FILTER (WHERE visible > ?1 AND lease IS NOT NULL),"
                        + " count(*) FILTER (WHERE visible > ?1 AND lease IS NULL) FROM messages WHERE queue = ?2",
                now,
                queue);
        return depth == null ? Depth.of(0, 0, 0) : depth;
    }

    List<StoredMessage> peek(int max) throws SQLException {
        return session.all(
                row -> taken(row).message,
                "SELECT m.id, m.attempts - 1, m.sent, m.ordering, m.fairness, m.headers, m.dead, m.body FROM messages m"
                        + " JOIN lanes l ON l.id = m.lane WHERE m.queue = ? AND m.visible <= ? AND l.visible <= ?"
                        + " ORDER BY m.id LIMIT ?",
                queue,
                now,
                now,
                (long) max);
    }

    void purge() throws SQLException {
        session.update("DELETE FROM messages WHERE queue = ?", queue);
        session.update("DELETE FROM lanes WHERE queue = ?", queue);
    }

    /** The row as it is handed out: the delivery under way is counted. */
    private static Taken taken(ResultSet row) throws SQLException {
        long number = row.getLong(1);
        byte[] own = row.getBytes(7);
        Map<String, String> fields = own == null ? Map.of() : StringMaps.decode(own);
        return new Taken(
                new StoredMessage(
                        id(number),
                        row.getBytes(8),
                        StringMaps.decode(row.getBytes(6)),
                        row.getInt(2) + 1,
                        Micros.instant(row.getLong(3)),
                        row.getString(4),
                        row.getString(5),
                        dead(fields),
                        pointer(fields)),
                number);
    }

    static String id(long number) {
        return Long.toString(number, Character.MAX_RADIX);
    }

    /** What the engine keeps with a message: what is known of a dead letter, and where the body is. */
    private static byte @Nullable [] own(OutgoingMessage message) {
        Map<String, String> fields = new HashMap<>();
        DeadLetterInfo info = message.deadLetter();
        if (info != null) {
            fields.put("attempts", Integer.toString(info.attempts().orElse(0)));
            info.reason().ifPresent(reason -> fields.put("reason", reason));
            info.originalId().ifPresent(id -> fields.put("id", id));
        }
        Pointer pointer = message.pointer();
        if (pointer != null) {
            fields.put("bucket", pointer.bucket());
            fields.put("key", pointer.key());
            fields.put("size", Long.toString(pointer.size()));
        }
        return fields.isEmpty() ? null : StringMaps.encode(fields);
    }

    private static @Nullable DeadLetterInfo dead(Map<String, String> fields) {
        String attempts = fields.get("attempts");
        return attempts == null
                ? null
                : DeadLetterInfo.of(fields.get("reason"), Integer.parseInt(attempts), fields.get("id"));
    }

    private static @Nullable Pointer pointer(Map<String, String> fields) {
        String bucket = fields.get("bucket");
        String key = fields.get("key");
        return bucket == null || key == null
                ? null
                : new Pointer(bucket, key, Long.parseLong(fields.getOrDefault("size", "0")));
    }
}

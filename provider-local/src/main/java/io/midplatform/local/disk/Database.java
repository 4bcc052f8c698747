package io.midplatform.local.disk;

import io.midplatform.local.Durability;
import io.midplatform.spi.Deadline;
import io.midplatform.spi.DriverException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteConfig.JournalMode;
import org.sqlite.SQLiteConfig.SynchronousMode;

/** One SQLite database in WAL mode: a lane of writers that commit together, and readers that never wait for them. Thread-safe. */
final class Database implements AutoCloseable {
    private static final int READERS = 8;
    private static final long LOOK_MILLIS = 50;
    private static final int BUSY_MILLIS = 5_000;

    /** Pages of log between two checkpoints, each of which syncs the database: rarer than SQLite's own 1000. */
    private static final int CHECKPOINT = 4_000;

    private static final long LOG_SIZE = 64L << 20;

    private final Path file;
    private final WriteLane lane;
    private final Semaphore readers = new Semaphore(READERS);
    private final ConcurrentLinkedDeque<Session> idle = new ConcurrentLinkedDeque<>();

    private volatile boolean closed;

    private Database(Path file, WriteLane lane) {
        this.file = file;
        this.lane = lane;
    }

    /** What is read in one go. */
    @FunctionalInterface
    interface Query<T extends @Nullable Object> {
        T run(Session session) throws Exception;
    }

    static Database open(Path file, Durability durability) {
        Session session = null;
        try {
            session = connect(file, false);
            session.pragma("wal_autocheckpoint=" + CHECKPOINT);
            session.pragma("journal_size_limit=" + LOG_SIZE);
            Schema.prepare(session, file);
            return new Database(file, new WriteLane(session, durability == Durability.FULL));
        } catch (SQLException | DriverException e) {
            closeAfter(e, session);
            throw e instanceof DriverException known ? known : new DriverException(DiskErrors.classify(e), e);
        }
    }

    <T extends @Nullable Object> T write(Mutation<T> mutation, Deadline deadline) throws Exception {
        return lane.write(mutation, deadline);
    }

    <T extends @Nullable Object> T read(Query<T> query, Deadline deadline) throws Exception {
        while (!readers.tryAcquire(LOOK_MILLIS, TimeUnit.MILLISECONDS)) {
            if (closed) {
                throw new IllegalStateException("the disk store is closed");
            }
            if (deadline.isExpired()) {
                throw new TimeoutException("while waiting for a connection");
            }
        }
        try {
            Session session = idle.pollFirst();
            if (session == null) {
                session = connect(file, true);
            }
            try {
                return query.run(session);
            } finally {
                idle.addFirst(session);
            }
        } finally {
            readers.release();
        }
    }

    private static Session connect(Path file, boolean reading) throws SQLException {
        SQLiteConfig config = new SQLiteConfig();
        config.setJournalMode(JournalMode.WAL);
        config.setSynchronous(SynchronousMode.NORMAL);
        config.setBusyTimeout(BUSY_MILLIS);
        Session session = new Session(config.createConnection("jdbc:sqlite:" + file.toUri()));
        if (reading) {
            session.pragma("query_only=1");
        }
        return session;
    }

    private static void closeAfter(Exception failure, @Nullable Session session) {
        if (session != null) {
            try {
                session.close();
            } catch (SQLException e) {
                failure.addSuppressed(e);
            }
        }
    }

    /** Waits for reads and commits under way. */
    @Override
    public void close() throws SQLException {
        closed = true;
        readers.acquireUninterruptibly(READERS); // kept: no reader comes after this
        for (Session session = idle.poll(); session != null; session = idle.poll()) {
            session.close();
        }
        lane.close(); // the last connection to close writes the log back
    }
}

package io.midplatform.local.disk;

import io.midplatform.ErrorCode;
import io.midplatform.cache.spi.CacheDriver;
import io.midplatform.local.Durability;
import io.midplatform.queue.spi.QueueDriver;
import io.midplatform.spi.Deadline;
import io.midplatform.spi.DriverException;
import io.midplatform.spi.Failure;
import io.midplatform.spi.PlatformTime;
import io.midplatform.storage.spi.BucketDriver;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The buckets, queues and caches of one folder, which belongs to one open store at a time. Layout: {@code lock}, {@code store.db} (SQLite), and
 * {@code objects/xx/<number>} with the objects' bytes. Thread-safe.
 */
public final class DiskStore implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(DiskStore.class);

    /** Opening and sweeping answer to no caller's deadline. */
    private static final Duration UNHURRIED = Duration.ofDays(3650);

    private final FolderLock lock;
    private final Database database;
    private final ObjectFiles files;
    private final Uploads uploads;
    private final PlatformTime time;
    private final Ids ids;
    private final ConcurrentMap<String, Arrivals> arrivals = new ConcurrentHashMap<>();
    private final ConcurrentMap<String, CacheState> caches = new ConcurrentHashMap<>();
    private final AtomicLong turns;
    private final @Nullable Sweep sweep;
    private final @Nullable Thread sweeper;
    private boolean closed;

    private DiskStore(FolderLock lock, Database database, Durability durability, PlatformTime time) throws Exception {
        this.lock = lock;
        this.database = database;
        this.time = time;
        Deadline unhurried = Deadline.after(time, UNHURRIED);
        Start start = database.write(Start::record, unhurried);
        this.ids = new Ids(start.number);
        this.files = new ObjectFiles(objects(lock.folder()), durability, ids);
        this.uploads = new Uploads(database, files);
        this.turns = new AtomicLong(database.read(QueueTable::lastTurn, unhurried));
        files.prepare();
        this.sweep = start.afterCleanEnd ? null : new Sweep(database, files, start.number, unhurried);
        this.sweeper = sweep == null ? null : new Thread(sweep, "midplatform-disk-sweep");
        if (sweeper != null) {
            sweeper.setDaemon(true);
            sweeper.start();
        }
    }

    /**
     * Opens a folder, and makes it where it is missing.
     *
     * @param folder the folder
     * @param durability what a confirmed write survives
     * @param time the platform's time
     * @return the store
     * @throws DriverException {@code CONFIGURATION} when the folder is in use, is a file, or holds what this version cannot read;
     *     {@code ACCESS_DENIED}, {@code CORRUPT} or {@code UNAVAILABLE} as the disk reports
     */
    public static DiskStore open(Path folder, Durability durability, PlatformTime time) {
        Objects.requireNonNull(durability, "durability");
        Objects.requireNonNull(time, "time");
        FolderLock lock = FolderLock.take(folder);
        Database database = null;
        DiskStore store = null;
        try {
            Path file = lock.folder().resolve("store.db");
            refuseLostDatabase(file);
            database = Database.open(file, durability);
            store = new DiskStore(lock, database, durability, time);
            return store;
        } catch (DriverException e) {
            throw e;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new DriverException(Failure.of(ErrorCode.CANCELLED, "the thread was interrupted while opening."), e);
        } catch (Exception e) {
            throw new DriverException(DiskErrors.classify(e), e);
        } finally {
            if (store == null) {
                close(database);
                close(lock);
            }
        }
    }

    /**
     * A bucket.
     *
     * @param physicalName its name
     * @param create whether the first call makes it where it is missing
     * @return its driver
     */
    public BucketDriver bucket(String physicalName, boolean create) {
        return new DiskBucketDriver(this, new NamedRow(database, NamedRow.Kind.BUCKET, physicalName, create));
    }

    /**
     * A queue.
     *
     * @param physicalName its name
     * @param create whether the first call makes it where it is missing
     * @return its driver
     */
    public QueueDriver queue(String physicalName, boolean create) {
        NamedRow row = new NamedRow(database, NamedRow.Kind.QUEUE, physicalName, create);
        return new DiskQueueDriver(this, row, arrivals.computeIfAbsent(physicalName, n -> new Arrivals(time)));
    }

    /**
     * A cache, or counters. Its first use makes it.
     *
     * @param name its name
     * @param maxEntries how many entries, and how many counters, it holds at most
     * @return its driver
     */
    public CacheDriver cache(String name, long maxEntries) {
        NamedRow row = new NamedRow(database, NamedRow.Kind.CACHE, name, true);
        return new DiskCacheDriver(this, row, caches.computeIfAbsent(name, n -> new CacheState(maxEntries)));
    }

    /**
     * The folder.
     *
     * @return its path, absolute and without symbolic links
     */
    public Path folder() {
        return lock.folder();
    }

    Database database() {
        return database;
    }

    ObjectFiles files() {
        return files;
    }

    Uploads uploads() {
        return uploads;
    }

    Ids ids() {
        return ids;
    }

    PlatformTime time() {
        return time;
    }

    /** Counts turns of lanes, so that the one served longest ago is next. */
    long nextTurn() {
        return turns.incrementAndGet();
    }

    long nowMicros() {
        return Micros.of(time.instant());
    }

    /** Waits until what an earlier process has left behind is removed. */
    void awaitSweep() throws InterruptedException {
        if (sweeper != null) {
            sweeper.join();
        }
    }

    /** Waits for calls under way, and frees the folder; uploads that have not ended stay for the next process. Idempotent. */
    @Override
    public void close() {
        synchronized (this) {
            if (closed) {
                return;
            }
            closed = true;
        }
        boolean swept = sweep == null || stop(sweep);
        if (swept && files.isClean()) {
            recordCleanEnd();
        }
        close(database);
        close(lock);
    }

    private boolean stop(Sweep running) {
        running.stop();
        try {
            awaitSweep();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return running.isComplete();
    }

    private void recordCleanEnd() {
        try {
            database.write(Start::end, Deadline.after(time, UNHURRIED));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt(); // the next start sweeps
        } catch (Exception e) {
            LOG.warn("The end could not be recorded; the next start sweeps the folder: {}", e.toString());
        }
    }

    /** Files without a database are somebody's data, not litter: a new database would have them swept. */
    private static void refuseLostDatabase(Path file) throws IOException {
        Path objects = objects(Objects.requireNonNull(file.getParent()));
        if (Files.exists(file) || !Files.isDirectory(objects)) {
            return;
        }
        try (DirectoryStream<Path> folders = Files.newDirectoryStream(objects)) {
            for (Path folder : folders) {
                if (Files.isDirectory(folder) && !isEmpty(folder)) {
                    throw new DriverException(
                            Failure.of(ErrorCode.CONFIGURATION, file + " is missing, but there are objects beside it.")
                                    .advice("Restore store.db from a backup, or empty the folder to start anew."),
                            null);
                }
            }
        }
    }

    private static boolean isEmpty(Path folder) throws IOException {
        try (DirectoryStream<Path> names = Files.newDirectoryStream(folder)) {
            return !names.iterator().hasNext();
        }
    }

    private static Path objects(Path folder) {
        return folder.resolve("objects");
    }

    private static void close(@Nullable Database database) {
        if (database != null) {
            try {
                database.close();
            } catch (SQLException e) {
                LOG.warn("The database could not be closed cleanly; the next start recovers it: {}", e.toString());
            }
        }
    }

    private static void close(FolderLock lock) {
        try {
            lock.close();
        } catch (IOException e) {
            throw new UncheckedIOException("the lock of the folder could not be freed", e);
        }
    }

    /**
     * One use of the folder by a process.
     *
     * @param number counts them
     * @param afterCleanEnd whether the one before left nothing behind
     */
    private record Start(long number, boolean afterCleanEnd) {
        static Start record(Session session) throws SQLException {
            Start last = session.first(
                    row -> new Start(row.getLong(1), row.getLong(2) != 0),
                    "SELECT number, ended FROM starts ORDER BY number DESC LIMIT 1");
            Start now = last == null ? new Start(1, true) : new Start(last.number + 1, last.afterCleanEnd);
            session.update("DELETE FROM starts");
            session.update("INSERT INTO starts (number, ended) VALUES (?, 0)", now.number);
            return now;
        }

        static int end(Session session) throws SQLException {
            return session.update("UPDATE starts SET ended = 1");
        }
    }
}

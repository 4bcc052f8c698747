package io.midplatform.local.disk;

import io.midplatform.spi.Deadline;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Removes the files that an earlier process left without a row: half-written ones, and those it was killed before it could remove. Runs once,
 * after a start that followed an unclean end; never touches a file of this start.
 */
final class Sweep implements Runnable {
    private static final Logger LOG = LoggerFactory.getLogger(Sweep.class);
    private static final int NAME = 16;

    /** In one look, since an upload that ends becomes an object. */
    private static final String NAMED = """
            SELECT EXISTS (SELECT 1 FROM objects WHERE file = ?) OR EXISTS (SELECT 1 FROM uploads WHERE id = ?)
                OR EXISTS (SELECT 1 FROM parts WHERE file = ?)""";

    private final Database database;
    private final ObjectFiles files;
    private final long start;
    private final Deadline deadline;
    private volatile boolean stopped;
    private volatile boolean complete;

    Sweep(Database database, ObjectFiles files, long start, Deadline deadline) {
        this.database = database;
        this.files = files;
        this.start = start;
        this.deadline = deadline;
    }

    @Override
    public void run() {
        try (DirectoryStream<Path> folders = Files.newDirectoryStream(files.root())) {
            int removed = 0;
            for (Path folder : folders) {
                removed += Files.isDirectory(folder) ? sweep(folder) : 0;
                if (stopped) {
                    return;
                }
            }
            complete = true;
            if (removed > 0) {
                LOG.info("Removed {} data files that an earlier process had left behind.", removed);
            }
        } catch (Exception e) {
            if (!stopped) {
                LOG.warn("Data files without objects could not be swept; the next start tries again: {}", e.toString());
            }
        }
    }

    private int sweep(Path folder) throws Exception {
        int removed = 0;
        try (DirectoryStream<Path> names = Files.newDirectoryStream(folder)) {
            for (Path file : names) {
                if (stopped) {
                    return removed;
                }
                long id = id(file);
                if (id > 0 && Ids.start(id) < start && !isNamed(id)) {
                    files.delete(id);
                    removed++;
                }
            }
        } catch (DirectoryIteratorException e) {
            throw new IOException(e.getCause());
        }
        return removed;
    }

    private boolean isNamed(long id) throws Exception {
        return database.read(session -> session.number(NAMED, id, id, id) > 0, deadline);
    }

    /** The number in a file's name; 0 when it is none of ours. */
    private static long id(Path file) {
        String name = file.getFileName().toString();
        if (name.length() != NAME) {
            return 0;
        }
        try {
            return HexFormat.fromHexDigitsToLong(name);
        } catch (IllegalArgumentException e) {
            return 0;
        }
    }

    /** Ends it after the file at hand. */
    void stop() {
        stopped = true;
    }

    boolean isComplete() {
        return complete;
    }
}

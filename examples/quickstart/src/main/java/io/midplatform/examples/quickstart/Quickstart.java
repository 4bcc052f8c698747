package io.midplatform.examples.quickstart;

import io.midplatform.Platform;
import io.midplatform.PlatformException;
import io.midplatform.Registration;
import io.midplatform.config.ConfigAdmin;
import io.midplatform.queue.DrainReport;
import io.midplatform.queue.Worker;
import io.midplatform.storage.Bucket;
import java.io.File;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/** The command line around {@link WordCount}. */
public final class Quickstart {
    private static final int UPLOADERS = 4;
    private static final Duration DRAIN = Duration.ofSeconds(10);

    private final PrintStream out;
    private final boolean terminal;
    private final AtomicLong stored = new AtomicLong();
    private final AtomicLong failed = new AtomicLong();
    private final CountDownLatch ended = new CountDownLatch(1);
    private volatile boolean stopping;

    Quickstart(PrintStream out, boolean terminal) {
        this.out = out;
        this.terminal = terminal;
    }

    /**
     * Runs the example.
     *
     * @param arguments the folder to count; this one if absent
     */
    public static void main(String[] arguments) {
        Path folder = Path.of(arguments.length == 0 ? "." : arguments[0]);
        Quickstart quickstart = new Quickstart(System.out, Boolean.getBoolean("progress.bar"));
        Thread drain = new Thread(quickstart::stop, "quickstart-drain");
        Runtime.getRuntime().addShutdownHook(drain);
        int status;
        try (Platform platform = Platform.load()) {
            status = quickstart.run(platform, folder);
        } catch (PlatformException e) {
            System.out.println("quickstart: " + e.getMessage());
            status = 2;
        } finally {
            quickstart.ended.countDown();
        }
        if (!quickstart.stopping) {
            Runtime.getRuntime().removeShutdownHook(drain);
            System.exit(status);
        }
    }

    /** Counts a folder; gives the exit status: 0 for all, 1 when a file could not be read or counted, 2 when nothing could be done. */
    int run(Platform platform, Path folder) {
        try {
            FileFinder finder = FileFinder.in(folder);
            long start = System.nanoTime();
            Report report = count(platform, folder, finder);
            summarize(platform, report, finder, System.nanoTime() - start);
            return report.total().files() == finder.found() ? 0 : 1;
        } catch (IOException | PlatformException e) {
            out.println("quickstart: " + e.getMessage());
            return 2;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return 2;
        }
    }

    private Report count(Platform platform, Path folder, FileFinder finder) throws InterruptedException, IOException {
        List<Path> files = finder.files();
        out.println("Counting " + files.size() + " files of "
                + folder.toAbsolutePath().normalize());
        WordCount words = new WordCount(platform);
        ExecutorService uploaders = Executors.newFixedThreadPool(UPLOADERS);
        Registration told = platform.config().onChange("quickstart", change -> out.println("\n" + change));
        Worker worker = words.start();
        try {
            for (Path file : files) {
                uploaders.execute(() -> store(words, folder, file, finder));
            }
            follow(platform, words, files.size(), worker);
        } finally {
            uploaders.shutdownNow();
            uploaders.awaitTermination(10, TimeUnit.SECONDS);
            DrainReport drained = worker.close(DRAIN);
            told.close();
            if (stopping) {
                out.println("\nInterrupted: " + drained.finished() + " jobs under way were finished, "
                        + drained.givenBack() + " given back, " + words.waiting() + " wait in the queue.");
            }
        }
        if (words.refused() > 0) {
            out.println("Could not be counted, see the dead letters of the queue: " + words.refused());
        }
        Report report = new Report(words.counted());
        report.write(platform.bucket("reports"));
        out.printf("Cache hits: %.0f %%%n", 100 * words.hitRatio());
        return report;
    }

    private void store(WordCount words, Path folder, Path file, FileFinder finder) {
        if (stopping) {
            return;
        }
        try {
            words.add(folder.relativize(file).toString().replace(File.separatorChar, '/'), file);
            stored.incrementAndGet();
        } catch (IOException | PlatformException e) {
            failed.incrementAndGet();
            if (!stopping) { // else it was broken off by us
                finder.remark(file, String.valueOf(e.getMessage()));
            }
        }
    }

    /** Shows progress until all is counted; half-way, turns the workers' pause off while they run. */
    private void follow(Platform platform, WordCount words, long total, Worker worker) throws InterruptedException {
        Progress progress = new Progress(out, terminal);
        boolean turned = false;
        while (!stopping && worker.failure().isEmpty()) {
            long counted = words.counted().size();
            progress.show(stored.get(), counted, total);
            if (!turned && counted * 2 >= total) {
                turned = true;
                platform.config()
                        .unwrap("tuning", ConfigAdmin.class)
                        .ifPresent(tuning -> tuning.set("quickstart.pause", "0ms"));
            }
            if (counted + failed.get() + words.refused() >= total) {
                break;
            }
            TimeUnit.MILLISECONDS.sleep(50);
        }
        progress.end();
        worker.failure().ifPresent(failure -> {
            throw failure;
        });
    }

    private void summarize(Platform platform, Report report, FileFinder finder, long nanos) {
        Bucket reports = platform.bucket("reports");
        out.println(Report.table(reports.getString(Report.KEY)));
        Counts all = report.total();
        double seconds = nanos / 1e9;
        out.printf(
                "%d files, %d lines, %d words, %d bytes in %.1f s (%.0f files/s, %.1f MB/s)%n",
                all.files(),
                all.lines(),
                all.words(),
                all.bytes(),
                seconds,
                all.files() / seconds,
                all.bytes() / 1e6 / seconds);
        if (!finder.remarks().isEmpty()) {
            out.println("Could not be read: " + finder.remarks().size());
            finder.remarks().stream().limit(20).forEach(remark -> out.println("  " + remark));
        }
    }

    /** Ctrl-C: lets the jobs under way finish, and says what became of the rest. */
    private void stop() {
        stopping = true;
        try {
            if (!ended.await(2 * DRAIN.toSeconds(), TimeUnit.SECONDS)) {
                out.println("Stopped without draining.");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}

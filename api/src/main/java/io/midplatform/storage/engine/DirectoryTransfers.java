package io.midplatform.storage.engine;

import io.midplatform.ErrorCode;
import io.midplatform.Outcome;
import io.midplatform.PlatformException;
import io.midplatform.engine.call.Calls;
import io.midplatform.engine.call.ResourceContext;
import io.midplatform.storage.Bucket;
import io.midplatform.storage.ListEntry;
import io.midplatform.storage.ListEntry.ObjectEntry;
import io.midplatform.storage.ObjectInfo;
import io.midplatform.storage.SyncOptions;
import io.midplatform.storage.TransferOptions;
import io.midplatform.storage.TransferReport;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Transfers directories: small files beside each other, large ones one after another in parts that run beside each other. A file that fails keeps
 * no other.
 */
final class DirectoryTransfers {
    private final ResourceContext context;
    private final Calls calls;
    private final Bucket bucket;
    private final KeyChecks keys;
    private final FileUpload uploads;
    private final FileDownload downloads;
    private final LocalFiles files;

    DirectoryTransfers(
            ResourceContext context,
            Calls calls,
            Bucket bucket,
            KeyChecks keys,
            FileUpload uploads,
            FileDownload downloads) {
        this.context = context;
        this.calls = calls;
        this.bucket = bucket;
        this.keys = keys;
        this.uploads = uploads;
        this.downloads = downloads;
        this.files = new LocalFiles(calls);
    }

    TransferReport upload(String operation, Path directory, String prefix, TransferOptions options) {
        return run(operation, options, run -> {
            files.requireDirectory(operation, directory);
            new Up(run, directory, folder(operation, prefix), Map.of(), null).transfer();
        });
    }

    TransferReport download(String operation, String prefix, Path directory, TransferOptions options) {
        return run(operation, options, run -> {
            made(operation, directory);
            new Down(run, directory, folder(operation, prefix), null).transfer();
        });
    }

    TransferReport sync(Path directory, String prefix, SyncOptions options) {
        return run("sync", options.transfer(), run -> {
            files.requireDirectory("sync", directory);
            String folder = folder("sync", prefix);
            Map<String, ObjectEntry> there = new HashMap<>();
            for (ListEntry entry : bucket.list(folder)) {
                if (entry instanceof ObjectEntry object && !isMarker(object)) {
                    there.put(object.key(), object);
                }
            }
            Up up = new Up(run, directory, folder, there, options);
            up.transfer();
            if (options.isDeleteExtraneous() && run.failed.isEmpty()) {
                there.keySet().removeAll(up.seen);
                run.deleted(bucket.deleteAll(new ArrayList<>(there.keySet())).outcomes(), folder);
            }
        });
    }

    TransferReport sync(String prefix, Path directory, SyncOptions options) {
        return run("sync", options.transfer(), run -> {
            made("sync", directory);
            Down down = new Down(run, directory, folder("sync", prefix), options);
            down.transfer();
            if (options.isDeleteExtraneous() && run.failed.isEmpty()) {
                down.deleteExtraneous();
            }
        });
    }

    private interface Work {
        void run(Run run) throws Exception;
    }

    private TransferReport run(String operation, TransferOptions options, Work work) {
        if (options.resume().isPresent() || options.resumable().isPresent()) {
            throw calls.error(
                            ErrorCode.INVALID_REQUEST, operation, null, "resume and resumable are for single uploads.")
                    .advice("Run sync again: it transfers what is missing.")
                    .build();
        }
        return calls.call(operation, null, options.timeout().orElse(null), deadline -> {
            Run run = new Run(operation, options);
            boolean ended = false;
            try {
                work.run(run);
                run.progress.end();
                ended = true;
                return run.report();
            } finally {
                if (!ended) {
                    run.crew.cancel();
                }
            }
        });
    }

    private String folder(String operation, String prefix) {
        keys.checkPart(operation, "prefix", prefix);
        return prefix.isEmpty() || prefix.endsWith("/") ? prefix : prefix + "/";
    }

    private void made(String operation, Path directory) throws Exception {
        try {
            Files.createDirectories(directory);
        } catch (IOException e) {
            throw files.failure(operation, null, directory, "cannot be made a directory", e);
        }
        files.requireDirectory(operation, directory);
    }

    /** An empty object that some tools make for a directory. */
    private static boolean isMarker(ObjectEntry object) {
        return object.size() == 0 && object.key().endsWith("/");
    }

    /** One transfer of a directory. */
    private final class Run {
        private final String operation;
        private final TransferOptions options;
        private final TransferOptions alone;
        private final Progress progress;
        private final Crew crew;
        private final AtomicLong transferred = new AtomicLong();
        private final AtomicLong bytes = new AtomicLong();
        private final AtomicLong unchanged = new AtomicLong();
        private final AtomicLong deleted = new AtomicLong();
        private final Queue<Outcome<String, Void>> failed = new ConcurrentLinkedQueue<>();

        Run(String operation, TransferOptions options) {
            this.operation = operation;
            this.options = options;
            this.alone = options.parallel(1);
            this.progress = new Progress(options, context.time());
            this.crew = new Crew(context.executor(), options.parallel());
        }

        /** A file at a time: a large one takes the whole width, small ones share it. */
        void add(String name, boolean large, Each each) throws Exception {
            if (large) {
                one(name, () -> each.transfer(options));
            } else {
                crew.add(() -> one(name, () -> each.transfer(alone)));
            }
        }

        @SuppressWarnings("IllegalCatch") // told in the report
        private void one(String name, Crew.Task task) throws Exception {
            try {
                task.run();
            } catch (Exception e) {
                PlatformException wrapped = calls.wrap(operation, name, e);
                if (wrapped.code() == ErrorCode.CANCELLED) {
                    throw wrapped;
                }
                failed.add(Outcome.failure(name, wrapped));
            }
        }

        void transferred(long size) {
            transferred.incrementAndGet();
            bytes.addAndGet(size);
        }

        void refused(String name, IOException why) {
            failed.add(Outcome.failure(
                    name,
                    calls.error(
                                    ErrorCode.INVALID_REQUEST,
                                    operation,
                                    name,
                                    "the file cannot be transferred: " + why.getMessage() + ".")
                            .cause(why)
                            .build()));
        }

        void deleted(List<Outcome<String, Void>> outcomes, String folder) {
            for (Outcome<String, Void> outcome : outcomes) {
                outcome.error()
                        .ifPresentOrElse(
                                e -> failed.add(Outcome.failure(outcome.item().substring(folder.length()), e)),
                                deleted::incrementAndGet);
            }
        }

        TransferReport report() {
            return new TransferReport(
                    transferred.get(), bytes.get(), unchanged.get(), deleted.get(), List.copyOf(failed));
        }
    }

    /** The transfer of one file. */
    private interface Each {
        void transfer(TransferOptions options) throws Exception;
    }

    /** From a directory into the bucket. */
    private final class Up implements LocalTree.Visitor {
        private final Run run;
        private final Path directory;
        private final String folder;
        private final Map<String, ObjectEntry> there;
        private final @Nullable SyncOptions sync;
        private final Set<String> seen = new HashSet<>();

        Up(Run run, Path directory, String folder, Map<String, ObjectEntry> there, @Nullable SyncOptions sync) {
            this.run = run;
            this.directory = directory;
            this.folder = folder;
            this.there = there;
            this.sync = sync;
        }

        void transfer() throws Exception {
            new LocalTree(directory).walk(this);
            run.crew.join();
        }

        @Override
        public void file(String name, Path file, BasicFileAttributes attributes) throws Exception {
            String key = folder + name;
            ObjectEntry old = there.get(key);
            if (sync != null) {
                seen.add(key);
            }
            run.add(name, uploads.isLarge(attributes.size()), options -> {
                keys.check(run.operation, key);
                boolean same = old != null && isSame(key, old, file, attributes);
                if (same) {
                    run.unchanged.incrementAndGet();
                } else {
                    run.transferred(
                            uploads.upload(key, file, options, run.progress).size());
                }
            });
        }

        private boolean isSame(String key, ObjectEntry old, Path file, BasicFileAttributes attributes)
                throws IOException {
            if (old.size() != attributes.size()) {
                return false;
            }
            return (sync != null && sync.isByChecksum())
                    ? hasChecksumOf(key, file, old.size())
                    : !attributes.lastModifiedTime().toInstant().isAfter(old.lastModified());
        }

        @Override
        public void refused(String name, IOException why) {
            run.refused(name, why);
        }
    }

    private boolean hasChecksumOf(String key, Path file, long size) throws IOException {
        ObjectInfo info = bucket.head(key).orElse(null);
        return info != null
                && info.size() == size
                && info.checksum().isPresent()
                && info.checksum().get().equals(new FilePart(file, 0, size).checksum());
    }

    /** From the bucket into a directory. */
    private final class Down implements LocalTree.Visitor {
        private final Run run;
        private final LocalTree tree;
        private final String folder;
        private final @Nullable SyncOptions sync;
        private final Set<String> seen = new HashSet<>();

        Down(Run run, Path directory, String folder, @Nullable SyncOptions sync) {
            this.run = run;
            this.tree = new LocalTree(directory);
            this.folder = folder;
            this.sync = sync;
        }

        void transfer() throws Exception {
            for (ListEntry entry : bucket.list(folder)) {
                if (entry instanceof ObjectEntry object && !isMarker(object)) {
                    add(object);
                }
            }
            run.crew.join();
        }

        private void add(ObjectEntry object) throws Exception {
            String name = object.key().substring(folder.length());
            Path file;
            try {
                file = tree.resolve(name);
            } catch (IOException e) {
                run.refused(name, e);
                return;
            }
            if (sync != null) {
                seen.add(name);
            }
            run.add(name, FileDownload.isLarge(object.size()), options -> {
                if (isSame(object, file)) {
                    run.unchanged.incrementAndGet();
                    return;
                }
                ObjectInfo info = downloads.download(object.key(), file, options, run.progress);
                if (sync != null) {
                    Files.setLastModifiedTime(file, FileTime.from(info.lastModified()));
                }
                run.transferred(info.size());
            });
        }

        private boolean isSame(ObjectEntry object, Path file) throws IOException {
            if (sync == null || !Files.isRegularFile(file) || Files.size(file) != object.size()) {
                return false;
            }
            return sync.isByChecksum()
                    ? hasChecksumOf(object.key(), file, object.size())
                    : !object.lastModified()
                            .isAfter(Files.getLastModifiedTime(file).toInstant());
        }

        void deleteExtraneous() throws Exception {
            tree.walk(this);
        }

        @Override
        public void file(String name, Path file, BasicFileAttributes attributes) throws IOException {
            if (!seen.contains(name) && Files.deleteIfExists(file)) {
                run.deleted.incrementAndGet();
            }
        }

        @Override
        public void refused(String name, IOException why) {
            // neither of the bucket nor a file: left alone
        }
    }
}

package io.midplatform.examples.quickstart;

import io.midplatform.Platform;
import io.midplatform.cache.Cache;
import io.midplatform.config.Ref;
import io.midplatform.queue.Delivery;
import io.midplatform.queue.MessageQueue;
import io.midplatform.queue.WorkOptions;
import io.midplatform.queue.Worker;
import io.midplatform.storage.Bucket;
import io.midplatform.storage.Content;
import io.midplatform.storage.StoredObject;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/** Counts lines, words and bytes: files go into a bucket, jobs through a queue, repeated content comes from a cache. */
final class WordCount {
    private static final Logger LOG = System.getLogger(WordCount.class.getName());

    private final Bucket files;
    private final MessageQueue<FileJob> jobs;
    private final Cache<Counts> known;
    private final Ref<Tuning> tuning;
    private final Map<String, Counts> counted = new ConcurrentHashMap<>();
    private final AtomicLong troubles = new AtomicLong();

    // README: begin
    WordCount(Platform platform) {
        files = platform.bucket("files");
        jobs = platform.queue("jobs", FileJob.class);
        known = platform.cache("known", Counts.class);
        tuning = platform.config().live("quickstart", Tuning.class);
    }

    void add(String key, Path file) throws IOException {
        files.put(key, Content.file(file));
        jobs.send(new FileJob(key));
    }

    void count(Delivery<FileJob> delivery) throws Exception {
        try (StoredObject file = files.get(delivery.payload().key())) {
            String content = file.info()
                    .checksum()
                    .map(Object::toString)
                    .orElse(file.info().etag());
            counted.put(file.info().key(), known.get(content, c -> Counts.of(file.stream())));
        }
        Thread.sleep(tuning.get().pause().toMillis());
    }
    // README: end

    Worker start() {
        return jobs.work(this::count, WorkOptions.defaults().concurrency(8).onError(this::tell));
    }

    /** Messages are tried again; what fails for good becomes a dead letter. */
    private void tell(Throwable trouble) {
        troubles.incrementAndGet();
        LOG.log(Level.WARNING, "a job failed, and is tried again", trouble);
    }

    /** Jobs that failed for good. */
    long refused() {
        return troubles.get() == 0 ? 0 : jobs.deadLetters().depth().total();
    }

    /** What was counted so far, by key: a job that comes twice counts once. */
    Map<String, Counts> counted() {
        return counted;
    }

    double hitRatio() {
        return known.stats().hitRatio();
    }

    long waiting() {
        return jobs.depth().total();
    }
}

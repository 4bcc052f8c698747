package io.midplatform.storage.engine;

import io.midplatform.ErrorCode;
import io.midplatform.PlatformException;
import io.midplatform.engine.call.Calls;
import io.midplatform.engine.call.ResourceContext;
import io.midplatform.spi.Deadline;
import io.midplatform.storage.ObjectInfo;
import io.midplatform.storage.PutResult;
import io.midplatform.storage.StoredObject;
import io.midplatform.storage.spi.BucketDriver;
import io.midplatform.storage.spi.BucketDriver.Condition;
import io.midplatform.storage.spi.BucketDriver.Copy;
import io.midplatform.storage.spi.BucketDriver.CopySource;
import io.midplatform.storage.spi.StorageLimits;
import io.midplatform.storage.spi.UploadDriver.Completion;
import io.midplatform.storage.spi.UploadDriver.CopyPart;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Copies objects of one bucket: on the service's side where it can, in parts where they are large, else streamed. */
final class Copies {
    /** How often a source that changes meanwhile is begun anew with. */
    private static final int ATTEMPTS = 5;

    /** What a service copies within one request in seconds: large enough for few requests, small enough to have many at once. */
    private static final long PART = 512L << 20;

    private static final int PARALLEL = 8;

    private final ResourceContext context;
    private final Calls calls;
    private final BucketDriver driver;
    private final ObjectReads reads;

    Copies(ResourceContext context, Calls calls, BucketDriver driver, ObjectReads reads) {
        this.context = context;
        this.calls = calls;
        this.driver = driver;
        this.reads = reads;
    }

    /**
     * Where a copy goes.
     *
     * @param driver the target's driver
     * @param writes the target's writes
     * @param key the target's key
     * @param condition what must be there
     */
    record Target(BucketDriver driver, ObjectWrites writes, String key, Condition condition) {}

    PutResult copy(String from, @Nullable String sourceIfMatch, Target target, @Nullable Duration timeout) {
        CopySource source = driver.source(from);
        return calls.call(
                "copy",
                from,
                timeout,
                deadline -> target.driver.canCopy(source, target.condition)
                        ? onTheService(source, from, sourceIfMatch, target, timeout, deadline)
                        : streamed(from, sourceIfMatch, target, timeout, deadline));
    }

    private PutResult streamed(
            String from, @Nullable String sourceIfMatch, Target target, @Nullable Duration timeout, Deadline deadline)
            throws Exception {
        try (StoredObject source =
                reads.open("copy", from, sourceIfMatch, timeout, deadline).object()) {
            return target.writes.copy(target.key, source, target.condition, timeout);
        }
    }

    /** A source that is replaced between the look at it and its copy is looked at again, unless the caller wants that very one. */
    private PutResult onTheService(
            CopySource source,
            String from,
            @Nullable String sourceIfMatch,
            Target target,
            @Nullable Duration timeout,
            Deadline deadline)
            throws Exception {
        ObjectInfo info = existing(from, sourceIfMatch, deadline);
        for (int attempt = 1; ; attempt++) {
            try {
                return info.size() > target.driver.capabilities().limits().maxCopySize()
                        ? new InParts(source, info, target, timeout).copy()
                        : target.driver.copy(new Copy(source, info, target.key, target.condition), deadline);
            } catch (Exception e) {
                PlatformException failed = calls.wrap("copy", from, e);
                if (failed.code() != ErrorCode.PRECONDITION_FAILED || sourceIfMatch != null || attempt == ATTEMPTS) {
                    throw failed;
                }
                ObjectInfo now = existing(from, null, deadline);
                if (now.etag().equals(info.etag())) {
                    boolean isCondition = !target.condition.equals(Condition.NONE);
                    if (isCondition || attempt > 1) {
                        throw failed; // it was the target's condition
                    }
                    continue; // another writer of the target took the parts along: once more
                }
                info = now;
            }
        }
    }

    private ObjectInfo existing(String from, @Nullable String ifMatch, Deadline deadline) throws Exception {
        ObjectInfo info = driver.stat(from, deadline);
        if (info == null) {
            throw calls.error(ErrorCode.NOT_FOUND, "copy", from, "there is no such object to copy.")
                    .build();
        }
        if (ifMatch != null && !ifMatch.equals(info.etag())) {
            throw calls.error(ErrorCode.PRECONDITION_FAILED, "copy", from, "the source has another ETag.")
                    .build();
        }
        return info;
    }

    /** One copy that is too large for one request. */
    private final class InParts {
        private final CopySource source;
        private final ObjectInfo info;
        private final Target target;
        private final @Nullable Duration timeout;
        private final long partSize;
        private final String[] tags;

        InParts(CopySource source, ObjectInfo info, Target target, @Nullable Duration timeout) {
            this.source = source;
            this.info = info;
            this.target = target;
            this.timeout = timeout;
            StorageLimits limits = target.driver.capabilities().limits();
            long least = PartSizes.ofObject(limits, info.size()).size(1);
            this.partSize = Math.max(least, Math.min(PART, limits.maxCopySize()));
            this.tags = new String[Math.toIntExact((info.size() + partSize - 1) / partSize)];
        }

        PutResult copy() throws Exception {
            String upload = target.driver.startUpload(target.key, info.attributes(), Map.of(), calls.deadline(timeout));
            Crew crew = new Crew(context.executor(), PARALLEL);
            boolean ended = false;
            try {
                for (int number = 1; number <= tags.length; number++) {
                    int each = number;
                    crew.add(() -> part(upload, each));
                }
                crew.join();
                PutResult result = target.driver.completeUpload(
                        new Completion(
                                target.key,
                                upload,
                                Arrays.asList(tags),
                                info.size(),
                                info.checksum().orElse(null),
                                info.attributes(),
                                Map.of(),
                                target.condition),
                        calls.deadline(timeout));
                ended = true;
                return result;
            } finally {
                if (!ended) {
                    crew.cancel();
                    Uploads.remove(calls, target.driver, "copy", new UploadToken(target.key, upload), timeout);
                }
            }
        }

        private void part(String upload, int number) throws Exception {
            long start = (number - 1) * partSize;
            long length = Math.min(partSize, info.size() - start);
            tags[number - 1] = Objects.requireNonNull(target.driver.copyPart(
                    new CopyPart(source, info.etag(), start, length, target.key, upload, number),
                    calls.deadline(timeout)));
        }
    }
}

package io.midplatform.storage.engine;

import io.midplatform.ErrorCode;
import io.midplatform.PlatformException;
import io.midplatform.engine.call.Calls;
import io.midplatform.engine.call.ResourceContext;
import io.midplatform.storage.Checksum;
import io.midplatform.storage.Content;
import io.midplatform.storage.ObjectAttributes;
import io.midplatform.storage.PutOptions;
import io.midplatform.storage.PutResult;
import io.midplatform.storage.TransferOptions;
import io.midplatform.storage.spi.BucketDriver;
import io.midplatform.storage.spi.BucketDriver.Condition;
import io.midplatform.storage.spi.StorageLimits;
import io.midplatform.storage.spi.UploadDriver.Completion;
import io.midplatform.storage.spi.UploadDriver.PartPage;
import io.midplatform.storage.spi.UploadDriver.SentPart;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Uploads files: a small one in one request, a large one in parts that are sent beside each other. */
final class FileUpload {
    private final ResourceContext context;
    private final Calls calls;
    private final BucketDriver driver;
    private final ObjectWrites writes;
    private final LocalFiles files;

    FileUpload(ResourceContext context, Calls calls, BucketDriver driver, ObjectWrites writes) {
        this.context = context;
        this.calls = calls;
        this.driver = driver;
        this.writes = writes;
        this.files = new LocalFiles(calls);
    }

    /** Whether a file of this size goes in parts. */
    boolean isLarge(long size) {
        StorageLimits limits = driver.capabilities().limits();
        return size > Math.min(limits.maxPutSize(), 2L * limits.partSize());
    }

    PutResult upload(String key, Path file, TransferOptions options, Progress progress) {
        Condition condition = writes.check("upload", key, options.put());
        UploadToken token = options.resume().map(text -> token(key, text)).orElse(null);
        return calls.call("upload", key, options.timeout().orElse(null), deadline -> {
            LocalFiles.State state = files.state("upload", key, file);
            long most = driver.capabilities().limits().maxObjectSize();
            if (state.size() > most) {
                throw ObjectWrites.tooLarge(calls, "upload", key, most);
            }
            progress.expect(state.size());
            if (token == null && !isLarge(state.size())) {
                PutResult result = writes.whole("upload", key, Content.file(file), put(options), condition, deadline);
                progress.add(state.size());
                return result;
            }
            Parts parts = new Parts(key, file, state, options, condition, progress);
            try {
                return parts.send(token);
            } catch (Exception e) {
                PlatformException failed = calls.wrap("upload", key, e);
                if (!condition.equals(Condition.NONE) || failed.code() != ErrorCode.PRECONDITION_FAILED) {
                    throw e;
                }
                progress.expect(state.size());
                return parts.send(null); // another writer of the key took the parts along: once more
            }
        });
    }

    private UploadToken token(String key, String text) {
        UploadToken token = UploadToken.decode(calls, "upload", text);
        if (!token.key().equals(key)) {
            throw calls.error(
                            ErrorCode.INVALID_REQUEST,
                            "upload",
                            key,
                            "the token is of an upload of the key '" + token.key() + "'.")
                    .advice("Upload to that key, or without resume.")
                    .build();
        }
        return token;
    }

    private static PutOptions put(TransferOptions options) {
        return options.timeout().map(options.put()::timeout).orElse(options.put());
    }

    /** One upload in parts. */
    private final class Parts {
        private final String key;
        private final Path file;
        private final LocalFiles.State state;
        private final TransferOptions options;
        private final Condition condition;
        private final Progress progress;
        private final @Nullable Duration timeout;
        private final long partSize;
        private final String[] tags;
        private final long[] crcs;

        Parts(
                String key,
                Path file,
                LocalFiles.State state,
                TransferOptions options,
                Condition condition,
                Progress progress) {
            this.key = key;
            this.file = file;
            this.state = state;
            this.options = options;
            this.condition = condition;
            this.progress = progress;
            this.timeout = options.timeout().orElse(null);
            this.partSize = PartSizes.ofObject(driver.capabilities().limits(), state.size())
                    .size(1);
            int count = (int) Math.max(1, (state.size() + partSize - 1) / partSize);
            this.tags = new String[count];
            this.crcs = new long[count];
        }

        PutResult send(@Nullable UploadToken resumed) throws Exception {
            Map<Integer, SentPart> sent = resumed == null ? Map.of() : sent(resumed.upload());
            ObjectAttributes attributes =
                    writes.attributes("upload", key, options.put(), ContentTypes.of(key, Content.file(file)));
            String upload = resumed == null
                    ? driver.startUpload(key, attributes, options.put().tags(), calls.deadline(timeout))
                    : resumed.upload();
            Crew crew = new Crew(context.executor(), options.parallel());
            boolean ended = false;
            try {
                options.resumable().ifPresent(told -> told.accept(new UploadToken(key, upload).encode()));
                for (int number = 1; number <= tags.length; number++) {
                    int each = number;
                    crew.add(() -> part(upload, each, sent.get(each)));
                }
                crew.join();
                PutResult result = complete(upload, attributes);
                ended = true;
                return result;
            } finally {
                if (!ended) {
                    crew.cancel();
                    if (resumed == null && options.resumable().isEmpty()) {
                        Uploads.remove(calls, driver, "upload", new UploadToken(key, upload), timeout);
                    }
                }
            }
        }

        /** What the service has, which nobody else knows for sure. */
        private Map<Integer, SentPart> sent(String upload) throws Exception {
            Map<Integer, SentPart> sent = new HashMap<>();
            String next = null;
            do {
                PartPage page = driver.listParts(key, upload, next, calls.deadline(timeout));
                page.parts().forEach(part -> sent.put(part.number(), part));
                next = page.next();
            } while (next != null);
            return sent;
        }

        private void part(String upload, int number, @Nullable SentPart sent) throws Exception {
            long start = (number - 1) * partSize;
            long length = Math.min(partSize, state.size() - start);
            FilePart part = new FilePart(file, start, length);
            if (sent != null && sent.size() == length && part.checksum().equals(sent.checksum())) {
                tags[number - 1] = sent.tag();
            } else {
                tags[number - 1] = driver.uploadPart(key, upload, number, part.content(), calls.deadline(timeout));
            }
            crcs[number - 1] = part.crc();
            progress.add(length);
        }

        private PutResult complete(String upload, ObjectAttributes attributes) throws Exception {
            if (!state.equals(files.state("upload", key, file))) {
                throw calls.error(
                                ErrorCode.INVALID_REQUEST,
                                "upload",
                                key,
                                "the file '" + file + "' was changed while it was uploaded.")
                        .advice("Upload it again when nobody writes to it; nothing was published.")
                        .build();
            }
            Checksum actual = checksum();
            Checksum expected = options.put().checksum().orElse(actual);
            if (!expected.equals(actual)) {
                throw ObjectWrites.mismatch(calls, "upload", key, expected, actual);
            }
            return driver.completeUpload(
                    new Completion(
                            key,
                            upload,
                            Arrays.asList(tags),
                            state.size(),
                            actual,
                            attributes,
                            options.put().tags(),
                            condition),
                    calls.deadline(timeout));
        }

        private Checksum checksum() {
            long crc = crcs[0];
            for (int i = 1; i < crcs.length; i++) {
                long length = Math.min(partSize, state.size() - i * partSize);
                crc = Crc32cSum.combine(crc, crcs[i], length);
            }
            return Checksum.crc32c(crc);
        }
    }
}

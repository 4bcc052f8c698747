package io.midplatform.storage.engine;

import io.midplatform.ErrorCode;
import io.midplatform.PlatformException;
import io.midplatform.engine.call.Calls;
import io.midplatform.engine.call.ResourceContext;
import io.midplatform.spi.Deadline;
import io.midplatform.storage.BucketWriter;
import io.midplatform.storage.Checksum;
import io.midplatform.storage.Content;
import io.midplatform.storage.ObjectAttributes;
import io.midplatform.storage.ObjectInfo;
import io.midplatform.storage.PutOptions;
import io.midplatform.storage.PutResult;
import io.midplatform.storage.StorageFeature;
import io.midplatform.storage.StoredObject;
import io.midplatform.storage.spi.BucketDriver;
import io.midplatform.storage.spi.BucketDriver.Condition;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/** Writes objects: in one request what is repeatable and fits, in parts what is not. */
final class ObjectWrites {
    private static final int COPY_BUFFER = 64 * 1024;

    private final ResourceContext context;
    private final Calls calls;
    private final BucketDriver driver;
    private final AttributeChecks checks;

    ObjectWrites(ResourceContext context, Calls calls, BucketDriver driver, AttributeChecks checks) {
        this.context = context;
        this.calls = calls;
        this.driver = driver;
        this.checks = checks;
    }

    PutResult put(String key, Content content, PutOptions options) {
        Condition condition = check("put", key, options);
        checkSize(key, content);
        Duration timeout = options.timeout().orElse(null);
        if (!content.isRepeatable()
                || length(content) > driver.capabilities().limits().maxPutSize()) {
            return calls.call("put", key, timeout, deadline -> inParts(key, content, options, condition));
        }
        return calls.call("put", key, timeout, deadline -> whole("put", key, content, options, condition, deadline));
    }

    /** Writes repeatable content in one request, within a call that is under way. */
    PutResult whole(
            String operation, String key, Content content, PutOptions options, Condition condition, Deadline deadline)
            throws Exception {
        ObjectAttributes attributes = attributes(operation, key, options, ContentTypes.of(key, content));
        Content exact = content.buffer().isPresent() ? content : exactly(content);
        Checksum expected = options.checksum().orElse(null);
        if (expected != null) {
            Checksum actual = checksum(exact);
            if (!expected.equals(actual)) {
                throw mismatch(calls, operation, key, expected, actual);
            }
        }
        return driver.put(new BucketDriver.Put(key, exact, attributes, options.tags(), condition), deadline);
    }

    BucketWriter writer(String key, PutOptions options) {
        calls.checkOpen();
        Condition condition = check("writer", key, options);
        return new PartWriter(context, calls, upload("writer", key, options), condition, options);
    }

    /** Streams an object of another service into this bucket. */
    PutResult copy(String key, StoredObject source, Condition condition, @Nullable Duration timeout) {
        ObjectInfo info = source.info();
        PartUpload upload =
                new PartUpload(context, calls, driver, "copy", key, first -> info.attributes(), Map.of(), timeout);
        try (upload) {
            transfer(source.stream(), upload);
            return upload.finish(condition, info.checksum().orElse(null));
        } catch (Exception e) {
            throw calls.wrap("copy", key, e);
        }
    }

    /** The condition that options ask for, if the provider can keep it. */
    Condition condition(String operation, String key, boolean onlyIfAbsent, Optional<String> ifMatch) {
        if (!onlyIfAbsent && ifMatch.isEmpty()) {
            return Condition.NONE;
        }
        if (!driver.capabilities().support(StorageFeature.CONDITIONAL_PUT).isUsable()) {
            throw calls.unsupported(operation, StorageFeature.CONDITIONAL_PUT.id());
        }
        if (onlyIfAbsent && ifMatch.isPresent()) {
            throw calls.error(
                            ErrorCode.INVALID_REQUEST,
                            operation,
                            key,
                            "onlyIfAbsent and ifMatch together can never hold.")
                    .build();
        }
        return new Condition(onlyIfAbsent, ifMatch.orElse(null));
    }

    /** Checks what is to be stored, before any I/O. */
    Condition check(String operation, String key, PutOptions options) {
        Objects.requireNonNull(options, "options");
        if (options == PutOptions.defaults()) {
            return Condition.NONE;
        }
        if (!options.tags().isEmpty()) {
            if (!driver.capabilities().support(StorageFeature.TAGS).isUsable()) {
                throw calls.unsupported(operation, StorageFeature.TAGS.id());
            }
            checks.tags(operation, key, options.tags());
        }
        checks.header(operation, key, "content type", options.contentType());
        checks.header(operation, key, "cache control", options.cacheControl());
        checks.header(operation, key, "content disposition", options.contentDisposition());
        checks.header(operation, key, "content encoding", options.contentEncoding());
        checks.header(operation, key, "content language", options.contentLanguage());
        checks.metadata(operation, key, options.metadata());
        return condition(operation, key, options.isOnlyIfAbsent(), options.ifMatch());
    }

    private void checkSize(String key, Content content) {
        long most = driver.capabilities().limits().maxObjectSize();
        if (length(content) > most) {
            throw tooLarge(calls, "put", key, most);
        }
    }

    static PlatformException tooLarge(Calls calls, String operation, String key, long most) {
        return calls.error(
                        ErrorCode.LIMIT_EXCEEDED,
                        operation,
                        key,
                        "the object is larger than the provider's limit of " + most + " bytes.")
                .build();
    }

    /** What is stored with the bytes. */
    ObjectAttributes attributes(String operation, String key, PutOptions options, String detected) {
        if (options == PutOptions.defaults()) {
            return new ObjectAttributes(
                    detected, Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), Map.of());
        }
        return new ObjectAttributes(
                options.contentType().orElse(detected),
                options.cacheControl(),
                options.contentDisposition(),
                options.contentEncoding(),
                options.contentLanguage(),
                checks.metadata(operation, key, options.metadata()));
    }

    private PartUpload upload(String operation, String key, PutOptions options) {
        return new PartUpload(
                context,
                calls,
                driver,
                operation,
                key,
                first -> attributes(operation, key, options, ContentTypes.of(key, Content.buffer(first))),
                options.tags(),
                options.timeout().orElse(null));
    }

    private PutResult inParts(String key, Content content, PutOptions options, Condition condition) throws Exception {
        try (PartUpload upload = upload("put", key, options);
                InputStream in = exactly(content).open()) {
            transfer(in, upload);
            return upload.finish(condition, options.checksum().orElse(null));
        }
    }

    private static void transfer(InputStream in, PartUpload upload) throws Exception {
        byte[] buffer = new byte[COPY_BUFFER];
        for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
            upload.write(buffer, 0, count);
        }
    }

    /** The content with its length held to what it said; a stream stays a stream. */
    private static Content exactly(Content content) {
        return content.isRepeatable()
                ? Content.opened(length(content), () -> new ExactStream(content::open, length(content)))
                : Content.stream(new ExactStream(content::open, length(content)));
    }

    private static long length(Content content) {
        return content.length().orElse(-1);
    }

    static PlatformException mismatch(Calls calls, String operation, String key, Checksum expected, Checksum actual) {
        return calls.error(
                        ErrorCode.CORRUPT,
                        operation,
                        key,
                        "the bytes have the checksum " + actual + ", expected was " + expected + ".")
                .build();
    }

    private static Checksum checksum(Content content) throws IOException {
        CRC32C crc = new CRC32C();
        byte[] buffer = new byte[COPY_BUFFER];
        try (InputStream in = content.open()) {
            for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
                crc.update(buffer, 0, count);
            }
        }
        return Checksum.crc32c(crc.getValue());
    }
}

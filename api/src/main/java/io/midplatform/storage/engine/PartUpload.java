package io.midplatform.storage.engine;

import io.midplatform.PlatformException;
import io.midplatform.engine.call.Calls;
import io.midplatform.storage.Checksum;
import io.midplatform.storage.Content;
import io.midplatform.storage.ObjectAttributes;
import io.midplatform.storage.PutResult;
import io.midplatform.storage.spi.BucketDriver;
import io.midplatform.storage.spi.StorageLimits;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Collects bytes into parts of the service's size and sends them one after another; what fits one part is sent as a plain put. Holds one part in
 * memory. For one thread.
 */
final class PartUpload {
    private static final Logger LOG = LoggerFactory.getLogger(PartUpload.class);
    private static final int FIRST_BUFFER = 16 * 1024;

    private final Calls calls;
    private final BucketDriver driver;
    private final StorageLimits limits;
    private final String operation;
    private final String key;
    private final Function<ByteBuffer, ObjectAttributes> attributes;
    private final Map<String, String> tags;
    private final @Nullable Duration timeout;
    private final List<String> parts = new ArrayList<>();
    private final CRC32C crc = new CRC32C();
    private byte[] buffer;
    private int filled;
    private long size;
    private @Nullable String upload;

    PartUpload(
            Calls calls,
            BucketDriver driver,
            String operation,
            String key,
            Function<ByteBuffer, ObjectAttributes> attributes,
            Map<String, String> tags,
            @Nullable Duration timeout) {
        this.calls = calls;
        this.driver = driver;
        this.limits = driver.capabilities().limits();
        this.operation = operation;
        this.key = key;
        this.attributes = attributes;
        this.tags = tags;
        this.timeout = timeout;
        this.buffer = new byte[Math.min(FIRST_BUFFER, limits.partSize())];
    }

    String key() {
        return key;
    }

    void write(byte[] bytes, int offset, int length) throws Exception {
        if (length > limits.maxObjectSize() - size) {
            throw ObjectWrites.tooLarge(calls, operation, key, limits.maxObjectSize());
        }
        crc.update(bytes, offset, length);
        size += length;
        for (int done = 0; done < length; ) {
            if (filled == limits.partSize()) {
                sendPart();
            }
            int count = Math.min(length - done, limits.partSize() - filled);
            makeRoom(count);
            System.arraycopy(bytes, offset + done, buffer, filled, count);
            filled += count;
            done += count;
        }
    }

    PutResult finish(BucketDriver.Condition condition, @Nullable Checksum expected) throws Exception {
        Checksum actual = Checksum.crc32c(crc.getValue());
        if (expected != null && !expected.equals(actual)) {
            throw ObjectWrites.mismatch(calls, operation, key, expected, actual);
        }
        if (upload == null) {
            ByteBuffer all = ByteBuffer.wrap(buffer, 0, filled);
            return driver.put(
                    new BucketDriver.Put(key, Content.buffer(all), attributes.apply(all), tags, condition),
                    calls.deadline(timeout));
        }
        String id = sendPart();
        PutResult result = driver.completeUpload(
                new BucketDriver.Completion(key, id, parts, size, actual, condition), calls.deadline(timeout));
        upload = null;
        return result;
    }

    /** Removes what was sent. What cannot be removed is not visible, and the failure that led here matters more. */
    @SuppressWarnings("IllegalCatch")
    void abort() {
        if (upload == null) {
            return;
        }
        try {
            driver.abortUpload(key, upload, calls.deadline(timeout));
            upload = null;
        } catch (Exception e) {
            PlatformException wrapped = calls.wrap(operation, key, e);
            LOG.warn(
                    "An unfinished upload could not be removed; its parts stay until the service expires them: {}",
                    wrapped.code());
        }
    }

    private String sendPart() throws Exception {
        if (Thread.interrupted()) {
            throw new InterruptedException("between two parts");
        }
        ByteBuffer part = ByteBuffer.wrap(buffer, 0, filled);
        String id = upload;
        if (id == null) {
            id = driver.startUpload(key, attributes.apply(part), tags, calls.deadline(timeout));
            upload = id;
        }
        parts.add(driver.uploadPart(key, id, parts.size() + 1, Content.buffer(part), calls.deadline(timeout)));
        filled = 0;
        return id;
    }

    private void makeRoom(int count) {
        if (filled + count > buffer.length) {
            int doubled = (int) Math.min(limits.partSize(), Math.max(2L * buffer.length, (long) filled + count));
            buffer = Arrays.copyOf(buffer, doubled);
        }
    }
}

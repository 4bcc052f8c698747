package io.midplatform.storage.engine;

import io.midplatform.engine.call.Calls;
import io.midplatform.engine.call.ResourceContext;
import io.midplatform.storage.Checksum;
import io.midplatform.storage.Content;
import io.midplatform.storage.ObjectAttributes;
import io.midplatform.storage.PutResult;
import io.midplatform.storage.spi.BucketDriver;
import io.midplatform.storage.spi.StorageLimits;
import io.midplatform.storage.spi.UploadDriver.Completion;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Function;
import java.util.stream.IntStream;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * Collects bytes into parts and sends them beside each other while the next is collected; what fits one part is sent as a plain put. Holds one part
 * in memory, and more where {@link TransferMemory} has room. For one thread.
 */
final class PartUpload implements AutoCloseable {
    private static final int FIRST_BUFFER = 16 * 1024;

    /** How many parts are under way at once: what is read from one stream seldom comes faster than four connections send. */
    private static final int PARALLEL = 4;

    private final Calls calls;
    private final BucketDriver driver;
    private final StorageLimits limits;
    private final String operation;
    private final String key;
    private final Function<ByteBuffer, ObjectAttributes> attributes;
    private final Map<String, String> tags;
    private final @Nullable Duration timeout;
    private final Crew crew;
    private final PartSizes sizes;
    private final Queue<byte[]> free = new ConcurrentLinkedQueue<>();
    private final Map<Integer, String> parts = new ConcurrentHashMap<>();
    private final CRC32C crc = new CRC32C();
    private byte[] buffer;
    private int filled;
    private int number = 1;
    private int partSize;
    private long borrowed;
    private long size;
    private @Nullable String upload;
    private @Nullable ObjectAttributes begun;

    PartUpload(
            ResourceContext context,
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
        this.crew = new Crew(context.executor(), PARALLEL);
        this.sizes = PartSizes.ofStream(limits);
        this.partSize = (int) sizes.size(1);
        this.buffer = new byte[Math.min(FIRST_BUFFER, partSize)];
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
            if (filled == partSize) {
                sendPart();
            }
            int count = Math.min(length - done, partSize - filled);
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
        String id = started();
        parts.put(number, send(id, number, Content.buffer(ByteBuffer.wrap(buffer, 0, filled))));
        crew.join();
        List<String> ordered =
                IntStream.rangeClosed(1, number).mapToObj(parts::get).toList();
        PutResult result = driver.completeUpload(
                new Completion(key, id, ordered, size, actual, Objects.requireNonNull(begun), tags, condition),
                calls.deadline(timeout));
        upload = null;
        giveBack();
        return result;
    }

    /** Ends it; without a result, what was sent is removed. */
    @Override
    public void close() {
        crew.cancel();
        giveBack();
        String unfinished = upload;
        if (unfinished != null) {
            upload = null;
            Uploads.remove(calls, driver, operation, new UploadToken(key, unfinished), timeout);
        }
    }

    /** Sends the part beside the next, if there is memory to collect that in; else here and now. */
    private void sendPart() throws Exception {
        Crew.checkInterrupt();
        String id = started();
        int each = number++;
        partSize = (int) sizes.size(number);
        byte[] full = buffer;
        byte[] next = nextBuffer();
        Content part = Content.buffer(ByteBuffer.wrap(full, 0, filled));
        filled = 0;
        if (next == null) {
            parts.put(each, send(id, each, part));
        } else {
            buffer = next;
            crew.add(() -> {
                parts.put(each, send(id, each, part));
                free.add(full);
            });
        }
    }

    private byte @Nullable [] nextBuffer() {
        byte[] known = free.poll();
        if (known != null) {
            return known; // made larger where it is too small
        }
        if (!TransferMemory.SHARED.tryTake(partSize)) {
            return null;
        }
        borrowed += partSize;
        return new byte[partSize];
    }

    private void giveBack() {
        free.clear();
        TransferMemory.SHARED.giveBack(borrowed);
        borrowed = 0;
    }

    private String started() throws Exception {
        String id = upload;
        if (id == null) {
            ByteBuffer first = ByteBuffer.wrap(buffer, 0, filled);
            ObjectAttributes all = attributes.apply(first);
            id = driver.startUpload(key, all, tags, calls.deadline(timeout));
            upload = id;
            begun = all;
        }
        return id;
    }

    private String send(String id, int each, Content part) throws Exception {
        return driver.uploadPart(key, id, each, part, calls.deadline(timeout));
    }

    private void makeRoom(int count) {
        if (filled + count > buffer.length) {
            int doubled = (int) Math.min(partSize, Math.max(2L * buffer.length, (long) filled + count));
            buffer = Arrays.copyOf(buffer, doubled);
        }
    }
}

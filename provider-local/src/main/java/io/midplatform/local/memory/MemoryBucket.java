package io.midplatform.local.memory;

import io.midplatform.storage.ObjectAttributes;
import io.midplatform.storage.ObjectInfo;
import io.midplatform.storage.spi.KeyOrder;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicLong;

/** What a bucket holds. */
final class MemoryBucket {
    private static final long ODD = 0x9e3779b97f4a7c15L; // multiplying by an odd number is one-to-one

    /** An object; the bytes are never changed and never leave the package. */
    @SuppressWarnings("ArrayRecordComponent") // compared by identity only
    record Entry(ObjectInfo info, byte[] bytes, Map<String, String> tags) {}

    /** An upload under way. */
    record Upload(
            String key,
            Instant startedAt,
            ObjectAttributes attributes,
            Map<String, String> tags,
            ConcurrentMap<Integer, byte[]> parts) {}

    final ConcurrentSkipListMap<String, Entry> objects = new ConcurrentSkipListMap<>(KeyOrder.UTF8);
    final ConcurrentMap<String, Upload> uploads = new ConcurrentHashMap<>();
    private final AtomicLong writes = new AtomicLong();
    private final long salt = ThreadLocalRandom.current().nextLong();

    /** Never the same twice in a bucket's life. */
    String nextEtag() {
        return Long.toHexString(writes.incrementAndGet() * ODD ^ salt);
    }
}

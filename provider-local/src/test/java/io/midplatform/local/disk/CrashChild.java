package io.midplatform.local.disk;

import io.midplatform.local.Durability;
import io.midplatform.queue.spi.Lease;
import io.midplatform.queue.spi.OutgoingMessage;
import io.midplatform.queue.spi.QueueDriver;
import io.midplatform.queue.spi.ReceivedMessage;
import io.midplatform.spi.Deadline;
import io.midplatform.storage.Checksum;
import io.midplatform.storage.Content;
import io.midplatform.storage.spi.BucketDriver;
import io.midplatform.storage.spi.BucketDriver.Condition;
import io.midplatform.storage.spi.BucketDriver.Deletion;
import io.midplatform.storage.spi.BucketDriver.Put;
import io.midplatform.storage.spi.UploadDriver.Completion;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicLong;

/** Writes objects and messages for ever and says on its output what it tries and what is confirmed. Its parent kills it. */
final class CrashChild {
    static final int KEYS = 12;
    private static final int MOST_UNFINISHED = 500;
    private static final FileOutputStream OUT = new FileOutputStream(FileDescriptor.out);

    private final DiskStore store;
    private final BucketDriver bucket;
    private final QueueDriver queue;
    private final AtomicLong version;
    private final Semaphore room = new Semaphore(MOST_UNFINISHED);

    private CrashChild(DiskStore store, long firstVersion) {
        this.store = store;
        this.bucket = store.bucket("crash", true);
        this.queue = store.queue("crash", true);
        this.version = new AtomicLong(firstVersion);
    }

    /** Arguments: the folder, the durability, the first version to write. */
    public static void main(String[] arguments) throws Exception {
        DiskStore store = DiskStore.open(Path.of(arguments[0]), Durability.valueOf(arguments[1]), new SystemClock());
        CrashChild child = new CrashChild(store, Long.parseLong(arguments[2]));
        say("READY");
        for (int i = 0; i < 2; i++) {
            int number = i;
            run("objects-" + i, () -> child.writeObjects(number));
            run("sender-" + i, child::send);
            run("receiver-" + i, child::receive);
        }
    }

    private interface Work {
        void once() throws Exception;
    }

    private static void run(String name, Work work) {
        Thread thread = new Thread(
                () -> {
                    try {
                        while (true) {
                            work.once();
                        }
                    } catch (Exception e) {
                        e.printStackTrace();
                        Runtime.getRuntime().halt(3);
                    }
                },
                name);
        thread.start();
    }

    /** Each thread has its own keys, so that the order of what it says is the order of what it does. */
    private void writeObjects(int thread) throws Exception {
        Random random = new Random();
        String key = "key-" + thread + "/" + random.nextInt(KEYS);
        if (random.nextInt(5) == 0) {
            say("TRY-DELETE " + key);
            bucket.delete(List.of(new Deletion(key, null, null)), deadline());
            say("DELETED " + key);
            return;
        }
        long number = version.incrementAndGet();
        byte[] bytes = new Specimen(key, number).bytes();
        say("TRY-PUT " + key + " " + number);
        if (random.nextInt(8) == 0) {
            upload(key, bytes);
        } else {
            bucket.put(new Put(key, Content.bytes(bytes), Samples.ATTRIBUTES, Map.of(), Condition.NONE), deadline());
        }
        say("PUT " + key + " " + number);
    }

    private void upload(String key, byte[] bytes) throws Exception {
        String upload = bucket.startUpload(key, Samples.ATTRIBUTES, Map.of(), deadline());
        String part = bucket.uploadPart(key, upload, 1, Content.bytes(bytes), deadline());
        if (bytes[bytes.length - 1] % 4 == 0) {
            upload = bucket.startUpload(key, Samples.ATTRIBUTES, Map.of(), deadline()); // the first is left unfinished
            part = bucket.uploadPart(key, upload, 1, Content.bytes(bytes), deadline());
        }
        bucket.completeUpload(
                new Completion(
                        key,
                        upload,
                        List.of(part),
                        bytes.length,
                        Checksum.crc32c(bytes),
                        Samples.ATTRIBUTES,
                        Map.of(),
                        Condition.NONE),
                deadline());
    }

    private void send() throws Exception {
        room.acquire();
        long number = version.incrementAndGet();
        String orderingKey = number % 2 == 0 ? null : "order-" + number % 7;
        byte[] body = new Specimen("message", number).bytes();
        say("TRY-SEND " + number);
        queue.send(
                List.of(new OutgoingMessage(body, Map.of(), Map.of(), Duration.ZERO, orderingKey, null, null, null)),
                deadline());
        say("SENT " + number);
    }

    private void receive() throws Exception {
        for (ReceivedMessage message : queue.receive(10, Duration.ofMillis(50), Duration.ofSeconds(30), deadline())) {
            long number = Specimen.of(message.message().body()).version();
            Lease lease = message.lease();
            say("TRY-ACK " + number);
            Throwable failure = queue.ack(List.of(lease), deadline()).get(0).failure();
            if (failure != null) {
                throw new IllegalStateException("an ack failed", failure);
            }
            say("ACKED " + number);
            room.release();
        }
    }

    private Deadline deadline() {
        return Deadline.after(store.time(), Duration.ofSeconds(30));
    }

    /** One write a line: a kill cuts between lines, or leaves one without its end. */
    private static synchronized void say(String line) throws IOException {
        OUT.write((line + "\n").getBytes(StandardCharsets.UTF_8));
    }
}

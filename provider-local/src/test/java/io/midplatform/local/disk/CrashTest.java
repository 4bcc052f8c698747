package io.midplatform.local.disk;

import static org.assertj.core.api.Assertions.assertThat;

import io.midplatform.local.Durability;
import io.midplatform.queue.spi.Lease;
import io.midplatform.queue.spi.QueueDriver;
import io.midplatform.queue.spi.ReceivedMessage;
import io.midplatform.queue.spi.StoredMessage;
import io.midplatform.spi.Deadline;
import io.midplatform.storage.Checksum;
import io.midplatform.storage.spi.BucketDriver;
import io.midplatform.storage.spi.UploadDriver.PendingUpload;
import io.midplatform.testkit.TestTime;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Whatever moment a process is killed: what it was told is done is done, what it was not told is done or not, and nothing is half done. More rounds:
 * {@code -Dmidplatform.crash.rounds=1000}.
 */
@SuppressWarnings({"try", "FutureReturnValueIgnored"
}) // waiting for a killed child may be interrupted, which fails the test
class CrashTest {
    private static final int ROUNDS = Integer.getInteger("midplatform.crash.rounds", 10);
    private static final long VERSIONS_PER_ROUND = 100_000_000L;
    private static final long ABSENT = 0;

    /** For each key what it may hold: one version, or two while a write was under way. */
    private final Map<String, Set<Long>> objects = new HashMap<>();

    private final Set<Long> tried = new HashSet<>();
    private final Set<Long> sent = new HashSet<>();
    private final Set<Long> maybeAcked = new HashSet<>();
    private final Set<Long> acked = new HashSet<>();
    private long confirmed;

    @TempDir
    Path folder;

    @Test
    @Timeout(value = 60, unit = TimeUnit.MINUTES) // for many rounds; ten take half a minute at most
    void kill_atAnyMoment_losesNothingAndBringsNothingBack() throws Exception {
        Random random = new Random();
        for (int round = 1; round <= ROUNDS; round++) {
            Durability durability = round % 3 == 0 ? Durability.FULL : Durability.PROCESS;
            run(round, durability, random);
            check(round == ROUNDS);
        }
        assertThat(confirmed).as("confirmed operations").isGreaterThan(ROUNDS * 10L);
    }

    private void run(int round, Durability durability, Random random) throws Exception {
        List<String> options = List.of("-Xmx96m", "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC");
        try (ChildJvm child = ChildJvm.start(
                options,
                CrashChild.class,
                folder.toString(),
                durability.name(),
                Long.toString(round * VERSIONS_PER_ROUND))) {
            if (round % 5 == 0) {
                // most likely while it opens what the last one left
                assertThat(child.endsWithin(random.nextInt(400))).isFalse();
            } else {
                read(child, 1 + random.nextInt(5_000));
            }
            child.kill();
            read(child, Integer.MAX_VALUE);
            assertThat(child.exitCode()).as("killed by us").isEqualTo(128 + 9);
        }
    }

    private void read(ChildJvm child, int most) throws IOException {
        String line = child.line();
        for (int i = 1; i < most && line != null; i++) {
            note(line.split(" ", -1));
            line = child.line();
        }
        if (line != null) {
            note(line.split(" ", -1));
        }
    }

    private void note(String[] said) {
        switch (said[0]) {
            case "READY" -> {}
            case "TRY-PUT" -> allowed(said[1]).add(Long.valueOf(said[2]));
            case "PUT" -> confirm(said[1], Long.parseLong(said[2]));
            case "TRY-DELETE" -> allowed(said[1]).add(ABSENT);
            case "DELETED" -> confirm(said[1], ABSENT);
            case "TRY-SEND" -> tried.add(Long.valueOf(said[1]));
            case "SENT" -> sent.add(Long.valueOf(said[1]));
            case "TRY-ACK" -> maybeAcked.add(Long.valueOf(said[1]));
            case "ACKED" -> acked.add(Long.valueOf(said[1]));
            default -> throw new AssertionError(said[0]);
        }
        confirmed += said.length > 1 && !said[0].startsWith("TRY") ? 1 : 0;
    }

    private Set<Long> allowed(String key) {
        return objects.computeIfAbsent(key, k -> new HashSet<>(Set.of(ABSENT)));
    }

    private void confirm(String key, long version) {
        allowed(key).retainAll(Set.of(version));
    }

    private void check(boolean last) throws Exception {
        // an hour later, so that the leases of the dead are over
        TestTime time = new TestTime(Instant.now().plus(Duration.ofHours(1)));
        Deadline deadline = Samples.soon(time);
        try (DiskStore store = DiskStore.open(folder, Durability.PROCESS, time)) {
            checkObjects(store.bucket("crash", true), deadline);
            QueueDriver queue = store.queue("crash", true);
            List<StoredMessage> there = queue.peek(1_000_000, deadline);
            checkMessages(there);
            if (last) {
                checkOrder(drain(queue, deadline), there.size());
            }
            store.awaitSweep();
            BucketDriver bucket = store.bucket("crash", true);
            for (PendingUpload upload : Samples.uploads(bucket, "", deadline)) {
                bucket.abortUpload(upload.key(), upload.upload(), deadline);
            }
            assertThat(Samples.files(folder)).hasSameSizeAs(Samples.keys(bucket, deadline));
        }
    }

    private void checkObjects(BucketDriver bucket, Deadline deadline) throws Exception {
        Map<String, Long> there = new TreeMap<>();
        for (String key : Samples.keys(bucket, deadline)) {
            byte[] bytes = Samples.read(bucket, key, deadline);
            Specimen specimen = Specimen.of(bytes);
            assertThat(specimen.key()).isEqualTo(key);
            assertThat(bucket.stat(key, deadline).checksum()).contains(Checksum.crc32c(bytes));
            there.put(key, specimen.version());
        }
        assertThat(objects.keySet()).containsAll(there.keySet());
        objects.forEach((key, allowed) -> {
            long version = there.getOrDefault(key, ABSENT);
            assertThat(allowed).as(key).contains(version);
            allowed.retainAll(Set.of(version)); // decided from here on
        });
    }

    private void checkMessages(List<StoredMessage> messages) {
        Set<Long> there = new HashSet<>();
        for (StoredMessage message : messages) {
            assertThat(there.add(Specimen.of(message.body()).version()))
                    .as("once")
                    .isTrue();
        }
        Set<Long> required = new HashSet<>(sent);
        required.removeAll(maybeAcked);
        assertThat(there).as("confirmed and not acked").containsAll(required);
        assertThat(there).as("acked").doesNotContainAnyElementsOf(acked);
        assertThat(tried).containsAll(there);
        // what may have happened is decided now
        sent.addAll(there);
        Set<Long> gone = new HashSet<>(tried);
        gone.removeAll(there);
        acked.addAll(gone);
        maybeAcked.addAll(gone);
        maybeAcked.removeAll(there);
    }

    private static List<StoredMessage> drain(QueueDriver queue, Deadline deadline) throws Exception {
        List<StoredMessage> drained = new ArrayList<>();
        while (true) {
            List<ReceivedMessage> received = queue.receive(100, Duration.ZERO, Duration.ofMinutes(1), deadline);
            if (received.isEmpty()) {
                return drained;
            }
            List<Lease> leases = new ArrayList<>();
            received.forEach(message -> {
                drained.add(message.message());
                leases.add(message.lease());
            });
            queue.ack(leases, deadline)
                    .forEach(outcome -> assertThat(outcome.failure()).isNull());
        }
    }

    private static void checkOrder(List<StoredMessage> drained, int expected) {
        assertThat(drained).hasSize(expected);
        Map<String, String> lastOfKey = new HashMap<>();
        for (StoredMessage message : drained) {
            String key = message.orderingKey();
            if (key != null) {
                String id = message.id();
                String before = lastOfKey.put(key, id);
                if (before != null) {
                    assertThat(Long.parseLong(id, Character.MAX_RADIX))
                            .isGreaterThan(Long.parseLong(before, Character.MAX_RADIX));
                }
            }
        }
    }
}

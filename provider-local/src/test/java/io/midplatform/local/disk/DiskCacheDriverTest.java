package io.midplatform.local.disk;

import static org.assertj.core.api.Assertions.assertThat;

import io.midplatform.cache.spi.CacheDriver;
import io.midplatform.cache.spi.CacheWrite;
import io.midplatform.local.Durability;
import io.midplatform.spi.Deadline;
import io.midplatform.testkit.TestTime;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a cache on disk costs. */
class DiskCacheDriverTest {
    private static final long MINUTE = 60_000;

    private final TestTime time = new TestTime();
    private final Deadline deadline = Deadline.after(time, Duration.ofDays(1));

    @TempDir
    Path folder;

    private DiskStore store;
    private CacheDriver cache;

    @BeforeEach
    void open() {
        store = DiskStore.open(folder, Durability.PROCESS, time);
        cache = store.cache("c", 1_000);
    }

    @AfterEach
    void close() {
        store.close();
    }

    private void put(String key, long ttlMillis) throws Exception {
        cache.put(List.of(CacheWrite.always(key, new byte[] {1}, ttlMillis)), List.of(), deadline);
    }

    private long rows(String table) throws Exception {
        long rows = store.database().read(session -> session.number("SELECT count(*) FROM " + table), deadline);
        long kept = store.database().read(session -> session.number("SELECT sum(" + table + ") FROM caches"), deadline);
        assertThat(kept).isEqualTo(rows);
        return rows;
    }

    @Test
    void whatHasEnded_isRemovedByLaterWrites() throws Exception {
        for (int i = 0; i < 100; i++) {
            put("k" + i, i % 2 == 0 ? MINUTE : CacheWrite.NO_END);
            cache.increment("k" + i, 1, i % 2 == 0 ? MINUTE : CacheWrite.NO_END, deadline);
        }
        time.advance(Duration.ofMinutes(1));
        for (int i = 0; i < 10; i++) {
            put("new" + i, MINUTE);
            cache.increment("new" + i, 1, MINUTE, deadline);
        }
        assertThat(rows("entries")).isEqualTo(60);
        assertThat(rows("counts")).isEqualTo(60);
    }

    @Test
    void whatHasEnded_makesRoomFirst() throws Exception {
        CacheDriver other = store.cache("other", 1_000);
        for (int i = 0; i < 500; i++) {
            other.put(List.of(CacheWrite.always("o" + i, new byte[] {1}, MINUTE)), List.of(), deadline);
        }
        for (int i = 0; i < 1_000; i++) {
            put("k" + i, i < 900 ? CacheWrite.NO_END : 2 * MINUTE);
        }
        time.advance(Duration.ofMinutes(2));
        put("one more", MINUTE);
        assertThat(cache.evictions()).hasValue(0);
        assertThat(cache.get(List.of("k0", "k899", "k900", "one more"), deadline))
                .extracting(outcome -> outcome.result() != null)
                .containsExactly(true, true, false, true);
        rows("entries");
    }

    @Test
    void reads_doNotWaitForWriters() throws Exception {
        put("a", MINUTE);
        cache.increment("n", 5, MINUTE, deadline);
        CountDownLatch writing = new CountDownLatch(1);
        CountDownLatch read = new CountDownLatch(1);
        List<Exception> failures = new ArrayList<>();
        Thread writer = new Thread(() -> {
            try {
                store.database()
                        .write(
                                session -> {
                                    writing.countDown();
                                    read.await();
                                    return true;
                                },
                                deadline);
            } catch (Exception e) {
                failures.add(e);
            }
        });
        writer.start();
        writing.await();
        try {
            assertThat(cache.get(List.of("a"), deadline).get(0).result()).containsExactly(1);
            assertThat(cache.counter("n", deadline)).isEqualTo(5);
        } finally {
            read.countDown();
            writer.join();
        }
        assertThat(failures).isEmpty();
    }

    @Test
    void statements_scanNoTable() throws Exception {
        for (String sql : List.of(
                CacheTable.READ,
                CacheTable.FIND,
                CacheTable.HEAD,
                CacheTable.REPLACE,
                CacheTable.REMOVE,
                CacheTable.DROP,
                CacheTable.ENDED,
                CacheTable.OLDEST,
                CacheTable.FIRST,
                CacheTable.TURN,
                CountTable.READ,
                CountTable.FIND,
                CountTable.SET,
                CountTable.REMOVE,
                CountTable.ENDED)) {
            List<String> plan = store.database()
                    .read(session -> session.all(row -> row.getString(4), "EXPLAIN QUERY PLAN " + sql), deadline);
            assertThat(plan).as(sql).isNotEmpty().noneMatch(line -> line.contains("SCAN"));
            assertThat(plan).as(sql).noneMatch(line -> line.contains("TEMP B-TREE"));
        }
    }
}

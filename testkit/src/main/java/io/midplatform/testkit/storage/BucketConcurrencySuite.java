package io.midplatform.testkit.storage;

import static org.assertj.core.api.Assertions.assertThat;

import io.midplatform.ErrorCode;
import io.midplatform.PlatformException;
import io.midplatform.storage.Bucket;
import io.midplatform.storage.Content;
import io.midplatform.storage.PutOptions;
import io.midplatform.storage.StoredObject;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** What holds when several threads write and read one key. */
public abstract class BucketConcurrencySuite extends BucketSuite {
    private static final int THREADS = 8;

    /** For providers. */
    protected BucketConcurrencySuite() {}

    private static <T> List<T> together(Callable<T> task) throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(THREADS);
        try {
            CyclicBarrier start = new CyclicBarrier(THREADS);
            List<Future<T>> futures = new ArrayList<>();
            for (int i = 0; i < THREADS; i++) {
                futures.add(threads.submit(() -> {
                    start.await(10, TimeUnit.SECONDS);
                    return task.call();
                }));
            }
            List<T> results = new ArrayList<>();
            for (Future<T> future : futures) {
                results.add(future.get(60, TimeUnit.SECONDS));
            }
            return results;
        } finally {
            threads.shutdownNow();
        }
    }

    @Test
    protected void put_onlyIfAbsentRaced_hasOneWinner() throws Exception {
        Bucket bucket = platform().bucket("bucket");
        for (int round = 0; round < 20; round++) {
            String key = "k" + round;
            List<Boolean> won = together(() -> {
                try {
                    bucket.put(key, Content.text("x"), PutOptions.defaults().onlyIfAbsent());
                    return true;
                } catch (PlatformException e) {
                    assertThat(e.code()).isEqualTo(ErrorCode.ALREADY_EXISTS);
                    return false;
                }
            });
            assertThat(won).containsOnlyOnce(true);
        }
    }

    @Test
    protected void put_compareAndSetRaced_losesNoUpdate() throws Exception {
        Bucket bucket = platform().bucket("bucket");
        bucket.put("counter", "0");
        int each = 25;
        together(() -> {
            for (int i = 0; i < each; ) {
                try (StoredObject object = bucket.get("counter")) {
                    int next = Integer.parseInt(object.text()) + 1;
                    PutOptions options =
                            PutOptions.defaults().ifMatch(object.info().etag());
                    bucket.put("counter", Content.text(Integer.toString(next)), options);
                    i++;
                } catch (PlatformException e) {
                    assertThat(e.code()).isEqualTo(ErrorCode.PRECONDITION_FAILED);
                }
            }
            return true;
        });
        assertThat(bucket.getString("counter")).isEqualTo(Integer.toString(each * THREADS));
    }

    @Test
    protected void put_whileRead_showsWholeObjectsOnly() throws Exception {
        Bucket bucket = platform().bucket("bucket");
        bucket.put("k", "0".repeat(50_000));
        together(() -> {
            for (int i = 0; i < 25; i++) {
                String digit = Integer.toString(i % 10);
                bucket.put("k", digit.repeat(50_000 + i));
                String read = bucket.getString("k");
                assertThat(read.chars().distinct().count()).isEqualTo(1);
                assertThat(read.length()).isGreaterThanOrEqualTo(50_000);
            }
            return true;
        });
    }
}

package io.midplatform.local.loading;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.midplatform.Platform;
import io.midplatform.queue.MessageHandler;
import io.midplatform.queue.MessageQueue;
import io.midplatform.queue.WorkOptions;
import io.midplatform.queue.Worker;
import io.midplatform.spi.DriverLayer;
import io.midplatform.storage.Bucket;
import io.midplatform.storage.spi.BucketDriver;
import io.midplatform.testkit.TestTime;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** How a platform with work in the background is closed. */
@Timeout(20)
class PlatformCloseTest {
    private static final Duration BUDGET = Duration.ofSeconds(10);

    private final TestTime time = new TestTime();
    private final DriverLog drivers = new DriverLog();
    private final Platform platform =
            Platform.builder().isolated().time(time).layer(drivers).build();

    @Test
    void close_severalBusyWorkers_shareOneDeadline() throws Exception {
        Worker[] workers = new Worker[3];
        for (int i = 0; i < workers.length; i++) {
            workers[i] = busy("jobs-" + i, d -> new CountDownLatch(1).await());
        }
        Thread closer = closer();
        time.advance(BUDGET.minusMillis(1));
        assertThat(closer.isAlive()).as("the handlers have their time").isTrue();
        time.advance(Duration.ofMillis(1));
        closer.join(10_000);
        assertThat(closer.isAlive()).as("all in the time of one").isFalse();
        assertThat(workers).extracting(Worker::state).containsOnly(Worker.State.STOPPED);
    }

    @Test
    void close_severalBusyWorkers_fetchNoMoreWhileTheFirstIsWaitedFor() throws Exception {
        CountDownLatch first = new CountDownLatch(1);
        CountDownLatch second = new CountDownLatch(1);
        AtomicInteger handled = new AtomicInteger();
        MessageQueue<String> queue = platform.queue("early", String.class);
        queue.send("a");
        queue.send("b");
        CountDownLatch started = new CountDownLatch(1);
        queue.work(
                d -> {
                    started.countDown();
                    handled.incrementAndGet();
                    second.await();
                },
                WorkOptions.defaults().concurrency(1));
        started.await();
        busy("late", d -> first.await());
        Thread closer = closer();
        second.countDown();
        until(() -> queue.depth().inFlight().orElse(-1) == 0);
        assertThat(queue.depth().total()).as("the rest is left").isEqualTo(1);
        first.countDown();
        closer.join(10_000);
        assertThat(closer.isAlive()).isFalse();
        assertThat(handled).hasValue(1);
    }

    @Test
    void close_handlerThatUsesOtherResources_stillCan() throws Exception {
        Bucket bucket = platform.bucket("notes");
        CountDownLatch go = new CountDownLatch(1);
        CompletableFuture<String> read = new CompletableFuture<>();
        busy("jobs", d -> {
            go.await();
            bucket.put("a", d.payload());
            read.complete(bucket.getString("a"));
        });
        Thread closer = closer();
        go.countDown();
        assertThat(read.get(10, TimeUnit.SECONDS)).isEqualTo("x");
        closer.join(10_000);
        assertThat(drivers.events()).endsWith("close queue jobs", "close storage notes");
    }

    @Test
    void bucket_openedWhileThePlatformCloses_isRefusedAndClosed() throws Exception {
        CountDownLatch opening = new CountDownLatch(1);
        CountDownLatch go = new CountDownLatch(1);
        DriverLayer slow = new DriverLayer() {
            @Override
            public BucketDriver storage(String resource, BucketDriver driver) {
                opening.countDown();
                awaitQuietly(go);
                return driver;
            }
        };
        Platform slowly =
                Platform.builder().isolated().layer(drivers).layer(slow).build();
        CompletableFuture<Throwable> outcome =
                CompletableFuture.supplyAsync(() -> catchThrowable(() -> slowly.bucket("late")));
        opening.await();
        slowly.close();
        go.countDown();
        assertThat(outcome.get(10, TimeUnit.SECONDS))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("the platform is closed");
        assertThat(drivers.events()).containsExactly("open storage late", "close storage late");
    }

    @Test
    void close_twiceAtOnce_closesOnce() throws Exception {
        platform.bucket("notes");
        CountDownLatch go = new CountDownLatch(1);
        busy("jobs", d -> go.await());
        Thread closer = closer();
        platform.close(Duration.ZERO);
        assertThat(drivers.events()).as("the first closer is still at it").doesNotContain("close storage notes");
        go.countDown();
        closer.join(10_000);
        assertThat(drivers.events().stream().filter("close storage notes"::equals))
                .hasSize(1);
    }

    @Test
    void close_ownThreads_end() throws Exception {
        List<Thread> before = midplatformThreads();
        Platform own = Platform.builder().isolated().build();
        own.queue("jobs", String.class).work(d -> {});
        own.queue("jobs", String.class).send("x");
        own.cache("carts", String.class).put("a", "b");
        own.close();
        until(() -> before.containsAll(midplatformThreads()));
    }

    private Worker busy(String name, MessageHandler<String> handler) throws InterruptedException {
        MessageQueue<String> queue = platform.queue(name, String.class);
        queue.send("x");
        CountDownLatch started = new CountDownLatch(1);
        Worker worker = queue.work(d -> {
            started.countDown();
            handler.handle(d);
        });
        started.await();
        return worker;
    }

    /** A thread that closes the platform and waits for its workers. */
    private Thread closer() {
        Thread closer = new Thread(() -> platform.close(BUDGET), "closer");
        closer.setDaemon(true);
        closer.start();
        until(() -> Stream.of(closer.getStackTrace())
                .anyMatch(at -> at.getMethodName().equals("awaitIdle")));
        return closer;
    }

    private static List<Thread> midplatformThreads() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().startsWith("midplatform"))
                .toList();
    }

    private static void until(BooleanSupplier condition) {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime()).as("in time").isLessThan(end);
            Thread.onSpinWait();
        }
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}

package io.midplatform.storage.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class CrewTest {
    private final ExecutorService pool = Executors.newCachedThreadPool();
    private final AtomicInteger running = new AtomicInteger();
    private final AtomicInteger done = new AtomicInteger();

    @AfterEach
    void end() throws InterruptedException {
        pool.shutdownNow();
        assertThat(pool.awaitTermination(10, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void tasks_runBesideEachOther_atMostTheWidth() throws Exception {
        Crew crew = new Crew(pool, 4);
        AtomicInteger most = new AtomicInteger();
        AtomicInteger first = new AtomicInteger();
        CyclicBarrier together = new CyclicBarrier(4);
        for (int i = 0; i < 40; i++) {
            crew.add(() -> {
                most.accumulateAndGet(running.incrementAndGet(), Math::max);
                if (first.getAndIncrement() < 4) {
                    together.await(10, TimeUnit.SECONDS); // four at once, or never
                }
                running.decrementAndGet();
                done.incrementAndGet();
            });
        }
        crew.join();
        assertThat(done).hasValue(40);
        assertThat(most).hasValue(4);
    }

    @Test
    void executor_neverRuns_theCallerDoes() throws Exception {
        Crew crew = new Crew(task -> {}, 4);
        for (int i = 0; i < 10; i++) {
            crew.add(done::incrementAndGet);
        }
        crew.join();
        assertThat(done).hasValue(10);
    }

    @Test
    void executor_refuses_theCallerDoes() throws Exception {
        Crew crew = new Crew(
                task -> {
                    throw new RejectedExecutionException("closing");
                },
                4);
        for (int i = 0; i < 10; i++) {
            crew.add(done::incrementAndGet);
        }
        crew.join();
        assertThat(done).hasValue(10);
    }

    @Test
    void failure_isThrownAndCancelEndsTheOthers() {
        Crew crew = new Crew(pool, 3);
        CountDownLatch started = new CountDownLatch(1);
        assertThatThrownBy(() -> {
                    crew.add(() -> {
                        started.countDown();
                        new CountDownLatch(1).await();
                    });
                    crew.add(() -> {
                        started.await();
                        throw new IOException("broken");
                    });
                    crew.join();
                })
                .isInstanceOf(IOException.class)
                .hasMessage("broken");
        crew.cancel(); // returns only when the first has been interrupted
    }

    @Test
    void cancel_waitsForWhatRuns() throws Exception {
        Crew crew = new Crew(pool, 3);
        CountDownLatch started = new CountDownLatch(1);
        crew.add(() -> {
            running.incrementAndGet();
            started.countDown();
            try {
                new CountDownLatch(1).await();
            } finally {
                running.decrementAndGet();
            }
        });
        started.await();
        crew.cancel();
        assertThat(running).hasValue(0);
        crew.join();
    }

    @Test
    void interruptedCaller_stops() throws Exception {
        Crew crew = new Crew(pool, 3);
        crew.add(() -> new CountDownLatch(1).await());
        Thread.currentThread().interrupt();
        assertThatThrownBy(() -> crew.add(done::incrementAndGet)).isInstanceOf(InterruptedException.class);
        crew.cancel();
        assertThat(done).hasValue(0);
    }

    /** An executor of the application's need not clear the flag between two tasks. */
    @Test
    void interruptThatComesTooLate_isNotForTheThreadsNextTask() throws Exception {
        CountDownLatch started = new CountDownLatch(1);
        AtomicBoolean flag = new AtomicBoolean();
        Executor plain = task -> new Thread(() -> {
                    task.run();
                    flag.set(Thread.currentThread().isInterrupted());
                    done.incrementAndGet();
                })
                .start();
        Crew crew = new Crew(plain, 3);
        crew.add(() -> {
            started.countDown();
            while (!Thread.currentThread().isInterrupted()) {
                Thread.onSpinWait();
            }
        });
        started.await();
        crew.cancel();
        while (done.get() == 0) {
            Thread.onSpinWait();
        }
        assertThat(flag).isFalse();
    }

    @Test
    void cancel_inTheMomentInWhichATaskBegins_reachesIt() throws Exception {
        for (int i = 0; i < 20_000; i++) {
            Crew crew = new Crew(pool, 3);
            crew.add(() -> new CountDownLatch(1).await());
            for (int turns = 0; turns < i % 500; turns++) {
                Thread.onSpinWait(); // another moment each time
            }
            crew.cancel();
        }
        assertThat(running).hasValue(0);
    }

    @Test
    void error_ofATask_isAFailure() {
        ExecutorService quiet = Executors.newSingleThreadExecutor(task -> {
            Thread thread = new Thread(task);
            thread.setUncaughtExceptionHandler((t, e) -> {});
            return thread;
        });
        try {
            Crew crew = new Crew(task -> quiet.execute(task), 2);
            assertThatThrownBy(() -> {
                        crew.add(() -> {
                            throw new AssertionError("an error");
                        });
                        crew.join();
                    })
                    .isInstanceOfAny(IllegalStateException.class, AssertionError.class);
        } finally {
            quiet.shutdownNow();
        }
    }
}

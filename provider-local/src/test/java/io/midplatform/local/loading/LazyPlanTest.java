package io.midplatform.local.loading;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.midplatform.Platform;
import io.midplatform.PlatformException;
import io.midplatform.spi.SettingsSource;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Resources that are planned when they are first asked for, by several threads at once. */
@Timeout(120)
class LazyPlanTest {
    @Test
    void bucket_anotherWithProblemsIsPlannedMeanwhile_isNotBlamedForThem() throws InterruptedException {
        Halting settings = new Halting();
        try (Platform platform =
                Platform.builder().isolated().settings(settings).build()) {
            settings.armed = true;
            Asking bad = new Asking(() -> platform.bucket("bad"));
            assertThat(settings.reached.await(30, TimeUnit.SECONDS)).isTrue();
            Asking good = new Asking(() -> platform.bucket("good").put("k", "v"));
            while (good.thread.getState() != Thread.State.WAITING && good.thread.isAlive()) {
                good.thread.join(5); // until it waits for the other plan, or is done
            }
            settings.go.countDown();

            assertThat(good.outcome()).isNull();
            assertThat(bad.outcome())
                    .isInstanceOf(PlatformException.class)
                    .hasMessageContaining("midplatform.storage.bad.timeout");
        }
    }

    /** A call on a thread of its own. */
    private static final class Asking {
        private final AtomicReference<Throwable> thrown = new AtomicReference<>();
        private final Thread thread;

        Asking(Runnable call) {
            thread = new Thread(() -> thrown.set(catchThrowable(call::run)), "asking");
            thread.setDaemon(true);
            thread.start();
        }

        Throwable outcome() throws InterruptedException {
            thread.join(Duration.ofSeconds(30).toMillis());
            assertThat(thread.isAlive()).isFalse();
            return thrown.get();
        }
    }

    /** Settings that nobody lists: a wrong time-out, and after it a key that is long to find. */
    private static final class Halting implements SettingsSource {
        private final CountDownLatch reached = new CountDownLatch(1);
        private final CountDownLatch go = new CountDownLatch(1);
        private volatile boolean armed;

        @Override
        public String name() {
            return "halting";
        }

        @Override
        public Set<String> keys() {
            return Set.of();
        }

        @Override
        public Optional<String> find(String key) {
            if (armed && key.equals("midplatform.storage.bad.timeout")) {
                return Optional.of("soon");
            }
            if (armed && key.equals("midplatform.storage.bad.mode")) {
                reached.countDown();
                awaitQuietly(go);
            }
            return Optional.empty();
        }

        private static void awaitQuietly(CountDownLatch latch) {
            try {
                latch.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }
}

package io.midplatform.engine.call;

import static org.assertj.core.api.Assertions.assertThat;

import io.midplatform.spi.Deadline;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class BackoffTest {
    @Test
    @Timeout(60)
    void pause_timeClosedMeanwhile_stillEnds() throws InterruptedException {
        SystemTime time = new SystemTime();
        Deadline deadline = Deadline.after(time, Duration.ofMinutes(1));
        long wait = Duration.ofSeconds(2).toNanos();
        Thread waiting = Threads.daemon("waiting", () -> pause(time, wait, deadline));
        waiting.start();
        while (waiting.getState() != Thread.State.WAITING && waiting.getState() != Thread.State.TIMED_WAITING) {
            waiting.join(5);
        }

        time.close();

        waiting.join(20_000);
        assertThat(waiting.isAlive()).isFalse();
    }

    private static void pause(SystemTime time, long nanos, Deadline deadline) {
        try {
            Backoff.pause(time, nanos, deadline);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}

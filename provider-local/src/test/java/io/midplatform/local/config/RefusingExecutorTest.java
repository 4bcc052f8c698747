package io.midplatform.local.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.midplatform.HealthReport;
import io.midplatform.Platform;
import io.midplatform.Registration;
import io.midplatform.config.Config;
import io.midplatform.config.ConfigValue;
import io.midplatform.testkit.TestTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.RejectedExecutionException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** An application's executor that takes no work for a while delays changes and loses none. */
class RefusingExecutorTest {
    private static final Duration WHILE = Duration.ofSeconds(5);

    private final TestTime time = new TestTime();
    private final List<String> told = new ArrayList<>();
    private int refusals;
    private int accepted = Integer.MAX_VALUE;
    private final Platform platform = Platform.builder()
            .isolated()
            .settings(Map.of("midplatform.config.sources", "values"))
            .time(time)
            .executor(this::execute)
            .build();
    private final Config config = platform.config();

    private void execute(Runnable task) {
        if (refusals > 0) {
            refusals--;
            throw new RejectedExecutionException("full");
        }
        if (accepted-- <= 0) {
            throw new RejectedExecutionException("full");
        }
        task.run();
    }

    @AfterEach
    void close() {
        platform.close(Duration.ofSeconds(5));
    }

    private void set(String value) {
        MemoryConfig.write(config, Map.of("a", value));
    }

    @Test
    void change_executorRefusesTheRead_isReadLater() {
        refusals = 2;
        set("1");
        time.advance(Duration.ofMillis(500));
        assertThat(platform.health().status()).isEqualTo(HealthReport.Status.DEGRADED);
        time.advance(WHILE);
        assertThat(config.get("a", String.class)).isEqualTo("1");
        assertThat(platform.health().status()).isEqualTo(HealthReport.Status.UP);
        set("2");
        time.advance(WHILE);
        assertThat(config.get("a", String.class)).isEqualTo("2");
    }

    @Test
    void change_executorRefusesTheListener_isToldLaterAndInOrder() {
        try (Registration listening = config.onChange("a", change -> {
            told.add(String.valueOf(change.differences().get(0).after().map(ConfigValue::text)));
        })) {
            assertThat(listening).isNotNull();
            accepted = 1; // the read, and not what follows from it
            set("1");
            time.advance(Duration.ofMillis(500));
            accepted = 1;
            set("2");
            time.advance(Duration.ofMillis(500));
            assertThat(told).isEmpty();
            accepted = Integer.MAX_VALUE;
            time.advance(WHILE);
            assertThat(told).containsExactly("Optional[1]", "Optional[2]");
        }
    }
}

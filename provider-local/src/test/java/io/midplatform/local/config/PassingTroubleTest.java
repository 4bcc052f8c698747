package io.midplatform.local.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.midplatform.ErrorCode;
import io.midplatform.HealthReport;
import io.midplatform.Platform;
import io.midplatform.config.Config;
import io.midplatform.config.Ref;
import io.midplatform.config.spi.ConfigSourceDriver;
import io.midplatform.config.spi.SourceContent;
import io.midplatform.config.spi.SourceValue;
import io.midplatform.spi.DriverException;
import io.midplatform.spi.DriverLayer;
import io.midplatform.testkit.TestTime;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What stands in the way of a change and goes away without any source changing. */
class PassingTroubleTest {
    /** Longer than the engine waits before it looks again at a source that tells of changes by itself. */
    private static final Duration RETRY = Duration.ofSeconds(40);

    private static final Duration SOON = Duration.ofSeconds(1);
    private static final String REFERENCE = "${secret:vault/pin}";

    private final TestTime time = new TestTime();
    private final Vault vault = new Vault();
    private final Platform platform = Platform.builder()
            .isolated()
            .settings(Map.of("midplatform.config.sources", "values", "midplatform.config.vault.kind", "memory"))
            .layer(vault)
            .time(time)
            .executor(Runnable::run)
            .build();
    private final Config config = platform.config();

    @AfterEach
    void close() {
        platform.close(Duration.ofSeconds(5));
    }

    private void set(Map<String, String> values) {
        MemoryConfig.write(config, values);
        time.advance(SOON);
    }

    private String read(String key) {
        return config.get(key, String.class);
    }

    @Test
    void change_secretCannotBeReadJustNow_isPublishedOnceItCan() {
        set(Map.of("a", "first"));
        vault.fails = true;
        set(Map.of("a", REFERENCE, "b", "new"));
        assertThat(read("a")).isEqualTo("first");
        assertThat(config.find("b", String.class)).isEmpty();
        time.advance(RETRY);
        assertThat(read("a")).isEqualTo("first");
        assertThat(config.stats().refused()).isEqualTo(1);

        vault.fails = false;
        time.advance(RETRY);
        assertThat(read("a")).isEqualTo("1234");
        assertThat(read("b")).isEqualTo("new");
        assertThat(platform.health().status()).isEqualTo(HealthReport.Status.UP);
        int reads = vault.reads.get();
        time.advance(RETRY);
        assertThat(vault.reads).as("nothing is left to resolve").hasValue(reads);
    }

    @Test
    void rotation_secretCannotBeReadJustNow_arrivesOnceItCan() {
        set(Map.of("a", REFERENCE));
        assertThat(read("a")).isEqualTo("1234");
        List<String> told = new ArrayList<>();
        var listening = config.onChange("a", change -> told.add(read("a")));
        vault.pin = "5678";
        vault.fails = true;
        set(Map.of("a", REFERENCE, "b", "new"));
        assertThat(read("a")).as("the last good one").isEqualTo("1234");
        assertThat(read("b")).isEqualTo("new");

        vault.fails = false;
        time.advance(RETRY);
        assertThat(read("a")).isEqualTo("5678");
        assertThat(told).containsExactly("5678");
        listening.close();
    }

    @Test
    void change_refusedByALiveValueThatIsClosedLater_isPublished() {
        set(Map.of("rounds", "1"));
        Ref<Integer> rounds = config.live("rounds", Integer.class);
        set(Map.of("rounds", "many"));
        time.advance(RETRY);
        assertThat(read("rounds")).isEqualTo("1");
        assertThat(rounds.get()).isEqualTo(1);

        rounds.close();
        time.advance(RETRY);
        assertThat(read("rounds")).isEqualTo("many");
        assertThat(platform.health().status()).isEqualTo(HealthReport.Status.UP);
    }

    /** Gives the source named vault one secret, or an outage. */
    private static final class Vault implements DriverLayer {
        private final AtomicInteger reads = new AtomicInteger();
        private volatile boolean fails;
        private volatile String pin = "1234";

        @Override
        public ConfigSourceDriver config(String resource, ConfigSourceDriver driver) {
            return !resource.equals("vault")
                    ? driver
                    : (ConfigSourceDriver) Proxy.newProxyInstance(
                            ConfigSourceDriver.class.getClassLoader(),
                            new Class<?>[] {ConfigSourceDriver.class},
                            (proxy, method, arguments) -> {
                                if (method.getName().equals("load")) {
                                    return load();
                                }
                                try {
                                    return method.invoke(driver, arguments);
                                } catch (InvocationTargetException e) {
                                    throw e.getCause() == null ? e : e.getCause();
                                }
                            });
        }

        private SourceContent load() {
            reads.incrementAndGet();
            if (fails) {
                throw new DriverException(ErrorCode.UNAVAILABLE, "sealed.");
            }
            return new SourceContent("1", List.of(new SourceValue("pin", pin, "pin", true)), List.of());
        }
    }
}

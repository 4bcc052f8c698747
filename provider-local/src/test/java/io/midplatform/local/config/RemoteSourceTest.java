package io.midplatform.local.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.midplatform.ErrorCode;
import io.midplatform.HealthReport;
import io.midplatform.Platform;
import io.midplatform.PlatformException;
import io.midplatform.config.Config;
import io.midplatform.config.spi.ConfigCapabilities;
import io.midplatform.config.spi.ConfigProvider;
import io.midplatform.config.spi.ConfigSourceDriver;
import io.midplatform.config.spi.SourceContent;
import io.midplatform.config.spi.SourceValue;
import io.midplatform.spi.Deadline;
import io.midplatform.spi.Failure;
import io.midplatform.spi.Finding;
import io.midplatform.spi.ProviderContext;
import io.midplatform.testkit.TestTime;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What the engine makes of a remote source that fails, lies or holds secrets: a source that the test scripts. */
class RemoteSourceTest {
    record NoSettings() {}

    private static final Duration INTERVAL = Duration.ofSeconds(30);

    private final TestTime time = new TestTime();
    private final Scripted source = new Scripted();
    private Platform platform;

    @AfterEach
    void close() {
        if (platform != null) {
            platform.close(Duration.ofSeconds(5));
        }
        assertThat(source.closed).isEqualTo(source.opened);
    }

    private Config config(String startup) {
        platform = Platform.builder()
                .isolated()
                .settings(Map.of(
                        "midplatform.config.sources",
                        "params",
                        "midplatform.config.params.provider",
                        "scripted",
                        "midplatform.config.params.startup",
                        startup))
                .provider(source)
                .time(time)
                .executor(Runnable::run)
                .build();
        return platform.config();
    }

    private static SourceContent content(String version, SourceValue... values) {
        return new SourceContent(version, List.of(values), List.of());
    }

    private static SourceValue value(String key, String text) {
        return new SourceValue(key, text, "/" + key.replace('.', '/'), false);
    }

    @Test
    void outage_neverMakesAValueAbsent() {
        source.content = content("1", value("a", "1"));
        Config config = config("required");
        source.failure = new IOException("connection refused by host-with-hush");
        for (int i = 0; i < 10; i++) {
            time.advance(INTERVAL);
            assertThat(config.get("a", Integer.class)).isEqualTo(1);
        }

        assertThat(platform.health().status()).isEqualTo(HealthReport.Status.DEGRADED);
        assertThat(platform.health().toString())
                .contains("params", "UNAVAILABLE")
                .doesNotContain("hush");
        assertThat(config.stats().failed()).isEqualTo(10);
        source.failure = null;
        source.content = content("2", value("a", "2"));
        time.advance(INTERVAL);
        assertThat(config.get("a", Integer.class)).isEqualTo(2);
        assertThat(platform.health().status()).isEqualTo(HealthReport.Status.UP);
    }

    @Test
    void unreachableAtStart_failsOrIsSkipped() {
        source.failure = new IOException("refused");
        PlatformException e = catchThrowableOfType(PlatformException.class, () -> config("required"));
        assertThat(e.code()).isEqualTo(ErrorCode.UNAVAILABLE);
        assertThat(e.resource()).contains("params");
        assertThat(e.getCause()).isSameAs(source.failure);

        Config config = config("optional");
        assertThat(config.find("a", String.class)).isEmpty();
        source.failure = null;
        source.content = content("1", value("a", "1"));
        time.advance(INTERVAL);
        assertThat(config.get("a", Integer.class)).isEqualTo(1);
    }

    @Test
    void twoNamesForOneKey_areAnErrorNamingBoth() {
        source.content = content("1", value("a.b", "1"), new SourceValue("a.b", "2", "/a.b", false));

        assertThat(catchThrowableOfType(PlatformException.class, () -> config("required")))
                .hasMessageContainingAll("a.b stands twice", "params: /a/b", "params: /a.b");
    }

    @Test
    void remoteValues_cannotReadThisMachine() {
        source.content = content("1", value("a", "${env:PATH}"), value("b", "${file:/etc/passwd}"));
        Config config = config("required");

        assertThat(config.get("a", String.class)).isEqualTo("${env:PATH}");
        assertThat(config.get("b", String.class)).isEqualTo("${file:/etc/passwd}");
    }

    @Test
    void secretsOfTheSource_areMasked() {
        source.content = content("1", new SourceValue("plain.name", "hush", "/plain/name", true));
        Config config = config("required");

        assertThat(config.get("plain.name", String.class)).isEqualTo("hush");
        assertThat(config.snapshot().toString() + config.explain("plain.name"))
                .contains("***")
                .doesNotContain("hush");
    }

    private static final class Scripted implements ConfigProvider {
        private SourceContent content = content("0");
        private Exception failure;
        private int opened;
        private int closed;

        @Override
        public String type() {
            return "scripted";
        }

        @Override
        public Class<? extends Record> settings() {
            return NoSettings.class;
        }

        @Override
        public ConfigCapabilities capabilities(ProviderContext context) {
            return new ConfigCapabilities(Map.of());
        }

        @Override
        public ConfigSourceDriver open(ProviderContext context) {
            opened++;
            return new Driver();
        }

        private final class Driver implements ConfigSourceDriver {
            private boolean isClosed;

            @Override
            public SourceContent load(Deadline deadline) throws Exception {
                if (failure != null) {
                    throw failure;
                }
                return content;
            }

            @Override
            public Optional<SourceContent> changedSince(String version, Deadline deadline) throws Exception {
                return Optional.of(load(deadline)).filter(c -> !c.version().equals(version));
            }

            @Override
            public Duration pollInterval() {
                return INTERVAL;
            }

            @Override
            public boolean isLocal() {
                return false;
            }

            @Override
            public Failure classify(Throwable thrown) {
                return Failure.of(ErrorCode.UNAVAILABLE, "the store cannot be reached.");
            }

            @Override
            public List<Finding> verify(Deadline deadline) {
                return List.of();
            }

            @Override
            public String physicalName() {
                return "scripted";
            }

            @Override
            public <T> Optional<T> unwrap(Class<T> type) {
                return Optional.empty();
            }

            @Override
            public void close() {
                if (!isClosed) {
                    closed++;
                }
                isClosed = true;
            }
        }
    }
}

package io.midplatform.cloudtests;

import static org.assertj.core.api.Assertions.assertThat;

import io.midplatform.Platform;
import io.midplatform.config.Config;
import io.midplatform.testkit.TestTime;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A platform with one source 'values', on a time that the test moves; background work runs on the thread that moves it. */
public final class OneSource implements AutoCloseable {
    public final TestTime time = new TestTime();
    private final Map<String, String> settings = new HashMap<>();
    private @Nullable Platform platform;

    /** Adds settings. */
    public OneSource with(Map<String, String> more) {
        settings.putAll(more);
        return this;
    }

    /** Sets a setting of the source. */
    public OneSource set(String key, String value) {
        settings.put("midplatform.config.values." + key, value);
        return this;
    }

    public Platform platform() {
        Platform opened = platform;
        if (opened == null) {
            Map<String, String> all = new HashMap<>(settings);
            all.putIfAbsent("midplatform.config.sources", "values");
            opened = Platform.builder()
                    .isolated()
                    .settings(all)
                    .time(time)
                    .executor(Runnable::run)
                    .build();
            platform = opened;
        }
        return opened;
    }

    public Config config() {
        return platform().config();
    }

    /** Lets time pass. */
    public void pass(Duration duration) {
        time.advance(duration);
    }

    public String health() {
        return platform().health().toString();
    }

    public String text(String key) {
        String value = config().get(key, String.class);
        assertThat(value).isNotNull();
        return value;
    }

    @Override
    public void close() {
        if (platform != null) {
            platform.close(Duration.ofSeconds(5));
        }
    }
}

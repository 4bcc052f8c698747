package io.midplatform.testkit.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

import io.midplatform.ErrorCode;
import io.midplatform.PlatformException;
import io.midplatform.Secret;
import io.midplatform.TypeRef;
import io.midplatform.config.Config;
import io.midplatform.config.DataSize;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Typed reads: present, absent, of another type. */
public abstract class ConfigReadingSuite extends ConfigSuite {
    private enum Mode {
        FAST,
        VERY_SLOW
    }

    /** For providers. */
    protected ConfigReadingSuite() {}

    @Test
    protected void get_everyType_isRead() throws IOException {
        Config config = config(
                "text",
                "a b",
                "db.pool",
                "8",
                "db.timeout",
                "1500ms",
                "db.mode",
                "very-slow",
                "db.on",
                "true",
                "db.size",
                "64KiB",
                "db.uri",
                "https://example.org/x",
                "db.rate",
                "0.25",
                "db.key",
                "k");

        assertThat(config.get("text", String.class)).isEqualTo("a b");
        assertThat(config.get("db.pool", Integer.class)).isEqualTo(8);
        assertThat(config.get("db.pool", int.class)).isEqualTo(8);
        assertThat(config.get("db.timeout", Duration.class)).isEqualTo(Duration.ofMillis(1500));
        assertThat(config.get("db.mode", Mode.class)).isEqualTo(Mode.VERY_SLOW);
        assertThat(config.get("db.on", Boolean.class)).isTrue();
        assertThat(config.get("db.size", DataSize.class)).isEqualTo(new DataSize(65536));
        assertThat(config.get("db.uri", URI.class)).isEqualTo(URI.create("https://example.org/x"));
        assertThat(config.get("db.rate", Double.class)).isEqualTo(0.25);
        assertThat(config.get("db.key", Secret.class)).isEqualTo(Secret.of("k"));
    }

    @Test
    protected void get_genericTypes_areRead() throws IOException {
        Config config = config("hosts", "a,b", "labels.x", "1", "labels.y.z", "2");

        assertThat(config.get("hosts", new TypeRef<List<String>>() {})).containsExactly("a", "b");
        assertThat(config.find("labels", new TypeRef<Map<String, Integer>>() {}))
                .contains(Map.of("x", 1, "y.z", 2));
        assertThat(config.find("none", new TypeRef<List<String>>() {})).isEmpty();
    }

    @Test
    protected void get_absent_namesTheNearestKey() throws IOException {
        Config config = config("http.timeout", "5s");

        PlatformException e = fails(ErrorCode.CONFIGURATION, () -> config.get("http.tiemout", Duration.class));
        assertThat(e).hasMessageContaining("Did you mean http.timeout?");
        assertThat(e.key()).contains("http.tiemout");
        assertThat(e.operation()).contains("get");
        assertThat(config.get("http.tiemout", Duration.class, Duration.ZERO)).isZero();
        assertThat(config.find("http.tiemout", Duration.class)).isEmpty();
    }

    @Test
    protected void get_ofAnotherType_tellsKeyValueOriginAndExpectedType() throws IOException {
        Config config = config("db.pool", "many");

        PlatformException e = fails(ErrorCode.CONFIGURATION, () -> config.get("db.pool", Integer.class));
        assertThat(e).hasMessageContainingAll("db.pool = 'many'", SOURCE + ": ", "expected a whole number");
        fails(ErrorCode.CONFIGURATION, () -> config.find("db.pool", Integer.class));
        fails(ErrorCode.CONFIGURATION, () -> config.get("db.pool", Integer.class, 5));
    }

    @Test
    protected void get_ofATypeThatCannotBeRead_saysSo() throws IOException {
        Config config = config("a", "b");

        assertThat(fails(ErrorCode.CONFIGURATION, () -> config.get("a", Thread.class)))
                .hasMessageContaining("java.lang.Thread");
    }

    @Test
    @SuppressWarnings("NullAway") // the point of the test
    protected void everyMethod_null_isRefused() throws IOException {
        Config config = config();

        assertThatNullPointerException().isThrownBy(() -> config.get(null, String.class));
        assertThatNullPointerException().isThrownBy(() -> config.get("a", (Class<String>) null));
        assertThatNullPointerException().isThrownBy(() -> config.get("a", String.class, null));
        assertThatNullPointerException().isThrownBy(() -> config.find(null, String.class));
        assertThatNullPointerException().isThrownBy(() -> config.bind(null, Record.class));
        assertThatNullPointerException().isThrownBy(() -> config.live("a", null));
        assertThatNullPointerException().isThrownBy(() -> config.onChange("a", null));
        assertThatNullPointerException().isThrownBy(() -> config.explain(null));
        assertThatNullPointerException().isThrownBy(() -> config.snapshot(null));
        assertThatNullPointerException().isThrownBy(() -> config.unwrap(SOURCE, null));
    }

    @Test
    protected void unwrap_unknownSource_isNotFound() throws IOException {
        Config config = config();

        assertThat(fails(ErrorCode.NOT_FOUND, () -> config.unwrap("none", Object.class)))
                .hasMessageContaining(SOURCE);
    }
}

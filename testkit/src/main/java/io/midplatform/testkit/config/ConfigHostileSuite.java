package io.midplatform.testkit.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.midplatform.TypeRef;
import io.midplatform.config.Config;
import io.midplatform.testkit.HostileData;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** Keys and values that break what treats them as anything but text. */
public abstract class ConfigHostileSuite extends ConfigSuite {
    /** For providers. */
    protected ConfigHostileSuite() {}

    @Test
    protected void values_ofAnyKind_comeBackAsTheyAre() throws IOException {
        List<String> values = new ArrayList<>();
        List<String> keysAndValues = new ArrayList<>();
        for (String value : HostileData.STRINGS) {
            // placeholders are read, not kept: they have a suite of their own
            if (!value.contains("${")) {
                keysAndValues.add("key-" + values.size());
                keysAndValues.add(value);
                values.add(value);
            }
        }
        Config config = config(keysAndValues.toArray(new String[0]));

        for (int i = 0; i < values.size(); i++) {
            assertThat(config.get("key-" + i, String.class)).isEqualTo(values.get(i));
        }
    }

    @Test
    protected void get_anyKey_isAbsentAndNeverAnother() throws IOException {
        Config config = config("a", "1", "b.c", "2");

        for (String key : HostileData.STRINGS) {
            if (!key.equals("a")) {
                assertThat(config.find(key, String.class)).as(key).isEmpty();
                assertThat(config.explain(key).winner()).as(key).isEmpty();
            }
        }
        assertThat(config.find("", String.class)).isEmpty();
        assertThat(config.find("b", String.class)).isEmpty();
        assertThat(config.find("b.", String.class)).isEmpty();
        assertThat(config.find(".b.c", String.class)).isEmpty();
        assertThat(config.find("B.C", String.class)).isEmpty();
    }

    @Test
    protected void wrongValue_isQuotedWithoutItsControlCharacters() throws IOException {
        Config config = config("n", "5\u001b[31m\n6");

        var thrown = catchThrowable(() -> config.get("n", Integer.class));

        assertThat(Objects.requireNonNull(thrown).getMessage())
                .doesNotContain("\u001b")
                .contains("n = '5");
    }

    @Test
    protected void manyKeys_areReadAndCompared() throws IOException {
        String[] keysAndValues = new String[4000];
        for (int i = 0; i < 2000; i++) {
            keysAndValues[2 * i] = "many.key-" + i;
            keysAndValues[2 * i + 1] = Integer.toString(i);
        }
        Config config = config(keysAndValues);

        assertThat(config.get("many", new TypeRef<Map<String, Integer>>() {})).hasSize(2000);
        keysAndValues[1] = "changed";
        var before = config.snapshot();
        set(config, keysAndValues);
        assertThat(before.diff(config.snapshot())).hasSize(1);
    }
}

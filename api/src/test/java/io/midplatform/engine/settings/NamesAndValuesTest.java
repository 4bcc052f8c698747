package io.midplatform.engine.settings;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class NamesAndValuesTest {
    @ParameterizedTest
    @CsvSource({
        "maxItems,max-items",
        "URLPrefix,url-prefix",
        "s3Bucket,s3-bucket",
        "a.bC,a.b-c",
        "plain,plain",
        "max-items,max-items"
    })
    void kebab_names_areSpelledForSettings(String name, String kebab) {
        assertThat(KeyNames.kebab(name)).isEqualTo(kebab);
    }

    @Test
    void variable_bothSpellings_giveOneName() {
        assertThat(KeyNames.variable("midplatform.storage.my-files.maxItems"))
                .isEqualTo("MIDPLATFORM_STORAGE_MY_FILES_MAX_ITEMS")
                .isEqualTo(KeyNames.variable("midplatform.storage.my-files.max-items"));
    }

    @Test
    void nearest_slips_areFound_strangersAreNot() {
        List<String> known = List.of("bucket", "region", "timeout", "max-items");

        assertThat(KeyNames.nearest("buket", known)).contains("bucket");
        assertThat(KeyNames.nearest("tiemout", known)).contains("timeout");
        assertThat(KeyNames.nearest("max-itmes", known)).contains("max-items");
        assertThat(KeyNames.nearest("password", known)).isEmpty();
        assertThat(KeyNames.nearest("x".repeat(100_000), known)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"100ms,PT0.1S", "30s,PT30S", "5m,PT5M", "2h,PT2H", "1d,PT24H", "7us,PT0.000007S", "PT1M30S,PT1M30S"})
    void duration_spellings_areRead(String text, Duration expected) {
        assertThat(TextValues.parse(text, Duration.class)).isEqualTo(expected);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "30", "s", "-5s", "1.5s", "5 parsecs", "999999999999999999d", "9999999999999999999s"})
    void duration_anythingElse_isNone(String text) {
        assertThat(TextValues.parse(text, Duration.class)).isNull();
    }

    @Test
    void number_ofAMillionDigits_isRefusedAtOnce() {
        String digits = "9".repeat(1_000_000);

        assertThat(TextValues.parse(digits, java.math.BigInteger.class)).isNull();
        assertThat(TextValues.parse(digits, Double.class)).isNull();
        assertThat(TextValues.parse(digits, Long.class)).isNull();
    }

    @Test
    void split_commas_separateUnlessEscaped() {
        assertThat(TextValues.split(" a,b\\,c ,, d")).containsExactly("a", "b,c", "", "d");
        assertThat(TextValues.split("  ")).isEmpty();
    }

    @Test
    void problem_controlCharactersAndLongValues_areCut() {
        String line = new Problem("k", "a\u001b[31m\n" + "x".repeat(500), "f:1", "r").toString();

        assertThat(line).doesNotContain("\u001b", "\n").hasSizeLessThan(200);
    }
}

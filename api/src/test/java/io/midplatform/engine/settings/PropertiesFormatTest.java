package io.midplatform.engine.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.midplatform.spi.SettingsFormat.Entry;
import java.io.IOException;
import java.io.StringReader;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

class PropertiesFormatTest {
    private final PropertiesFormat format = new PropertiesFormat();

    @Test
    void parse_commentsContinuationsAndSeparators_keepLineNumbers() throws IOException {
        String text = "# comment\r\n\n a = 1\n! another\nb:two \\\n   words\\\n\nc 3\rd\ne=\\u0041\\tB\n\\:f\\=g = h\n";

        assertThat(format.parse(text))
                .containsExactly(
                        new Entry("a", "1", 3),
                        new Entry("b", "two words", 5),
                        new Entry("c", "3", 8),
                        new Entry("d", "", 9),
                        new Entry("e", "A\tB", 10),
                        new Entry(":f=g", "h", 11));
    }

    @Test
    void parse_keyTwice_isReportedTwice() throws IOException {
        assertThat(format.parse("a=1\nb=2\na=3")).extracting(Entry::line).containsExactly(1, 2, 3);
    }

    @Test
    void parse_brokenUnicodeEscape_namesTheLineWithoutTheValue() {
        assertThatThrownBy(() -> format.parse("a=1\nb=hush\\u12G4"))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("line 2")
                .hasMessageNotContaining("hush");
    }

    @Property(tries = 20_000)
    void parse_anyText_readsWhatThePropertiesOfTheJdkRead(@ForAll("documents") String text) {
        Map<Object, Object> expected = new HashMap<>();
        boolean refused = false;
        try {
            Properties properties = new Properties();
            properties.load(new StringReader(text));
            expected.putAll(properties);
        } catch (IOException | IllegalArgumentException e) {
            refused = true;
        }
        Map<Object, Object> actual = new HashMap<>();
        try {
            List<Entry> entries = format.parse(text);
            entries.forEach(entry -> actual.put(entry.key(), entry.value()));
            if (text.endsWith("\\") || text.endsWith("\\\n") || text.endsWith("\\\r")) {
                // a last line of one backslash is an entry without key for the JDK, but not when it ends in CR LF
                expected.remove("");
                actual.remove("");
            }
            assertThat(refused).isFalse();
            assertThat(actual).isEqualTo(expected);
            int before = 0;
            for (Entry entry : entries) {
                assertThat(entry.line()).isGreaterThan(before);
                before = entry.line();
            }
        } catch (IOException e) {
            assertThat(refused).isTrue();
        }
    }

    // an escape cut off at the end of its line is not among the pieces: the JDK reads on in what its buffer held before
    @Provide
    Arbitrary<String> documents() {
        Arbitrary<String> pieces = Arbitraries.of(
                "a",
                "b.c",
                "=",
                ":",
                " ",
                "\t",
                "\f",
                "\n",
                "\r",
                "\r\n",
                "\\",
                "\\\\",
                "\\u0041",
                "\\u00zz",
                "\\n",
                "#",
                "!",
                "é",
                "😀",
                "\\\n",
                "\\\r\n",
                "\0",
                "\\=",
                "key=value");
        return pieces.list().ofMaxSize(24).map(list -> String.join("", list));
    }
}

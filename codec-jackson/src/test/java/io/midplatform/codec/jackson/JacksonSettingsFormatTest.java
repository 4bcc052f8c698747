package io.midplatform.codec.jackson;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.midplatform.spi.SettingsFormat;
import io.midplatform.spi.SettingsFormat.Entry;
import java.io.IOException;
import java.util.List;
import java.util.ServiceLoader;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class JacksonSettingsFormatTest {
    private final SettingsFormat format = new JacksonSettingsFormat();

    @Test
    void serviceLoader_findsIt() {
        assertThat(ServiceLoader.load(SettingsFormat.class)).hasAtLeastOneElementOfType(JacksonSettingsFormat.class);
    }

    @Test
    void parse_yaml_isFlattenedWithLines() throws IOException {
        String text = """
                # settings
                midplatform:
                  provider: local
                  storage:
                    uploads: { provider: aws, requires: [conditional-put, presign] }
                    empty: {}
                    plain:
                  hosts:
                    - a
                    - name: b
                      port: 0080
                  list: []
                "quoted.key": |
                  two
                  lines
                time: 12:30
                """;

        assertThat(format.parse(text))
                .containsExactly(
                        new Entry("midplatform.provider", "local", 3),
                        new Entry("midplatform.storage.uploads.provider", "aws", 5),
                        new Entry("midplatform.storage.uploads.requires.0", "conditional-put", 5),
                        new Entry("midplatform.storage.uploads.requires.1", "presign", 5),
                        new Entry("midplatform.storage.empty", "", 6),
                        new Entry("midplatform.storage.plain", "", 7),
                        new Entry("midplatform.hosts.0", "a", 9),
                        new Entry("midplatform.hosts.1.name", "b", 10),
                        new Entry("midplatform.hosts.1.port", "0080", 11),
                        new Entry("midplatform.list", "", 12),
                        new Entry("quoted.key", "two\nlines\n", 13),
                        new Entry("time", "12:30", 16));
    }

    @Test
    void parse_json_isFlattenedWithLines() throws IOException {
        String text = """
                {
                  "a": { "b": 1.50, "c": [true, null] },
                  "d": "x"
                }
                """;

        assertThat(format.parse(text))
                .containsExactly(
                        new Entry("a.b", "1.50", 2),
                        new Entry("a.c.0", "true", 2),
                        new Entry("a.c.1", "", 2),
                        new Entry("d", "x", 3));
    }

    @Test
    void parse_nothing_hasNoEntries() throws IOException {
        assertThat(format.parse("")).isEmpty();
        assertThat(format.parse("# only a comment\n")).isEmpty();
        assertThat(format.parse("---\n")).isEmpty();
    }

    @Test
    void parse_keyTwice_isReportedTwice() throws IOException {
        assertThat(format.parse("a: 1\nb: 2\na: 3\n"))
                .containsExactly(new Entry("a", "1", 1), new Entry("b", "2", 2), new Entry("a", "3", 3));
        assertThat(format.parse("s:\n  a: 1\ns:\n  b: 2\n"))
                .containsExactly(
                        new Entry("s.a", "1", 2),
                        new Entry("s", "", 1),
                        new Entry("s", "", 3),
                        new Entry("s.b", "2", 4));
        assertThat(format.parse("{\"a\":1,\n\"a\":2}")).extracting(Entry::line).containsExactly(1, 2);
    }

    @Test
    void parse_scalarsThatOtherYamlsChange_stayText() throws IOException {
        assertThat(format.parse("a: yes\nb: 0o17\nc: 1_000\nd: 2026-01-31\ne: 0x1F\nf: no\ng: '~'\nh: !!str 007"))
                .extracting(Entry::value)
                .containsExactly("yes", "0o17", "1_000", "2026-01-31", "0x1F", "no", "~", "007");
    }

    @ParameterizedTest
    @CsvSource({
        "'a: &x hush\nb: *x',line 2",
        "'a: 1\nb: hush: x\nc: 2',line 2",
        "'{\"a\": 1,\n\"b\": hush}',line 2",
        "'a:\n  &x b: hush',line 2",
        "'b: *hush',line 1",
        "'base: {a: hush}\nb:\n  <<: {c: hush}',line 3",
        "'a: 1\n---\nb: hush',line",
        "'a: !hush x',line 1",
        "'a: 1\n\tb: hush',line 2",
        "'- hush',line 1",
        "hush,line 1",
        "'a: hush: x',line 1",
        "'a: [hush',line",
        "'\"\": hush',line 1",
        "'? [hush, b]\n: c',line 1",
        "'{\"a\": hush}',line 1",
        "'{\"a\": \"hush\"',line",
        "'{\"a\": \"hush\"} x',line 1",
        "'{\"a\": \"hush\", }',line 1",
        "'a: \"\\x00hush\\q\"',line 1"
    })
    void parse_whatSettingsDoNotHave_isRefusedWithoutItsText(String text, String place) {
        assertThatThrownBy(() -> format.parse(text))
                .isInstanceOf(IOException.class)
                .hasMessageStartingWith(place)
                .hasMessageNotContaining("hush")
                .hasNoCause();
    }

    @Test
    void parse_anchorBomb_isRefusedAtItsFirstAnchor() {
        StringBuilder bomb = new StringBuilder("a0: &a0 [x,x]\n");
        for (int i = 1; i < 30; i++) {
            bomb.append("a")
                    .append(i)
                    .append(": &a")
                    .append(i)
                    .append(" [*a")
                    .append(i - 1)
                    .append(",*a")
                    .append(i - 1)
                    .append("]\n");
        }

        assertThatThrownBy(() -> format.parse(bomb.toString())).hasMessageStartingWith("line 1: anchors");
    }

    @ParameterizedTest
    @ValueSource(strings = {"[", "{a: ", "- "})
    void parse_deepNesting_isRefused(String step) {
        assertThatThrownBy(() -> format.parse("a: \n  " + step.repeat(5000)))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("deeper than 64");
    }

    @Test
    void parse_deepJson_isRefused() {
        assertThatThrownBy(() -> format.parse("{\"a\":".repeat(5000))).hasMessageContaining("deeper than 64");
    }

    @Test
    void parse_unusualButLegalKeys_areKept() throws IOException {
        List<Entry> entries = format.parse("1: a\ntrue: b\n'x y': c\nä😀: d\n");

        assertThat(entries).extracting(Entry::key).containsExactly("1", "true", "x y", "ä😀");
    }
}

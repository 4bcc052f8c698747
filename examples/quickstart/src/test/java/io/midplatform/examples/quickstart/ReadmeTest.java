package io.midplatform.examples.quickstart;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The README's example is the application's own source. */
class ReadmeTest {
    private static final Path SOURCE = Path.of("src/main/java/io/midplatform/examples/quickstart/WordCount.java");

    @Test
    void readme_example_isTheCompiledSource() throws IOException {
        String readme = Files.readString(Path.of("../../README.md"));
        assertThat(readme).contains("```java\n" + core() + "```");
    }

    private static String core() throws IOException {
        List<String> lines = Files.readAllLines(SOURCE);
        int begin = indexOf(lines, "// README: begin");
        int end = indexOf(lines, "// README: end");
        return lines.subList(begin + 1, end).stream()
                .map(line -> line.startsWith("    ") ? line.substring(4) : line)
                .map(line -> line + "\n")
                .collect(Collectors.joining());
    }

    private static int indexOf(List<String> lines, String mark) {
        for (int i = 0; i < lines.size(); i++) {
            if (lines.get(i).strip().equals(mark)) {
                return i;
            }
        }
        throw new AssertionError(SOURCE + " has no line " + mark);
    }
}

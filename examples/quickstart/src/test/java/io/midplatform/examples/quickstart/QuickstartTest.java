package io.midplatform.examples.quickstart;

import static org.assertj.core.api.Assertions.assertThat;

import io.midplatform.Platform;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class QuickstartTest {
    @TempDir
    Path folder;

    private final ByteArrayOutputStream printed = new ByteArrayOutputStream();

    private int run(Path of) {
        try (Platform platform = Platform.builder()
                .isolated()
                .settings(Map.of("midplatform.config.sources", "tuning"))
                .build()) {
            return new Quickstart(new PrintStream(printed, true, StandardCharsets.UTF_8), false).run(platform, of);
        }
    }

    private String output() {
        return printed.toString(StandardCharsets.UTF_8);
    }

    @Test
    void run_folder_countsByType() throws IOException {
        Files.createDirectories(folder.resolve("sub"));
        Files.writeString(folder.resolve("a.txt"), "one two\nthree\n");
        Files.writeString(folder.resolve("sub/b.txt"), "one two\nthree\n");
        Files.writeString(folder.resolve("c.md"), "x");
        Files.writeString(folder.resolve("none"), "");
        assertThat(run(folder)).isZero();
        assertThat(output())
                .containsPattern("\\.txt\\s+2\\s+4\\s+6\\s+28")
                .containsPattern("\\.md\\s+1\\s+0\\s+1\\s+1");
        assertThat(output()).contains("4 files, 4 lines, 7 words, 29 bytes");
    }

    @Test
    void run_missingFolder_saysSoAndDoesNothing() {
        assertThat(run(folder.resolve("missing"))).isEqualTo(2);
        assertThat(output()).contains("missing is not a folder").contains("./quickstart FOLDER");
    }

    @Test
    void run_emptyFolder_reportsNothing() {
        assertThat(run(folder)).isZero();
        assertThat(output()).contains("0 files");
    }

    @Test
    void run_fileThatNoBucketHolds_isARemarkAndTheOthersAreCounted() throws IOException {
        Path deep = folder;
        for (int i = 0; i < 6; i++) {
            deep = Files.createDirectory(deep.resolve("d".repeat(200)));
        }
        Files.writeString(deep.resolve("a.txt"), "too deep");
        Files.writeString(folder.resolve("b.txt"), "fine");
        assertThat(run(folder)).isEqualTo(1);
        assertThat(output()).contains("1 files, 0 lines, 1 words").contains("Could not be read: 1");
        assertThat(output()).contains("1024");
    }

    @Test
    void counts_wordsAcrossBuffers_areCountedOnce() throws IOException {
        byte[] text = ("word".repeat(50_000) + " end\n").getBytes(StandardCharsets.UTF_8);
        assertThat(Counts.of(new ByteArrayInputStream(text))).isEqualTo(new Counts(1, 1, 2, text.length));
    }
}

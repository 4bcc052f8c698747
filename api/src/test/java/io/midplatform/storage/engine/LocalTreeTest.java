package io.midplatform.storage.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LocalTreeTest {
    @TempDir
    @SuppressWarnings("NullAway.Init") // JUnit sets it
    Path root;

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                ".",
                "..",
                "../x",
                "a/..",
                "a/../../x",
                "/x",
                "//x",
                "a//b",
                "a/",
                "./a",
                "a/./b",
                "nul\0",
                "..//x"
            })
    void resolve_namesThatLeadOutOrNameNoFile_areRefused(String name) {
        assertThatIOException().isThrownBy(() -> new LocalTree(root.resolve("in")).resolve(name));
        assertThat(root).isEmptyDirectory();
    }

    @Test
    void resolve_plainNames_makeTheirFolder() throws IOException {
        Files.createDirectory(root.resolve("in"));
        LocalTree tree = new LocalTree(root.resolve("in"));
        for (String name : new String[] {"a", "b/c/d", "...", "..a/b", "a b", "\u00fc/\ud83d\ude00", "C:x"}) {
            Path file = tree.resolve(name);
            assertThat(file).isEqualTo(root.resolve("in").resolve(name));
            assertThat(file.getParent()).isDirectory();
            assertThat(file).doesNotExist();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", ".", "./target/..", "target"})
    void resolve_inARelativeDirectory_isTheSame(String relative) throws IOException {
        Path file = new LocalTree(Path.of(relative)).resolve("a-file-that-is-not-there");
        assertThat(file.normalize())
                .isEqualTo(Path.of(relative, "a-file-that-is-not-there")
                        .toAbsolutePath()
                        .normalize());
    }

    @Test
    void resolve_behindALinkThatLeadsOut_isRefusedAndMakesNothing() throws IOException {
        Path outside = Files.createDirectory(root.resolve("outside"));
        Path in = Files.createDirectory(root.resolve("in"));
        Files.createSymbolicLink(in.resolve("link"), outside);
        assertThatIOException().isThrownBy(() -> new LocalTree(in).resolve("link/sub/x"));
        assertThat(outside).isEmptyDirectory();
        Files.createSymbolicLink(in.resolve("inner"), Files.createDirectory(in.resolve("real")));
        assertThat(new LocalTree(in).resolve("inner/x")).isEqualTo(in.resolve("inner/x"));
    }

    @Test
    void resolve_folderThatIsAFile_isRefused() throws IOException {
        Path in = Files.createDirectory(root.resolve("in"));
        Files.writeString(in.resolve("a"), "a file");
        assertThatIOException().isThrownBy(() -> new LocalTree(in).resolve("a/b"));
    }
}

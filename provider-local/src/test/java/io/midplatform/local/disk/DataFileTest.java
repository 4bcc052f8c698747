package io.midplatform.local.disk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.midplatform.ErrorCode;
import io.midplatform.Platform;
import io.midplatform.PlatformException;
import io.midplatform.storage.Bucket;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Data files that are not there, or are and cannot be read: only the first is a reason to put the object again. */
class DataFileTest {
    @TempDir
    Path folder;

    private Platform platform;
    private Bucket bucket;

    @BeforeEach
    void open() {
        platform = Platform.builder()
                .isolated()
                .settings(Map.of(
                        "midplatform.providers.local.mode",
                        "disk",
                        "midplatform.providers.local.path",
                        folder.toString()))
                .build();
        bucket = platform.bucket("notes");
    }

    @AfterEach
    void close() {
        platform.close();
    }

    private Path put(byte[] bytes) throws IOException {
        List<Path> before = files();
        bucket.put("k", bytes);
        return files().stream()
                .filter(file ->
                        !before.contains(file) && !file.getFileName().toString().contains("."))
                .findFirst()
                .orElseThrow();
    }

    private List<Path> files() throws IOException {
        try (Stream<Path> all = Files.walk(folder)) {
            return all.filter(Files::isRegularFile).toList();
        }
    }

    private PlatformException refused() {
        return catchThrowableOfType(PlatformException.class, () -> bucket.getBytes("k"));
    }

    @Test
    void missing_isCorrupt() throws IOException {
        Files.delete(put(new byte[10]));
        PlatformException thrown = refused();
        assertThat(thrown.code()).isEqualTo(ErrorCode.CORRUPT);
        assertThat(thrown).hasMessageContaining("missing");
    }

    /** As with a process that has too many files open: what is there is good, and says so when it can be read again. */
    @Test
    void unreadable_isUnavailable() throws IOException {
        Path unreadable = Files.createDirectory(folder.resolve("a-directory-cannot-be-read"));
        Path file = put(new byte[(int) Files.size(unreadable)]);
        Path kept = Files.move(file, folder.resolve("kept"));
        Files.move(unreadable, file);
        assertThat(refused().code()).isEqualTo(ErrorCode.UNAVAILABLE);
        Files.delete(file);
        Files.move(kept, file);
        assertThat(bucket.getBytes("k")).isNotNull();
    }
}

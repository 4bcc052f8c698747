package io.midplatform.local;

import io.midplatform.config.Default;
import io.midplatform.config.Min;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/**
 * The settings of a local source of configuration.
 *
 * @param kind where the values are
 * @param file the file or folder, for {@code kind: file} and {@code kind: folder}
 * @param interval how often a file or folder is looked at
 * @param secret whether the values of a file or folder may not be shown, as those of a Kubernetes secret
 */
public record LocalConfigSettings(
        @Default("memory") Kind kind,
        Optional<Path> file,
        @Default("1s") @Min("10ms") Duration interval,
        @Default("false") boolean secret) {
    /** Where the values are. */
    public enum Kind {
        /** In memory, set by the program through {@link io.midplatform.config.ConfigAdmin}. */
        MEMORY,
        /** In a file, in a format of settings files. */
        FILE,
        /** In a folder of files, each named by its key, as Kubernetes mounts them. */
        FOLDER
    }
}

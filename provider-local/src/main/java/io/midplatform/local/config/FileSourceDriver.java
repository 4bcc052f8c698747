package io.midplatform.local.config;

import io.midplatform.ErrorCode;
import io.midplatform.config.spi.ConfigSourceDriver;
import io.midplatform.config.spi.SourceContent;
import io.midplatform.config.spi.SourceDocument;
import io.midplatform.config.spi.SourceValue;
import io.midplatform.spi.Deadline;
import io.midplatform.spi.Failure;
import io.midplatform.spi.Finding;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * Values in a file, or in a folder of files. A file that is being replaced or written is not believed before it reads the same twice and is not
 * empty, so that a rename, a truncate-then-write and a swapped link are one change each and never an empty value.
 */
public final class FileSourceDriver implements ConfigSourceDriver {
    private final Path path;
    private final boolean folder;
    private final Duration interval;
    private @Nullable String suspected;

    private FileSourceDriver(Path path, boolean folder, Duration interval) {
        this.path = path;
        this.folder = folder;
        this.interval = interval;
    }

    /**
     * A file in a format of settings files.
     *
     * @param file the file
     * @param interval how often it is looked at
     * @return the driver
     */
    public static FileSourceDriver ofFile(Path file, Duration interval) {
        return new FileSourceDriver(file, false, interval);
    }

    /**
     * A folder of files, each named by its key.
     *
     * @param folder the folder
     * @param interval how often it is looked at
     * @return the driver
     */
    public static FileSourceDriver ofFolder(Path folder, Duration interval) {
        return new FileSourceDriver(folder, true, interval);
    }

    @Override
    public SourceContent load(Deadline deadline) throws IOException {
        return folder ? readFolder() : readFile();
    }

    @Override
    public Optional<SourceContent> changedSince(String version, Deadline deadline) throws IOException {
        SourceContent content = load(deadline);
        if (content.version().equals(version)) {
            suspected = null;
            return Optional.empty();
        }
        boolean settled = content.version().equals(suspected);
        suspected = content.version();
        return settled && !isEmpty(content) ? Optional.of(content) : Optional.empty();
    }

    private static boolean isEmpty(SourceContent content) {
        return content.values().isEmpty()
                && content.documents().stream().allMatch(d -> d.text().isBlank());
    }

    private SourceContent readFile() throws IOException {
        String text = Files.readString(path);
        String name = path.getFileName().toString();
        String extension = name.substring(name.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
        SourceDocument document = new SourceDocument(extension, text, path.toString(), false);
        return new SourceContent(version(List.of(text)), List.of(), List.of(document));
    }

    private SourceContent readFolder() throws IOException {
        List<Path> files = new ArrayList<>();
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(path)) {
            for (Path entry : entries) {
                // Kubernetes keeps its own links under names with two dots
                if (!entry.getFileName().toString().startsWith("..") && Files.isRegularFile(entry)) {
                    files.add(entry);
                }
            }
        }
        files.sort(Comparator.comparing(Path::toString));
        List<SourceValue> values = new ArrayList<>();
        List<String> texts = new ArrayList<>();
        for (Path file : files) {
            String key = file.getFileName().toString();
            String text = Files.readString(file).stripTrailing();
            values.add(new SourceValue(key, text, file.toString(), false));
            texts.add(key);
            texts.add(text);
        }
        return new SourceContent(version(texts), values, List.of());
    }

    private static String version(List<String> texts) {
        CRC32C crc = new CRC32C();
        long length = 0;
        for (String text : texts) {
            byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
            crc.update(bytes, 0, bytes.length);
            crc.update(0xff); // no byte of UTF-8: texts cannot run into each other
            length += bytes.length;
        }
        return Long.toHexString(crc.getValue()) + "-" + length;
    }

    @Override
    public Duration pollInterval() {
        return interval;
    }

    @Override
    public boolean isLocal() {
        return true;
    }

    @Override
    public Failure classify(Throwable thrown) {
        if (thrown instanceof NoSuchFileException || thrown instanceof NotDirectoryException) {
            return Failure.of(ErrorCode.NOT_FOUND, path + " does not exist.")
                    .advice("Make it, correct the source's file setting, or set startup: optional.");
        }
        if (thrown instanceof AccessDeniedException) {
            return Failure.of(ErrorCode.ACCESS_DENIED, path + " cannot be read.")
                    .advice("Allow this process to read it.");
        }
        return Failure.of(ErrorCode.UNAVAILABLE, path + " could not be read.").retrying();
    }

    @Override
    public List<Finding> verify(Deadline deadline) throws IOException {
        load(deadline);
        return List.of(Finding.ok("can be read"));
    }

    @Override
    public String physicalName() {
        return path.toString();
    }

    @Override
    public <T> Optional<T> unwrap(Class<T> type) {
        return type == Path.class ? Optional.of(type.cast(path)) : Optional.empty();
    }

    @Override
    public void close() {
        // nothing is held open between two looks
    }
}

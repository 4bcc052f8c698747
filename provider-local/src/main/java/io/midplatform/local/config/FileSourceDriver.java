package io.midplatform.local.config;

import io.midplatform.ErrorCode;
import io.midplatform.config.spi.ConfigSourceDriver;
import io.midplatform.config.spi.SourceContent;
import io.midplatform.config.spi.SourceDocument;
import io.midplatform.config.spi.SourceValue;
import io.midplatform.spi.Deadline;
import io.midplatform.spi.DriverException;
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
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * Values in a file, or in a folder of files. A file that is being replaced or written is not believed before it reads the same twice and is not
 * empty, so that a rename, a truncate-then-write and a swapped link are one change each and never an empty value.
 */
public final class FileSourceDriver implements ConfigSourceDriver {
    private static final Duration SOON = Duration.ofMillis(200);

    private final Path path;
    private final boolean folder;
    private final Duration interval;
    private final boolean secret;
    private @Nullable String suspected;
    private Set<String> filled = Set.of();

    private FileSourceDriver(Path path, boolean folder, Duration interval, boolean secret) {
        this.path = path;
        this.folder = folder;
        this.interval = interval;
        this.secret = secret;
    }

    /**
     * A file in a format of settings files.
     *
     * @param file the file
     * @param interval how often it is looked at
     * @param secret whether its values may not be shown
     * @return the driver
     */
    public static FileSourceDriver ofFile(Path file, Duration interval, boolean secret) {
        return new FileSourceDriver(file, false, interval, secret);
    }

    /**
     * A folder of files, each named by its key.
     *
     * @param folder the folder
     * @param interval how often it is looked at
     * @param secret whether its values may not be shown
     * @return the driver
     */
    public static FileSourceDriver ofFolder(Path folder, Duration interval, boolean secret) {
        return new FileSourceDriver(folder, true, interval, secret);
    }

    @Override
    public SourceContent load(Deadline deadline) throws IOException {
        return taken(read());
    }

    @Override
    public Optional<SourceContent> changedSince(String version, Deadline deadline) throws IOException {
        SourceContent content = read();
        if (content.version().equals(version)) {
            suspected = null;
            return Optional.empty();
        }
        if (!content.version().equals(suspected)) {
            suspected = content.version();
            return Optional.empty();
        }
        List<String> emptied = emptied(content);
        if (!emptied.isEmpty()) {
            throw new DriverException(
                    Failure.of(ErrorCode.UNAVAILABLE, "now empty, so the last values stay: " + emptied + ".")
                            .advice("Write values, or remove the keys.")
                            .retrying(),
                    null);
        }
        suspected = null;
        return Optional.of(taken(content));
    }

    /** What held something before and holds nothing now: more likely on its way than meant. */
    private List<String> emptied(SourceContent content) {
        if (folder && content.values().isEmpty() && !filled.isEmpty()) {
            return List.of(path.toString());
        }
        return Stream.concat(
                        content.values().stream()
                                .filter(value -> value.text().isEmpty())
                                .map(SourceValue::origin),
                        content.documents().stream()
                                .filter(document -> document.text().isBlank())
                                .map(SourceDocument::origin))
                .filter(filled::contains)
                .toList();
    }

    private SourceContent taken(SourceContent content) {
        filled = Stream.concat(
                        content.values().stream()
                                .filter(value -> !value.text().isEmpty())
                                .map(SourceValue::origin),
                        content.documents().stream()
                                .filter(document -> !document.text().isBlank())
                                .map(SourceDocument::origin))
                .collect(Collectors.toSet());
        return content;
    }

    private SourceContent read() throws IOException {
        return folder ? readFolder() : readFile();
    }

    private SourceContent readFile() throws IOException {
        String text = Files.readString(path);
        String name = path.getFileName().toString();
        String extension = name.substring(name.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
        SourceDocument document = new SourceDocument(extension, text, path.toString(), secret);
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
            String text = withoutLastLineEnd(Files.readString(file));
            values.add(new SourceValue(key, text, file.toString(), secret));
            texts.add(key);
            texts.add(text);
        }
        return new SourceContent(version(texts), values, List.of());
    }

    private static String withoutLastLineEnd(String text) {
        if (text.endsWith("\r\n")) {
            return text.substring(0, text.length() - 2);
        }
        return text.endsWith("\n") ? text.substring(0, text.length() - 1) : text;
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
        // a change that is under way is looked at again soon
        return suspected != null && SOON.compareTo(interval) < 0 ? SOON : interval;
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
        read();
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

package io.midplatform.engine.settings;

import io.midplatform.spi.SettingsFormat;
import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.net.URLConnection;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Finds and reads the settings files and the inline settings, as layers of keys. */
final class SettingsFiles {
    static final String ARTIFACT = "io.midplatform:midplatform-codec-jackson";
    private static final List<String> USUAL = List.of("properties", "yaml", "yml", "json");
    private static final Pattern PROFILE = Pattern.compile("[A-Za-z0-9][A-Za-z0-9_-]*");

    private final SettingsInputs inputs;
    private final Problems problems;
    private final Map<String, SettingsFormat> formats = new TreeMap<>();

    SettingsFiles(SettingsInputs inputs, Problems problems) {
        this.inputs = inputs;
        this.problems = problems;
        for (SettingsFormat format : inputs.formats()) {
            format.extensions().forEach(extension -> formats.put(extension, format));
        }
        formats.put("properties", new PropertiesFormat());
    }

    /** A document found somewhere. */
    private record Found(String origin, String extension, String text) {}

    /** Where documents are looked for; gives null for a name that does not exist. */
    private interface Place {
        @Nullable
        String read(String name) throws IOException;

        String origin(String name);
    }

    /** The layers of files, strongest first. */
    List<Map<String, Setting>> layers(@Nullable Setting elsewhere, @Nullable Setting profiles) {
        List<String> suffixes = suffixes(profiles);
        String base = "midplatform";
        List<Place> places =
                inputs.usualPlaces() ? List.of(new Folder(inputs.directory(), ""), new ClassPath()) : List.of();
        List<String> extensions = new ArrayList<>(new TreeSet<>(formats.keySet()));
        USUAL.stream().filter(usual -> !extensions.contains(usual)).forEach(extensions::add);
        if (elsewhere != null) {
            Path path = existing(elsewhere);
            if (path == null) {
                return List.of();
            }
            if (Files.isDirectory(path)) {
                places = List.of(new Folder(path, elsewhere.value()));
            } else {
                String name = path.getFileName().toString();
                int dot = name.lastIndexOf('.');
                Path folder = path.resolveSibling(".").normalize();
                places = List.of(new Folder(
                        folder, Path.of(elsewhere.value()).resolveSibling("").toString()));
                base = dot < 0 ? name : name.substring(0, dot);
                extensions.clear();
                extensions.add(dot < 0 ? "" : name.substring(dot + 1).toLowerCase(Locale.ROOT));
            }
        }
        List<Map<String, Setting>> layers = new ArrayList<>();
        for (String suffix : suffixes) {
            boolean found = false;
            for (Place place : places) {
                Found document = find(place, base + suffix, extensions);
                found |= document != null;
                if (document != null) {
                    layers.add(parse(document));
                }
            }
            if (!found && !suffix.isEmpty() && profiles != null && !places.isEmpty()) {
                problems.add(Problem.of(profiles, noFile(base + suffix, elsewhere, extensions)));
            }
        }
        return layers;
    }

    /** Passed over, a profile with a slip in its name would start the application on whatever is left: another cloud, or memory. */
    private static String noFile(String name, @Nullable Setting elsewhere, List<String> extensions) {
        String place = elsewhere == null ? "in the working directory or on the class path" : "at " + elsewhere.value();
        String endings = extensions.stream()
                .map(extension -> extension.isEmpty() ? name : name + "." + extension)
                .collect(Collectors.joining(", "));
        return "there is no file for this profile " + place + " (" + endings
                + "); correct the name, or add the file, which may be empty";
    }

    /** What the names of files end in, before the dot: the last profile first, nothing at last. */
    private List<String> suffixes(@Nullable Setting profiles) {
        List<String> suffixes = new ArrayList<>();
        suffixes.add("");
        if (profiles != null) {
            for (String profile : TextValues.split(profiles.value())) {
                if (PROFILE.matcher(profile).matches()) {
                    suffixes.add(0, "-" + profile);
                } else {
                    problems.add(Problem.of(profiles, "a profile's name has letters, digits, - and _ only"));
                }
            }
        }
        return suffixes;
    }

    /** The inline settings as a layer. */
    Map<String, Setting> inline(Setting setting) {
        String text = setting.value();
        String first = text.lines()
                .map(String::strip)
                .filter(line -> !line.isEmpty() && !line.startsWith("#") && !line.startsWith("!"))
                .findFirst()
                .orElse("");
        int equals = first.indexOf('=');
        int colon = first.indexOf(':');
        String extension = "properties";
        if (first.startsWith("{")) {
            extension = "json";
        } else if (first.equals("---")
                || (colon >= 0
                        && (equals < 0 || colon < equals)
                        && (formats.containsKey("yaml") || first.endsWith(":")))) {
            extension = "yaml";
        }
        return parse(new Found(setting.origin(), extension, text));
    }

    private @Nullable Path existing(Setting elsewhere) {
        try {
            Path path = inputs.directory().resolve(elsewhere.value());
            if (!elsewhere.value().isBlank() && Files.exists(path)) {
                return path;
            }
        } catch (InvalidPathException e) {
            // no such file can exist
        }
        problems.add(Problem.of(elsewhere, "this file or folder does not exist"));
        return null;
    }

    private @Nullable Found find(Place place, String base, List<String> extensions) {
        Found found = null;
        for (String extension : extensions) {
            String name = extension.isEmpty() ? base : base + "." + extension;
            String origin = place.origin(name);
            try {
                String text = place.read(name);
                if (text != null && found != null) {
                    problems.add(Problem.missing(
                            origin,
                            "stands beside " + found.origin() + "; keep one of the two, it is not clear which"
                                    + " is meant"));
                } else if (text != null) {
                    found = new Found(origin, extension, text);
                }
            } catch (IOException | InvalidPathException e) {
                problems.add(Problem.missing(origin, "cannot be read: " + TextFiles.reason(e)));
            }
        }
        return found;
    }

    private Map<String, Setting> parse(Found document) {
        Map<String, Setting> layer = new TreeMap<>();
        SettingsFormat format = formats.get(document.extension());
        if (format == null) {
            problems.add(Problem.missing(
                    document.origin(),
                    USUAL.contains(document.extension())
                            ? "YAML and JSON settings need " + ARTIFACT + "; add it, or use .properties"
                            : "the ending ." + document.extension() + " is no known format; there are "
                                    + String.join(", ", formats.keySet())));
            return layer;
        }
        try {
            for (SettingsFormat.Entry entry : format.parse(document.text())) {
                String origin = document.origin() + ":" + entry.line();
                Setting setting = new Setting(entry.key(), entry.value(), origin, 0);
                Setting before = layer.putIfAbsent(entry.key(), setting);
                if (entry.key().isBlank()) {
                    problems.add(new Problem("", null, origin, "a value has no key"));
                } else if (before != null) {
                    problems.add(new Problem(
                            entry.key(),
                            null,
                            origin,
                            "stands already at " + before.origin() + "; keep one of the two"));
                }
            }
        } catch (IOException e) {
            problems.add(Problem.missing(document.origin(), TextFiles.reason(e)));
        }
        return layer;
    }

    private record Folder(Path folder, String shown) implements Place {
        @Override
        public @Nullable String read(String name) throws IOException {
            Path file = folder.resolve(name);
            return Files.exists(file) ? TextFiles.read(file) : null;
        }

        @Override
        public String origin(String name) {
            return shown.isEmpty() ? name : Path.of(shown).resolve(name).toString();
        }
    }

    private final class ClassPath implements Place {
        @Override
        public @Nullable String read(String name) throws IOException {
            URL url = inputs.classLoader().getResource(name);
            if (url == null) {
                return null;
            }
            URLConnection connection = url.openConnection();
            connection.setUseCaches(false); // a cached jar stays open and locked
            try (InputStream in = connection.getInputStream()) {
                return TextFiles.read(in);
            }
        }

        @Override
        public String origin(String name) {
            return "classpath:" + name;
        }
    }
}

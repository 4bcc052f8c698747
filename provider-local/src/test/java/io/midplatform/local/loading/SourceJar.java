package io.midplatform.local.loading;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.spi.ToolProvider;
import java.util.stream.Stream;

/** A jar that a test writes: sources that are compiled, and the files of its services. */
final class SourceJar {
    private final Map<String, String> sources = new LinkedHashMap<>();
    private final Map<String, String> services = new LinkedHashMap<>();
    private final List<String> left = new ArrayList<>();

    /** A class of the package {@code acme}. */
    SourceJar source(String name, String body) {
        sources.put(name, "package acme;\n" + body);
        return this;
    }

    SourceJar service(Class<?> service, String... lines) {
        services.put(service.getName(), String.join("\n", lines));
        return this;
    }

    /** A class that the others were compiled with and that is not in the jar. */
    SourceJar without(String name) {
        left.add(name + ".class");
        return this;
    }

    Path write(Path folder, String name) throws IOException {
        Path classes = compile(Files.createDirectories(folder.resolve(name + "-build")));
        Path jar = folder.resolve(name);
        try (OutputStream file = Files.newOutputStream(jar);
                JarOutputStream out = new JarOutputStream(file);
                Stream<Path> found = Files.walk(classes)) {
            for (Path path : found.filter(Files::isRegularFile).toList()) {
                if (!left.contains(path.getFileName().toString())) {
                    entry(out, classes.relativize(path).toString().replace('\\', '/'), Files.readAllBytes(path));
                }
            }
            for (Map.Entry<String, String> service : services.entrySet()) {
                entry(
                        out,
                        "META-INF/services/" + service.getKey(),
                        service.getValue().getBytes(StandardCharsets.UTF_8));
            }
        }
        return jar;
    }

    private Path compile(Path folder) throws IOException {
        List<String> arguments = new ArrayList<>(List.of("-proc:none", "-cp", System.getProperty("java.class.path")));
        Path classes = Files.createDirectories(folder.resolve("classes"));
        arguments.addAll(List.of("-d", classes.toString()));
        for (Map.Entry<String, String> source : sources.entrySet()) {
            Path file = folder.resolve(source.getKey() + ".java");
            Files.writeString(file, source.getValue());
            arguments.add(file.toString());
        }
        if (!sources.isEmpty()) {
            javac(arguments);
        }
        return classes;
    }

    static void javac(List<String> arguments) throws IOException {
        ToolProvider javac = ToolProvider.findFirst("javac").orElseThrow();
        if (javac.run(System.out, System.err, arguments.toArray(String[]::new)) != 0) {
            throw new IOException("the sources do not compile");
        }
    }

    private static void entry(JarOutputStream out, String name, byte[] bytes) throws IOException {
        out.putNextEntry(new JarEntry(name));
        out.write(bytes);
        out.closeEntry();
    }
}

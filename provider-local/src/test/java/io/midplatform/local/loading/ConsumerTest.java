package io.midplatform.local.loading;

import static org.assertj.core.api.Assertions.assertThat;

import io.midplatform.Platform;
import io.midplatform.codec.jackson.JacksonCodec;
import io.midplatform.local.LocalStorageProvider;
import java.io.File;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A program of its own that uses the published modules: on the module path, on the class path, and as its environment says. */
class ConsumerTest {
    /** What the modules need at run time; everything else on the class path of the tests is for tests. */
    private static final Pattern LIBRARIES =
            Pattern.compile("(slf4j|micrometer|jspecify|caffeine|sqlite-jdbc|jackson|snakeyaml).*\\.jar");

    private static final String MODULE = """
            module acme.consumer {
                requires io.midplatform.api;
                opens acme to io.midplatform.api, tools.jackson.databind;
            }
            """;

    private static final String MAIN = """
            package acme;

            import io.midplatform.Platform;
            import io.midplatform.config.ConfigAdmin;

            public final class Main {
                public record Order(String id, int count) {}

                public record Shop(String name) {}

                public static void main(String[] arguments) throws Exception {
                    try (Platform platform = Platform.load()) {
                        platform.bucket("notes").put("a", "1");
                        check("1".equals(platform.bucket("notes").getString("a")));
                        platform.queue("orders", Order.class).send(new Order("o", 2));
                        var got = platform.queue("orders", Order.class).receive().get(0);
                        check(got.payload().equals(new Order("o", 2)));
                        got.ack();
                        platform.cache("orders", Order.class).put("k", new Order("c", 3));
                        check(platform.cache("orders", Order.class).find("k").orElseThrow().count() == 3);
                        check(platform.counters("hits").increment("h") == 1);
                        var changed = new java.util.concurrent.CountDownLatch(1);
                        platform.config().onChange("shop", changes -> changed.countDown());
                        platform.config().unwrap("app", ConfigAdmin.class).ifPresent(a -> a.set("shop.name", "acme"));
                        changed.await();
                        check(platform.config().bind("shop", Shop.class).name().equals("acme"));
                        System.out.println(Main.class.getModule().isNamed() + " "
                                + Platform.class.getModule().isNamed() + " OK");
                        platform.describe().resources().forEach(r -> System.out.println(r.name() + "=" + r.physicalName()));
                    }
                }

                private static void check(boolean right) {
                    if (!right) {
                        throw new IllegalStateException("not as it should be");
                    }
                }
            }
            """;

    private static final Map<String, String> MEMORY = Map.of("MIDPLATFORM_SETTINGS", "midplatform.config.sources=app");

    @TempDir
    Path folder;

    private Path consumer;

    @BeforeEach
    void compile() throws IOException {
        consumer = Files.createDirectories(folder.resolve("classes"));
        Path sources = Files.createDirectories(folder.resolve("sources"));
        Path module = Files.writeString(sources.resolve("module-info.java"), MODULE);
        Path main = Files.writeString(sources.resolve("Main.java"), MAIN);
        SourceJar.javac(List.of(
                "-proc:none",
                "-p",
                String.join(File.pathSeparator, modules()),
                "--add-modules",
                "io.midplatform.codec.jackson",
                "-Xlint:-module",
                "-d",
                consumer.toString(),
                module.toString(),
                main.toString()));
    }

    @Test
    void main_onTheModulePath_usesAllCapabilitiesInMemory() throws Exception {
        assertThat(run(MEMORY, "-p", path(), "-m", "acme.consumer/acme.Main"))
                .startsWith("true true OK")
                .contains("notes=notes")
                .doesNotContain("WARN");
    }

    @Test
    void main_onTheClassPath_usesAllCapabilitiesInMemory() throws Exception {
        assertThat(run(MEMORY, "-cp", path(), "acme.Main"))
                .startsWith("false false OK")
                .doesNotContain("WARN");
    }

    @Test
    void main_settingsInTheEnvironment_areFollowedAndNotUnknown() throws Exception {
        Path file = Files.writeString(folder.resolve("acme.yaml"), """
                midplatform:
                  storage: { notes: { bucket: from-file } }
                  config: { sources: [app] }
                """);
        Files.writeString(
                folder.resolve("acme-dev.yaml"), "midplatform: { queue: { orders: { queue: from-profile } } }");
        String output = run(
                Map.of(
                        "MIDPLATFORM_CONFIG_FILE", file.toString(),
                        "MIDPLATFORM_PROFILE", "dev",
                        "MIDPLATFORM_STORAGE_NOTES_PREFIX", "p/",
                        "MIDPLATFORM_PROVIDERS_LOCAL_MODE", "disk",
                        "MIDPLATFORM_PROVIDERS_LOCAL_PATH",
                                folder.resolve("disk").toString()),
                "-p",
                path(),
                "-m",
                "acme.consumer/acme.Main");
        assertThat(output).contains("OK", "orders=from-profile", "from-file").doesNotContain("WARN");
        assertThat(folder.resolve("disk")).isNotEmptyDirectory();
    }

    @Test
    void main_unknownVariablesAndWrongValues_areToldWithTheirNames() throws Exception {
        String output = run(
                Map.of(
                        "MIDPLATFORM_PROVIDERS_LOCAL_MODE", "dsik",
                        "MIDPLATFORM_SERVICE_HOST", "10.0.0.1",
                        "MIDPLATFORM_PORT", "1"),
                "-cp",
                path(),
                "acme.Main");
        assertThat(output)
                .contains("midplatform.providers.local.mode = 'dsik' (environment variable"
                        + " MIDPLATFORM_PROVIDERS_LOCAL_MODE): expected one of memory, disk")
                .contains("MIDPLATFORM_PORT, MIDPLATFORM_SERVICE_HOST")
                .doesNotContain("10.0.0.1", "OK");
    }

    private String run(Map<String, String> environment, String... arguments) throws Exception {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.add("-Xshare:auto");
        command.addAll(List.of(arguments));
        Path output = folder.resolve("output");
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(Files.createDirectories(folder.resolve("work")).toFile())
                .redirectErrorStream(true)
                .redirectOutput(output.toFile());
        builder.environment().keySet().removeIf(name -> name.startsWith("MIDPLATFORM_"));
        builder.environment().putAll(environment);
        Process process = builder.start();
        try {
            assertThat(process.waitFor(40, TimeUnit.SECONDS)).as("ends in time").isTrue();
        } finally {
            process.destroyForcibly();
        }
        return Files.readString(output, StandardCharsets.UTF_8);
    }

    private String path() {
        return consumer + File.pathSeparator + String.join(File.pathSeparator, modules());
    }

    /** Our own modules, as they were built, and their libraries. */
    private static List<String> modules() {
        Stream<String> own = Stream.of(Platform.class, JacksonCodec.class, LocalStorageProvider.class)
                .map(ConsumerTest::place);
        Stream<String> libraries = Stream.of(
                        System.getProperty("java.class.path").split(Pattern.quote(File.pathSeparator)))
                .filter(entry -> LIBRARIES
                        .matcher(Path.of(entry).getFileName().toString())
                        .matches());
        return Stream.concat(own, libraries).collect(Collectors.toList());
    }

    private static String place(Class<?> type) {
        try {
            return Path.of(type.getProtectionDomain()
                            .getCodeSource()
                            .getLocation()
                            .toURI())
                    .toString();
        } catch (URISyntaxException e) {
            throw new IllegalStateException("a class path of files", e);
        }
    }
}

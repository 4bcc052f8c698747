package io.midplatform.examples.worlds;

import static org.assertj.core.api.Assertions.assertThat;

import io.midplatform.Platform;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** One application, run from one jar in every world, leaves the same report. */
@Timeout(value = 3, unit = TimeUnit.MINUTES)
class WorldsIT {
    private static final Path QUICKSTART =
            Path.of("../quickstart/target").toAbsolutePath().normalize();
    private static final Path JAR =
            QUICKSTART.resolve("midplatform-quickstart-" + System.getProperty("version") + ".jar");

    @TempDir
    static Path files;

    private static byte[] local;

    @TempDir
    Path data;

    @BeforeAll
    static void runLocally(@TempDir Path data) throws Exception {
        Files.createDirectories(files.resolve("sub/deeper"));
        Files.writeString(files.resolve("a.txt"), "one two\nthree\n");
        Files.writeString(files.resolve("sub/same.txt"), "one two\nthree\n");
        Files.writeString(files.resolve("sub/deeper/ünï.md"), "wörter\n\n");
        Files.writeString(files.resolve("empty"), "");
        Files.write(files.resolve("big.bin"), new byte[300_000]);
        String said = run(data, Map.of());
        assertThat(said).contains("5 files");
        local = report(Map.of(
                "midplatform.provider", "local",
                "midplatform.providers.local.mode", "disk",
                "midplatform.providers.local.path", data.toString()));
        assertThat(new String(local, StandardCharsets.UTF_8)).startsWith("type,files,lines,words,bytes\n");
    }

    @ParameterizedTest
    @ValueSource(strings = {"aws", "azure"})
    void quickstart_sameJarAnotherProfile_sameReport(String name) throws Exception {
        Map<String, String> settings = Worlds.world(name).settings();
        Map<String, String> environment = new HashMap<>(Worlds.environment(settings));
        environment.put("MIDPLATFORM_PROFILE", name);
        String said = run(data, environment);
        assertThat(said).contains("5 files");
        assertThat(data).as("nothing is local").isEmptyDirectory();
        assertThat(report(ofReports(name, settings))).isEqualTo(local);
    }

    private static Map<String, String> ofReports(String provider, Map<String, String> settings) {
        Map<String, String> own = new HashMap<>();
        settings.forEach((key, value) -> {
            if (key.startsWith("midplatform.storage.reports.") || key.startsWith("midplatform.providers.")) {
                own.put(key, value);
            }
        });
        own.put("midplatform.provider", provider);
        if (provider.equals("aws")) {
            own.put("midplatform.providers.aws.region", "eu-west-1");
        }
        return own;
    }

    private static byte[] report(Map<String, String> settings) {
        try (Platform platform =
                Platform.builder().isolated().settings(settings).build()) {
            return platform.bucket("reports").getBytes("report.csv");
        }
    }

    private static String run(Path data, Map<String, String> environment) throws IOException, InterruptedException {
        assertThat(JAR).as("the quickstart's jar, which 'mvn verify' builds").exists();
        ProcessBuilder builder = new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Djava.util.logging.config.file=" + QUICKSTART.resolveSibling("logging.properties"),
                "-cp",
                JAR + System.getProperty("path.separator") + QUICKSTART.resolve("lib") + "/*",
                "io.midplatform.examples.quickstart.Quickstart",
                files.toString());
        builder.environment().putAll(environment);
        builder.environment().put("QUICKSTART_DATA", data.toString());
        Process process = builder.redirectErrorStream(true).start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(said).isZero();
        return said;
    }
}

package io.midplatform.examples.worlds;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The command of the README: it starts a cloud's servers, runs the application, and leaves neither processes nor files. */
@Timeout(value = 5, unit = TimeUnit.MINUTES)
class ScriptIT {
    private static final Path SCRIPT =
            Path.of("../../quickstart").toAbsolutePath().normalize();

    @TempDir
    Path temporary;

    /** What a run left: what it said, how it ended, and whom it had started. */
    private record Run(String said, int status, Set<ProcessHandle> started) {}

    @ParameterizedTest
    @ValueSource(strings = {"aws", "azure"})
    void quickstart_profile_startsTheServersRunsAndStopsThem(String profile) throws Exception {
        Path files = Files.createDirectory(temporary.resolve("files"));
        Files.writeString(files.resolve("a.txt"), "one two\nthree\n");
        Path data = Files.createDirectory(temporary.resolve("tmp"));
        Run run = run(data, "--profile", profile, files.toString());
        assertThat(run.status()).as(run.said()).isZero();
        assertThat(run.said()).contains("Starting the servers of '" + profile + "'", "1 file");
        assertThat(run.started()).as("a shell, servers, the application").hasSizeGreaterThan(2);
        for (ProcessHandle each : run.started()) {
            each.onExit().get(30, TimeUnit.SECONDS); // who was killed is gone a moment later
        }
        assertThat(data).isEmptyDirectory();
    }

    @Test
    void quickstart_unknownProfileOrOption_isTold() throws Exception {
        Run profile = run(temporary, "--profile", "gcp");
        assertThat(profile.status()).isEqualTo(2);
        assertThat(profile.said()).contains("there is no profile 'gcp'; there are: aws, azure");
        Run option = run(temporary, "--help-me");
        assertThat(option.status()).isEqualTo(2);
        assertThat(option.said()).contains("there is no option '--help-me'; usage: ./quickstart");
    }

    private static Run run(Path data, String... arguments) throws Exception {
        ProcessBuilder builder = new ProcessBuilder(SCRIPT.toString());
        builder.command().addAll(List.of(arguments));
        builder.environment().keySet().removeIf(name -> name.startsWith("MIDPLATFORM_"));
        builder.environment().put("TMPDIR", data.toString());
        builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
        Process process = builder.redirectErrorStream(true).start();
        CompletableFuture<String> said = CompletableFuture.supplyAsync(() -> read(process));
        Set<ProcessHandle> started = ConcurrentHashMap.newKeySet();
        while (!process.waitFor(20, TimeUnit.MILLISECONDS)) {
            process.descendants().forEach(started::add);
        }
        return new Run(said.get(), process.exitValue(), started);
    }

    private static String read(Process process) {
        try {
            return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

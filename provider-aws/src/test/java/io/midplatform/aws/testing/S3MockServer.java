package io.midplatform.aws.testing;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Writer;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** An S3Mock in a JVM of its own (it brings Spring and Kotlin), on a free port; it ends with the JVM of the tests. */
public final class S3MockServer {
    private static final Pattern STARTED =
            Pattern.compile("Tomcat started on ports \\d+ \\(https\\), (\\d+) \\(http\\)");
    private static final Path JAR = Path.of("target", "servers", "s3mock.jar");
    private static final int PORT = start();

    private S3MockServer() {}

    /** Where it is. */
    public static URI endpoint() {
        return URI.create("http://127.0.0.1:" + PORT);
    }

    private static int start() {
        try {
            Process process = new ProcessBuilder(
                            Path.of(System.getProperty("java.home"), "bin", "java")
                                    .toString(),
                            "-Xmx256m",
                            "-XX:+UseSerialGC",
                            "-XX:TieredStopAtLevel=1",
                            "-Djava.io.tmpdir=" + JAR.toAbsolutePath().getParent(),
                            "-jar",
                            JAR.toString(),
                            "--server.port=0",
                            "--http.port=0",
                            "--server.address=127.0.0.1")
                    .redirectErrorStream(true)
                    .start();
            Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(process)));
            BufferedReader lines =
                    new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
            int port = port(lines);
            Thread drain = new Thread(() -> drain(lines), "s3mock-output");
            drain.setDaemon(true);
            drain.start();
            return port;
        } catch (IOException e) {
            throw new IllegalStateException("S3Mock does not start", e);
        }
    }

    /** In good order, so that it removes its files; not for long, so that it never outlives the tests. */
    private static void stop(Process process) {
        process.destroy();
        try {
            if (!process.waitFor(5, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
        }
    }

    private static void drain(BufferedReader lines) {
        try {
            lines.transferTo(Writer.nullWriter());
        } catch (IOException e) {
            // it has ended
        }
    }

    private static int port(BufferedReader lines) throws IOException {
        StringBuilder said = new StringBuilder();
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            said.append(line).append('\n');
            Matcher started = STARTED.matcher(line);
            if (started.find()) {
                return Integer.parseInt(started.group(1));
            }
        }
        throw new IllegalStateException("S3Mock does not start:\n" + said);
    }
}

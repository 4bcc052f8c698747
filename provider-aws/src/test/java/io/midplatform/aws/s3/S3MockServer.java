package io.midplatform.aws.s3;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** An S3Mock in a JVM of its own (it brings Spring and Kotlin), on a free port; it ends with the JVM of the tests. */
final class S3MockServer {
    private static final Pattern STARTED =
            Pattern.compile("Tomcat started on ports \\d+ \\(https\\), (\\d+) \\(http\\)");
    private static final Path JAR = Path.of("target", "servers", "s3mock.jar");
    private static final int PORT = start();

    private S3MockServer() {}

    /** The settings of a provider whose buckets are new and empty. */
    static Map<String, String> provider() {
        Map<String, String> settings = new HashMap<>();
        settings.put("midplatform.provider", "aws");
        settings.put("midplatform.providers.aws.region", "us-east-1");
        settings.put("midplatform.providers.aws.endpoint", "http://127.0.0.1:" + PORT);
        settings.put("midplatform.providers.aws.path-style", "true");
        settings.put("midplatform.providers.aws.create", "true");
        settings.put("midplatform.providers.aws.credentials.access-key-id", "any");
        settings.put("midplatform.providers.aws.credentials.secret-access-key", "not-a-secret");
        settings.put("midplatform.providers.aws.retry.backoff", "0s");
        String own = UUID.randomUUID().toString();
        for (String name : new String[] {"bucket", "other", "large"}) {
            settings.put("midplatform.storage." + name + ".bucket", name + "-" + own);
        }
        return settings;
    }

    private static int start() {
        try {
            Process process = new ProcessBuilder(
                            Path.of(System.getProperty("java.home"), "bin", "java")
                                    .toString(),
                            "-Xmx256m",
                            "-jar",
                            JAR.toString(),
                            "--server.port=0",
                            "--http.port=0",
                            "--server.address=127.0.0.1")
                    .redirectErrorStream(true)
                    .start();
            Runtime.getRuntime().addShutdownHook(new Thread(process::destroyForcibly));
            BufferedReader lines =
                    new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
            int port = port(lines);
            Thread drain = new Thread(() -> lines.lines().forEach(line -> {}), "s3mock-output");
            drain.setDaemon(true);
            drain.start();
            return port;
        } catch (IOException e) {
            throw new IllegalStateException("S3Mock does not start", e);
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

package io.midplatform.azure.testing;

import com.azure.core.http.policy.FixedDelayOptions;
import com.azure.core.http.policy.RetryOptions;
import com.azure.storage.blob.BlobServiceClientBuilder;
import com.azure.storage.common.StorageSharedKeyCredential;
import com.azure.storage.queue.QueueServiceClientBuilder;
import io.midplatform.azure.testing.Backend.Service;
import io.midplatform.testkit.Planted;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Writer;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Azurite as a child process: Blob Storage and Storage Queue on free ports of the loopback interface. One for all suites of the JVM; it ends with the
 * JVM, also when that is killed. The build installs it ({@code src/test/azurite}).
 */
public final class AzuriteServer {
    /** The account; path-style, as there is no name server. */
    public static final String ACCOUNT = "midplatform";

    /** The account's key. */
    public static final String KEY =
            Base64.getEncoder().encodeToString(Planted.SECRET.getBytes(StandardCharsets.US_ASCII));

    private static final Pattern STARTED =
            Pattern.compile("Azurite (Blob|Queue) service is successfully listening at http://127\\.0\\.0\\.1:(\\d+)");
    private static final Path INSTALLED = Path.of(System.getProperty("azurite.home", "src/test/azurite"));
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    /** Started when it is first asked for, not by who needs no more than the key. */
    private static final class Started {
        static final Map<Service, URI> ENDPOINTS = start(List.of(), List.of());
    }

    private AzuriteServer() {}

    /**
     * Where a service is, with the account as its path.
     *
     * @param service {@code BLOB} or {@code QUEUE}
     * @return such as {@code http://127.0.0.1:43210/midplatform}
     */
    public static URI endpoint(Service service) {
        URI endpoint = Started.ENDPOINTS.get(service);
        if (endpoint == null) {
            throw new IllegalArgumentException("Azurite does not speak " + service);
        }
        return endpoint;
    }

    /**
     * Starts another one, for tests that need it to be different; it ends with the JVM, too.
     *
     * @param accounts more accounts, with the same key
     * @param preloads what Node loads before it, of {@code src/test/azurite}
     */
    public static Map<Service, URI> start(List<String> accounts, List<String> preloads) {
        try {
            Path data = Files.createTempDirectory(Files.createDirectories(Path.of("target", "servers")), "azurite");
            ProcessBuilder builder = new ProcessBuilder(command(data, preloads))
                    .directory(INSTALLED.toFile())
                    .redirectErrorStream(true);
            String all = Stream.concat(Stream.of(ACCOUNT), accounts.stream())
                    .map(account -> account + ":" + KEY)
                    .collect(Collectors.joining(";"));
            builder.environment().put("AZURITE_ACCOUNTS", all);
            Process process = builder.start();
            Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(process, data)));
            BufferedReader lines =
                    new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
            Map<Service, URI> endpoints = endpoints(process, lines);
            Thread drain = new Thread(() -> drain(lines), "azurite-output");
            drain.setDaemon(true);
            drain.start();
            answers(endpoints);
            return endpoints;
        } catch (IOException e) {
            throw new IllegalStateException("Azurite does not start: is there a node on the path?", e);
        }
    }

    private static List<String> command(Path data, List<String> preloads) {
        List<String> command = new ArrayList<>(List.of("node", "--require", "./end-with-tests.js"));
        preloads.forEach(preload -> command.addAll(List.of("--require", "./" + preload)));
        command.addAll(List.of(
                "node_modules/azurite/dist/src/azurite.js",
                "--blobPort",
                "0",
                "--queuePort",
                "0",
                "--tablePort",
                "0",
                "--location",
                data.toAbsolutePath().toString(),
                "--silent",
                "--disableTelemetry",
                // the SDK speaks a newer version than Azurite knows
                "--skipApiVersionCheck"));
        return command;
    }

    private static Map<Service, URI> endpoints(Process process, BufferedReader lines) throws IOException {
        Map<Service, URI> endpoints = new EnumMap<>(Service.class);
        StringBuilder said = new StringBuilder();
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            said.append(line).append('\n');
            Matcher started = STARTED.matcher(line);
            if (started.find()) {
                Service service = Service.valueOf(started.group(1).toUpperCase(Locale.ROOT));
                endpoints.put(service, URI.create("http://127.0.0.1:" + started.group(2) + "/" + ACCOUNT));
            }
            if (endpoints.size() == 2) {
                return endpoints;
            }
        }
        String code = process.onExit().thenApply(Process::exitValue).join().toString();
        throw new IllegalStateException(
                "Azurite ends with " + code + " (the build installs it, see src/test/azurite):\n" + said);
    }

    /** An open port is not a ready one. */
    private static void answers(Map<Service, URI> endpoints) {
        RetryOptions retry =
                new RetryOptions(new FixedDelayOptions((int) PATIENCE.toMillis() / 100, Duration.ofMillis(100)));
        StorageSharedKeyCredential key = new StorageSharedKeyCredential(ACCOUNT, KEY);
        new BlobServiceClientBuilder()
                .endpoint(endpoints.get(Service.BLOB).toString())
                .credential(key)
                .retryOptions(retry)
                .buildClient()
                .listBlobContainers()
                .forEach(container -> {});
        // not the list: Azurite refuses the empty "include" that the SDK sends
        new QueueServiceClientBuilder()
                .endpoint(endpoints.get(Service.QUEUE).toString())
                .credential(key)
                .retryOptions(retry)
                .buildClient()
                .getProperties();
    }

    private static void stop(Process process, Path data) {
        process.destroy();
        try {
            if (!process.waitFor(5, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
            remove(data);
        } catch (InterruptedException e) {
            process.destroyForcibly();
        }
    }

    private static void remove(Path data) {
        try (Stream<Path> files = Files.walk(data)) {
            files.sorted(Comparator.reverseOrder())
                    .forEach(file -> file.toFile().delete());
        } catch (IOException e) {
            // it lies in the build's folder
        }
    }

    private static void drain(BufferedReader lines) {
        try {
            lines.transferTo(Writer.nullWriter());
        } catch (IOException e) {
            // it has ended
        }
    }
}

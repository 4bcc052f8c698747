package io.midplatform.azure.session;

import io.midplatform.Platform;
import io.midplatform.PlatformException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** Reads one key in a JVM of its own, whose environment says who calls. */
public final class IdentityChild {
    private IdentityChild() {}

    /**
     * Prints the value of {@code key}, or the failure.
     *
     * @param arguments settings, each with its value after an equals sign
     */
    public static void main(String[] arguments) {
        Map<String, String> settings = new HashMap<>();
        for (String argument : arguments) {
            String[] pair = argument.split("=", 2);
            settings.put(pair[0], pair[1]);
        }
        long begin = System.nanoTime();
        try (Platform platform =
                Platform.builder().isolated().settings(settings).build()) {
            System.out.println("VALUE " + platform.config().get("key", String.class));
        } catch (PlatformException e) {
            System.out.println(e.code() + " " + e.getMessage() + " | " + e.getCause());
        }
        System.out.println("SECONDS " + (System.nanoTime() - begin) / 1_000_000_000L);
        System.out.flush();
    }

    /**
     * Runs in a JVM of its own.
     *
     * @param settings those of a source {@code values}
     * @param environment its variables, without any others that say who calls
     * @return what it printed
     */
    static String run(Map<String, String> settings, Map<String, String> environment)
            throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx128m",
                "-cp",
                System.getProperty("java.class.path"),
                IdentityChild.class.getName()));
        Map<String, String> all = new HashMap<>(settings);
        all.putIfAbsent("midplatform.config.sources", "values");
        all.forEach((key, value) -> command.add(key + "=" + value));
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment()
                .keySet()
                .removeIf(name -> name.startsWith("AZURE_") || name.startsWith("IDENTITY_") || name.startsWith("MSI_"));
        builder.environment().putAll(environment);
        Process process = builder.start();
        try {
            String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (!process.waitFor(1, TimeUnit.MINUTES)) {
                throw new IllegalStateException("it does not end; so far it said " + said);
            }
            return said;
        } finally {
            process.destroyForcibly();
        }
    }
}

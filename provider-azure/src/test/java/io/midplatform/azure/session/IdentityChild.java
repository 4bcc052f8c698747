package io.midplatform.azure.session;

import io.midplatform.Platform;
import io.midplatform.PlatformException;
import java.util.HashMap;
import java.util.Map;

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
}

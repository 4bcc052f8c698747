package io.midplatform.examples.worlds;

import java.io.IOException;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** Starts the servers that stand for one cloud, says how the environment names them, and ends with its standard input. */
public final class Worlds {
    private Worlds() {}

    /**
     * Runs it: a line {@code NAME=value} for each variable, then an empty one.
     *
     * @param arguments the cloud: {@code aws} or {@code azure}
     * @throws IOException when standard input fails
     */
    public static void main(String[] arguments) throws IOException {
        World world = world(arguments.length == 0 ? "" : arguments[0]);
        environment(world.settings()).forEach((name, value) -> System.out.println(name + "=" + value));
        System.out.println();
        while (System.in.read() >= 0) {
            // until whoever started us has ended
        }
        System.exit(0);
    }

    /** A cloud on this machine. */
    interface World {
        /** The settings that lead to it, beside those of the application's profile. */
        Map<String, String> settings();
    }

    static World world(String name) {
        return switch (name) {
            case "aws" -> new AwsWorld();
            case "azure" -> new AzureWorld();
            default -> throw new IllegalArgumentException("there is no world '" + name + "'; there are: aws, azure");
        };
    }

    /** The variables that stand for settings. */
    static Map<String, String> environment(Map<String, String> settings) {
        Map<String, String> environment = new TreeMap<>();
        settings.forEach((key, value) ->
                environment.put(key.replace('.', '_').replace('-', '_').toUpperCase(Locale.ROOT), value));
        return environment;
    }
}

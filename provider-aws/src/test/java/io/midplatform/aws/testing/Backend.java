package io.midplatform.aws.testing;

import io.midplatform.testkit.Planted;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/**
 * The server that a suite runs on: an endpoint of the environment, else a container where a Docker engine answers, else a process of the caller's.
 * A suite that finds none fails. Which one it is stands in the output and in {@code target/backends.txt}.
 *
 * <p>The environment: {@code MIDPLATFORM_TEST_S3_ENDPOINT} and so on for the other services, or {@code MIDPLATFORM_TEST_AWS_ENDPOINT} for all;
 * {@code aws} is AWS itself. {@code MIDPLATFORM_TEST_AWS_REGION}, {@code …_ACCESS_KEY_ID} and {@code …_SECRET_ACCESS_KEY} say where and who; AWS
 * itself is otherwise asked with the SDK's default chain. {@code MIDPLATFORM_TEST_AWS_IMAGE} is another image for the container, or {@code none}.
 */
public final class Backend {
    /** The services that a suite may need a server for. */
    public enum Service {
        S3,
        SQS,
        SSM,
        SECRETSMANAGER
    }

    private static final String PREFIX = "MIDPLATFORM_TEST_";
    private static final String AWS = "aws";
    private static final Path LIST = Path.of("target", "backends.txt");
    private static final Set<String> SAID = ConcurrentHashMap.newKeySet();

    private final String kind;
    private final Optional<URI> endpoint;
    private final Map<String, String> env;

    private Backend(String kind, Optional<URI> endpoint, Map<String, String> env) {
        this.kind = kind;
        this.endpoint = endpoint;
        this.env = env;
    }

    /**
     * The server for a suite.
     *
     * @param service what it must speak
     * @param process the caller's own server, by its name
     * @param start starts that and gives its endpoint; throws when it cannot
     */
    public static Backend of(Service service, String process, Supplier<URI> start) {
        Backend backend = choose(service, process, start, System.getenv(), AwsContainer::endpoint);
        announce(service + ": " + backend);
        return backend;
    }

    /** Says that a suite runs on a server of its own whatever the environment says, and why. */
    public static void only(String service, String process, String why) {
        announce(service + ": " + process + ", " + why);
    }

    static Backend choose(
            Service service,
            String process,
            Supplier<URI> start,
            Map<String, String> env,
            java.util.function.Function<Optional<String>, Optional<URI>> container) {
        String all = env.getOrDefault(PREFIX + "AWS_ENDPOINT", "");
        String given = env.getOrDefault(PREFIX + service + "_ENDPOINT", all);
        if (given.equals(AWS)) {
            return new Backend("AWS", Optional.empty(), env);
        }
        if (!given.isEmpty()) {
            return new Backend("environment", Optional.of(URI.create(given)), env);
        }
        return container
                .apply(Optional.ofNullable(env.get(PREFIX + "AWS_IMAGE")))
                .map(uri -> new Backend("container", Optional.of(uri), Map.of()))
                .orElseGet(() -> new Backend(process, Optional.of(start.get()), Map.of()));
    }

    private static void announce(String line) {
        // a process has another port for each test
        if (!SAID.add(line.replaceFirst(":\\d+$", ""))) {
            return;
        }
        System.out.println("Backend of " + line);
        try {
            Files.createDirectories(LIST.getParent());
            Files.writeString(
                    LIST, line + "\n", StandardCharsets.UTF_8, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Whether it is another server than the caller's own: it keeps what other tests wrote, its clock is its own, and it tells no lies. */
    public boolean isExternal() {
        return kind.equals("AWS") || kind.equals("environment") || kind.equals("container");
    }

    /** Where it is; empty for AWS itself. */
    public Optional<URI> endpoint() {
        return endpoint;
    }

    public String region() {
        return env.getOrDefault(PREFIX + "AWS_REGION", "us-east-1");
    }

    /** The access key, empty for the SDK's default chain. */
    public Optional<String> accessKeyId() {
        return Optional.ofNullable(env.get(PREFIX + "AWS_ACCESS_KEY_ID")).or(() -> endpoint.map(uri -> "test"));
    }

    public Optional<String> secretAccessKey() {
        return Optional.ofNullable(env.get(PREFIX + "AWS_SECRET_ACCESS_KEY"))
                .or(() -> endpoint.map(uri -> Planted.SECRET));
    }

    /** The settings of the provider {@code aws} on this server. */
    public Map<String, String> settings() {
        Map<String, String> settings = new HashMap<>();
        String instance = "midplatform.providers.aws.";
        settings.put("midplatform.provider", "aws");
        settings.put(instance + "region", region());
        endpoint.ifPresent(uri -> settings.put(instance + "endpoint", uri.toString()));
        accessKeyId().ifPresent(id -> settings.put(instance + "credentials.access-key-id", id));
        secretAccessKey().ifPresent(key -> settings.put(instance + "credentials.secret-access-key", key));
        return settings;
    }

    @Override
    public String toString() {
        return kind + endpoint.map(uri -> " at " + uri).orElse("");
    }
}

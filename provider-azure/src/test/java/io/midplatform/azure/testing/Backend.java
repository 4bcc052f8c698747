package io.midplatform.azure.testing;

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
import java.util.function.Function;

/**
 * The storage account that a suite runs on: one of the environment, else a container where a Docker engine answers, else {@link AzuriteServer}. A
 * suite that finds none fails. Which one it is stands in the output and in {@code target/backends.txt}.
 *
 * <p>The environment: {@code MIDPLATFORM_TEST_BLOB_ENDPOINT} and {@code MIDPLATFORM_TEST_QUEUE_ENDPOINT}, of which {@code azure} is Azure itself;
 * {@code MIDPLATFORM_TEST_AZURE_ACCOUNT} and {@code …_ACCOUNT_KEY} say whose; without a key the SDK's default chain is asked.
 * {@code MIDPLATFORM_TEST_AZURE_IMAGE} is another image of Azurite for the container, or {@code none}.
 */
public final class Backend {
    /** The services that a suite may need a server for. */
    public enum Service {
        BLOB,
        QUEUE
    }

    private static final String PREFIX = "MIDPLATFORM_TEST_";
    private static final String AZURE = "azure";
    private static final Path LIST = Path.of("target", "backends.txt");
    private static final Set<String> SAID = ConcurrentHashMap.newKeySet();

    private final String kind;
    private final Optional<URI> endpoint;
    private final String account;
    private final Optional<String> key;

    private Backend(String kind, Optional<URI> endpoint, String account, Optional<String> key) {
        this.kind = kind;
        this.endpoint = endpoint;
        this.account = account;
        this.key = key;
    }

    /**
     * The server for a suite.
     *
     * @param service what it must speak
     */
    public static Backend of(Service service) {
        Backend backend = choose(service, System.getenv(), AzuriteContainer::endpoints, AzuriteServer::endpoint);
        announce(service + ": " + backend);
        return backend;
    }

    /** Says that a suite runs on a server of its own whatever the environment says, and why. */
    public static void only(String service, String process, String why) {
        announce(service + ": " + process + ", " + why);
    }

    static Backend choose(
            Service service,
            Map<String, String> env,
            Function<Optional<String>, Optional<Map<Service, URI>>> container,
            Function<Service, URI> process) {
        String given = env.getOrDefault(PREFIX + service + "_ENDPOINT", "");
        if (!given.isEmpty()) {
            String account = env.get(PREFIX + "AZURE_ACCOUNT");
            if (account == null) {
                throw new IllegalStateException(PREFIX + "AZURE_ACCOUNT is missing: whose " + given + " is it?");
            }
            Optional<String> key = Optional.ofNullable(env.get(PREFIX + "AZURE_ACCOUNT_KEY"));
            return given.equals(AZURE)
                    ? new Backend("Azure", Optional.empty(), account, key)
                    : new Backend("environment", Optional.of(URI.create(given)), account, key);
        }
        return container
                .apply(Optional.ofNullable(env.get(PREFIX + "AZURE_IMAGE")))
                .map(uris -> azurite("container", uris.get(service)))
                .orElseGet(() -> azurite("Azurite", process.apply(service)));
    }

    private static Backend azurite(String kind, URI endpoint) {
        return new Backend(kind, Optional.of(endpoint), AzuriteServer.ACCOUNT, Optional.of(AzuriteServer.KEY));
    }

    private static void announce(String line) {
        if (!SAID.add(line)) {
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

    /** Whether it is Azure itself or a server that somebody named: what Azurite is known to get wrong need not be so there. */
    public boolean isExternal() {
        return kind.equals("Azure") || kind.equals("environment");
    }

    /** Where it is; empty for Azure itself. */
    public Optional<URI> endpoint() {
        return endpoint;
    }

    /** The storage account. */
    public String account() {
        return account;
    }

    /** The account's key; empty for tokens. */
    public Optional<String> accountKey() {
        return key;
    }

    /**
     * The settings of the provider {@code azure} on this server. They have the endpoint of this service: for a second service on the same instance, set
     * its endpoint on the resource.
     */
    public Map<String, String> settings() {
        Map<String, String> settings = new HashMap<>();
        String instance = "midplatform.providers.azure.";
        settings.put("midplatform.provider", "azure");
        settings.put(instance + "account", account);
        endpoint.ifPresent(uri -> settings.put(instance + "endpoint", uri.toString()));
        key.ifPresent(set -> settings.put(instance + "credentials.account-key", set));
        return settings;
    }

    @Override
    public String toString() {
        return kind + endpoint.map(uri -> " at " + uri).orElse("");
    }
}

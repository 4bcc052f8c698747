package io.midplatform.azure.testing;

import io.midplatform.azure.testing.Backend.Service;
import io.midplatform.redis.testing.DockerEngine;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.containers.wait.strategy.Wait;
import org.testcontainers.utility.DockerImageName;

/** One container for all suites of the JVM, where a Docker engine answers and has, or can fetch, the image. */
final class AzuriteContainer {
    private static final String IMAGE = "mcr.microsoft.com/azure-storage/azurite:3.37.0";
    private static final int BLOB = 10_000;
    private static final int QUEUE = 10_001;

    private static Optional<Map<Service, URI>> endpoints;

    private AzuriteContainer() {}

    /** Where its services are; empty when there can be none. An image that was named must start, the usual one may be out of reach. */
    static synchronized Optional<Map<Service, URI>> endpoints(Optional<String> image) {
        if (endpoints == null) {
            endpoints = find(image);
        }
        return endpoints;
    }

    @SuppressWarnings("IllegalCatch") // what Docker's client throws has no other common type
    private static Optional<Map<Service, URI>> find(Optional<String> image) {
        if (image.equals(Optional.of("none")) || !DockerEngine.answers(System.getenv())) {
            return Optional.empty();
        }
        try {
            return Optional.of(start(image.orElse(IMAGE)));
        } catch (RuntimeException e) {
            if (image.isPresent()) {
                throw e;
            }
            System.out.println("A Docker engine answers, but " + IMAGE + " does not start there: " + e.getMessage());
            return Optional.empty();
        }
    }

    @SuppressWarnings("resource") // it ends with the JVM: Testcontainers sees to that
    private static Map<Service, URI> start(String image) {
        GenericContainer<?> container = new GenericContainer<>(DockerImageName.parse(image))
                .withExposedPorts(BLOB, QUEUE)
                .withEnv("AZURITE_ACCOUNTS", AzuriteServer.ACCOUNT + ":" + AzuriteServer.KEY)
                .withCommand(
                        "azurite",
                        "--silent",
                        "--disableTelemetry",
                        "--skipApiVersionCheck",
                        "--blobHost",
                        "0.0.0.0",
                        "--queueHost",
                        "0.0.0.0")
                .waitingFor(Wait.forListeningPorts(BLOB, QUEUE))
                .withStartupTimeout(Duration.ofMinutes(2));
        container.start();
        return Map.of(Service.BLOB, uri(container, BLOB), Service.QUEUE, uri(container, QUEUE));
    }

    private static URI uri(GenericContainer<?> container, int port) {
        return URI.create(
                "http://" + container.getHost() + ":" + container.getMappedPort(port) + "/" + AzuriteServer.ACCOUNT);
    }
}

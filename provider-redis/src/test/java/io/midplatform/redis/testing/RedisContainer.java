package io.midplatform.redis.testing;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.containers.wait.strategy.Wait;
import org.testcontainers.utility.DockerImageName;

/** One container of each image for all suites of the JVM, where a Docker engine answers and has, or can fetch, the image. */
final class RedisContainer {
    private static final int PORT = 6379;
    private static final Map<String, Optional<Address>> STARTED = new ConcurrentHashMap<>();

    private RedisContainer() {}

    /** Where a server is. */
    record Address(String host, int port) {}

    /**
     * Where it is; empty when there can be none.
     *
     * @param image the image
     * @param must whether it was asked for: then it must start, else it may be out of reach
     */
    static Optional<Address> find(String image, boolean must) {
        return STARTED.computeIfAbsent(image, name -> start(name, must));
    }

    @SuppressWarnings({"IllegalCatch", "resource"
    }) // Docker's client throws nothing more special; Testcontainers ends what it started
    private static Optional<Address> start(String image, boolean must) {
        if (!DockerEngine.answers(System.getenv())) {
            if (must) {
                throw new IllegalStateException("MIDPLATFORM_TEST_REDIS_IMAGE is set and no Docker engine answers");
            }
            return Optional.empty();
        }
        GenericContainer<?> container = new GenericContainer<>(DockerImageName.parse(image))
                .withExposedPorts(PORT)
                .waitingFor(Wait.forListeningPort())
                .withStartupTimeout(Duration.ofMinutes(1));
        try {
            container.start();
        } catch (RuntimeException e) {
            if (must) {
                throw e;
            }
            System.out.println("A Docker engine answers, but " + image + " does not start there: " + e.getMessage());
            return Optional.empty();
        }
        return Optional.of(new Address(container.getHost(), container.getMappedPort(PORT)));
    }
}

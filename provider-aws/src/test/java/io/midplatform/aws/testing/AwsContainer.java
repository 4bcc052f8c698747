package io.midplatform.aws.testing;

import io.midplatform.redis.testing.DockerEngine;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.containers.wait.strategy.Wait;
import org.testcontainers.utility.DockerImageName;

/** One container for all suites of the JVM, where a Docker engine answers and has, or can fetch, the image. */
final class AwsContainer {
    private static final String IMAGE = "localstack/localstack:4.0";
    private static final int PORT = 4566;

    private static Optional<URI> endpoint;

    private AwsContainer() {}

    /** Where it is; empty when there can be none. An image that was named must start, the usual one may be out of reach. */
    static synchronized Optional<URI> endpoint(Optional<String> image) {
        if (endpoint == null) {
            endpoint = find(image);
        }
        return endpoint;
    }

    @SuppressWarnings("IllegalCatch") // what Docker's client throws has no other common type
    private static Optional<URI> find(Optional<String> image) {
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
    private static URI start(String image) {
        GenericContainer<?> container = new GenericContainer<>(DockerImageName.parse(image))
                .withExposedPorts(PORT)
                .withEnv("SERVICES", "s3,sqs,ssm,secretsmanager")
                .waitingFor(Wait.forHttp("/_localstack/health").forPort(PORT))
                .withStartupTimeout(Duration.ofMinutes(2));
        container.start();
        return URI.create("http://" + container.getHost() + ":" + container.getMappedPort(PORT));
    }
}

package io.midplatform.aws.testing;

import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import org.testcontainers.containers.ContainerLaunchException;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.containers.wait.strategy.Wait;
import org.testcontainers.utility.DockerImageName;

/** One container for all suites of the JVM, where a Docker engine answers and has, or can fetch, the image. */
final class AwsContainer {
    private static final String IMAGE = "localstack/localstack:4.0";
    private static final int PORT = 4566;

    private static Optional<URI> endpoint;

    private AwsContainer() {}

    /** Where it is; empty when there can be none. Asked once, however often it is called. */
    static synchronized Optional<URI> endpoint(Optional<String> image) {
        if (endpoint == null) {
            String name = image.orElse(IMAGE);
            endpoint = name.equals("none") || !DockerEngine.answers(System.getenv()) ? Optional.empty() : start(name);
        }
        return endpoint;
    }

    @SuppressWarnings("resource") // it ends with the JVM: Testcontainers sees to that
    private static Optional<URI> start(String image) {
        try {
            GenericContainer<?> container = new GenericContainer<>(DockerImageName.parse(image))
                    .withExposedPorts(PORT)
                    .withEnv("SERVICES", "s3,sqs,ssm,secretsmanager")
                    .waitingFor(Wait.forHttp("/_localstack/health").forPort(PORT))
                    .withStartupTimeout(Duration.ofMinutes(2));
            container.start();
            return Optional.of(URI.create("http://" + container.getHost() + ":" + container.getMappedPort(PORT)));
        } catch (ContainerLaunchException | IllegalStateException e) {
            System.out.println("A Docker engine answers, but " + image + " does not start there: " + e.getMessage());
            return Optional.empty();
        }
    }
}

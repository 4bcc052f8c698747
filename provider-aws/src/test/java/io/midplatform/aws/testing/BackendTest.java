package io.midplatform.aws.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.midplatform.aws.testing.Backend.Service;
import java.net.URI;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

class BackendTest {
    private static final URI OWN = URI.create("http://127.0.0.1:1");
    private static final URI CONTAINER = URI.create("http://127.0.0.1:2");

    private static Backend choose(Service service, Map<String, String> env, Optional<URI> container) {
        return Backend.choose(service, "Own", () -> OWN, env, image -> container);
    }

    @Test
    void environment_ofTheService_isFirst_thenThatForAll() {
        Map<String, String> env = Map.of(
                "MIDPLATFORM_TEST_SQS_ENDPOINT", "http://sqs.test:3",
                "MIDPLATFORM_TEST_AWS_ENDPOINT", "http://all.test:4",
                "MIDPLATFORM_TEST_AWS_REGION", "eu-west-1",
                "MIDPLATFORM_TEST_AWS_ACCESS_KEY_ID", "me",
                "MIDPLATFORM_TEST_AWS_SECRET_ACCESS_KEY", "not-a-secret-either");
        assertThat(choose(Service.SQS, env, Optional.of(CONTAINER)).endpoint())
                .contains(URI.create("http://sqs.test:3"));
        Backend other = choose(Service.SSM, env, Optional.of(CONTAINER));
        assertThat(other.isExternal()).isTrue();
        assertThat(other.settings())
                .containsEntry("midplatform.providers.aws.endpoint", "http://all.test:4")
                .containsEntry("midplatform.providers.aws.region", "eu-west-1")
                .containsEntry("midplatform.providers.aws.credentials.access-key-id", "me")
                .containsEntry("midplatform.providers.aws.credentials.secret-access-key", "not-a-secret-either");
        assertThat(other).hasToString("environment at http://all.test:4");
    }

    @Test
    void aws_hasNeitherEndpointNorKeys() {
        Backend aws = choose(Service.S3, Map.of("MIDPLATFORM_TEST_S3_ENDPOINT", "aws"), Optional.empty());
        assertThat(aws.isExternal()).isTrue();
        assertThat(aws.settings()).containsOnlyKeys("midplatform.provider", "midplatform.providers.aws.region");
    }

    @Test
    void container_isSecond_theOwnProcessLast() {
        assertThat(choose(Service.S3, Map.of(), Optional.of(CONTAINER)))
                .hasToString("container at http://127.0.0.1:2")
                .returns(true, Backend::isExternal);
        assertThat(choose(Service.S3, Map.of(), Optional.empty()))
                .hasToString("Own at http://127.0.0.1:1")
                .returns(false, Backend::isExternal);
    }

    @Test
    void noServer_fails() {
        Supplier<URI> broken = () -> {
            throw new IllegalStateException("does not start");
        };
        assertThatThrownBy(() -> Backend.choose(Service.S3, "Own", broken, Map.of(), image -> Optional.empty()))
                .hasMessage("does not start");
    }
}

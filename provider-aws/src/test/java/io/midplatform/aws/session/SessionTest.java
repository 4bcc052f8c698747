package io.midplatform.aws.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.midplatform.Platform;
import io.midplatform.aws.fake.AccountFake;
import io.midplatform.aws.fake.WireFake.Request;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.ssm.SsmClient;

/** The resources of one provider instance share one HTTP client and one source of credentials, which end with the platform. */
class SessionTest {
    private final AccountFake account = new AccountFake();
    private final Map<String, String> settings = new HashMap<>(account.settings());

    SessionTest() {
        settings.put("midplatform.config.sources", "values");
        settings.put("midplatform.providers.aws.credentials.role-arn", "arn:aws:iam::123456789012:role/app");
        settings.put(
                "midplatform.providers.aws.credentials.sts-endpoint",
                account.endpoint().toString());
    }

    @AfterEach
    void stop() {
        account.close();
    }

    private Platform platform() {
        return Platform.builder().isolated().settings(settings).build();
    }

    private static void useAll(Platform platform) {
        assertThat(platform.bucket("one").exists("a")).isFalse();
        assertThat(platform.bucket("two").exists("a")).isFalse();
        assertThat(platform.queue("jobs", String.class).depth().visible()).hasValue(0);
        assertThat(platform.config().find("a", String.class)).isEmpty();
    }

    private Set<Integer> connections() {
        return account.requests().stream().map(Request::connection).collect(Collectors.toSet());
    }

    private long count(String operation) {
        return account.operations().stream().filter(operation::equals).count();
    }

    @Test
    void twoBuckets_aQueueAndASource_shareOneConnectionAndOneRole() {
        try (Platform platform = platform()) {
            useAll(platform);
        }
        assertThat(connections()).as("connections of " + account.operations()).hasSize(1);
        assertThat(count("AssumeRole")).isEqualTo(1);
        assertThat(count("HEAD object")).isEqualTo(2);
        assertThat(account.requests().stream().map(Request::signer).distinct()).containsExactly("any", "ROLE1");
    }

    @Test
    void twoInstances_haveASessionEach() {
        settings.put("midplatform.providers.dr.type", "aws");
        Map.copyOf(settings).forEach((key, value) -> {
            if (key.startsWith("midplatform.providers.aws.")) {
                settings.put(key.replace(".aws.", ".dr."), value);
            }
        });
        settings.put("midplatform.storage.two.provider", "dr");
        try (Platform platform = platform()) {
            useAll(platform);
        }
        assertThat(connections()).hasSize(2);
        assertThat(count("AssumeRole")).isEqualTo(2);
    }

    @Test
    void aResourceWithOtherCredentials_hasASessionOfItsOwn() {
        settings.put("midplatform.storage.two.credentials.external-id", "partner");
        try (Platform platform = platform()) {
            useAll(platform);
        }
        assertThat(connections()).hasSize(2);
        assertThat(count("AssumeRole")).isEqualTo(2);
    }

    @Test
    void close_endsTheClientAndItsThreads() throws InterruptedException {
        try (Platform first = platform()) {
            useAll(first); // the JVM's own threads, and those that the platform keeps for all, are there from now on
        }
        Set<Thread> before = Thread.getAllStackTraces().keySet();
        Platform platform = platform();
        useAll(platform);
        S3Client s3 = platform.bucket("one").unwrap(S3Client.class).orElseThrow();
        SqsClient sqs =
                platform.queue("jobs", String.class).unwrap(SqsClient.class).orElseThrow();
        SsmClient ssm = platform.config().unwrap("values", SsmClient.class).orElseThrow();
        List<Thread> started = Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> !before.contains(thread))
                // ours and the SDK's: the JVM and other tests start some of their own meanwhile
                .filter(thread -> thread.getName().matches("(midplatform|idle-connection-reaper|sdk-|aws-).*"))
                .toList();
        assertThat(started).isNotEmpty();
        assertThat(Thread.getAllStackTraces().keySet())
                .as("while it is open")
                .anyMatch(thread -> thread.getName().contains("idle-connection-reaper"));

        platform.close(Duration.ofSeconds(5));

        for (Thread thread : started) {
            thread.join(20_000);
            assertThat(thread.isAlive()).as(thread.getName()).isFalse();
        }
        assertThatThrownBy(() -> s3.headObject(request -> request.bucket("b").key("a")))
                .hasMessageMatching("(?s).*(shut down|Terminated).*");
        assertThatThrownBy(() -> sqs.getQueueUrl(request -> request.queueName("q")))
                .hasMessageMatching("(?s).*(shut down|Terminated).*");
        assertThatThrownBy(() -> ssm.getParametersByPath(request -> request.path("/a")))
                .hasMessageMatching("(?s).*(shut down|Terminated).*");
    }
}

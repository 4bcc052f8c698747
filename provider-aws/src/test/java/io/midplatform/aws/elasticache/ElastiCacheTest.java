package io.midplatform.aws.elasticache;

import static org.assertj.core.api.Assertions.assertThat;

import io.midplatform.ErrorCode;
import io.midplatform.Platform;
import io.midplatform.PlatformException;
import io.midplatform.cache.Cache;
import io.midplatform.redis.RedisTokens.Token;
import io.midplatform.redis.testing.RedisServer;
import io.midplatform.redis.testing.TestCertificate;
import io.midplatform.testkit.Planted;
import io.midplatform.testkit.TestTime;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;

/**
 * Caches of the provider {@code aws} on a Redis server with TLS whose user has the token of the moment as its password: what IAM does behind
 * ElastiCache is done by the test, since no emulator of it exists.
 */
class ElastiCacheTest {
    private static final TestCertificate CERTIFICATE = TestCertificate.ofThisMachine();

    /** When a token is made anew: two thirds of its quarter of an hour. */
    private static final Duration RENEWED = Duration.ofMinutes(10);

    private final TestTime time = new TestTime();
    private RedisServer server;

    @BeforeEach
    void start() {
        server = RedisServer.startWithTls(CERTIFICATE, "~midplatform:* &midplatform:* +@all");
        allow();
    }

    @AfterEach
    void end() {
        server.close();
    }

    private Map<String, String> settings(String... more) {
        Map<String, String> settings = new HashMap<>(Map.of(
                "midplatform.provider", "aws",
                "midplatform.providers.aws.region", "eu-west-1",
                "midplatform.providers.aws.credentials.access-key-id", "AKIDEXAMPLE",
                "midplatform.providers.aws.credentials.secret-access-key", Planted.SECRET,
                "midplatform.cache.carts.host", server.host(),
                "midplatform.cache.carts.port", Integer.toString(server.tlsPort()),
                "midplatform.cache.carts.cluster", "false",
                "midplatform.cache.carts.tls-ca", CERTIFICATE.certificate().toString(),
                "midplatform.cache.carts.cache", "acme",
                "midplatform.cache.carts.username", "app-user"));
        for (int i = 0; i < more.length; i += 2) {
            settings.put(more[i], more[i + 1]);
        }
        return settings;
    }

    private Platform platform(Map<String, String> settings) {
        return Platform.builder().isolated().settings(settings).time(time).build();
    }

    /** What IAM would do: the token of this moment is the user's password, the ones before are none any more. */
    private void allow() {
        Token token = new ElastiCacheToken(
                        () -> AwsBasicCredentials.create("AKIDEXAMPLE", Planted.SECRET),
                        "eu-west-1",
                        ElastiCacheTokenTest.settings(ElastiCacheSettings.Service.ELASTICACHE, "acme", false),
                        time)
                .token();
        server.call(
                "ACL",
                "SETUSER",
                "app-user",
                "on",
                "resetpass",
                ">" + token.password().reveal(),
                "~midplatform:*",
                "&midplatform:*",
                "+@all");
    }

    /** Connecting happens in the background: the first calls may come before it. */
    private static void eventually(Runnable check) {
        long end = System.nanoTime() + Duration.ofSeconds(40).toNanos();
        while (true) {
            try {
                check.run();
                return;
            } catch (PlatformException e) {
                if (System.nanoTime() > end) {
                    throw e;
                }
                LockSupport.parkNanos(10_000_000);
            }
        }
    }

    @Test
    void tokens_areThePassword() {
        try (Platform platform = platform(settings())) {
            Cache<String> carts = platform.cache("carts", String.class);
            eventually(() -> carts.put("a", "1"));
            assertThat(carts.find("a")).contains("1");
            assertThat(server.call("GET", "midplatform:carts:a")).isNotNull();
        }
    }

    @Test
    void connections_areGivenNewTokens() {
        try (Platform platform = platform(settings())) {
            Cache<String> carts = platform.cache("carts", String.class);
            eventually(() -> carts.put("a", "1"));
            String before = String.valueOf(server.call("ACL", "LOG"));
            time.advance(RENEWED); // exactly: however late the renewal runs, its token is the one of this moment
            allow();
            server.call("CLIENT", "KILL", "USER", "app-user"); // who connects again needs the token of now
            eventually(() -> carts.put("b", "2"));
            assertThat(carts.find("b")).contains("2");
            assertThat(before).doesNotContain("app-user");
        }
    }

    @Test
    void wrongKeys_areUnauthenticated() {
        Map<String, String> settings = settings("midplatform.providers.aws.credentials.access-key-id", "AKIDOTHER");
        try (Platform platform = platform(settings)) {
            Cache<String> carts = platform.cache("carts", String.class);
            long end = System.nanoTime() + Duration.ofSeconds(40).toNanos();
            PlatformException last;
            do {
                last = Assertions.catchThrowableOfType(PlatformException.class, () -> carts.put("a", "1"));
                assertThat(last).isNotNull();
            } while (last.code() != ErrorCode.UNAUTHENTICATED && System.nanoTime() < end);
            assertThat(last.code()).as(last.getMessage()).isEqualTo(ErrorCode.UNAUTHENTICATED);
            Planted.assertHidden(last);
        }
    }

    @Test
    void settingsThatMakeNoSense_areTold() {
        assertRefused("needs username", "midplatform.cache.carts.username", "");
        assertRefused("needs tls", "midplatform.cache.carts.tls", "false", "midplatform.cache.carts.tls-ca", "");
        assertRefused("exclude each other", "midplatform.cache.carts.password", Planted.SECRET);
        assertRefused("host is missing", "midplatform.cache.carts.host", "");
        assertRefused(
                "serverless",
                "midplatform.cache.carts.serverless",
                "true",
                "midplatform.cache.carts.service",
                "memorydb");
    }

    private void assertRefused(String reason, String... changed) {
        Map<String, String> settings = settings(changed);
        settings.values().removeIf(String::isEmpty);
        PlatformException refused = Assertions.catchThrowableOfType(
                PlatformException.class, () -> platform(settings).close());
        assertThat(refused).as(reason).isNotNull();
        assertThat(refused.code()).isEqualTo(ErrorCode.CONFIGURATION);
        assertThat(refused.getMessage()).contains(reason);
        Planted.assertHidden(refused);
    }
}

package io.midplatform.azure.managedredis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.midplatform.ErrorCode;
import io.midplatform.Platform;
import io.midplatform.PlatformException;
import io.midplatform.azure.fake.EntraFake;
import io.midplatform.cache.Cache;
import io.midplatform.redis.testing.Eventually;
import io.midplatform.redis.testing.RedisCluster;
import io.midplatform.redis.testing.RedisServer;
import io.midplatform.redis.testing.TestCertificate;
import io.midplatform.testkit.Planted;
import io.midplatform.testkit.TestTime;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * The cluster policy OSS as Azure has it: nodes that announce their addresses, a certificate that knows the cache's name only, and the newest token
 * as the one password.
 */
class ManagedRedisClusterTest {
    /** Two thirds of the two minutes that the source tells of four: when a token is made anew; and ten seconds. */
    private static final Duration RENEWED = Duration.ofSeconds(90);

    private final TestCertificate certificate = TestCertificate.of("dns:localhost");
    private final RedisCluster cluster = RedisCluster.startWithTls(certificate);
    private final EntraFake entra = new EntraFake();
    private final TestTime time = new TestTime(Instant.now());

    @AfterEach
    void end() {
        cluster.close();
        entra.close();
    }

    private Platform platform(String... more) {
        Map<String, String> settings = entra.settings();
        settings.put("midplatform.cache.carts.host", "localhost");
        settings.put(
                "midplatform.cache.carts.port",
                Integer.toString(cluster.nodes().get(0).tlsPort()));
        settings.put("midplatform.cache.carts.tls-ca", certificate.certificate().toString());
        settings.put(
                "midplatform.cache.carts.connect-timeout",
                "20s"); // a slow machine is no reason that these tests look for
        settings.put("midplatform.cache.carts.failure-policy", "fail-fast");
        for (int i = 0; i < more.length; i += 2) {
            settings.put(more[i], more[i + 1]);
        }
        return Platform.builder().isolated().settings(settings).time(time).build();
    }

    /** What Azure would do: the newest token is the password, on every node. */
    private void allow(String token) {
        List<String> rule = List.of("on", "resetpass", ">" + token, "~midplatform:*", "&midplatform:*", "+@all");
        for (RedisServer node : cluster.nodes()) {
            String[] command = new String[3 + rule.size()];
            List.of("ACL", "SETUSER", EntraFake.OBJECT).toArray(command);
            System.arraycopy(rule.toArray(), 0, command, 3, rule.size());
            node.call(command);
        }
    }

    /** How often open connections were given a password; new ones say it with their greeting. */
    private static long renewals(RedisServer node) {
        return String.valueOf(node.call("INFO", "commandstats"))
                .lines()
                .filter(line -> line.startsWith("cmdstat_auth:"))
                .mapToLong(line -> Long.parseLong(line.replaceAll(".*?calls=(\\d+).*", "$1")))
                .sum();
    }

    private static void writeToAllNodes(Cache<String> carts, String value) {
        IntStream.range(0, 50).forEach(i -> carts.put("k" + i, value));
    }

    @Test
    void everyNode_takesTheToken_andIsGivenTheNextOnItsOpenConnection() {
        entra.live(240);
        entra.onToken(this::allow);
        try (Platform platform = platform()) {
            Cache<String> carts = platform.cache("carts", String.class);
            Eventually.succeeds("connected", () -> {
                writeToAllNodes(carts, "1");
                return true;
            });
            for (RedisServer node : cluster.nodes()) {
                assertThat((Long) node.call("DBSIZE")).isPositive();
            }
            List<Long> before = cluster.nodes().stream()
                    .map(ManagedRedisClusterTest::renewals)
                    .toList();
            assertThat(entra.tokens()).hasSize(1);

            time.advance(RENEWED);

            for (int i = 0; i < before.size(); i++) {
                RedisServer node = cluster.nodes().get(i);
                long known = before.get(i);
                Eventually.until("the node is given the new token", () -> renewals(node) > known);
            }
            assertThat(entra.tokens()).hasSize(2);
            writeToAllNodes(carts, "2");
            // who connects again needs the token of now
            cluster.nodes().forEach(node -> node.call("CLIENT", "KILL", "USER", EntraFake.OBJECT));
            Eventually.succeeds("connected again", () -> {
                writeToAllNodes(carts, "3");
                return true;
            });
            assertThat(carts.find("k7")).contains("3");
        }
    }

    private static void assertUnauthenticated(Platform platform, String said) {
        Cache<String> carts = platform.cache("carts", String.class);
        PlatformException thrown = catchThrowableOfType(PlatformException.class, () -> carts.put("a", "1"));
        assertThat(thrown).isNotNull();
        assertThat(thrown.code()).as(thrown.getMessage()).isEqualTo(ErrorCode.UNAUTHENTICATED);
        assertThat(thrown).hasMessageContaining(said);
        Planted.assertHidden(thrown);
    }

    @Test
    void clientThatEntraIdRefuses_isUnauthenticated() {
        try (Platform platform =
                platform("midplatform.providers.azure.credentials.client-secret", Planted.SECRET + "-wrong")) {
            assertUnauthenticated(platform, "token");
        }
    }

    @Test
    void tokenThatTheNodesRefuse_isUnauthenticated() {
        try (Platform platform = platform()) {
            assertUnauthenticated(platform, "password");
        }
    }
}

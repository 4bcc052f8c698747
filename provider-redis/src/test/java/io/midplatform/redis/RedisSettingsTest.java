package io.midplatform.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.midplatform.ErrorCode;
import io.midplatform.Platform;
import io.midplatform.PlatformException;
import io.midplatform.Support;
import io.midplatform.cache.CacheFeature;
import io.midplatform.redis.RedisTarget.Node;
import io.midplatform.testkit.Planted;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Settings that contradict each other are told at load, before anything is sent. */
class RedisSettingsTest {
    private static Platform platform(String... keysAndValues) {
        Map<String, String> settings = new HashMap<>(Map.of("midplatform.provider", "redis"));
        settings.put("midplatform.cache.carts.ttl", "1h");
        for (int i = 0; i < keysAndValues.length; i += 2) {
            settings.put("midplatform.providers.redis." + keysAndValues[i], keysAndValues[i + 1]);
        }
        return Platform.builder().isolated().settings(settings).build();
    }

    private static void refused(String mentioned, String... keysAndValues) {
        assertThatThrownBy(() -> platform(keysAndValues).close(Duration.ZERO))
                .isInstanceOfSatisfying(PlatformException.class, e -> {
                    assertThat(e.code()).isEqualTo(ErrorCode.CONFIGURATION);
                    assertThat(e.getMessage()).contains(mentioned);
                    Planted.assertHidden(e);
                });
    }

    @Test
    void noServer_isRefused() {
        refused("set host, or nodes");
        refused("exclude each other", "host", "a", "nodes", "b,c", "topology", "cluster");
    }

    @Test
    void topologies_haveTheirOwnSettings() {
        refused("several nodes", "nodes", "a,b");
        refused("sentinel-master", "nodes", "a,b", "topology", "sentinel");
        refused("sentinel-master", "host", "a", "sentinel-master", "mp");
        refused("sentinel-password", "host", "a", "sentinel-password", Planted.SECRET);
        refused("no databases", "nodes", "a,b", "topology", "cluster", "database", "1");
        refused("read-from", "host", "a", "read-from", "replica");
        refused("a star", "host", "a", "topology", "a star");
    }

    @Test
    void near_needsTheMaster() {
        String[] settings = {"nodes", "a,b", "topology", "replicas", "read-from", "any"};
        try (Platform platform = platform(settings)) {
            assertThat(platform.cache("carts", String.class).support(CacheFeature.NEAR_CACHE))
                    .isEqualTo(Support.ABSENT);
        }
        try (Platform platform = platform("host", "a")) {
            assertThat(platform.cache("carts", String.class).support(CacheFeature.NEAR_CACHE))
                    .isEqualTo(Support.NATIVE);
        }
    }

    @Test
    void credentials_andTls_areWhole() {
        refused("username needs password", "host", "a", "username", "app");
        refused("tls-ca", "host", "a", "tls-ca", "ca.pem");
        refused("tls-certificate and tls-key", "host", "a", "tls", "true", "tls-key", "key.pem");
        refused("tls-verify: none", "host", "a", "tls", "true", "tls-ca", "ca.pem", "tls-verify", "none");
        refused("needs one host", "nodes", "a,b", "topology", "cluster", "tls", "true", "tls-verify", "host");
    }

    @Test
    void values_areInRange() {
        refused("database", "host", "a", "database", "-1");
        refused("port", "host", "a", "port", "70000");
        refused("client-name", "host", "a", "client-name", "two words");
        refused("connect-timeout", "host", "a", "connect-timeout", "0s");
        refused("request-queue", "host", "a", "request-queue", "1");
        refused("no host:port", "nodes", "a:b", "topology", "cluster");
        refused("in brackets", "nodes", "::1", "topology", "cluster");
    }

    @Test
    void addresses_ofAllKinds_areRead() {
        assertThat(Node.parse("redis.acme.test", 6379)).isEqualTo(new Node("redis.acme.test", 6379));
        assertThat(Node.parse("redis.acme.test:7000", 6379)).isEqualTo(new Node("redis.acme.test", 7000));
        assertThat(Node.parse("[::1]", 6379)).isEqualTo(new Node("::1", 6379));
        assertThat(Node.parse("[::1]:7000", 6379)).hasToString("[::1]:7000");
    }

    @Test
    void physicalName_tellsTheTarget_withoutSecrets() {
        Platform platform = platform(
                "nodes",
                "a,b:7000",
                "topology",
                "sentinel",
                "sentinel-master",
                "mp",
                "database",
                "2",
                "username",
                "app",
                "password",
                Planted.SECRET,
                "tls",
                "true");
        try {
            assertThat(platform.describe().toString())
                    .contains("rediss-sentinel://a:6379,b:7000/mp/2")
                    .doesNotContain(Planted.SECRET);
        } finally {
            platform.close(Duration.ofSeconds(1));
        }
    }
}

package io.midplatform.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.midplatform.ErrorCode;
import io.midplatform.Platform;
import io.midplatform.PlatformException;
import io.midplatform.cache.Cache;
import io.midplatform.redis.testing.Eventually;
import io.midplatform.redis.testing.Platforms;
import io.midplatform.redis.testing.RedisCluster;
import io.midplatform.redis.testing.RedisServer;
import io.midplatform.redis.testing.TestCertificate;
import io.midplatform.testkit.Planted;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Clusters whose nodes announce addresses, while their certificate knows one name. */
class RedisClusterTlsTest {
    @RegisterExtension
    final Platforms platforms = new Platforms();

    private Cache<String> cache(TestCertificate certificate, String password) {
        RedisCluster cluster = platforms.with(RedisCluster.startWithTls(certificate));
        String instance = "midplatform.providers.redis.";
        Map<String, String> settings = new HashMap<>(Map.of("midplatform.provider", "redis"));
        settings.put(instance + "topology", "cluster");
        settings.put(instance + "host", "localhost");
        settings.put(instance + "port", Integer.toString(cluster.nodes().get(0).tlsPort()));
        settings.put(instance + "tls", "true");
        settings.put(instance + "connect-timeout", "20s"); // a slow machine is no reason that these tests look for
        settings.put(instance + "tls-verify", "host");
        settings.put(instance + "tls-ca", certificate.certificate().toString());
        settings.put(instance + "username", RedisServer.USER);
        settings.put(instance + "password", password);
        settings.put("midplatform.cache.c.failure-policy", "fail-fast");
        Platform platform =
                platforms.with(Platform.builder().isolated().settings(settings).build());
        return platform.cache("c", String.class);
    }

    @Test
    void host_isCheckedOnEveryNode() {
        Cache<String> cache = cache(TestCertificate.of("dns:localhost"), Planted.SECRET);
        for (int i = 0; i < 30; i++) {
            String key = "k" + i;
            Eventually.succeeds("written", () -> {
                cache.put(key, "1");
                return true;
            });
        }
        assertThat(cache.find("k7")).contains("1");
    }

    @Test
    void anotherName_isRefused() {
        Cache<String> cache = cache(TestCertificate.of("ip:127.0.0.1,dns:other.example"), Planted.SECRET);
        PlatformException told = catchThrowableOfType(PlatformException.class, () -> cache.find("k"));
        assertThat(told.code()).isEqualTo(ErrorCode.UNAVAILABLE);
        assertThat(told.advice())
                .hasValueSatisfying(advice -> assertThat(advice).contains("tls-verify"));
    }

    @Test
    void wrongPassword_isUnauthenticated() {
        Cache<String> cache = cache(TestCertificate.of("dns:localhost"), Planted.SECRET + "-wrong");
        PlatformException told = catchThrowableOfType(PlatformException.class, () -> cache.find("k"));
        assertThat(told.code()).as(told.getMessage()).isEqualTo(ErrorCode.UNAUTHENTICATED);
        Planted.assertHidden(told);
    }
}

package io.midplatform.azure.managedredis;

import static org.assertj.core.api.Assertions.assertThat;

import io.midplatform.ErrorCode;
import io.midplatform.Platform;
import io.midplatform.PlatformException;
import io.midplatform.azure.fake.EntraFake;
import io.midplatform.azure.fake.RestFake;
import io.midplatform.cache.Cache;
import io.midplatform.redis.testing.RedisServer;
import io.midplatform.testkit.Planted;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * Caches of the provider {@code azure} on a Redis server with TLS whose user has the token of the moment as its password: what Entra ID does behind
 * Azure Managed Redis is done by the test, since no emulator of it exists.
 */
class ManagedRedisTest {
    private final EntraFake entra = new EntraFake();
    private final RedisServer server =
            RedisServer.startWithTls(RestFake.CERTIFICATE, "~midplatform:* &midplatform:* +@all");

    @AfterEach
    void end() {
        server.close();
        entra.close();
    }

    private Map<String, String> settings(String... more) {
        Map<String, String> settings = entra.settings();
        settings.put("midplatform.cache.carts.host", server.host());
        settings.put("midplatform.cache.carts.port", Integer.toString(server.tlsPort()));
        settings.put("midplatform.cache.carts.cluster", "false");
        settings.put(
                "midplatform.cache.carts.tls-ca",
                RestFake.CERTIFICATE.certificate().toString());
        for (int i = 0; i < more.length; i += 2) {
            settings.put(more[i], more[i + 1]);
        }
        return settings;
    }

    private static Platform platform(Map<String, String> settings) {
        return Platform.builder().isolated().settings(settings).build();
    }

    /** What Azure would do: these tokens are passwords of the identity's user, others are not. */
    private void allow(String user, List<String> tokens) {
        List<String> rule = new ArrayList<>(List.of("ACL", "SETUSER", user, "on", "resetpass"));
        tokens.forEach(token -> rule.add(">" + token));
        rule.addAll(List.of("~midplatform:*", "&midplatform:*", "+@all"));
        server.call(rule.toArray(new String[0]));
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
    void tokens_areThePassword_andTheirObjectIdIsTheUser() {
        try (Platform platform = platform(settings())) {
            Cache<String> carts = platform.cache("carts", String.class);
            eventually(() -> {
                allow(EntraFake.OBJECT, entra.tokens());
                carts.put("a", "1");
            });
            assertThat(carts.find("a")).contains("1");
            assertThat(server.call("GET", "midplatform:carts:a")).isNotNull();
            assertThat(entra.requests().get(0).body()).contains("redis.azure.com");
        }
    }

    @Test
    void username_ofTheSettings_wins() {
        try (Platform platform = platform(settings("midplatform.cache.carts.username", "app-user"))) {
            Cache<String> carts = platform.cache("carts", String.class);
            eventually(() -> {
                allow("app-user", entra.tokens());
                carts.put("a", "1");
            });
            assertThat(carts.find("a")).contains("1");
        }
    }

    @Test
    void connections_areGivenNewTokens() {
        entra.live(6);
        try (Platform platform = platform(settings())) {
            Cache<String> carts = platform.cache("carts", String.class);
            eventually(() -> {
                allow(EntraFake.OBJECT, entra.tokens());
                carts.put("a", "1");
            });
            int before = entra.tokens().size();
            long end = System.nanoTime() + Duration.ofSeconds(40).toNanos();
            while (entra.tokens().size() <= before && System.nanoTime() < end) {
                LockSupport.parkNanos(10_000_000);
            }
            assertThat(entra.tokens()).hasSizeGreaterThan(before);
            server.call("CLIENT", "KILL", "USER", EntraFake.OBJECT); // who connects again needs the token of now
            eventually(() -> {
                List<String> all = entra.tokens();
                allow(EntraFake.OBJECT, all.subList(before, all.size()));
                carts.put("b", "2");
            });
            assertThat(carts.find("b")).contains("2");
        }
    }

    @Test
    void accessKey_isAPassword_andAsksForNoToken() {
        allow("app-user", List.of(Planted.SECRET));
        Map<String, String> settings = settings(
                "midplatform.cache.carts.username", "app-user", "midplatform.cache.carts.password", Planted.SECRET);
        try (Platform platform = platform(settings)) {
            Cache<String> carts = platform.cache("carts", String.class);
            eventually(() -> carts.put("a", "1"));
            assertThat(carts.find("a")).contains("1");
            assertThat(entra.operations()).isEmpty();
        }
    }

    @Test
    void wrongClient_isUnauthenticated() {
        Map<String, String> settings =
                settings("midplatform.providers.azure.credentials.client-secret", "pl4nted-wrong");
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
        assertRefused("needs tls", "midplatform.cache.carts.tls", "false", "midplatform.cache.carts.tls-ca", "");
        assertRefused("host is missing", "midplatform.cache.carts.host", "");
        Map<String, String> keyed = new HashMap<>(settings());
        keyed.keySet().removeIf(key -> key.startsWith("midplatform.providers.azure.credentials"));
        keyed.put("midplatform.providers.azure.credentials.account-key", Planted.SECRET);
        assertRefused("access key in 'password'", keyed);
    }

    private void assertRefused(String reason, String... changed) {
        assertRefused(reason, settings(changed));
    }

    private static void assertRefused(String reason, Map<String, String> settings) {
        settings.values().removeIf(String::isEmpty);
        PlatformException refused = Assertions.catchThrowableOfType(
                PlatformException.class, () -> platform(settings).close());
        assertThat(refused).as(reason).isNotNull();
        assertThat(refused.code()).isEqualTo(ErrorCode.CONFIGURATION);
        assertThat(refused.getMessage()).contains(reason);
        Planted.assertHidden(refused);
    }
}

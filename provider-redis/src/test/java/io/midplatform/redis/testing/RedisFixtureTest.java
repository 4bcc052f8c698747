package io.midplatform.redis.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.midplatform.testkit.Planted;
import io.midplatform.testkit.TestTime;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** The fixtures themselves. */
@Execution(ExecutionMode.CONCURRENT)
class RedisFixtureTest {
    @Test
    void artifact_hasThePrograms() throws Exception {
        for (String platform : List.of("linux-amd64", "linux-arm64", "darwin-amd64", "darwin-arm64")) {
            Path program = RedisBinary.embedded(platform);
            assertThat(program).isExecutable();
            Files.delete(program); // it may be running
            Files.write(program, new byte[] {1});
            assertThat(Files.size(RedisBinary.embedded(platform)))
                    .as("not used, and made anew")
                    .isGreaterThan(1);
        }
        assertThatThrownBy(() -> RedisBinary.embedded("plan9-mips")).hasMessageContaining("plan9-mips");
        assertThat(RedisBinary.platform("Mac OS X", "aarch64")).isEqualTo("darwin-arm64");
        assertThat(RedisBinary.platform("Linux", "x86_64")).isEqualTo("linux-amd64");
    }

    @Test
    void artifact_serves() {
        try (RedisServer server = RedisServer.of(RedisBinary.embedded())) {
            assertThat(server.call("SET", "a", "1")).isEqualTo("OK");
            assertThat(server.call("GET", "a")).isEqualTo("1");
        }
    }

    @Test
    void environment_isFirst_thenTheContainer_thenTheProcess() {
        RedisBackend.Containers none = (image, must) -> Optional.empty();
        RedisBackend.Containers one = (image, must) -> Optional.of(new RedisContainer.Address("docker", 2));
        RedisBackend own = RedisBackend.choose(Map.of(), none, RedisBackend::redis);
        assertThat(own.toString()).contains(" at ");
        assertThat(RedisBackend.choose(Map.of(), one, RedisBackend::redis))
                .hasToString("container redis:7.4-alpine at docker:2");
        assertThat(RedisBackend.choose(Map.of("MIDPLATFORM_TEST_REDIS_IMAGE", "valkey:9"), one, RedisBackend::redis))
                .hasToString("container valkey:9 at docker:2");
        assertThat(RedisBackend.choose(Map.of("MIDPLATFORM_TEST_REDIS_IMAGE", "none"), one, () -> own))
                .isSameAs(own);
        Map<String, String> env = Map.of(
                "MIDPLATFORM_TEST_REDIS_HOST", "redis.test",
                "MIDPLATFORM_TEST_REDIS_PORT", "7000",
                "MIDPLATFORM_TEST_REDIS_USERNAME", "me",
                "MIDPLATFORM_TEST_REDIS_PASSWORD", Planted.SECRET);
        assertThat(RedisBackend.choose(env, one, RedisBackend::redis)).hasToString("environment at redis.test:7000");
        assertThatThrownBy(() -> RedisBackend.choose(Map.of(), none, () -> {
                    throw new IllegalStateException("does not start");
                }))
                .hasMessage("does not start");
    }

    @Test
    void server_isKilled_paused_andStartedAgainEmpty() throws Exception {
        try (RedisServer server = RedisServer.start()) {
            server.call("SET", "a", "1");
            server.pause();
            try (Socket waiting = new Socket(server.host(), server.port())) {
                waiting.setSoTimeout(100);
                waiting.getOutputStream().write("PING\r\n".getBytes(java.nio.charset.StandardCharsets.US_ASCII));
                assertThatThrownBy(() -> waiting.getInputStream().read())
                        .isInstanceOf(java.net.SocketTimeoutException.class);
                server.resume();
                waiting.setSoTimeout(10_000);
                assertThat(waiting.getInputStream().read()).isEqualTo('+');
            }
            server.kill();
            assertThatThrownBy(server::connect).isInstanceOf(UncheckedIOException.class);
            server.restart();
            assertThat(server.call("GET", "a")).isNull();
        }
    }

    @Test
    void tls_isReal_andTheUserHasItsRights() throws Exception {
        TestCertificate certificate = TestCertificate.ofThisMachine();
        KeyStore trusted = KeyStore.getInstance("PKCS12");
        trusted.load(null, null);
        try (InputStream pem = Files.newInputStream(certificate.certificate())) {
            trusted.setCertificateEntry(
                    "server", CertificateFactory.getInstance("X.509").generateCertificate(pem));
        }
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(trusted);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, trust.getTrustManagers(), null);
        for (Path program : List.of(RedisBinary.server(), RedisBinary.embedded())) {
            try (RedisServer server =
                            RedisServer.startWithTls(program, certificate, "~midplatform:* +get +ping", List.of());
                    Resp resp = Resp.on(context.getSocketFactory().createSocket(server.host(), server.tlsPort()))) {
                assertThat(resp.call("AUTH", RedisServer.USER, Planted.SECRET)).isEqualTo("OK");
                assertThat(resp.call("GET", "midplatform:a")).isNull();
                assertThatThrownBy(() -> resp.call("GET", "b")).hasMessageStartingWith("NOPERM");
                assertThatThrownBy(() -> resp.call("SET", "midplatform:a", "1")).hasMessageStartingWith("NOPERM");
            }
        }
    }

    @Test
    void time_isTheTests() {
        TestTime time = new TestTime();
        try (RedisServer server = RedisServer.start()) {
            RedisTime.follow(time, () -> List.of(server.connect()));
            server.call("SET", "a", "1", "PX", String.valueOf(RedisTime.longer(1_000)));
            server.call("SET", "b", "1", "PX", String.valueOf(RedisTime.longer(34_560_000_000_000L)));
            server.call("SET", "c", "1");
            time.advance(Duration.ofMillis(999));
            assertThat(server.call("GET", "a")).isEqualTo("1");
            time.advance(Duration.ofNanos(999_999));
            assertThat(server.call("GET", "a")).isEqualTo("1");
            time.advance(Duration.ofNanos(1));
            assertThat(server.call("GET", "a")).isNull();
            time.advance(Duration.ofDays(3_650));
            assertThat(server.call("EXISTS", "b", "c")).isEqualTo(2L);
        }
    }

    @Test
    void proxy_cuts_holds_andRefuses() throws IOException {
        try (RedisServer server = RedisServer.start();
                TcpProxy proxy = TcpProxy.to(server.port())) {
            try (Resp resp = Resp.open(proxy.port())) {
                assertThat(resp.call("PING")).isEqualTo("PONG");
                proxy.cut();
                assertThatThrownBy(() -> resp.call("PING")).isInstanceOf(UncheckedIOException.class);
            }
            proxy.refuse();
            assertThatThrownBy(() -> Resp.open(proxy.port())).isInstanceOf(UncheckedIOException.class);
            proxy.welcome();
            proxy.cutAfter(TcpProxy.Direction.TO_CLIENT, 3);
            try (Resp resp = Resp.open(proxy.port())) {
                assertThatThrownBy(() -> resp.call("PING")).isInstanceOf(UncheckedIOException.class);
            }
            try (Socket client = new Socket(server.host(), proxy.port())) {
                proxy.hold(TcpProxy.Direction.TO_CLIENT);
                client.getOutputStream().write("PING\r\n".getBytes(java.nio.charset.StandardCharsets.US_ASCII));
                client.setSoTimeout(100);
                assertThatThrownBy(() -> client.getInputStream().read())
                        .isInstanceOf(java.net.SocketTimeoutException.class);
                proxy.heal();
                client.setSoTimeout(10_000);
                assertThat(client.getInputStream().read()).isEqualTo('+');
            }
        }
    }

    @Test
    void cluster_isReady_movesASlot_andFailsOver() {
        try (RedisCluster cluster = RedisCluster.startWithReplicas()) {
            int slot = cluster.slot("a");
            RedisServer from = cluster.ownerOf(slot);
            from.call("SET", "a", "1");
            RedisServer to = cluster.masters().stream()
                    .filter(node -> node != from)
                    .findFirst()
                    .orElseThrow();
            cluster.move(slot, to, () -> {});
            assertThat(cluster.ownerOf(slot)).isSameAs(to);
            assertThat(to.call("GET", "a")).isEqualTo("1");
            assertThatThrownBy(() -> from.call("GET", "a")).hasMessageStartingWith("MOVED");
            to.kill();
            cluster.awaitTakeoverOf(to);
            assertThat(cluster.ownerOf(slot)).isSameAs(cluster.replicaOf(to));
        }
    }

    @Test
    void sentinels_promoteTheReplica() {
        try (RedisSentinels set = RedisSentinels.start()) {
            RedisServer master = set.master();
            RedisServer replica = set.replica();
            master.call("SET", "a", "1");
            assertThat(master.call("WAIT", "1", "5000")).isEqualTo(1L);
            master.kill();
            set.awaitMasterOtherThan(master);
            assertThat(replica.call("GET", "a")).isEqualTo("1");
        }
    }
}

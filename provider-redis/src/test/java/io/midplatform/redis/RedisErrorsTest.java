package io.midplatform.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.lettuce.core.ClientOptions;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisCommandExecutionException;
import io.lettuce.core.RedisConnectionException;
import io.lettuce.core.RedisException;
import io.lettuce.core.RedisURI;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.internal.ExceptionFactory;
import io.midplatform.ErrorCode;
import io.midplatform.Platform;
import io.midplatform.PlatformException;
import io.midplatform.cache.Cache;
import io.midplatform.cache.Counters;
import io.midplatform.redis.testing.Eventually;
import io.midplatform.redis.testing.Platforms;
import io.midplatform.redis.testing.RedisServer;
import io.midplatform.redis.testing.TestCertificate;
import io.midplatform.spi.Failure;
import io.midplatform.testkit.Planted;
import java.net.UnknownHostException;
import java.nio.channels.ClosedChannelException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLHandshakeException;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What servers and Lettuce report, by messages that a real server gave where one can be made to. */
class RedisErrorsTest {
    @RegisterExtension
    final Platforms platforms = new Platforms();

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "UNAVAILABLE | true | LOADING Redis is loading the dataset in memory",
                "UNAVAILABLE | true | MASTERDOWN Link with MASTER is down and replica-serve-stale-data is set to 'no'.",
                "UNAVAILABLE | true | CLUSTERDOWN The cluster is down",
                "UNAVAILABLE | true | TRYAGAIN Multiple keys request during rehashing of slot",
                "UNAVAILABLE | true | MOVED 3999 127.0.0.1:6381",
                "UNAVAILABLE | true | READONLY You can't write against a read only replica.",
                "UNAVAILABLE | true | BUSY Redis is busy running a script. You can only call SCRIPT KILL or SHUTDOWN NOSAVE.",
                "UNAVAILABLE | true | MISCONF Redis is configured to save RDB snapshots, but it's currently unable to",
                "UNAVAILABLE | true | NOREPLICAS Not enough good replicas to write.",
                "UNAVAILABLE | true | OOM command not allowed when used memory > 'maxmemory'.",
                "UNAVAILABLE | true | ERR Error running script (call to f_1): @user_script:1: -OOM command not allowed when used",
                "UNAUTHENTICATED | false | NOAUTH Authentication required.",
                "UNAUTHENTICATED | false | WRONGPASS invalid username-password pair or user is disabled.",
                "UNAUTHENTICATED | false | ERR invalid password",
                "ACCESS_DENIED | false | NOPERM this user has no permissions to run the 'set' command",
                "ACCESS_DENIED | false | ERR ACL failure in script: this user has no permissions to run the 'set' command",
                "ACCESS_DENIED | false | DENIED Redis is running in protected mode",
                "THROTTLED | true | ERR max number of clients reached",
                "INVALID_REQUEST | false | WRONGTYPE Operation against a key holding the wrong kind of value",
                "INVALID_REQUEST | false | ERR value is not an integer or out of range",
                "LIMIT_EXCEEDED | false | ERR increment or decrement would overflow",
                "LIMIT_EXCEEDED | false | ERR increment or decrement would overflow script: 1, on @user_script:2.",
                "LIMIT_EXCEEDED | false | ERR string exceeds maximum allowed size (proto-max-bulk-len)",
                "CONFIGURATION | false | ERR This instance has cluster support disabled",
                "CONFIGURATION | false | ERR DB index is out of range",
                "CONFIGURATION | false | ERR No such master with that name",
                "CONFIGURATION | false | NOPROTO unsupported protocol version",
                "CONFIGURATION | false | ERR unknown command `HELLO`, with args beginning with: `3`,",
                "UNKNOWN | false | ERR something new",
            })
    void answers_areTold_andHadNoEffect(ErrorCode code, boolean retryable, String message) {
        Failure failure = RedisErrors.classify(ExceptionFactory.createExecutionException(message));
        assertThat(failure.code()).isEqualTo(code);
        assertThat(failure.retryable()).isEqualTo(retryable);
        assertThat(failure.ambiguous()).isFalse();
    }

    @Test
    void unknownAnswers_areNotQuoted() {
        Failure failure = RedisErrors.classify(new RedisCommandExecutionException(Planted.PAYLOAD));
        assertThat(failure.reason()).doesNotContain(Planted.PAYLOAD);
    }

    @Test
    void connections_thatCannotBeMade_sentNothing() {
        for (Throwable cause : List.of(
                new SSLHandshakeException("x"),
                new UnknownHostException("x"),
                new RedisCommandExecutionException("LOADING Redis is loading the dataset in memory"))) {
            Failure failure = RedisErrors.classify(new RedisConnectionException("x", cause));
            assertThat(failure.code()).isEqualTo(ErrorCode.UNAVAILABLE);
            assertThat(failure.ambiguous()).isFalse();
            assertThat(failure.retryable()).isTrue();
        }
        assertThat(RedisErrors.classify(new RedisConnectionException("x", new TokenException(null)))
                        .code())
                .isEqualTo(ErrorCode.UNAUTHENTICATED);
    }

    @Test
    void lostAnswers_areUncertain() {
        for (Throwable thrown : List.of(
                new RedisException("Connection disconnected"),
                new RedisException("Connection closed"),
                new ClosedChannelException(),
                new CancellationException())) {
            Failure failure = RedisErrors.classify(thrown);
            assertThat(failure.code()).isEqualTo(ErrorCode.UNAVAILABLE);
            assertThat(failure.ambiguous()).isTrue();
        }
        assertThat(RedisErrors.classify(new IllegalStateException()).ambiguous())
                .isTrue();
    }

    /** The words that tell whether a command was sent are Lettuce's own, and may change with it. */
    @Test
    void lettuce_stillSaysItThatWay() throws Exception {
        RedisServer server = platforms.with(RedisServer.start());
        RedisURI uri = RedisURI.create(server.host(), server.port());
        try (RedisClient client = RedisClient.create(uri)) {
            client.setOptions(ClientOptions.builder()
                    .requestQueueSize(1)
                    .disconnectedBehavior(ClientOptions.DisconnectedBehavior.REJECT_COMMANDS)
                    .build());
            StatefulRedisConnection<String, String> connection = client.connect();
            var inFlight = connection.async().blpop(0, "a");
            Eventually.until(
                    "the command was sent",
                    Duration.ofSeconds(10),
                    () -> String.valueOf(server.call("CLIENT", "LIST")).contains("cmd=blpop"));
            assertCode(
                    ErrorCode.THROTTLED, false, () -> await(connection.async().get("b")));
            server.kill();
            assertCode(ErrorCode.UNAVAILABLE, true, () -> await(inFlight));
            Throwable refused = assertCode(
                    ErrorCode.UNAVAILABLE, false, () -> await(connection.async().get("c")));
            assertThat(refused)
                    .isInstanceOfSatisfying(
                            RedisException.class,
                            e -> assertThat(RedisErrors.isNotConnected(e)).isTrue());
            connection.close();
            assertCode(
                    ErrorCode.UNAVAILABLE, false, () -> await(connection.async().get("d")));
        }
    }

    private static void await(java.util.concurrent.Future<?> command) throws Throwable {
        try {
            command.get(10, TimeUnit.SECONDS);
        } catch (java.util.concurrent.ExecutionException e) {
            throw e.getCause();
        }
    }

    private static Throwable assertCode(ErrorCode code, boolean ambiguous, ThrowingCallable call) {
        Throwable thrown = catchThrowable(call);
        assertThat(thrown).isNotNull();
        Failure failure = RedisErrors.classify(thrown);
        assertThat(failure.code()).as(thrown.toString()).isEqualTo(code);
        assertThat(failure.ambiguous()).as(thrown.toString()).isEqualTo(ambiguous);
        return thrown;
    }

    @Test
    void valuesOfOtherPrograms_areInvalid() {
        RedisServer server = platforms.with(RedisServer.start());
        Platform platform = platforms.open(server.settings(), "cache.c.failure-policy", "fail-fast");
        Cache<String> cache = platform.cache("c", String.class);
        Counters counters = platform.counters("n");
        server.call("LPUSH", "midplatform:c:list", "1");
        server.call("LPUSH", "midplatform:n:list", "1");
        server.call("SET", "midplatform:n:text", "text");
        // read together with the cache's marker: a list is no entry
        assertThat(cache.find("list")).isEmpty();
        assertFails(ErrorCode.INVALID_REQUEST, () -> counters.get("list"));
        assertFails(ErrorCode.INVALID_REQUEST, () -> counters.increment("list"));
        assertFails(ErrorCode.INVALID_REQUEST, () -> counters.get("text"));
        assertFails(ErrorCode.INVALID_REQUEST, () -> counters.increment("text"));
        assertFails(ErrorCode.INVALID_REQUEST, () -> cache.putIfAbsent("list", "2"));
        cache.put("list", "2");
        assertThat(cache.find("list")).contains("2");
    }

    @Test
    void refusals_ofARealServer_areTold() {
        TestCertificate certificate = TestCertificate.ofThisMachine();
        RedisServer server = platforms.with(RedisServer.startWithTls(certificate, "~midplatform:* +get +mget"));
        Map<String, String> settings = new HashMap<>(server.tlsSettings(certificate));
        settings.put("midplatform.cache.c.failure-policy", "fail-fast");
        Cache<String> cache = platforms.open(settings).cache("c", String.class);
        assertThat(cache.find("a")).isEmpty();
        assertFails(ErrorCode.ACCESS_DENIED, () -> cache.put("a", "1"));

        settings.put("midplatform.providers.redis.password", "wrong");
        Cache<String> unknown = platforms.open(settings).cache("c", String.class);
        assertFails(ErrorCode.UNAUTHENTICATED, () -> unknown.find("a"));

        settings.remove("midplatform.providers.redis.tls-ca");
        Cache<String> untrusted = platforms.open(settings).cache("c", String.class);
        assertThat(assertFails(ErrorCode.UNAVAILABLE, () -> untrusted.find("a")).getMessage())
                .contains("tls-ca");

        Cache<String> full = platforms
                .open(server.settings(), "cache.c.failure-policy", "fail-fast")
                .cache("c", String.class);
        full.put("a", "1");
        server.call("CONFIG", "SET", "maxmemory", "1");
        assertThat(assertFails(ErrorCode.UNAVAILABLE, () -> full.put("a", "2")).getMessage())
                .contains("memory is full");
    }

    @Test
    void certificates_ofClients_areShown() {
        TestCertificate certificate = TestCertificate.ofThisMachine();
        RedisServer server = platforms.with(
                RedisServer.startWithTls(certificate, RedisTlsContractTest.LEAST_RIGHTS, "tls-auth-clients yes"));
        Map<String, String> settings = new HashMap<>(server.tlsSettings(certificate));
        settings.put("midplatform.cache.c.failure-policy", "fail-fast");
        Cache<String> without = platforms.open(settings).cache("c", String.class);
        assertFails(ErrorCode.UNAVAILABLE, () -> without.find("a"));
        settings.put(
                "midplatform.providers.redis.tls-certificate",
                certificate.certificate().toString());
        settings.put("midplatform.providers.redis.tls-key", certificate.key().toString());
        Cache<String> with = platforms.open(settings).cache("c", String.class);
        assertThat(with.find("a")).isEmpty();
    }

    private static PlatformException assertFails(ErrorCode code, ThrowingCallable call) {
        PlatformException thrown = catchThrowableOfType(PlatformException.class, call);
        assertThat(thrown).isNotNull();
        assertThat(thrown.code()).as(thrown.getMessage()).isEqualTo(code);
        assertThat(thrown.ambiguous()).isFalse();
        Planted.assertHidden(thrown);
        return thrown;
    }
}

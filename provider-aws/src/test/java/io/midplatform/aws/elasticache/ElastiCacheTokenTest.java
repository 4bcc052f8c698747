package io.midplatform.aws.elasticache;

import static org.assertj.core.api.Assertions.assertThat;

import io.midplatform.aws.session.AwsCredentials;
import io.midplatform.aws.session.AwsHttp;
import io.midplatform.redis.RedisTokens.Token;
import io.midplatform.testkit.TestTime;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.AwsSessionCredentials;

/** Tokens are what the services' user guides describe: their signature is computed here again, from the specification of Signature Version 4. */
class ElastiCacheTokenTest {
    private static final String SECRET = "wJalrXUtnFEMI-not-a-real-key";
    private static final AwsBasicCredentials KEYS = AwsBasicCredentials.create("AKIDEXAMPLE", SECRET);

    private final TestTime time = new TestTime(Instant.parse("2026-11-25T08:09:10Z"));

    static ElastiCacheSettings settings(ElastiCacheSettings.Service service, String cache, boolean serverless) {
        return new ElastiCacheSettings(
                service,
                Optional.of("acme.example"),
                6379,
                true,
                Optional.of(cache),
                serverless,
                Optional.of("app-user"),
                Optional.empty(),
                true,
                Optional.empty(),
                Duration.ofSeconds(2),
                Optional.of("eu-west-1"),
                new AwsCredentials(
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        "midplatform",
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty()),
                new AwsHttp(
                        1,
                        Duration.ofSeconds(1),
                        Duration.ofSeconds(1),
                        Duration.ofSeconds(1),
                        Duration.ofSeconds(1),
                        Optional.empty()),
                Optional.empty());
    }

    @Test
    void token_isASignedRequest_withoutItsScheme() throws Exception {
        Token token = new ElastiCacheToken(
                        () -> KEYS,
                        "eu-west-1",
                        settings(ElastiCacheSettings.Service.ELASTICACHE, "Acme-Carts", false),
                        time)
                .token();
        String text = token.password().reveal();
        assertThat(text).startsWith("acme-carts/?");
        Map<String, String> query = query(text);
        assertThat(query)
                .containsEntry("Action", "connect")
                .containsEntry("User", "app-user")
                .containsEntry("X-Amz-Algorithm", "AWS4-HMAC-SHA256")
                .containsEntry("X-Amz-Credential", "AKIDEXAMPLE/20261125/eu-west-1/elasticache/aws4_request")
                .containsEntry("X-Amz-Date", "20261125T080910Z")
                .containsEntry("X-Amz-Expires", "900")
                .containsEntry("X-Amz-SignedHeaders", "host")
                .doesNotContainKey("ResourceType");
        assertThat(query.get("X-Amz-Signature")).isEqualTo(signature(text, "elasticache"));
        assertThat(token.username()).isEqualTo("app-user");
        assertThat(token.expiresAt()).isEqualTo(time.instant().plusSeconds(900));
        assertThat(token.toString()).doesNotContain(query.get("X-Amz-Signature"));
    }

    @Test
    void token_ofAServerlessCache_saysSo() throws Exception {
        String text = new ElastiCacheToken(
                        () -> KEYS, "eu-west-1", settings(ElastiCacheSettings.Service.ELASTICACHE, "acme", true), time)
                .token()
                .password()
                .reveal();
        assertThat(query(text)).containsEntry("ResourceType", "ServerlessCache");
        assertThat(query(text).get("X-Amz-Signature")).isEqualTo(signature(text, "elasticache"));
    }

    @Test
    void token_ofMemoryDb_isSignedForIt() throws Exception {
        String text = new ElastiCacheToken(
                        () -> KEYS, "eu-west-1", settings(ElastiCacheSettings.Service.MEMORYDB, "acme", false), time)
                .token()
                .password()
                .reveal();
        assertThat(query(text).get("X-Amz-Credential")).endsWith("/memorydb/aws4_request");
        assertThat(query(text).get("X-Amz-Signature")).isEqualTo(signature(text, "memorydb"));
    }

    @Test
    void token_ofTemporaryCredentials_endsWithThem() throws Exception {
        Instant end = time.instant().plusSeconds(300);
        AwsSessionCredentials temporary = AwsSessionCredentials.builder()
                .accessKeyId("AKIDEXAMPLE")
                .secretAccessKey(SECRET)
                .sessionToken("session/token+=")
                .expirationTime(end)
                .build();
        Token token = new ElastiCacheToken(
                        () -> temporary,
                        "eu-west-1",
                        settings(ElastiCacheSettings.Service.ELASTICACHE, "acme", false),
                        time)
                .token();
        String text = token.password().reveal();
        assertThat(token.expiresAt()).isEqualTo(end);
        assertThat(query(text)).containsEntry("X-Amz-Security-Token", "session/token+=");
        assertThat(query(text).get("X-Amz-Signature")).isEqualTo(signature(text, "elasticache"));
    }

    @Test
    void identity_isThatOfTheUserAndTheCache() {
        AwsCredentialsProvider who = () -> KEYS;
        Object identity = identity(who, "acme", false);
        assertThat(identity(who, "acme", false)).isEqualTo(identity);
        assertThat(identity(who, "other", false)).isNotEqualTo(identity);
        assertThat(identity(who, "acme", true)).isNotEqualTo(identity);
        assertThat(identity(() -> KEYS, "acme", false)).isNotEqualTo(identity);
    }

    private Object identity(AwsCredentialsProvider who, String cache, boolean serverless) {
        return new ElastiCacheToken(
                        who, "eu-west-1", settings(ElastiCacheSettings.Service.ELASTICACHE, cache, serverless), time)
                .identity();
    }

    private static Map<String, String> query(String token) {
        return Arrays.stream(token.substring(token.indexOf('?') + 1).split("&"))
                .map(pair -> pair.split("=", 2))
                .collect(Collectors.toMap(pair -> pair[0], pair -> URLDecoder.decode(pair[1], StandardCharsets.UTF_8)));
    }

    /** The signature of the request that the token stands for: canonical request, string to sign, derived key. */
    private static String signature(String token, String service) throws GeneralSecurityException {
        String host = token.substring(0, token.indexOf('/'));
        String canonicalQuery = Arrays.stream(
                        token.substring(token.indexOf('?') + 1).split("&"))
                .filter(pair -> !pair.startsWith("X-Amz-Signature="))
                .sorted()
                .collect(Collectors.joining("&"));
        String canonical = String.join("\n", "GET", "/", canonicalQuery, "host:" + host, "", "host", hex(sha256("")));
        String scope = "20261125/eu-west-1/" + service + "/aws4_request";
        String toSign = String.join("\n", "AWS4-HMAC-SHA256", "20261125T080910Z", scope, hex(sha256(canonical)));
        byte[] key = ("AWS4" + SECRET).getBytes(StandardCharsets.UTF_8);
        for (String part : scope.split("/", -1)) {
            key = hmac(key, part);
        }
        return hex(hmac(key, toSign));
    }

    private static byte[] sha256(String text) throws GeneralSecurityException {
        return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
    }

    private static byte[] hmac(byte[] key, String text) throws GeneralSecurityException {
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(key, "HmacSHA256"));
        return mac.doFinal(text.getBytes(StandardCharsets.UTF_8));
    }

    private static String hex(byte[] bytes) {
        return HexFormat.of().formatHex(bytes);
    }
}

package io.midplatform.aws.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.midplatform.ErrorCode;
import io.midplatform.PlatformException;
import io.midplatform.aws.fake.AccountFake;
import io.midplatform.aws.fake.WireFake;
import io.midplatform.aws.fake.WireFake.Request;
import io.midplatform.cloudtests.OneSource;
import io.midplatform.storage.Bucket;
import io.midplatform.testkit.Planted;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Each way to say who calls, seen from the other side: on our stand-in for an account. */
class CredentialsTest {
    private static final Duration INTERVAL = Duration.ofSeconds(60);
    private static final String ROLE = "arn:aws:iam::123456789012:role/app";
    private static final List<String> PROPERTIES = List.of(
            "aws.accessKeyId",
            "aws.secretAccessKey",
            "aws.sessionToken",
            "aws.sharedCredentialsFile",
            "aws.configFile",
            "aws.disableEc2Metadata");

    private final AccountFake account = new AccountFake();
    private final Map<String, String> settings = new HashMap<>(account.settings());
    private final OneSource source = new OneSource();

    private int writes;

    @TempDir
    private Path folder;

    CredentialsTest() {
        settings.keySet().removeIf(key -> key.contains(".credentials."));
    }

    @AfterEach
    void stop() {
        source.close();
        account.close();
        PROPERTIES.forEach(System::clearProperty);
    }

    private void credentials(String... keysAndValues) {
        for (int i = 0; i < keysAndValues.length; i += 2) {
            settings.put("midplatform.providers.aws.credentials." + keysAndValues[i], keysAndValues[i + 1]);
        }
    }

    private void role(String... more) {
        credentials("role-arn", ROLE, "sts-endpoint", account.endpoint().toString());
        credentials(more);
    }

    private void bucketUnderARoleThatEnds() {
        account.life(Duration.ofSeconds(30));
        credentials("access-key-id", "STATIC", "secret-access-key", Planted.SECRET);
        role();
        settings.put("midplatform.storage.uploads.provider", "aws");
        settings.put("midplatform.storage.uploads.bucket", "acme-uploads");
    }

    private OneSource open() {
        source.with(settings).config();
        return source;
    }

    private PlatformException refused() {
        PlatformException thrown = catchThrowableOfType(PlatformException.class, this::open);
        assertThat(thrown).isNotNull();
        Planted.assertHidden(thrown);
        return thrown;
    }

    private Request last() {
        return account.requests().get(account.requests().size() - 1);
    }

    private Request asked(String operation) {
        return account.requests().stream()
                .filter(request -> request.operation().equals(operation))
                .findFirst()
                .orElseThrow();
    }

    private void profiles(String text) throws IOException {
        Path file = Files.writeString(folder.resolve("credentials"), text);
        // later than the SDK's last look at it, however coarse the file system's clock is
        Files.setLastModifiedTime(file, FileTime.from(Instant.now().plusSeconds(++writes)));
        System.setProperty("aws.sharedCredentialsFile", file.toString());
        System.setProperty("aws.configFile", folder.resolve("none").toString());
        System.setProperty("aws.disableEc2Metadata", "true");
    }

    private static String profile(String name, String id) {
        return "[" + name + "]\naws_access_key_id = " + id + "\naws_secret_access_key = " + Planted.SECRET + "\n";
    }

    @Test
    void staticKey_withItsToken_signs() {
        credentials("access-key-id", "STATIC", "secret-access-key", Planted.SECRET, "session-token", Planted.SECRET);
        open();
        assertThat(last().signer()).isEqualTo("STATIC");
        assertThat(last().headers().getFirst("X-Amz-Security-Token")).isEqualTo(Planted.SECRET);
        Planted.assertHidden(source.platform().describe());
    }

    @Test
    void staticKey_bySecretReference_isReadFromTheSource() {
        account.put("/vault/uploads", Planted.SECRET);
        credentials("access-key-id", "STATIC", "secret-access-key", "${secret:vault/uploads}");
        String vault = "midplatform.config.vault.";
        settings.putAll(Map.of(
                vault + "service", "parameter-store",
                vault + "path", "/vault",
                vault + "credentials.access-key-id", "VAULT",
                vault + "credentials.secret-access-key", Planted.SECRET));
        open();
        assertThat(account.requests().stream().map(Request::signer)).containsExactly("VAULT", "STATIC");
        Planted.assertHidden(source.platform().describe());
    }

    @Test
    void profile_isReadFromTheFiles_andReadAgainWhenTheyChange() throws IOException {
        profiles(profile("default", "DEFAULT") + profile("uploads", "FIRST"));
        credentials("profile", "uploads");
        open();
        assertThat(last().signer()).isEqualTo("FIRST");
        profiles(profile("uploads", "RENEWED"));
        while (!last().signer().equals("RENEWED")) { // the SDK looks at the file every second
            source.pass(INTERVAL);
        }
        assertThat(source.health()).doesNotContain("DEGRADED");
    }

    @Test
    void profile_thatDoesNotExist_isNamed() throws IOException {
        profiles(profile("default", "DEFAULT"));
        credentials("profile", "uploads");
        PlatformException e = refused();
        assertThat(e.code()).isEqualTo(ErrorCode.UNAUTHENTICATED);
        assertThat(e).hasMessageContainingAll("profile", "'uploads'");
        assertThat(account.requests()).isEmpty();
    }

    @Test
    void defaultChain_takesSystemPropertiesFirst_thenTheDefaultProfile() throws IOException {
        profiles(profile("default", "DEFAULT"));
        System.setProperty("aws.accessKeyId", "PROPERTY");
        System.setProperty("aws.secretAccessKey", Planted.SECRET);
        open();
        assertThat(last().signer()).isEqualTo("PROPERTY");
        System.clearProperty("aws.accessKeyId");
        System.clearProperty("aws.secretAccessKey");
        try (OneSource other = new OneSource().with(settings)) {
            other.config();
        }
        assertThat(last().signer()).isEqualTo("DEFAULT");
    }

    @Test
    void defaultChain_withoutAny_saysSo() throws IOException {
        profiles("");
        PlatformException e = refused();
        assertThat(e.code()).isEqualTo(ErrorCode.UNAUTHENTICATED);
        assertThat(e).hasMessageContaining("no AWS credentials were found");
        assertThat(account.requests()).isEmpty();
    }

    @Test
    void role_isAssumedByTheOthers_withItsNameAndExternalId() {
        credentials("access-key-id", "STATIC", "secret-access-key", Planted.SECRET);
        role("external-id", "partner", "role-session-name", "orders");
        open();
        Request assume = asked("AssumeRole");
        assertThat(assume.signer()).isEqualTo("STATIC");
        assertThat(assume.body().toString())
                .contains("\"RoleArn\":\"" + ROLE, "\"RoleSessionName\":\"orders\"", "\"ExternalId\":\"partner\"");
        assertThat(last().signer()).isEqualTo("ROLE1");
        assertThat(last().headers().getFirst("X-Amz-Security-Token")).isEqualTo(Planted.SECRET + "-of-ROLE1");
        source.pass(INTERVAL.multipliedBy(3));
        assertThat(last().signer()).as("it is kept").isEqualTo("ROLE1");
    }

    @Test
    void role_thatExpires_isAssumedAgain() {
        account.life(Duration.ofSeconds(30)); // the SDK renews what is good for less than a minute
        credentials("access-key-id", "STATIC", "secret-access-key", Planted.SECRET);
        role();
        open();
        source.pass(INTERVAL);
        assertThat(last().signer()).isEqualTo("ROLE2");
    }

    /** The SDK's clients close whatever they are given that can be closed: one of them must not end the credentials of the others. */
    @Test
    void role_outlivesTheClientsThatUseIt() {
        bucketUnderARoleThatEnds();
        open();
        source.platform().describe(); // opens what is not open yet, and closes it again
        source.pass(INTERVAL);
        assertThat(last().signer()).isEqualTo("ROLE2");
        assertThat(source.health()).doesNotContain("DEGRADED");
    }

    @Test
    void role_whileStsIsSilent_isNoReasonToSignForLongerThanTheCallHas() {
        bucketUnderARoleThatEnds();
        settings.put("midplatform.storage.uploads.timeout", "2s");
        open();
        account.fail(1, account.silence());
        Bucket bucket = source.platform().bucket("uploads");
        PlatformException late =
                catchThrowableOfType(PlatformException.class, () -> bucket.presignGet("k", Duration.ofMinutes(1)));
        assertThat(late.code()).isEqualTo(ErrorCode.DEADLINE_EXCEEDED);
        account.mend();
    }

    @Test
    void role_refused_isToldAsSuch_andPassesOnceItIsGranted() {
        credentials("access-key-id", "STATIC", "secret-access-key", Planted.SECRET);
        role();
        account.fail(1, AccountFake.refusal(403, "AccessDenied"));
        PlatformException e = refused();
        assertThat(e.code()).isEqualTo(ErrorCode.ACCESS_DENIED);
        assertThat(e).hasMessageContainingAll("the role", "role-arn");
        assertThat(account.operations()).containsExactly("AssumeRole");
        assertThat(e.requestId()).contains("fake-request");
        open();
        assertThat(last().signer()).isEqualTo("ROLE1");
    }

    @Test
    void role_ofExpiredCredentials_isUnauthenticated() {
        credentials("access-key-id", "STATIC", "secret-access-key", Planted.SECRET, "session-token", Planted.SECRET);
        role();
        account.fail(1, AccountFake.refusal(403, "ExpiredToken"));
        PlatformException e = refused();
        assertThat(e.code()).isEqualTo(ErrorCode.UNAUTHENTICATED);
        assertThat(e).hasMessageContaining("ExpiredToken");
    }

    @Test
    void role_whileStsIsAway_isRetriedAndThenUnavailable() {
        credentials("access-key-id", "STATIC", "secret-access-key", Planted.SECRET);
        role();
        account.fail(2, AccountFake.refusal(503, "ServiceUnavailable"));
        open();
        assertThat(account.operations())
                .containsExactly("AssumeRole", "AssumeRole", "AssumeRole", "GetParametersByPath");
    }

    @Test
    void role_whileStsIsSilent_endsWithTheTimeoutOfTheCall_orAnInterrupt() {
        credentials("access-key-id", "STATIC", "secret-access-key", Planted.SECRET);
        role();
        source.set("timeout", "3s");
        account.fail(1, account.silence());
        long before = System.nanoTime();
        assertThat(refused().code()).isEqualTo(ErrorCode.DEADLINE_EXCEEDED);
        assertThat(Duration.ofNanos(System.nanoTime() - before)).isLessThan(Duration.ofSeconds(20));
        account.awaitRequests(1);
        account.mend();
        source.set("timeout", "30s");
        Thread caller = Thread.currentThread();
        account.fail(1, exchange -> {
            caller.interrupt();
            account.silence().to(exchange);
        });
        assertThat(refused().code()).isEqualTo(ErrorCode.CANCELLED);
        assertThat(Thread.interrupted()).isTrue();
        open();
        assertThat(last().signer()).isEqualTo("ROLE1");
    }

    /** The SDK goes on with what it has, for the service may accept it a little longer. */
    @Test
    void roleRefusedLater_theLastCredentialsAreUsed_andValuesStay() {
        account.life(Duration.ofSeconds(30));
        account.put("/acme/a", "1");
        credentials("access-key-id", "STATIC", "secret-access-key", Planted.SECRET);
        role();
        open();
        account.fail(1, AccountFake.refusal(403, "AccessDenied"));
        account.put("/acme/a", "2");
        source.pass(INTERVAL);
        assertThat(last().signer()).isEqualTo("ROLE1");
        assertThat(source.text("a")).isEqualTo("2");
        account.fail(
                2,
                WireFake.error(400, "ExpiredTokenException")); // of STS, should it be asked again, and of the service
        account.put("/acme/a", "3");
        source.pass(INTERVAL);
        assertThat(source.text("a")).isEqualTo("2");
        assertThat(source.health()).contains("DEGRADED", "UNAUTHENTICATED");
    }

    @Test
    void webIdentity_sendsTheTokenOfTheFile_unsigned_andReadsItAnew() throws IOException {
        account.life(Duration.ofSeconds(30));
        Path file = Files.writeString(folder.resolve("token"), "first-token");
        role("web-identity-token-file", file.toString());
        open();
        Request assume = asked("AssumeRoleWithWebIdentity");
        assertThat(assume.signer()).isEmpty();
        assertThat(assume.body().toString())
                .contains("\"WebIdentityToken\":\"first-token\"", "\"RoleSessionName\":\"midplatform\"");
        assertThat(last().signer()).isEqualTo("ROLE1");
        Files.writeString(file, "second-token");
        account.forgetRequests();
        source.pass(INTERVAL);
        assertThat(asked("AssumeRoleWithWebIdentity").body().toString()).contains("second-token");
        assertThat(last().signer()).isEqualTo("ROLE2");
    }

    @Test
    void webIdentity_withoutItsFile_namesTheSetting() {
        role("web-identity-token-file", folder.resolve("missing").toString());
        PlatformException e = refused();
        assertThat(e.code()).isEqualTo(ErrorCode.UNAUTHENTICATED);
        assertThat(e).hasMessageContaining("web-identity-token-file");
        assertThat(account.requests()).isEmpty();
    }

    @Test
    void webIdentity_refused_isUnauthenticated() throws IOException {
        role(
                "web-identity-token-file",
                Files.writeString(folder.resolve("token"), Planted.SECRET).toString());
        account.fail(1, AccountFake.refusal(400, "InvalidIdentityToken"));
        PlatformException e = refused();
        assertThat(e.code()).isEqualTo(ErrorCode.UNAUTHENTICATED);
        assertThat(e).hasMessageContaining("InvalidIdentityToken");
    }

    @Test
    void expiredToken_ofAService_isNotRetried() {
        credentials("access-key-id", "STATIC", "secret-access-key", Planted.SECRET, "session-token", Planted.SECRET);
        account.fail(1, WireFake.error(400, "ExpiredTokenException"));
        assertThat(refused().code()).isEqualTo(ErrorCode.UNAUTHENTICATED);
        assertThat(account.requests()).hasSize(1);
    }

    @Test
    void settingsThatContradict_areToldAtLoad() {
        credentials("role-arn", ROLE, "web-identity-token-file", "/token", "profile", "uploads");
        assertThat(refused()).hasMessageContainingAll("web-identity-token-file", "profile");
        settings.keySet().removeIf(key -> key.contains(".credentials."));
        credentials("external-id", "partner");
        try (OneSource other = new OneSource().with(settings)) {
            assertThat(catchThrowableOfType(PlatformException.class, other::config))
                    .hasMessageContainingAll("external-id", "role-arn");
        }
    }
}

package io.midplatform.aws.parameterstore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.midplatform.ErrorCode;
import io.midplatform.HealthReport;
import io.midplatform.PlatformException;
import io.midplatform.TypeRef;
import io.midplatform.aws.fake.ParameterStoreFake;
import io.midplatform.aws.fake.WireFake;
import io.midplatform.cloudtests.OneSource;
import java.time.Duration;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.ssm.SsmClient;

/** What is particular about Parameter Store, on our stand-in: what is sent and how often, and what failures do. */
class ParameterStoreSourceTest {
    private static final Duration INTERVAL = Duration.ofSeconds(60);
    private static final String BY_PATH = "GetParametersByPath";

    private final ParameterStoreFake fake = new ParameterStoreFake();
    private final OneSource source = new OneSource().with(fake.settings()).set("interval", "60s");

    @AfterEach
    void stop() {
        source.close();
        fake.close();
    }

    private PlatformException refused() {
        return catchThrowableOfType(PlatformException.class, source::config);
    }

    @Test
    void path_recursive_isOnePagedCallPerPoll() {
        Map<String, String> values = new HashMap<>();
        for (int i = 0; i < 25; i++) {
            values.put("orders.k" + i, Integer.toString(i));
        }
        fake.replace("/acme", values);
        fake.put("/other/orders/k0", "foreign");
        fake.put("/acmeorders/k0", "foreign");

        assertThat(source.config().snapshot().values()).hasSize(25);
        assertThat(source.text("orders.k24")).isEqualTo("24");
        assertThat(fake.operations()).isEqualTo(Collections.nCopies(3, BY_PATH));
        assertThat(fake.requests().get(0).body().toString())
                .contains("\"Path\":\"/acme\"", "\"Recursive\":true", "\"WithDecryption\":true", "\"MaxResults\":10");
        fake.forgetRequests();
        source.pass(INTERVAL);
        assertThat(fake.operations()).as("one poll").hasSize(3);
    }

    @Test
    void exactlyOnePage_isOneRequest() {
        fake.put("/acme/a", "1");
        source.config();
        assertThat(fake.operations()).containsExactly(BY_PATH);
    }

    @Test
    void names_keepTheirCase_andTheirOrigin() {
        fake.put("/acme/Orders/maxItems", "5");
        fake.put("/acme/Orders/maxItems", "6");

        assertThat(source.config().snapshot().values()).containsOnlyKeys("Orders.maxItems");
        assertThat(source.config().explain("Orders.maxItems").toString()).contains("/acme/Orders/maxItems:2");
    }

    @Test
    void twoNamesForOneKey_areAnErrorNamingBoth() {
        fake.put("/acme/a/b", "1");
        fake.put("/acme/a.b", "2");

        assertThat(refused()).hasMessageContainingAll("a.b stands twice", "/acme/a/b:1", "/acme/a.b:1");
    }

    @Test
    void secureString_isDecryptedAndShownNowhere() {
        fake.put("/acme/db/url", "SecureString", "pl4nted-s3cret-4711");
        fake.put("/acme/hosts", "StringList", "a,b");

        assertThat(source.text("db.url")).isEqualTo("pl4nted-s3cret-4711");
        assertThat(source.config().get("hosts", new TypeRef<List<String>>() {})).containsExactly("a", "b");
        assertThat(source.config().snapshot().toString() + source.config().explain("db.url"))
                .contains("***")
                .doesNotContain("pl4nted-s3cret");
        assertThat(catchThrowableOfType(
                        PlatformException.class, () -> source.config().get("db.url", Integer.class)))
                .hasMessageNotContaining("pl4nted-s3cret");
    }

    @Test
    void label_choosesTheVersionsThatHaveIt() {
        fake.put("/acme/a", "String", "old", "prod");
        fake.put("/acme/a", "new");
        fake.put("/acme/b", "unlabelled");
        source.set("label", "prod");

        assertThat(source.config().snapshot().values()).containsOnlyKeys("a");
        assertThat(source.text("a")).isEqualTo("old");
        fake.put("/acme/a", "String", "newest", "prod");
        source.pass(INTERVAL);
        assertThat(source.text("a")).isEqualTo("newest");
    }

    @Test
    void versions_areReadOnceAndStay() {
        fake.put("/acme/orders/discount", "0.1");
        fake.put("/acme/orders/discount", "0.2");
        fake.put("/acme/other", "1");
        source.set("versions.orders.discount", "1");

        assertThat(source.text("orders.discount")).isEqualTo("0.1");
        fake.put("/acme/orders/discount", "0.3");
        fake.put("/acme/other", "2");
        source.pass(INTERVAL);
        assertThat(source.text("orders.discount")).isEqualTo("0.1");
        assertThat(source.text("other")).isEqualTo("2");
        assertThat(fake.operations()).containsExactly(BY_PATH, "GetParameters", BY_PATH);
    }

    @Test
    void versions_unknown_areNotFound() {
        fake.put("/acme/a", "1");
        source.set("versions.a", "7");
        PlatformException e = refused();
        assertThat(e.code()).isEqualTo(ErrorCode.NOT_FOUND);
        assertThat(e).hasMessageContainingAll("/acme/a:7", "versions");
    }

    @Test
    void sameContent_isNoChange_butAValueOfARecreatedParameterIs() {
        fake.put("/acme/a", "1");
        long version = source.config().snapshot().version();
        source.pass(INTERVAL);
        assertThat(source.config().snapshot().version()).isEqualTo(version);

        fake.replace("/acme", Map.of());
        fake.put("/acme/a", "2");
        source.pass(INTERVAL);
        assertThat(source.text("a")).isEqualTo("2");
    }

    @Test
    void throttled_valuesStay_healthSaysSo_andItAsksLessAndLessOften() {
        fake.put("/acme/a", "1");
        source.set("retry.attempts", "1");
        source.config();
        fake.forgetRequests();
        fake.fail(1000, WireFake.error(400, "ThrottlingException"));

        source.pass(Duration.ofMinutes(30));

        // after 1, 2, 4 and 8 minutes, then every 10: fewer than at the interval, which would be 30 and more
        assertThat(fake.operations()).hasSizeBetween(5, 7);
        assertThat(source.text("a")).isEqualTo("1");
        assertThat(source.platform().health().status()).isEqualTo(HealthReport.Status.DEGRADED);
        assertThat(source.health()).contains("values", "THROTTLED");
        fake.mend();
        fake.put("/acme/a", "2");
        source.pass(Duration.ofMinutes(10));
        assertThat(source.text("a")).isEqualTo("2");
        assertThat(source.platform().health().status()).isEqualTo(HealthReport.Status.UP);
        fake.forgetRequests();
        source.pass(INTERVAL.multipliedBy(10));
        // 54 to 60 s lie between two, and the first comes some time within them
        assertThat(fake.operations()).as("back at the interval").hasSizeBetween(10, 12);
    }

    @Test
    void throttledOnce_isTheSdksRetry() {
        fake.put("/acme/a", "1");
        fake.fail(2, WireFake.error(400, "ThrottlingException"));
        assertThat(source.text("a")).isEqualTo("1");
        assertThat(fake.operations()).hasSize(3);
    }

    @Test
    void secondPageFails_nothingOfTheFirstIsTaken() {
        Map<String, String> values = new HashMap<>();
        for (int i = 0; i < 15; i++) {
            values.put("k" + i, "1");
        }
        fake.replace("/acme", values);
        source.set("retry.attempts", "1").config();
        values.replaceAll((key, value) -> "2");
        fake.replace("/acme", values);
        fake.fail(1, WireFake.NONE);
        fake.fail(1, WireFake.error(500, "InternalServerError"));
        source.pass(INTERVAL);
        assertThat(source.text("k0")).isEqualTo("1");
        assertThat(source.health()).contains("UNAVAILABLE");
        source.pass(INTERVAL);
        assertThat(source.text("k0")).isEqualTo("2");
        assertThat(source.text("k9")).isEqualTo("2");
    }

    @Test
    void denied_namesTheActions() {
        fake.fail(1, WireFake.error(400, "AccessDeniedException"));
        PlatformException e = refused();
        assertThat(e.code()).isEqualTo(ErrorCode.ACCESS_DENIED);
        assertThat(e.advice())
                .hasValueSatisfying(a -> assertThat(a).contains("ssm:GetParametersByPath", "kms:Decrypt"));
        assertThat(e.requestId()).contains("fake-request");
    }

    @Test
    void failures_haveTheirCodes() {
        Map.of(
                        "ExpiredTokenException", ErrorCode.UNAUTHENTICATED,
                        "UnrecognizedClientException", ErrorCode.UNAUTHENTICATED,
                        "ValidationException", ErrorCode.CONFIGURATION,
                        "InvalidKeyId", ErrorCode.CONFIGURATION,
                        "InvalidFilterValue", ErrorCode.CONFIGURATION)
                .forEach((code, expected) -> {
                    fake.fail(1, WireFake.error(400, code));
                    assertThat(refused().code()).as(code).isEqualTo(expected);
                });
    }

    @Test
    void reset_isRetriedBySdk_andLastingOnesAreUnavailable() {
        fake.put("/acme/a", "1");
        fake.fail(1, WireFake.reset());
        assertThat(source.text("a")).isEqualTo("1");
        fake.fail(4, WireFake.reset());
        fake.put("/acme/a", "2");
        source.pass(INTERVAL);
        assertThat(source.text("a")).isEqualTo("1");
        assertThat(source.health()).contains("UNAVAILABLE");
        source.pass(INTERVAL);
        assertThat(source.text("a")).isEqualTo("2");
    }

    @Test
    void silence_endsWithTheSocketTimeout() {
        source.set("http.socket-timeout", "100ms").set("retry.attempts", "1");
        fake.fail(1, fake.silence());
        assertThat(refused().code()).isEqualTo(ErrorCode.UNAVAILABLE);
    }

    @Test
    void unreachableAtStart_failsOrIsSkipped() {
        fake.close();
        assertThat(refused().code()).isEqualTo(ErrorCode.UNAVAILABLE);
        source.close();
        try (OneSource optional = new OneSource().with(fake.settings()).set("startup", "optional")) {
            assertThat(optional.config().find("a", String.class)).isEmpty();
            assertThat(optional.health()).contains("UNAVAILABLE", "no values yet");
        }
    }

    @Test
    void interruptedAtStart_isCancelledWithTheFlagSet() {
        Thread.currentThread().interrupt();
        assertThat(refused().code()).isEqualTo(ErrorCode.CANCELLED);
        assertThat(Thread.interrupted()).isTrue();
    }

    @Test
    void noParameters_isToldByVerify() {
        assertThat(source.platform().verify().toString()).contains("WARNING", "none below /acme");
        fake.put("/acme/a", "1");
        assertThat(source.platform().verify().toString()).doesNotContain("WARNING");
    }

    @Test
    void client_isUnwrapped() {
        assertThat(source.config().unwrap("values", SsmClient.class)).isPresent();
    }
}

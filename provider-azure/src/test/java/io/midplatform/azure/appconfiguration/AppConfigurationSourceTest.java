package io.midplatform.azure.appconfiguration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.azure.data.appconfiguration.ConfigurationClient;
import io.midplatform.ErrorCode;
import io.midplatform.HealthReport;
import io.midplatform.PlatformException;
import io.midplatform.TypeRef;
import io.midplatform.azure.fake.AppConfigurationFake;
import io.midplatform.azure.fake.RestFake;
import io.midplatform.cloudtests.OneSource;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What is particular about App Configuration, on our stand-in: what is sent and how often, and what failures do. */
class AppConfigurationSourceTest {
    private static final Duration INTERVAL = Duration.ofSeconds(60);
    private static final String LIST = "GET /kv";

    private final AppConfigurationFake fake = new AppConfigurationFake();
    private final OneSource source = new OneSource().with(fake.settings()).set("interval", "60s");

    @AfterEach
    void stop() {
        source.close();
        fake.close();
    }

    private PlatformException refused() {
        PlatformException thrown = catchThrowableOfType(PlatformException.class, source::config);
        assertThat(thrown).isNotNull();
        return thrown;
    }

    private List<String> conditions() {
        return fake.requests().stream()
                .map(request -> request.headers().containsKey("If-None-Match") ? "if changed" : "all")
                .toList();
    }

    @Test
    void selection_isReadInPages_andAgainByTheirETags() {
        fake.pages(10);
        for (int i = 0; i < 25; i++) {
            fake.put("orders:k" + (10 + i), Integer.toString(i));
        }
        assertThat(source.config().snapshot().values()).hasSize(25);
        assertThat(source.text("orders.k34")).isEqualTo("24");
        assertThat(fake.operations()).containsExactly(LIST, LIST, LIST);
        assertThat(conditions()).containsOnly("all");
        long version = source.config().snapshot().version();
        fake.forgetRequests();

        source.pass(INTERVAL);

        assertThat(conditions())
                .as("one request for each page")
                .containsExactly("if changed", "if changed", "if changed");
        assertThat(source.config().snapshot().version()).isEqualTo(version);
    }

    @Test
    void change_onAPage_isSeen_andWhatFollowsReadAnew() {
        fake.pages(10);
        for (int i = 0; i < 25; i++) {
            fake.put("k" + (10 + i), "1");
        }
        source.config();
        fake.put("k255", "new"); // on the second page, which moves the third
        fake.forgetRequests();
        source.pass(INTERVAL);
        assertThat(conditions()).containsExactly("if changed", "if changed", "all");
        assertThat(source.text("k255")).isEqualTo("new");
        assertThat(source.config().snapshot().values()).hasSize(26);
        fake.forgetRequests();
        source.pass(INTERVAL);
        assertThat(conditions()).containsExactly("if changed", "if changed", "if changed");
    }

    @Test
    void pages_thatComeAndGo_areSeen() {
        fake.pages(2);
        fake.put("a", "1");
        fake.put("b", "1");
        source.config();
        fake.put("c", "1");
        source.pass(INTERVAL);
        assertThat(source.text("c")).isEqualTo("1");
        fake.remove("c");
        source.pass(INTERVAL);
        assertThat(source.config().snapshot().values()).containsOnlyKeys("a", "b");
        fake.remove("a");
        fake.remove("b");
        source.pass(INTERVAL);
        assertThat(source.config().snapshot().values()).isEmpty();
    }

    @Test
    void keys_keepTheirCase_andTheirOrigin() {
        fake.put("/Orders/maxItems", "5");
        fake.put("Orders:minItems", "6");
        assertThat(source.config().snapshot().values()).containsOnlyKeys("Orders.maxItems", "Orders.minItems");
        assertThat(source.config().explain("Orders.minItems").toString()).contains("Orders:minItems");
    }

    @Test
    void twoNamesForOneKey_areAnErrorNamingBoth() {
        fake.put("a:b", "1");
        fake.put("a/b", "2");
        assertThat(refused()).hasMessageContainingAll("a.b stands twice", "a:b", "a/b");
    }

    @Test
    void filterAndLabel_select_andTheLabelIsLiteral() {
        fake.put("orders:a", "unlabelled");
        fake.put("orders:a", "prod", "labelled", null);
        fake.put("orders:b", "pr*", "odd", null);
        fake.put("users:a", "prod", "x", null);
        source.set("key-filter", "orders:*").set("label", "prod");
        assertThat(source.config().snapshot().values()).containsOnlyKeys("orders.a");
        assertThat(source.text("orders.a")).isEqualTo("labelled");
        try (OneSource odd = new OneSource().with(fake.settings()).set("label", "pr*")) {
            assertThat(odd.config().snapshot().values()).containsOnlyKeys("orders.b");
        }
        try (OneSource none = new OneSource().with(fake.settings())) {
            assertThat(none.text("orders.a")).isEqualTo("unlabelled");
        }
    }

    @Test
    void filters_takeWhatIsEscapedLiterally() {
        fake.put("a*", "star");
        fake.put("ab", "no star");
        fake.put("c,d", "comma");
        fake.put("e\\", "backslash");
        source.set("key-filter", "a\\*,c\\,d,e\\\\");
        assertThat(source.config().snapshot().values()).containsOnlyKeys("a*", "c,d", "e\\");
    }

    @Test
    void snapshot_isReadOnce() {
        fake.put("a", "1");
        fake.snapshot("release-1");
        fake.put("a", "2");
        source.set("snapshot", "release-1");
        assertThat(source.text("a")).isEqualTo("1");
        fake.forgetRequests();
        source.pass(Duration.ofHours(1));
        assertThat(fake.operations()).isEmpty();
        assertThat(source.platform().verify().toString()).contains("can be read");
    }

    @Test
    void snapshot_missing_isNotFound_andIsFoundLater() {
        fake.put("a", "1");
        source.set("snapshot", "later").set("startup", "optional");
        assertThat(source.config().find("a", String.class)).isEmpty();
        assertThat(source.health()).contains("NOT_FOUND");
        fake.snapshot("later");
        source.pass(INTERVAL);
        assertThat(source.text("a")).isEqualTo("1");
    }

    @Test
    void json_isReadByItsFields_whenItsTypeSaysSo() {
        fake.put(
                "db",
                null,
                "{\"pool\": 8, \"rate\": 1.10, \"hosts\": [\"x\", \"y\"], \"none\": null}",
                "application/json");
        fake.put("text", "{\"pool\": 8}");
        fake.put("broken", null, "{\"pool\": ", "application/json");
        fake.put("number", null, "42", "application/json; charset=utf-8");
        assertThat(source.config().snapshot().values())
                .containsOnlyKeys("db.pool", "db.rate", "db.hosts.0", "db.hosts.1", "text", "broken", "number");
        assertThat(source.text("db.rate")).isEqualTo("1.10");
        assertThat(source.config().get("db.hosts", new TypeRef<List<String>>() {}))
                .containsExactly("x", "y");
        assertThat(source.text("text")).isEqualTo("{\"pool\": 8}");
    }

    @Test
    void featureFlags_areKeys() {
        fake.flag(
                "beta",
                "{\"id\": \"beta\", \"description\": \"\", \"enabled\": true, \"conditions\": {\"client_filters\":"
                        + " [{\"name\": \"Microsoft.Percentage\", \"parameters\": {\"Value\": 20}}]}}");
        fake.flag("dark", "{\"id\": \"dark\", \"enabled\": false, \"conditions\": {\"client_filters\": []}}");
        fake.flag(
                "shape",
                "{\"id\": \"shape\", \"enabled\": true, \"conditions\": {\"client_filters\": []}, \"variants\":"
                        + " [{\"name\": \"round\", \"configuration_value\": 1}], \"allocation\":"
                        + " {\"default_when_enabled\": \"round\"}}");
        assertThat(source.config().get("beta.enabled", Boolean.class)).isTrue();
        assertThat(source.text("beta.conditions.client_filters.0.name")).isEqualTo("Microsoft.Percentage");
        assertThat(source.text("beta.conditions.client_filters.0.parameters.Value"))
                .isEqualTo("20");
        assertThat(source.config().get("dark.enabled", Boolean.class)).isFalse();
        assertThat(source.text("shape.variants.0.name")).isEqualTo("round");
        assertThat(source.text("shape.allocation.default_when_enabled")).isEqualTo("round");
        assertThat(source.config().find("beta.id", String.class)).isEmpty();
    }

    @Test
    void throttled_valuesStay_healthSaysSo_andItAsksLessAndLessOften() {
        fake.put("a", "1");
        source.set("retry.attempts", "1").config();
        fake.forgetRequests();
        fake.fail(1000, RestFake.error(429, "TooManyRequests", "retry-after-ms", "10"));
        source.pass(Duration.ofMinutes(30));
        // after 1, 2, 4 and 8 minutes, then every 10: fewer than at the interval, which would be 30 and more
        assertThat(fake.operations()).hasSizeBetween(5, 7);
        assertThat(source.text("a")).isEqualTo("1");
        assertThat(source.platform().health().status()).isEqualTo(HealthReport.Status.DEGRADED);
        assertThat(source.health()).contains("values", "THROTTLED");
        fake.mend();
        fake.put("a", "2");
        source.pass(Duration.ofMinutes(10));
        assertThat(source.text("a")).isEqualTo("2");
        fake.forgetRequests();
        source.pass(INTERVAL.multipliedBy(10));
        // 54 to 60 s lie between two, and the first comes some time within them
        assertThat(fake.operations()).as("back at the interval").hasSizeBetween(10, 12);
    }

    @Test
    void throttled_untilATimeThatIsTold_isNotAskedBefore() {
        fake.put("a", "1");
        source.set("retry.attempts", "1").config();
        fake.forgetRequests();
        fake.fail(1, RestFake.error(429, "TooManyRequests", "Retry-After", "3600"));
        source.pass(Duration.ofMinutes(50));
        assertThat(fake.operations()).as("told to wait an hour").hasSize(1);
        source.pass(Duration.ofMinutes(15));
        assertThat(fake.operations().size()).isGreaterThan(1);
    }

    @Test
    void throttledOnce_isTheSdksRetry() {
        fake.put("a", "1");
        fake.fail(2, RestFake.error(429, "TooManyRequests", "retry-after-ms", "1"));
        assertThat(source.text("a")).isEqualTo("1");
        assertThat(fake.operations()).hasSize(3);
    }

    @Test
    void secondPageFails_nothingOfTheFirstIsTaken() {
        fake.pages(1);
        fake.put("a", "1");
        fake.put("b", "1");
        source.set("retry.attempts", "1").config();
        fake.put("a", "2");
        fake.fail(1, RestFake.NONE);
        fake.fail(1, RestFake.error(500, "InternalError"));
        source.pass(INTERVAL);
        assertThat(source.text("a")).isEqualTo("1");
        assertThat(source.health()).contains("DEGRADED", "UNAVAILABLE");
        source.pass(INTERVAL);
        assertThat(source.text("a")).isEqualTo("2");
    }

    @Test
    void wrongSecret_isUnauthenticated() {
        String wrong = fake.connectionString().replaceFirst("Secret=.*", "Secret=d3Jvbmc=");
        source.with(Map.of("midplatform.providers.azure.credentials.connection-string", wrong));
        PlatformException thrown = refused();
        assertThat(thrown.code()).isEqualTo(ErrorCode.UNAUTHENTICATED);
        assertThat(fake.operations()).hasSize(1);
        assertThat(thrown.toString()).doesNotContain("d3Jvbmc");
    }

    @Test
    void interruptedAtStart_isCancelledWithTheFlagSet() {
        Thread.currentThread().interrupt();
        assertThat(refused().code()).isEqualTo(ErrorCode.CANCELLED);
        assertThat(Thread.interrupted()).isTrue();
    }

    @Test
    void nothingSelected_isToldByVerify() {
        assertThat(source.platform().verify().toString()).contains("WARNING", "none is selected");
        fake.put("a", "1");
        assertThat(source.platform().verify().toString()).doesNotContain("WARNING");
    }

    @Test
    void client_isUnwrapped() {
        assertThat(source.config().unwrap("values", ConfigurationClient.class)).isPresent();
    }
}

package io.midplatform.cloudtests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.midplatform.HealthReport;
import io.midplatform.PlatformException;
import io.midplatform.Secret;
import io.midplatform.cloudtests.HttpFake.Reply;
import io.midplatform.config.Change;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A source of secrets by name and field, references to them, and rotation. One of them, with fields, has the key {@code acme.db}. */
public abstract class SecretSourceSuite {
    /** The time between two reads, the default of these sources. */
    protected static final Duration INTERVAL = Duration.ofMinutes(5);

    /** The source, whose platform is built when a test first asks for it. */
    protected final OneSource source = new OneSource();

    /** The service, which is closed by whoever made it. */
    protected abstract ServiceFake<?> service();

    /** Writes a secret. */
    protected abstract void write(String name, String value);

    /** The name of the secret whose key is {@code acme.db}. */
    protected abstract String database();

    /** What is asked when that secret is read for the first time. */
    protected abstract List<String> firstRead();

    /** What is asked when it is read again. */
    protected abstract List<String> read();

    /** The service asks to slow down. */
    protected abstract Reply throttled();

    @AfterEach
    protected void closeSource() {
        source.close();
    }

    /** What the start fails with. */
    protected final PlatformException refused() {
        PlatformException thrown = catchThrowableOfType(PlatformException.class, source::config);
        assertThat(thrown).isNotNull();
        return thrown;
    }

    /** Secrets that are JSON objects are fields, all others are one text; others that the provider has are found as well. */
    protected final void assertReadByField(String... others) {
        write(database(), "{\"user\": \"me\", \"port\": 5432, \"on\": true, \"tags\": [\"x\", \"y\"], \"none\": null}");
        write("brace", "{}not-json}");
        write("number", "42");
        write("list", "[1]");
        source.set(
                "names",
                String.join(
                        ",",
                        Stream.concat(Stream.of(database(), "brace", "number", "list"), Stream.of(others))
                                .toList()));
        List<String> keys = new ArrayList<>(List.of(
                "acme.db.user",
                "acme.db.port",
                "acme.db.on",
                "acme.db.tags.0",
                "acme.db.tags.1",
                "brace",
                "number",
                "list"));
        keys.addAll(List.of(others));
        assertThat(source.config().snapshot().values()).containsOnlyKeys(keys);
        assertThat(source.config().get("acme.db.port", Integer.class)).isEqualTo(5432);
        assertThat(source.text("brace")).isEqualTo("{}not-json}");
        assertThat(source.text("list")).isEqualTo("[1]");
    }

    @Test
    protected void everyValue_isMasked() {
        write(database(), "{\"user\": \"pl4nted-s3cret-user\"}");
        write("plain", "pl4nted-s3cret-plain");
        source.set("names", database() + ",plain");
        String shown = source.config().snapshot().toString()
                + source.config().history()
                + source.config().explain("acme.db.user")
                + source.platform().describe();
        assertThat(shown).contains("***").doesNotContain("pl4nted-s3cret");
    }

    /** Two keys refer to fields of one secret. */
    protected final void refer() {
        write(database(), "{\"user\": \"me\", \"password\": \"pl4nted-s3cret-1\"}");
        source.set("names", database())
                .set("prefix", "acme")
                .with(Map.of(
                        "midplatform.config.sources", "values",
                        "db.login", "${secret:values/db/password}",
                        "db.name", "${secret:values/db/user}"));
    }

    @Test
    protected void references_areResolved_andShareOneRead() {
        refer();
        assertThat(source.config().get("db.login", Secret.class).reveal()).isEqualTo("pl4nted-s3cret-1");
        assertThat(source.text("db.name")).isEqualTo("me");
        assertThat(source.config().explain("db.login").toString()).doesNotContain("pl4nted-s3cret");
        assertThat(service().operations()).isEqualTo(firstRead());
    }

    @Test
    protected void rotation_arrivesAsAChange_alsoOfReferences() {
        refer();
        source.config();
        List<Change> changes = new ArrayList<>();
        try (var listening = source.config().onChange("db", changes::add)) {
            assertThat(listening).isNotNull();
            service().forgetRequests();
            write(database(), "{\"user\": \"me\", \"password\": \"pl4nted-s3cret-2\"}");
            source.pass(INTERVAL);
        }
        assertThat(source.text("db.login")).isEqualTo("pl4nted-s3cret-2");
        assertThat(source.text("db.password")).isEqualTo("pl4nted-s3cret-2");
        assertThat(changes).hasSize(1);
        assertThat(changes.toString()).contains("db.login", "db.password").doesNotContain("pl4nted-s3cret", "db.name");
        assertThat(service().operations()).isEqualTo(read());
    }

    @Test
    protected void throttled_backsOff() {
        write("a", "1");
        source.set("names", "a").set("retry.attempts", "1").config();
        service().forgetRequests();
        service().fail(1000, throttled());
        source.pass(Duration.ofMinutes(35));
        // after 5 minutes, then every 10
        assertThat(service().operations().size()).isBetween(4, 5);
        assertThat(source.health()).contains("THROTTLED");
        assertThat(source.text("a")).isEqualTo("1");
        service().mend();
        source.pass(Duration.ofMinutes(10));
        assertThat(source.platform().health().status()).isEqualTo(HealthReport.Status.UP);
    }
}

package io.midplatform.testkit.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.midplatform.ErrorCode;
import io.midplatform.Secret;
import io.midplatform.config.Change;
import io.midplatform.config.Config;
import io.midplatform.testkit.Planted;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Secrets are read in clear and shown nowhere. */
public abstract class ConfigSecretsSuite extends ConfigSuite {
    private static final String HUSH = Planted.SECRET + "-4711";

    record Login(String user, Secret pin) {}

    record Wrong(int password) {}

    /** For providers. */
    protected ConfigSecretsSuite() {}

    @Test
    protected void secretByName_isMaskedEverywhere() throws IOException {
        Config config = config("db.password", "old-" + HUSH, "db.user", "me");
        List<Change> changes = changes(config, "");
        set(config, "db.password", HUSH, "db.user", "me");

        assertThat(config.get("db.password", String.class)).isEqualTo(HUSH);
        assertThat(config.explain("db.password").toString()).contains("***").doesNotContain(HUSH);
        assertThat(config.snapshot().toString()).contains("***").doesNotContain(HUSH);
        assertThat(config.history().toString()).doesNotContain(HUSH);
        assertThat(changes).hasSize(1);
        assertThat(changes.toString()).contains("db.password", "***").doesNotContain(HUSH);
        assertThat(fails(ErrorCode.CONFIGURATION, () -> config.get("db.password", Integer.class)))
                .hasMessageContaining("***")
                .hasMessageNotContaining(HUSH);
        assertThat(fails(ErrorCode.CONFIGURATION, () -> config.bind("db", Wrong.class)))
                .hasMessageNotContaining(HUSH);
    }

    @Test
    protected void secretByType_isMaskedOnceItIsKnown() throws IOException {
        Config config = config("login.user", "me", "login.pin", HUSH);

        Login login = config.bind("login", Login.class);

        assertThat(login.pin().reveal()).isEqualTo(HUSH);
        assertThat(login.toString()).doesNotContain(HUSH);
        assertThat(config.explain("login.pin").toString()).doesNotContain(HUSH);
        assertThat(config.snapshot().toString()).doesNotContain(HUSH);
        assertThat(config.explain("login.user").toString()).contains("me");
    }

    @Test
    protected void rotation_arrivesAsAChangeAndInTheDiff() throws IOException {
        Config config = config("db.password", "a");
        var before = config.snapshot();
        List<Change> changes = changes(config, "db.password");

        set(config, "db.password", "b");

        assertThat(changes).hasSize(1);
        assertThat(before.diff(config.snapshot())).hasSize(1);
        assertThat(config.get("db.password", Secret.class)).isEqualTo(Secret.of("b"));
    }

    @Test
    protected void secretPlaceholderWithoutASource_isToldWhenRead() throws IOException {
        Config config = config("db.url", "jdbc:${secret:none}", "other", "x");

        assertThat(config.get("other", String.class)).isEqualTo("x");
        assertThat(fails(ErrorCode.CONFIGURATION, () -> config.get("db.url", String.class)))
                .hasMessageContaining("no secret source");
    }
}

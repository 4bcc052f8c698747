package io.midplatform.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.midplatform.ErrorCode;
import io.midplatform.Platform;
import io.midplatform.PlatformBuilder;
import io.midplatform.PlatformException;
import io.midplatform.Secret;
import io.midplatform.config.Config;
import io.midplatform.config.ConfigSnapshot;
import io.midplatform.config.Default;
import io.midplatform.config.Explanation;
import io.midplatform.config.spi.ConfigCapabilities;
import io.midplatform.config.spi.ConfigProvider;
import io.midplatform.config.spi.ConfigSourceDriver;
import io.midplatform.config.spi.SourceContent;
import io.midplatform.config.spi.SourceDocument;
import io.midplatform.config.spi.SourceValue;
import io.midplatform.spi.Deadline;
import io.midplatform.spi.Failure;
import io.midplatform.spi.Finding;
import io.midplatform.spi.ProviderContext;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Secrets planted in every place where they can be given, beside those of the other suites; none is shown. {@link SecretsGuard} reads the logs. */
public abstract class SecretsSuite extends ContractSuite {
    private static final String S = Planted.SECRET;
    private static final String URL = "https://me:" + S + "@example.org/x?a=1&sig=" + S + "&password=" + S;
    private static final String PARAMS = "midplatform.config.params.";

    /** The settings of the provider that has secrets. */
    record Login(
            Secret pin,
            Optional<Secret> spare,
            Optional<String> password,
            Optional<URI> endpoint,
            @Default("1") int tries,
            List<Secret> old) {
        Login {
            if (tries > 9) {
                throw new IllegalArgumentException("too many tries with " + pin.reveal() + password.orElse(""));
            }
        }
    }

    record Account(String user, @Nullable String token) {
        Account {
            if (user.isBlank()) {
                throw new IllegalArgumentException("nobody may use " + token);
            }
        }
    }

    @TempDir
    Path folder;

    private final Vault vault = new Vault();

    /** For providers. */
    protected SecretsSuite() {}

    private PlatformBuilder vault(String... keysAndValues) {
        return builder(keysAndValues)
                .settings(
                        Map.of("midplatform.config.sources", "params", PARAMS + "provider", "vault", PARAMS + "pin", S))
                .provider(vault)
                .executor(Runnable::run);
    }

    private void isHidden(Platform platform) {
        Planted.assertHidden(platform);
        Planted.assertHidden(platform.describe());
        Planted.assertHidden(platform.describe().settings());
        Planted.assertHidden(platform.verify());
        Planted.assertHidden(platform.health());
        assertThat(platform.describe().toString()).contains(Secret.MASK);
    }

    @Test
    protected void settings_secretsOfEveryKind_areMasked() {
        Platform platform = opened(vault(
                PARAMS + "spare", S, PARAMS + "password", S, PARAMS + "endpoint", URL, PARAMS + "old", S + "," + S));
        isHidden(platform);
        assertThat(platform.describe().toString()).contains("https://me:***@example.org/x?a=1&sig=***");
    }

    @Test
    protected void settings_wrong_areToldWithoutTheSecret() {
        for (String[] wrong : new String[][] {
            {PARAMS + "pni", S},
            {PARAMS + "pin.deeper", S},
            {PARAMS + "endpoint", "https://me:" + S + "@bad host/"},
            {PARAMS + "password", "${env:NONE}" + S},
            {PARAMS + "spare", "${nothing:" + "x}" + S},
            {PARAMS + "old", S, PARAMS + "old.0", S},
            {PARAMS + "tries", "10", PARAMS + "password", S},
            {PARAMS + "provider", "https://me:" + S + "@example.org"},
            {"midplatform.providers.dr.access-key", S},
            {"midplatfrom.providers.aws.secret-key", S}
        }) {
            if (wrong[0].startsWith("midplatfrom")) {
                opened(vault(wrong)); // a key of Config
            } else {
                fails(ErrorCode.CONFIGURATION, () -> opened(vault(wrong)));
            }
        }
    }

    @Test
    protected void settingsFile_broken_isToldWithoutItsText() throws IOException {
        Map<String, String> files = Map.of(
                "a.properties", PARAMS + "spare=" + S + "\n" + PARAMS + "password=\\u" + S + "\n",
                "b.properties", PARAMS + "spare=" + S + "\n" + PARAMS + "spare=" + S + "\n=" + S + "\n",
                "c.yaml", "midplatform: {config: {params: {spare: " + S + "\n  password: '" + S + "\n",
                "d.yaml", "midplatform:\n  spare: " + S + ": " + S + "\n" + S,
                "e.json", "{\"midplatform\": {\"spare\": \"" + S + "\", " + S + "}",
                "f.ini", "spare=" + S);
        for (Map.Entry<String, String> file : files.entrySet()) {
            Path path = Files.writeString(folder.resolve(file.getKey()), file.getValue());
            PlatformException thrown =
                    fails(ErrorCode.CONFIGURATION, () -> opened(vault("midplatform.config-file", path.toString())));
            assertThat(thrown).as(file.getKey()).hasMessageContaining(file.getKey());
        }
    }

    @Test
    protected void settingsFile_good_isMaskedInTheDescription() throws IOException {
        Path path = Files.writeString(
                folder.resolve("good.properties"), PARAMS + "spare=" + S + "\n" + PARAMS + "endpoint=" + URL + "\n");
        isHidden(opened(vault("midplatform.config-file", path.toString())));
    }

    @Test
    protected void inlineSettings_areMaskedAsAWhole() {
        isHidden(opened(vault("midplatform.settings", PARAMS + "spare=" + S + "\n" + PARAMS + "password=" + S)));
        for (String broken : List.of(
                PARAMS + "password=\\u" + S,
                "{\"midplatform\": " + S,
                "---\nmidplatform: [" + S,
                PARAMS + "pni=" + S,
                PARAMS + "spare=" + S + "\n" + PARAMS + "spare=" + S)) {
            fails(ErrorCode.CONFIGURATION, () -> opened(vault("midplatform.settings", broken)));
        }
    }

    @Test
    protected void open_failureThatQuotesSettings_isToldWithoutThem() {
        vault.refusal = new IllegalArgumentException("cannot parse " + S + " nor " + URL);
        PlatformException thrown = org.assertj.core.api.Assertions.catchThrowableOfType(
                PlatformException.class, () -> opened(vault(PARAMS + "endpoint", URL)));
        assertThat(thrown.code()).isEqualTo(ErrorCode.CONFIGURATION);
        Planted.assertHidden(String.valueOf(thrown.getMessage()));
        assertThat(thrown.getCause())
                .as("the vendor's own, which is not ours to change")
                .isSameAs(vault.refusal);
    }

    @Test
    protected void config_everySecretName_isMaskedAndItsProblemsToo() {
        for (String key : List.of(
                "db.password",
                "dbPassword",
                "db.PASSWORD",
                "a.passwd",
                "a.passphrase",
                "a.pwd",
                "client-secret",
                "a.token",
                "accessToken",
                "a.credential",
                "a.credentials",
                "api-key",
                "apiKey",
                "a.access-key",
                "a.accountKey",
                "privateKey",
                "a.secret-key",
                "connectionString",
                "a_b_token")) {
            Config config = opened(vault(key, S)).config();
            assertThat(config.get(key, String.class)).isEqualTo(S);
            for (Class<?> type : List.of(Integer.class, Duration.class, URI.class, Boolean.class, Path.class)) {
                try {
                    config.get(key, type);
                } catch (PlatformException e) {
                    Planted.assertHidden(e);
                }
            }
            shown(config, key);
        }
    }

    private static void shown(Config config, String key) {
        Explanation explanation = config.explain(key);
        ConfigSnapshot snapshot = config.snapshot();
        Planted.assertHidden(explanation);
        Planted.assertHidden(snapshot);
        Planted.assertHidden(config.history());
        Planted.assertHidden(new ConfigSnapshot(1, snapshot.time(), new java.util.TreeMap<>()).diff(snapshot));
        assertThat(explanation.winner())
                .hasValueSatisfying(value -> assertThat(value.secret()).as(key).isTrue());
    }

    @Test
    protected void config_credentialsWithinAValue_areMasked() {
        for (String value : List.of(
                URL,
                "jdbc:postgresql://me:" + S + "@db/x",
                "redis://:" + S + "@cache:6379",
                "amqp://me:" + S + "@x@host/",
                "jdbc:sqlserver://db;user=me;password=" + S + ";encrypt=true",
                "DefaultEndpointsProtocol=https;AccountName=acme;AccountKey=" + S + "==;EndpointSuffix=core",
                "Endpoint=sb://acme/;SharedAccessKeyName=k;SharedAccessKey=" + S + "=",
                "https://acme.blob/x?sv=1&sig=" + S,
                "https://s3/x?X-Amz-Signature=" + S + "&X-Amz-Security-Token=" + S,
                "https://x/?access_token=" + S,
                "user=me password=" + S)) {
            Config config = opened(vault("db.address", value)).config();
            assertThat(config.get("db.address", String.class)).isEqualTo(value);
            fails(ErrorCode.CONFIGURATION, () -> config.get("db.address", Integer.class));
            shown(config, "db.address");
        }
    }

    @Test
    protected void config_valueWithoutCredentials_isShownWhole() {
        for (String value : List.of(
                "https://example.org/a?b=c&d=e@f",
                "a=b",
                "monkey=1",
                "mail me@example.org",
                "tokens: 5",
                "x://h:80/p")) {
            Config config = opened(vault("plain.value", value)).config();
            assertThat(config.explain("plain.value").winner())
                    .hasValueSatisfying(shown -> assertThat(shown.text()).isEqualTo(value));
        }
    }

    @Test
    protected void config_rotationWithinAValue_isAChangeThatShowsNeither() {
        vault.content = content("1", "db.address", "jdbc:x://me:" + S + "-1@h/");
        Config config = opened(vault()).config();
        ConfigSnapshot before = config.snapshot();
        var changes = new java.util.ArrayList<io.midplatform.config.Change>();
        try (var listening = config.onChange("", changes::add)) {
            assertThat(listening).isNotNull();
            vault.content = content("2", "db.address", "jdbc:x://me:" + S + "-2@h/");
            time.advance(Duration.ofMinutes(1));
        }
        assertThat(changes).hasSize(1);
        Planted.assertHidden(changes);
        assertThat(before.diff(config.snapshot())).hasSize(1);
        Planted.assertHidden(before.diff(config.snapshot()));
    }

    @Test
    protected void config_refusedUpdate_isLoggedWithoutValues() {
        vault.content = content("1", "account.user", "me", "account.token", S);
        Platform platform = opened(vault());
        try (var live = platform.config().live("account", Account.class)) {
            vault.content = content("2", "account.user", " ", "account.token", S);
            time.advance(Duration.ofMinutes(1));
            assertThat(live.get().user()).isEqualTo("me");
        }
        assertThat(platform.health().toString()).contains("account");
        Planted.assertHidden(platform.health());
        fails(ErrorCode.CONFIGURATION, () -> opened(vault()).config().bind("account", Account.class));
    }

    @Test
    protected void config_brokenDocument_isToldWithoutItsText() {
        SourceDocument torn = new SourceDocument("properties", "a=" + S + "\nb=\\u" + S, "/torn", true);
        vault.content = new SourceContent("1", List.of(), List.of(torn));
        fails(ErrorCode.CONFIGURATION, () -> opened(vault()));
        Planted.assertHidden(vault.content);
        Planted.assertHidden(torn);
        Planted.assertHidden(new SourceValue("a", S, "/a", true));
    }

    private static SourceContent content(String version, String... keysAndValues) {
        var values = new java.util.ArrayList<SourceValue>();
        for (int i = 0; i < keysAndValues.length; i += 2) {
            values.add(new SourceValue(keysAndValues[i], keysAndValues[i + 1], "/" + keysAndValues[i], false));
        }
        return new SourceContent(version, values, List.of());
    }

    /** A provider with secrets in its settings and its content. */
    private static final class Vault implements ConfigProvider {
        private SourceContent content = SecretsSuite.content("0");
        private @Nullable RuntimeException refusal;

        @Override
        public String type() {
            return "vault";
        }

        @Override
        public Class<? extends Record> settings() {
            return Login.class;
        }

        @Override
        public ConfigCapabilities capabilities(ProviderContext context) {
            return new ConfigCapabilities(Map.of());
        }

        @Override
        public ConfigSourceDriver open(ProviderContext context) {
            if (refusal != null) {
                throw refusal;
            }
            return new VaultDriver(this);
        }
    }

    private record VaultDriver(Vault vault) implements ConfigSourceDriver {
        @Override
        public SourceContent load(Deadline deadline) {
            return vault.content;
        }

        @Override
        public Optional<SourceContent> changedSince(String version, Deadline deadline) {
            return Optional.of(vault.content).filter(c -> !c.version().equals(version));
        }

        @Override
        public Duration pollInterval() {
            return Duration.ofSeconds(10);
        }

        @Override
        public boolean isLocal() {
            return false;
        }

        @Override
        public Failure classify(Throwable thrown) {
            return Failure.of(ErrorCode.UNKNOWN, "the vault failed.");
        }

        @Override
        public List<Finding> verify(Deadline deadline) {
            return List.of();
        }

        @Override
        public String physicalName() {
            return "vault";
        }

        @Override
        public <T> Optional<T> unwrap(Class<T> type) {
            return Optional.empty();
        }

        @Override
        public void close() {
            // nothing is open
        }
    }
}

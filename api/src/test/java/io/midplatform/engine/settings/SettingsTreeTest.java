package io.midplatform.engine.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.midplatform.Capability;
import io.midplatform.ErrorCode;
import io.midplatform.PlatformException;
import io.midplatform.Secret;
import io.midplatform.config.Default;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SettingsTreeTest {
    private static final String UPLOADS = "midplatform.storage.uploads";

    record Near(
            Optional<Integer> maxEntries, @Default("30s") Duration ttl) {}

    record Bucket(
            Optional<String> bucket,
            @Default("30s") Duration timeout,
            Optional<Secret> accessKey,
            Optional<Near> near,
            Map<String, String> tags,
            List<String> hosts) {}

    @TempDir
    Path directory;

    private TreeOf inputs;

    @BeforeEach
    void setUp() {
        inputs = new TreeOf(directory);
    }

    private static List<String> told(SettingsTree tree) {
        return tree.problems().stream().map(Problem::toString).toList();
    }

    private static SettingsTree declared(SettingsTree tree) {
        tree.declare("midplatform", List.of(), Set.of("provider", "verify-on-start"));
        tree.declare(UPLOADS, List.of(Bucket.class), Set.of("provider", "requires"));
        tree.declare("midplatform.providers.aws", List.of(Bucket.class), Set.of("type"));
        return tree;
    }

    @Test
    void load_nothing_isAnEmptyTreeWithoutProblems() throws IOException {
        SettingsTree tree = declared(inputs.load());
        tree.checkUnknown();

        assertThat(tree.names(Capability.STORAGE)).isEmpty();
        assertThat(tree.instances()).isEmpty();
        assertThat(tree.bind(Bucket.class, UPLOADS).orElseThrow().timeout()).isEqualTo(Duration.ofSeconds(30));
        tree.throwIfProblems();
    }

    @Test
    void find_everyLayer_strongerWins() throws IOException {
        String key = UPLOADS + ".bucket";
        inputs.file("midplatform.properties", key + "=file", "midplatform.profile-less=x");
        assertThat(inputs.load().find(key)).map(Setting::value).contains("file");
        inputs.file("midplatform-dev.properties", key + "=dev").environment("MIDPLATFORM_PROFILE", "dev,prod");
        assertThat(inputs.load().find(key)).map(Setting::value).contains("dev");
        inputs.file("midplatform-prod.properties", key + "=prod");
        assertThat(inputs.load().find(key)).map(Setting::origin).contains("midplatform-prod.properties:1");
        inputs.environment("MIDPLATFORM_SETTINGS", key + "=inline");
        assertThat(inputs.load().find(key))
                .map(Setting::origin)
                .contains("environment variable MIDPLATFORM_SETTINGS:1");
        inputs.environment("MIDPLATFORM_STORAGE_UPLOADS_BUCKET", "env");
        assertThat(inputs.load().find(key))
                .map(Setting::toString)
                .contains(key + " = env (environment variable MIDPLATFORM_STORAGE_UPLOADS_BUCKET)");
        inputs.system(key, "system");
        assertThat(inputs.load().find(key)).map(Setting::origin).contains("system property " + key);
        inputs.source("first", key, "first").source("second", key, "second");
        assertThat(inputs.load().find(key)).map(Setting::origin).contains("settings source 'first'");
    }

    @Test
    void find_workingDirectory_isStrongerThanClassPath() throws IOException {
        inputs.classPath("midplatform.properties", UPLOADS + ".bucket=b", UPLOADS + ".timeout=1s")
                .file("midplatform.properties", UPLOADS + ".bucket=a");
        SettingsTree tree = inputs.load();

        Bucket bucket = tree.bind(Bucket.class, UPLOADS).orElseThrow();
        assertThat(bucket.bucket()).contains("a");
        assertThat(bucket.timeout()).isEqualTo(Duration.ofSeconds(1));
        assertThat(tree.find(UPLOADS + ".timeout")).map(Setting::origin).contains("classpath:midplatform.properties:2");
    }

    @Test
    void names_areThoseConfigured_badOnesAreProblems() throws IOException {
        SettingsTree tree = inputs.file(
                        "midplatform.properties",
                        "midplatform.storage.uploads.bucket=a",
                        "midplatform.storage.files=",
                        "midplatform.storage.Bad_Name.bucket=a",
                        "midplatform.providers.dr.type=azure",
                        "midplatform.config.sources=app,params",
                        "midplatform.config.history=5",
                        "midplatform.config.vault.provider=aws")
                .load();

        assertThat(tree.names(Capability.STORAGE)).containsExactly("files", "uploads");
        assertThat(tree.names(Capability.CONFIG)).containsExactly("app", "params", "vault");
        assertThat(tree.names(Capability.QUEUE)).isEmpty();
        assertThat(tree.instances()).containsExactly("dr");
        assertThat(told(tree))
                .singleElement()
                .asString()
                .startsWith("midplatform.storage.Bad_Name (midplatform.properties:3): a logical name");
    }

    @Test
    void names_numberedSources_areNoSections() throws IOException {
        SettingsTree tree = inputs.system("midplatform.config.sources.0", "b")
                .system("midplatform.config.sources.1", "a")
                .load();

        assertThat(tree.names(Capability.CONFIG)).containsExactly("a", "b");
    }

    @Test
    void bind_resourceOverProvider_mergesKeyByKey() throws IOException {
        SettingsTree tree = inputs.file(
                        "midplatform.properties",
                        "midplatform.providers.aws.bucket=shared",
                        "midplatform.providers.aws.near.ttl=1m",
                        "midplatform.providers.aws.tags.team=x",
                        UPLOADS + ".near.max-entries=7",
                        UPLOADS + ".tags.app=y")
                .environment("MIDPLATFORM_PROVIDERS_AWS_TIMEOUT", "9s")
                .load();

        assertThat(tree.bind(Bucket.class, UPLOADS, "midplatform.providers.aws"))
                .contains(new Bucket(
                        Optional.of("shared"),
                        Duration.ofSeconds(9),
                        Optional.empty(),
                        Optional.of(new Near(Optional.of(7), Duration.ofMinutes(1))),
                        Map.of("team", "x", "app", "y"),
                        List.of()));
    }

    @Test
    void bind_optionalSectionOnlyInTheEnvironment_isThere() throws IOException {
        SettingsTree tree = inputs.environment("MIDPLATFORM_STORAGE_UPLOADS_NEAR_MAX_ENTRIES", "3")
                .environment("MIDPLATFORM_STORAGE_UPLOADS_HOSTS", "a,b")
                .load();

        Bucket bucket = tree.bind(Bucket.class, UPLOADS).orElseThrow();
        assertThat(bucket.near()).map(Near::maxEntries).contains(Optional.of(3));
        assertThat(bucket.hosts()).containsExactly("a", "b");
    }

    @Test
    void throwIfProblems_allKinds_areOneExceptionWithALineEach() throws IOException {
        SettingsTree tree = declared(inputs.file(
                        "midplatform.properties",
                        "# settings",
                        UPLOADS + ".buckte=hush",
                        UPLOADS + ".near.max-entrys=5",
                        UPLOADS + ".timeout=soon",
                        UPLOADS + ".near-ttl=5s",
                        UPLOADS + ".near=5",
                        "midplatform.strage.uploads.bucket=x",
                        "midplatfrom.provider=local",
                        "midplatform.profile=dev",
                        "midplatform.unheard-of-thing=1")
                .load());
        tree.bind(Bucket.class, UPLOADS);
        tree.checkUnknown();

        assertThatThrownBy(tree::throwIfProblems)
                .isInstanceOfSatisfying(
                        PlatformException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.CONFIGURATION))
                .hasMessageContainingAll(
                        "9 problems with the settings",
                        UPLOADS + ".buckte (midplatform.properties:2): is not a known key; did you mean " + UPLOADS
                                + ".bucket?",
                        "did you mean " + UPLOADS + ".near.max-entries?",
                        UPLOADS + ".timeout = 'soon' (midplatform.properties:4): expected a duration",
                        "did you mean " + UPLOADS + ".near.ttl?",
                        UPLOADS + ".near = '5' (midplatform.properties:6): expected keys below it",
                        "did you mean midplatform.storage.uploads.bucket?",
                        "did you mean midplatform?",
                        "cannot stand in a file; set MIDPLATFORM_PROFILE",
                        "midplatform.unheard-of-thing (midplatform.properties:10): is not a known key; known below"
                                + " midplatform: config-file, profile, provider,")
                .hasMessageNotContaining("hush");
    }

    @Test
    void checkUnknown_twoKeysWithOneVariable_isAProblem() throws IOException {
        SettingsTree tree = inputs.load();
        tree.declare("midplatform.storage.my", List.of(), Set.of("files-bucket"));
        tree.declare("midplatform.storage.my-files", List.of(), Set.of("bucket"));
        tree.checkUnknown();

        assertThat(told(tree))
                .singleElement()
                .asString()
                .contains("MIDPLATFORM_STORAGE_MY_FILES_BUCKET", "midplatform.storage.my-files.bucket");
    }

    @Test
    void checkUnknown_mapsListsAndOpenPaths_areLegal() throws IOException {
        SettingsTree tree = declared(inputs.file(
                        "midplatform.properties",
                        UPLOADS + ".tags.a.b=1",
                        UPLOADS + ".hosts.0=x",
                        UPLOADS + ".requires.0=presign",
                        UPLOADS + ".accessKey=k",
                        "midplatform.storage.lost.anything.at.all=1")
                .load());
        tree.declareAny("midplatform.storage.lost");
        tree.checkUnknown();

        assertThat(told(tree)).isEmpty();
    }

    @Test
    void settings_forPeople_maskSecretsByTypeAndTellOrigins() throws IOException {
        SettingsTree tree = declared(inputs.file("midplatform.properties", UPLOADS + ".bucket=b", UPLOADS + ".tags.t=1")
                .environment("MIDPLATFORM_STORAGE_UPLOADS_ACCESS_KEY", "hush")
                .load());

        assertThat(tree.settings(UPLOADS))
                .extracting(Setting::toString)
                .containsExactly(
                        UPLOADS + ".access-key = *** (environment variable MIDPLATFORM_STORAGE_UPLOADS_ACCESS_KEY)",
                        UPLOADS + ".bucket = b (midplatform.properties:1)",
                        UPLOADS + ".tags.t = 1 (midplatform.properties:2)");
        assertThat(tree.find(UPLOADS + ".access-key")).map(Setting::secret).contains(true);
    }

    @Test
    void environment_controlVariables_areNoSettingsOfAResource() throws IOException {
        SettingsTree tree = inputs.environment("MIDPLATFORM_PROFILE", "x").load();

        assertThat(tree.find("midplatform.profile")).isPresent();
        assertThat(inputs.environment("MIDPLATFORM_CONFIG_FILE", ".").load().find("midplatform.config.file"))
                .isEmpty();
    }

    @Test
    void outside_keysOfFiles_belongToConfig() throws IOException {
        SettingsTree tree = inputs.file("midplatform.properties", "db.pool=8", "midplatform.provider=local")
                .file("midplatform-x.properties", "db.pool=9")
                .system("midplatform.profile", "x")
                .load();

        assertThat(tree.outside()).containsOnlyKeys("db.pool");
        assertThat(tree.outside().get("db.pool").value()).isEqualTo("9");
    }
}

package io.midplatform.engine.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.midplatform.Secret;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Secrets from the places that only a process has: its environment, its properties, files and secret sources. */
class SettingsSecretsTest {
    private static final String S = "pl4nted-s3cret";
    private static final String UPLOADS = "midplatform.storage.uploads";
    private static final String VARIABLE = "MIDPLATFORM_STORAGE_UPLOADS_";

    record Login(Optional<Secret> pin, Optional<String> password, Optional<Duration> delay, Optional<String> note) {}

    @TempDir
    Path directory;

    private SettingsTree declared(TreeOf inputs) throws IOException {
        SettingsTree tree = inputs.load();
        tree.declare("midplatform", List.of(), Set.of("provider"));
        tree.declare(UPLOADS, List.of(Login.class), Set.of());
        return tree;
    }

    private static void isHidden(SettingsTree tree) {
        tree.bind(Login.class, UPLOADS);
        tree.checkUnknown();
        Throwable thrown = catchThrowable(tree::throwIfProblems);
        if (thrown == null) {
            assertThat(tree.settings("midplatform").toString()).contains("***").doesNotContain(S);
        } else {
            assertThat(thrown).hasMessageNotContaining(S);
        }
    }

    @Test
    void environment_secretsByTypeNameAndWithinUrls_areMasked() throws IOException {
        isHidden(declared(new TreeOf(directory)
                .environment(VARIABLE + "PIN", S)
                .environment(VARIABLE + "PASSWORD", S)
                .environment(VARIABLE + "NOTE", "https://me:" + S + "@host/?sig=" + S)
                .environment(VARIABLE + "PNI", S)
                .environment("MIDPLATFORM_NOTHING", S)));
    }

    @Test
    void systemProperties_areMasked() throws IOException {
        isHidden(declared(new TreeOf(directory).system(UPLOADS + ".pin", S)));
        isHidden(declared(new TreeOf(directory)
                .system(UPLOADS + ".pin", S)
                .system(UPLOADS + ".password", S)
                .system(UPLOADS + ".pni", S)));
    }

    @Test
    void inlineSettings_areMaskedAsAWhole() throws IOException {
        isHidden(declared(new TreeOf(directory).environment("MIDPLATFORM_SETTINGS", UPLOADS + ".pin=" + S)));
        isHidden(declared(new TreeOf(directory).environment("MIDPLATFORM_SETTINGS", UPLOADS + ".note=\\u" + S)));
    }

    @Test
    void wrongValueFromASecretSource_isMasked() throws IOException {
        SettingsTree tree = declared(new TreeOf(directory)
                .environment(VARIABLE + "DELAY", "${secret:db}")
                .environment("X", "y"));
        tree.secrets(reference -> S);
        tree.bind(Login.class, UPLOADS);
        assertThat(catchThrowable(tree::throwIfProblems))
                .hasMessageContainingAll(UPLOADS + ".delay = '***'", "expected a duration")
                .hasMessageNotContaining(S);
    }

    @Test
    void placeholders_ofSecretKeys_areMaskedResolvedOrNot() throws IOException {
        SettingsTree tree = declared(new TreeOf(directory)
                .file("pin.txt", S)
                .environment("OTHER", S)
                .system(UPLOADS + ".pin", "${file:pin.txt}")
                .system(UPLOADS + ".password", "${env:OTHER}"));
        Optional<Login> bound = tree.bind(Login.class, UPLOADS);
        assertThat(tree.problems()).isEmpty();
        Login login = bound.orElseThrow();
        assertThat(login.pin()).contains(Secret.of(S));
        assertThat(login.password()).contains(S);
        isHidden(tree);
        assertThat(tree.find(UPLOADS + ".password").orElseThrow().toString()).doesNotContain(S);
    }

    @Test
    void vendorMessage_isShownWithoutTheSecretsOfItsSettings() {
        Login login =
                new Login(Optional.of(Secret.of(S + "-1")), Optional.of(S), Optional.empty(), Optional.of("a note"));
        assertThat(Masking.shown("cannot use " + S + "-1 or " + S + " of a note", login))
                .isEqualTo("cannot use *** or *** of a note");
    }
}

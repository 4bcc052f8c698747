package io.midplatform.engine.settings;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PlaceholdersTest {
    private static final String KEY = "midplatform.provider";

    record Holder(String provider) {}

    @TempDir
    Path directory;

    private TreeOf inputs;

    @BeforeEach
    void setUp() {
        inputs = new TreeOf(directory);
    }

    private SettingsTree tree(String value) throws IOException {
        return inputs.system(KEY, value).load();
    }

    private static List<String> told(SettingsTree tree) {
        return tree.problems().stream().map(Problem::toString).toList();
    }

    @Test
    void find_variablesAndFiles_areResolvedWithinText() throws IOException {
        inputs.environment("HOST", "h").file("name.txt", "n").file("path.txt", "p", "");

        assertThat(tree("a-${env:HOST}-${file:name.txt}-${file:path.txt}-z").find(KEY))
                .map(Setting::value)
                .contains("a-h-n-p-z");
    }

    @Test
    void find_resolvedText_isNotResolvedAgain() throws IOException {
        inputs.environment("HOST", "${env:OTHER}");

        assertThat(tree("${env:HOST}").find(KEY)).map(Setting::value).contains("${env:OTHER}");
    }

    @Test
    void find_escaped_isTextItself() throws IOException {
        assertThat(tree("\\${env:HOST} and \\${x}").find(KEY))
                .map(Setting::value)
                .contains("${env:HOST} and ${x}");
    }

    @ParameterizedTest
    @CsvSource({
        "${env:NONE},the environment variable NONE is not set",
        "${file:none.txt},the file none.txt does not exist",
        "${secret:db},no secret source is configured",
        "${env:HOST,is not closed",
        "${vault:x},'vault:' is unknown",
        "${HOST},expected ${env:NAME}",
        "${env:},expected ${env:NAME}"
    })
    void find_unresolvable_isAProblemWithTheTextAsWritten(String value, String reason) throws IOException {
        SettingsTree tree = tree(value);

        assertThat(tree.find(KEY)).isEmpty();
        assertThat(tree.bind(Holder.class, "midplatform")).isEmpty();
        assertThat(told(tree)).singleElement().asString().contains(KEY + " = '" + value + "'", reason);
    }

    @Test
    void find_secret_isResolvedLazilyAndNeverShown() throws IOException {
        SettingsTree tree = tree("jdbc:${secret:vault/db}");
        tree.secrets(reference -> "hush-" + reference);

        Setting setting = tree.find(KEY).orElseThrow();
        assertThat(setting.value()).isEqualTo("jdbc:hush-vault/db");
        assertThat(setting.toString()).doesNotContain("hush").contains("***");
        assertThat(tree.settings("midplatform")).extracting(Setting::toString).noneMatch(s -> s.contains("hush"));
    }

    @Test
    void find_secretSourceThatNeedsASecret_isAProblemNotALoop() throws IOException {
        inputs.system("midplatform.config.vault.token", "${secret:other}");
        SettingsTree tree = tree("${secret:vault/db}");
        tree.secrets(reference -> tree.find("midplatform.config.vault.token")
                .map(Setting::value)
                .orElseThrow(() -> new IOException("the vault has no token")));

        assertThat(tree.find(KEY)).isEmpty();
        assertThat(told(tree))
                .anySatisfy(line -> assertThat(line).contains("a secret source's own settings may not use ${secret:"))
                .anySatisfy(line -> assertThat(line).contains("cannot be resolved: the vault has no token"));
    }
}

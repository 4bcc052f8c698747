package io.midplatform.local.loading;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.midplatform.Platform;
import io.midplatform.PlatformException;
import io.midplatform.Secret;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code ${secret:…}} in the platform's settings and in configuration. */
class SecretReferencesTest {
    @TempDir
    Path folder;

    private final Map<String, String> settings = new HashMap<>();

    @BeforeEach
    void vault() throws IOException {
        Path vault = folder.resolve("vault.properties");
        Files.writeString(vault, "folder = " + folder.resolve("store") + "\ndb.password = hush\n");
        settings.put("midplatform.config.vault.kind", "file");
        settings.put("midplatform.config.vault.file", vault.toString());
    }

    private Platform load() {
        return Platform.builder().isolated().settings(settings).build();
    }

    private void useOnDisk(String reference) {
        settings.put("midplatform.storage.files.mode", "disk");
        settings.put("midplatform.storage.files.path", reference);
    }

    @Test
    void setting_secretOfASource_isItsValueAndMasked() {
        useOnDisk("${secret:vault/folder}");
        try (Platform platform = load()) {
            platform.bucket("files").put("k", "x");
            assertThat(folder.resolve("store/store.db")).exists();
            assertThat(platform.describe().toString())
                    .doesNotContain(folder.resolve("store").toString());
        }
    }

    @Test
    void setting_secretWithoutSource_isOfTheDefaultOne() {
        settings.put("midplatform.config.secrets", "vault");
        useOnDisk("${secret:folder}");
        try (Platform platform = load()) {
            platform.bucket("files").put("k", "x");
            assertThat(folder.resolve("store/store.db")).exists();
        }
    }

    @Test
    void config_secretInAFile_isResolvedAndMasked() throws IOException {
        Path app = folder.resolve("app.properties");
        Files.writeString(app, "db.login = ${secret:vault/db.password}\n");
        settings.put("midplatform.config.sources", "app");
        settings.put("midplatform.config.app.kind", "file");
        settings.put("midplatform.config.app.file", app.toString());
        try (Platform platform = load()) {
            assertThat(platform.config().get("db.login", Secret.class).reveal()).isEqualTo("hush");
            assertThat(platform.config().explain("db.login").toString()).doesNotContain("hush");
        }
    }

    @Test
    void setting_secretThatIsNotThere_isAProblemAtLoad() {
        useOnDisk("${secret:vault/missing}");
        assertThatThrownBy(this::load)
                .isInstanceOf(PlatformException.class)
                .hasMessageContaining("midplatform.storage.files.path")
                .hasMessageContaining("vault/missing")
                .hasMessageContaining("no such key");
    }

    @Test
    void setting_secretOfNoSource_saysWhatToDo() {
        useOnDisk("${secret:folder}");
        assertThatThrownBy(this::load).hasMessageContaining("midplatform.config.secrets");
        useOnDisk("${secret:safe/folder}");
        assertThatThrownBy(this::load).hasMessageContaining("midplatform.config.safe");
    }

    @Test
    void setting_ofTheSecretSource_mayNotBeASecret() {
        settings.put("midplatform.config.vault.file", "${secret:vault/itself}");
        useOnDisk("${secret:vault/folder}");
        assertThatThrownBy(this::load).hasMessageContaining("secret source");
    }
}

package io.midplatform.engine.settings;

import static org.assertj.core.api.Assertions.assertThat;

import io.midplatform.spi.SettingsFormat;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SettingsFilesTest {
    private static final String KEY = "midplatform.provider";

    @TempDir
    Path directory;

    private TreeOf inputs;

    @BeforeEach
    void setUp() {
        inputs = new TreeOf(directory);
    }

    private List<String> told() throws IOException {
        return inputs.load().problems().stream().map(Problem::toString).toList();
    }

    @Test
    void load_keyTwiceInOneFile_namesBothLines() throws IOException {
        inputs.file("midplatform.properties", KEY + "=a", "", KEY + "=b");

        assertThat(told())
                .containsExactly(KEY + " (midplatform.properties:3): stands already at midplatform.properties:1; keep"
                        + " one of the two");
    }

    @Test
    void load_yamlWithoutItsFormat_namesTheArtifact() throws IOException {
        inputs.file("midplatform.yaml", "midplatform:");

        assertThat(told())
                .containsExactly(
                        "midplatform.yaml: YAML and JSON settings need io.midplatform:midplatform-codec-jackson;"
                                + " add it, or use .properties");
    }

    @Test
    void load_twoFilesOfOneName_areAProblem() throws IOException {
        inputs.file("midplatform.yaml", "midplatform:").file("midplatform.properties", KEY + "=a");

        assertThat(told()).singleElement().asString().contains("midplatform.yaml", "midplatform.properties", "beside");
    }

    @Test
    void load_notUtf8_isAProblem() throws IOException {
        inputs.load();
        Files.write(directory.resolve("work/midplatform.properties"), new byte[] {'a', '=', (byte) 0xff});

        assertThat(told()).containsExactly("midplatform.properties: cannot be read: it is not UTF-8 text");
    }

    @Test
    void load_byteOrderMark_isSkipped() throws IOException {
        inputs.file("midplatform.properties", "\uFEFF" + KEY + "=a");

        assertThat(inputs.load().find(KEY)).map(Setting::value).contains("a");
    }

    @Test
    void load_brokenEscapeAndKeylessLine_areProblemsWithTheirLines() throws IOException {
        inputs.file("midplatform.properties", "=x");
        assertThat(told()).containsExactly(" (midplatform.properties:1): a value has no key");
        inputs.file("midplatform.properties", "a=\\u12");
        assertThat(told()).singleElement().asString().startsWith("midplatform.properties: line 1:");
    }

    @Test
    void configFile_file_isReadInPlaceOfAllOthersWithItsProfiles() throws IOException {
        inputs.file("midplatform.properties", KEY + "=no", "midplatform.x=no")
                .classPath("midplatform.properties", "midplatform.y=no")
                .file("etc/app.properties", KEY + "=yes", "midplatform.z=base")
                .file("etc/app-dev.properties", "midplatform.z=dev")
                .environment("MIDPLATFORM_CONFIG_FILE", "etc/app.properties")
                .environment("MIDPLATFORM_PROFILE", "dev");
        SettingsTree tree = inputs.load();

        assertThat(tree.find(KEY)).map(Setting::origin).contains(Path.of("etc", "app.properties") + ":1");
        assertThat(tree.find("midplatform.z")).map(Setting::value).contains("dev");
        assertThat(tree.find("midplatform.x")).isEmpty();
        assertThat(tree.find("midplatform.y")).isEmpty();
    }

    @Test
    void configFile_folder_isSearched() throws IOException {
        inputs.file("etc/midplatform.properties", KEY + "=yes").system("midplatform.config-file", "etc");

        assertThat(inputs.load().find(KEY)).map(Setting::value).contains("yes");
    }

    @Test
    void configFile_missingOrOfUnknownFormat_isAProblem() throws IOException {
        inputs.environment("MIDPLATFORM_CONFIG_FILE", "etc/none.properties");
        assertThat(told())
                .containsExactly("midplatform.config-file = 'etc/none.properties' (environment variable"
                        + " MIDPLATFORM_CONFIG_FILE): this file or folder does not exist");
        inputs.file("app.toml", "a").environment("MIDPLATFORM_CONFIG_FILE", "app.toml");
        assertThat(told()).singleElement().asString().contains(".toml is no known format", "properties");
    }

    @Test
    void profile_thatWouldLeaveTheFolder_isAProblem() throws IOException {
        inputs.environment("MIDPLATFORM_PROFILE", "../../etc/passwd");

        assertThat(told()).singleElement().asString().contains("a profile's name has letters");
    }

    @Test
    void profile_withoutAnyFile_isAProblem() throws IOException {
        inputs.file("midplatform-aws.properties", KEY + "=yes").environment("MIDPLATFORM_PROFILE", "aws,asw");
        assertThat(told())
                .containsExactly(
                        "midplatform.profile = 'aws,asw' (environment variable MIDPLATFORM_PROFILE): there is no"
                                + " file for this profile in the working directory or on the class path (midplatform-asw.properties,"
                                + " midplatform-asw.yaml, midplatform-asw.yml, midplatform-asw.json); correct the name, or"
                                + " add the file, which may be empty");
        inputs.file("midplatform-asw.properties", "");
        assertThat(told()).isEmpty();
        inputs.file("etc/app.properties", KEY + "=yes").environment("MIDPLATFORM_CONFIG_FILE", "etc/app.properties");
        inputs.file("etc/app-aws.properties", "");
        assertThat(told()).singleElement().asString().contains("at etc/app.properties (app-asw.properties)");
    }

    @Test
    void inline_propertiesWithColon_isReadWithoutAnyFormat() throws IOException {
        inputs.environment("MIDPLATFORM_SETTINGS", "midplatform.provider: a\nmidplatform.x=b:c");

        SettingsTree tree = inputs.load();
        assertThat(tree.find(KEY)).map(Setting::value).contains("a");
        assertThat(tree.find("midplatform.x")).map(Setting::value).contains("b:c");
    }

    @Test
    void inline_yamlOrJsonWithoutTheirFormat_namesTheArtifact() throws IOException {
        inputs.environment("MIDPLATFORM_SETTINGS", "midplatform:\n  provider: a");
        assertThat(told()).singleElement().asString().contains("midplatform-codec-jackson");
        inputs.environment("MIDPLATFORM_SETTINGS", "{\"midplatform\": {}}");
        assertThat(told()).singleElement().asString().contains("midplatform-codec-jackson");
    }

    @Test
    void format_givenByTheLoader_readsItsFilesAndInline() throws IOException {
        inputs.format(new SettingsFormat() {
            @Override
            public Set<String> extensions() {
                return Set.of("yaml", "yml");
            }

            @Override
            public List<Entry> parse(String text) {
                return List.of(new Entry(KEY, "text of " + text.length(), 4));
            }
        });
        inputs.file("midplatform.yml", "12345");
        assertThat(inputs.load().find(KEY)).map(Setting::toString).contains(KEY + " = text of 5 (midplatform.yml:4)");
        inputs.environment("MIDPLATFORM_SETTINGS", "midplatform: {}");
        assertThat(inputs.load().find(KEY)).map(Setting::value).contains("text of 15");
    }
}

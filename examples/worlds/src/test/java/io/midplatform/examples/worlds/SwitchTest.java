package io.midplatform.examples.worlds;

import static org.assertj.core.api.Assertions.assertThat;

import io.midplatform.Platform;
import io.midplatform.PlatformDescription.Resource;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The README's one line is enough: with the variables that it names, and nothing else, the quickstart's settings of every cloud are complete. */
class SwitchTest {
    private static final Pattern VARIABLE = Pattern.compile("(?m)^(MIDPLATFORM_[A-Z_]+)=(\\S+) +# (AWS|Azure|both)");

    @ParameterizedTest
    @CsvSource({"aws, AWS", "azure, Azure"})
    void readme_variables_areEnough(String profile, String cloud) throws IOException {
        String readme = Files.readString(Path.of("../../README.md"));
        assertThat(readme).contains("MIDPLATFORM_PROFILE=" + profile);
        Map<String, String> settings = new HashMap<>(Map.of(
                "midplatform.config-file", "../quickstart/src/main/resources/midplatform.yaml",
                "midplatform.profile", profile,
                "midplatform.providers.local.path", "unused",
                "midplatform.config.sources", "")); // which would be read at once
        Matcher variables = VARIABLE.matcher(readme);
        while (variables.find()) {
            if (variables.group(3).equals(cloud) || variables.group(3).equals("both")) {
                settings.put(variables.group(1).toLowerCase(Locale.ROOT).replace('_', '.'), variables.group(2));
            }
        }
        try (Platform platform =
                Platform.builder().isolated().settings(settings).build()) {
            assertThat(platform.describe().resources())
                    .hasSizeGreaterThanOrEqualTo(4)
                    .extracting(Resource::provider)
                    .containsOnly(profile);
        }
    }
}

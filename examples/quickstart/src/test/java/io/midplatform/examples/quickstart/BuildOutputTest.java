package io.midplatform.examples.quickstart;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * No planted secret stands in what the tests of the modules before this one have logged, printed or thrown: Surefire writes all of that into its
 * reports. The marks are those of the testkit's {@code Planted}.
 */
class BuildOutputTest {
    private static final List<String> MODULES = List.of(
            "api", "codec-jackson", "testkit", "provider-local", "provider-redis", "provider-aws", "provider-azure");
    private static final String MARK = "pl4nted-";

    @Test
    void reports_ofTheBuild_holdNoPlantedSecret() throws IOException {
        Path root = Path.of("").toAbsolutePath().resolve("../..").normalize();
        for (String module : MODULES) {
            Path reports = root.resolve(module).resolve("target/surefire-reports");
            if (!Files.isDirectory(reports)) {
                continue; // this module was built alone
            }
            try (Stream<Path> files = Files.list(reports)) {
                for (Path file : files.filter(Files::isRegularFile).toList()) {
                    String text = Files.readString(file, StandardCharsets.ISO_8859_1);
                    assertThat(text.contains(MARK)).as(file + " shows a secret").isFalse();
                }
            }
        }
    }
}

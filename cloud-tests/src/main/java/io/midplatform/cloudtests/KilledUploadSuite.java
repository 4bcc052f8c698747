package io.midplatform.cloudtests;

import static org.assertj.core.api.Assertions.assertThat;

import io.midplatform.Platform;
import io.midplatform.storage.AbandonedUpload;
import io.midplatform.storage.Bucket;
import io.midplatform.storage.TransferOptions;
import io.midplatform.testkit.DriverProbe;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A process that is killed while it uploads leaves an upload that is listed, and that another process completes without sending all again. */
public abstract class KilledUploadSuite {
    private static final int PARTS = 6;
    private static final int SIZE = PARTS * (8 << 20) - 1_234;

    /** The settings of a provider on a server that lives as long as the test. */
    protected abstract Map<String, String> provider();

    @TempDir
    @SuppressWarnings("NullAway.Init") // JUnit sets it
    protected Path folder;

    @Test
    protected void killedMidUpload_isListedAndResumed() throws Exception {
        Map<String, String> settings = provider();
        byte[] bytes = new byte[SIZE];
        new Random(5).nextBytes(bytes);
        Path file = Files.write(folder.resolve("large"), bytes);
        String token = killAfterTwoParts("k", file, settings);

        DriverProbe probe = new DriverProbe();
        try (Platform platform =
                Platform.builder().isolated().settings(settings).layer(probe).build()) {
            Bucket bucket = platform.bucket("bucket");
            assertThat(bucket.exists("k")).isFalse();
            assertThat(bucket.abandonedUploads())
                    .singleElement()
                    .extracting(AbandonedUpload::token)
                    .isEqualTo(token);
            probe.reset();
            bucket.upload("k", file, TransferOptions.defaults().resume(token));
            assertThat(probe.calls().stream().filter("uploadPart"::equals))
                    .as("parts that are sent again")
                    .hasSizeLessThanOrEqualTo(PARTS - 2);
            assertThat(bucket.getBytes("k")).isEqualTo(bytes);
            assertThat(bucket.abandonedUploads()).isEmpty();
        }
    }

    private static String killAfterTwoParts(String key, Path file, Map<String, String> settings) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                UploadChild.class.getName(),
                key,
                file.toString()));
        settings.forEach((name, value) -> command.add(name + "=" + value));
        Process child = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        try (BufferedReader said =
                new BufferedReader(new InputStreamReader(child.getInputStream(), StandardCharsets.UTF_8))) {
            String token = "";
            int parts = 0;
            for (String line = said.readLine(); line != null; line = said.readLine()) {
                if (line.startsWith("token ")) {
                    token = line.substring("token ".length());
                } else if (line.startsWith("bytes ") && ++parts == 2) {
                    return token;
                }
            }
            throw new AssertionError("the child ended before it was killed");
        } finally {
            child.destroyForcibly().onExit().join();
        }
    }
}

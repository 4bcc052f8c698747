package io.midplatform.azure.queue;

import static org.assertj.core.api.Assertions.assertThat;

import io.midplatform.Platform;
import io.midplatform.PlatformException;
import io.midplatform.cloudtests.ClassPath;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The SDK of the service that is not used may be excluded; using it names the artifact. */
public class ExcludedQueueSdkTest {
    /** Uses a queue, and gives the failure's text. Called in a class loader of its own. */
    public static String use() {
        Map<String, String> settings = Map.of(
                "midplatform.provider", "azure",
                "midplatform.providers.azure.endpoint", "http://127.0.0.1:1/acme",
                "midplatform.providers.azure.credentials.account-key", "eA==",
                "midplatform.providers.azure.retry.attempts", "1",
                "midplatform.queue.jobs.queue", "acme-jobs");
        try (Platform platform =
                Platform.builder().isolated().settings(settings).build()) {
            platform.queue("jobs", String.class).depth();
            return "used";
        } catch (PlatformException e) {
            return e.code() + " " + e.getMessage();
        }
    }

    private static void without(String artifact, ClassPath.Check check) throws Exception {
        ClassPath.without(ExcludedQueueSdkTest.class, ClassPath.artifact(artifact), check);
    }

    @Test
    void storageQueue_excluded_isNamed() throws Exception {
        without(
                "azure-storage-queue",
                use -> assertThat(use.of()).startsWith("CONFIGURATION").contains("com.azure:azure-storage-queue"));
    }

    @Test
    void serviceBus_excluded_isNotMissed() throws Exception {
        without("azure-messaging-servicebus", use -> assertThat(use.of()).startsWith("UNAVAILABLE"));
    }

    @Test
    void nothing_excluded_isUsed() {
        assertThat(use()).startsWith("UNAVAILABLE");
    }
}

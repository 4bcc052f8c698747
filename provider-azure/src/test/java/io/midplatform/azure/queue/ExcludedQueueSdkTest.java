package io.midplatform.azure.queue;

import static org.assertj.core.api.Assertions.assertThat;

import io.midplatform.Platform;
import io.midplatform.PlatformException;
import java.io.File;
import java.lang.reflect.Method;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
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

    @Test
    void storageQueue_excluded_isNamed() throws Exception {
        assertThat(without("azure-storage-queue"))
                .startsWith("CONFIGURATION")
                .contains("com.azure:azure-storage-queue");
    }

    @Test
    void serviceBus_excluded_isNotMissed() throws Exception {
        assertThat(without("azure-messaging-servicebus")).startsWith("UNAVAILABLE");
    }

    @Test
    void nothing_excluded_isUsed() {
        assertThat(use()).startsWith("UNAVAILABLE");
    }

    private static String without(String artifact) throws Exception {
        List<URL> urls = new ArrayList<>();
        int left = 0;
        for (String entry : System.getProperty("java.class.path").split(File.pathSeparator, -1)) {
            if (Path.of(entry).getFileName().toString().matches(artifact + "-\\d.*\\.jar")) {
                left++;
            } else {
                urls.add(Path.of(entry).toUri().toURL());
            }
        }
        assertThat(left).as("what is excluded").isEqualTo(1);
        Thread thread = Thread.currentThread();
        ClassLoader before = thread.getContextClassLoader();
        try (URLClassLoader loader =
                new URLClassLoader(urls.toArray(new URL[0]), ClassLoader.getPlatformClassLoader())) {
            thread.setContextClassLoader(loader);
            Method use = loader.loadClass(ExcludedQueueSdkTest.class.getName()).getMethod("use");
            return (String) use.invoke(null);
        } finally {
            thread.setContextClassLoader(before);
        }
    }
}

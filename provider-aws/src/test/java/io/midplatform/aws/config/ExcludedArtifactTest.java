package io.midplatform.aws.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.midplatform.PlatformException;
import java.io.File;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A user may exclude the SDK of a service that is not used: the rest loads, and using it names the artifact. */
public class ExcludedArtifactTest {
    private static final Map<String, Map<String, String>> SOURCES = Map.of(
            "parameter-store", Map.of("path", "/acme"),
            "app-config", Map.of("application", "a", "environment", "e", "profile", "p"),
            "secrets-manager", Map.of("names", "a"));

    /** Opens a source and gives the failure's text; called in a class loader of its own. */
    public static String open(String service) {
        try (OneSource source = new OneSource()
                .with(Map.of(
                        "midplatform.provider", "aws",
                        "midplatform.providers.aws.region", "eu-west-1",
                        "midplatform.providers.aws.endpoint", "http://127.0.0.1:1",
                        "midplatform.providers.aws.credentials.access-key-id", "any",
                        "midplatform.providers.aws.credentials.secret-access-key", "not-a-secret"))
                .set("service", service)
                .set("retry.attempts", "1")) {
            SOURCES.get(service).forEach(source::set);
            source.config();
            return "opened";
        } catch (PlatformException e) {
            return e.code() + " " + e.getMessage();
        }
    }

    private static String openWithout(String artifact, String service) throws Exception {
        List<URL> urls = new ArrayList<>();
        for (String entry : System.getProperty("java.class.path").split(File.pathSeparator, -1)) {
            if (!Path.of(entry).getFileName().toString().startsWith(artifact + "-")) {
                urls.add(Path.of(entry).toUri().toURL());
            }
        }
        Thread thread = Thread.currentThread();
        ClassLoader before = thread.getContextClassLoader();
        try (URLClassLoader loader =
                new URLClassLoader(urls.toArray(new URL[0]), ClassLoader.getPlatformClassLoader())) {
            thread.setContextClassLoader(loader);
            return (String) loader.loadClass(ExcludedArtifactTest.class.getName())
                    .getMethod("open", String.class)
                    .invoke(null, service);
        } finally {
            thread.setContextClassLoader(before);
        }
    }

    @ParameterizedTest
    @CsvSource({"ssm, parameter-store", "appconfigdata, app-config", "secretsmanager, secrets-manager"})
    void excludedSdk_isNamed_andTheOthersOpen(String artifact, String service) throws Exception {
        assertThat(openWithout(artifact, service)).contains("CONFIGURATION", "software.amazon.awssdk:" + artifact);
        for (String other : SOURCES.keySet()) {
            if (!other.equals(service)) {
                assertThat(openWithout(artifact, other)).as(other).startsWith("UNAVAILABLE");
            }
        }
    }

    @Test
    void nothingExcluded_opens() {
        assertThat(open("parameter-store")).startsWith("UNAVAILABLE");
    }
}

package io.midplatform.aws.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.midplatform.Platform;
import io.midplatform.PlatformException;
import java.io.File;
import java.lang.reflect.Method;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A user may exclude the SDK of a service that is not used: the rest loads, and using it names the artifact. */
public class ExcludedArtifactTest {
    private static final List<String> USES = List.of("params", "flags", "vault", "bucket", "queue");

    /** All of it is configured; one resource is used, and the failure's text given. Called in a class loader of its own. */
    public static String use(String what, boolean role) {
        Map<String, String> settings = new HashMap<>(Map.of(
                "midplatform.provider", "aws",
                "midplatform.providers.aws.region", "eu-west-1",
                "midplatform.providers.aws.endpoint", "http://127.0.0.1:1",
                "midplatform.providers.aws.credentials.access-key-id", "any",
                "midplatform.providers.aws.credentials.secret-access-key", "not-a-secret",
                "midplatform.providers.aws.retry.attempts", "1",
                "midplatform.storage.files.bucket", "acme-files",
                "midplatform.queue.jobs.queue", "acme-jobs"));
        if (role) {
            settings.put("midplatform.providers.aws.credentials.role-arn", "arn:aws:iam::123456789012:role/any");
            settings.put("midplatform.providers.aws.credentials.sts-endpoint", "http://127.0.0.1:1");
        }
        source(settings, "params", "parameter-store", "path", "/acme");
        source(settings, "flags", "app-config", "application", "a", "environment", "e", "profile", "p");
        source(settings, "vault", "secrets-manager", "names", "a");
        settings.put("midplatform.config.sources", what.equals("bucket") || what.equals("queue") ? "" : what);
        try (Platform platform =
                Platform.builder().isolated().settings(settings).build()) {
            switch (what) {
                case "bucket" -> platform.bucket("files").exists("a");
                case "queue" -> platform.queue("jobs", String.class).depth();
                default -> platform.config();
            }
            return "used";
        } catch (PlatformException e) {
            return e.code() + " " + e.getMessage();
        }
    }

    private static void source(Map<String, String> settings, String name, String service, String... own) {
        settings.put("midplatform.config." + name + ".service", service);
        for (int i = 0; i < own.length; i += 2) {
            settings.put("midplatform.config." + name + "." + own[i], own[i + 1]);
        }
    }

    private interface Use {
        String of(String what, boolean role) throws ReflectiveOperationException;
    }

    private interface Check {
        void with(Use use) throws Exception;
    }

    private static void without(String artifact, Check check) throws Exception {
        List<URL> urls = new ArrayList<>();
        int left = 0;
        for (String entry : System.getProperty("java.class.path").split(File.pathSeparator, -1)) {
            if (Path.of(entry).getFileName().toString().matches(artifact + "-2\\..*\\.jar")) {
                left++;
            } else {
                urls.add(Path.of(entry).toUri().toURL());
            }
        }
        assertThat(left).as("jars of " + artifact).isEqualTo(1);
        Thread thread = Thread.currentThread();
        ClassLoader before = thread.getContextClassLoader();
        try (URLClassLoader loader =
                new URLClassLoader(urls.toArray(new URL[0]), ClassLoader.getPlatformClassLoader())) {
            thread.setContextClassLoader(loader);
            Method use = loader.loadClass(ExcludedArtifactTest.class.getName())
                    .getMethod("use", String.class, boolean.class);
            check.with((what, role) -> (String) use.invoke(null, what, role));
        } finally {
            thread.setContextClassLoader(before);
        }
    }

    @ParameterizedTest
    @CsvSource({"ssm, params", "appconfigdata, flags", "secretsmanager, vault", "s3, bucket", "sqs, queue"})
    void excludedSdk_isNamed_andTheOthersAreUsed(String artifact, String what) throws Exception {
        without(artifact, use -> {
            assertThat(use.of(what, false)).contains("CONFIGURATION", "software.amazon.awssdk:" + artifact);
            for (String other : USES) {
                if (!other.equals(what)) {
                    assertThat(use.of(other, false)).as(other).startsWith("UNAVAILABLE");
                }
            }
        });
    }

    @Test
    void excludedSts_isNamedForARole_andNotMissedWithout() throws Exception {
        without("sts", use -> {
            for (String what : USES) {
                assertThat(use.of(what, true))
                        .as(what)
                        .contains("CONFIGURATION", "role-arn", "software.amazon.awssdk:sts");
                assertThat(use.of(what, false)).as(what).startsWith("UNAVAILABLE");
            }
        });
    }

    @Test
    void nothingExcluded_isUsed() {
        for (String what : USES) {
            assertThat(use(what, false)).as(what).startsWith("UNAVAILABLE");
            assertThat(use(what, true)).as(what).startsWith("UNAVAILABLE");
        }
    }
}

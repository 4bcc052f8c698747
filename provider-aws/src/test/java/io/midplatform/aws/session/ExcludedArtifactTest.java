package io.midplatform.aws.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.midplatform.Platform;
import io.midplatform.PlatformException;
import io.midplatform.cloudtests.ClassPath;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A user may exclude the SDK of a service that is not used: the rest loads, and using it names the artifact. */
public class ExcludedArtifactTest {
    private static final List<String> USES = List.of("params", "flags", "vault", "bucket", "queue", "cache");

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
        settings.put("midplatform.cache.carts.host", "127.0.0.1");
        settings.put("midplatform.cache.carts.port", "1");
        if (role) {
            settings.put("midplatform.providers.aws.credentials.role-arn", "arn:aws:iam::123456789012:role/any");
            settings.put("midplatform.providers.aws.credentials.sts-endpoint", "http://127.0.0.1:1");
        }
        source(settings, "params", "parameter-store", "path", "/acme");
        source(settings, "flags", "app-config", "application", "a", "environment", "e", "profile", "p");
        source(settings, "vault", "secrets-manager", "names", "a");
        settings.put(
                "midplatform.config.sources",
                List.of("bucket", "queue", "cache").contains(what) ? "" : what);
        try (Platform platform =
                Platform.builder().isolated().settings(settings).build()) {
            switch (what) {
                case "bucket" -> platform.bucket("files").exists("a");
                case "queue" -> platform.queue("jobs", String.class).depth();
                case "cache" -> platform.cache("carts", String.class).put("a", "1");
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

    private static void without(Predicate<Path> excluded, ClassPath.Check check) throws Exception {
        ClassPath.without(ExcludedArtifactTest.class, excluded, check);
    }

    @ParameterizedTest
    @CsvSource({"ssm, params", "appconfigdata, flags", "secretsmanager, vault", "s3, bucket", "sqs, queue"})
    void excludedSdk_isNamed_andTheOthersAreUsed(String artifact, String what) throws Exception {
        without(ClassPath.artifact(artifact), use -> {
            assertThat(use.of(what, false)).contains("CONFIGURATION", "software.amazon.awssdk:" + artifact);
            for (String other : USES) {
                if (!other.equals(what)) {
                    assertThat(use.of(other, false)).as(other).startsWith("UNAVAILABLE");
                }
            }
        });
    }

    @Test
    void redisProvider_isNamedForACache_andNotMissedWithout() throws Exception {
        without(ClassPath.REDIS, use -> {
            assertThat(use.of("cache", false)).contains("CONFIGURATION", "io.midplatform:midplatform-provider-redis");
            assertThat(use.of("bucket", false)).startsWith("UNAVAILABLE");
        });
    }

    @Test
    void excludedSts_isNamedForARole_andNotMissedWithout() throws Exception {
        without(ClassPath.artifact("sts"), use -> {
            for (String what : USES) {
                if (what.equals("cache")) {
                    continue; // asks for credentials with IAM only
                }
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

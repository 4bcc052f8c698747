package io.midplatform.cloudtests;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.lang.reflect.Method;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Predicate;

/** The class path of a test, without an artifact that users may exclude. */
public final class ClassPath {
    /** The provider of caches on Redis, as a jar or as the folder of its build. */
    public static final Predicate<Path> REDIS = entry -> entry.endsWith(Path.of("provider-redis", "target", "classes"))
            || entry.getFileName().toString().matches("midplatform-provider-redis-[^-]*(-SNAPSHOT)?\\.jar");

    private ClassPath() {}

    /** Uses something, and gives what came of it. */
    public interface Use {
        String of(Object... arguments) throws ReflectiveOperationException;
    }

    /** What holds without the artifact. */
    public interface Check {
        void with(Use use) throws Exception;
    }

    /** The jar of an artifact, in whatever version. */
    public static Predicate<Path> artifact(String name) {
        return entry -> entry.getFileName().toString().matches(name + "-\\d.*\\.jar");
    }

    /**
     * Checks what holds without an artifact.
     *
     * @param test a class with one method {@code public static String use(…)}, which is called in a class loader of its own
     * @param excluded finds the one entry of the class path that is left out
     * @param check what holds
     * @throws Exception what the check throws
     */
    public static void without(Class<?> test, Predicate<Path> excluded, Check check) throws Exception {
        List<URL> urls = new ArrayList<>();
        int left = 0;
        for (String entry : System.getProperty("java.class.path").split(File.pathSeparator, -1)) {
            if (excluded.test(Path.of(entry))) {
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
            Method use = Arrays.stream(loader.loadClass(test.getName()).getMethods())
                    .filter(method -> method.getName().equals("use"))
                    .findFirst()
                    .orElseThrow();
            check.with(arguments -> (String) use.invoke(null, arguments));
        } finally {
            thread.setContextClassLoader(before);
        }
    }
}

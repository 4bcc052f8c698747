package io.midplatform.local.loading;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.midplatform.ErrorCode;
import io.midplatform.Platform;
import io.midplatform.PlatformBuilder;
import io.midplatform.PlatformException;
import io.midplatform.spi.Codec;
import io.midplatform.storage.spi.StorageProvider;
import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.logging.Level;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How providers are found in jars, and what is said of those that are not. */
class DiscoveryTest {
    @TempDir
    Path folder;

    private final List<URLClassLoader> loaders = new ArrayList<>();

    @AfterEach
    void closeJars() throws IOException {
        for (URLClassLoader loader : loaders) {
            loader.close();
        }
    }

    @Test
    void load_providerInAJar_isFound() throws IOException {
        Path jar = provider("Shelf", "shelf", "", "").write(folder, "shelf.jar");
        try (Platform platform = builder("shelf", jar).build()) {
            platform.bucket("notes").put("a", "1");
            assertThat(platform.describe().resources().get(0).type()).isEqualTo("shelf");
        }
    }

    @Test
    void load_brokenJars_hideNoOtherProvider() throws IOException {
        try (Platform platform = builder("shelf", brokenJars()).build()) {
            platform.bucket("notes").put("a", "1");
            platform.queue("jobs", String.class).send("x");
            assertThat(platform.bucket("notes").getString("a")).isEqualTo("1");
        }
    }

    @Test
    void load_typeOfABrokenJar_saysWhyEachIsBroken() throws IOException {
        assertThat(problem(builder("broken", brokenJars())))
                .contains("there is no storage provider 'broken'; found: local, shelf")
                .contains("NoClassDefFoundError: acme/Gone")
                .contains("acme.Throws could not be instantiated: java.lang.IllegalStateException: no licence")
                .contains("acme.Stranger not a subtype")
                .contains("acme.Nowhere not found")
                .contains("garbled.jar")
                .contains("Illegal configuration-file syntax")
                .contains("acme.Typeless has an empty type")
                .contains("settings of acme.Shapeless");
    }

    @Test
    void load_twoJarsOfOneType_namesBoth() throws IOException {
        Path one = provider("Shelf", "shelf", "", "").write(folder, "one.jar");
        Path two = provider("Rack", "shelf", "", "").write(folder, "two.jar");
        assertThat(problem(builder("shelf", one, two)))
                .contains("two jars have a storage provider 'shelf'")
                .contains("one.jar (acme.Shelf)")
                .contains("two.jar (acme.Rack)");
    }

    @Test
    void load_twoJarsOfATypeNobodyUses_loads() throws IOException {
        Path one = provider("Shelf", "shelf", "", "").write(folder, "one.jar");
        Path two = provider("Rack", "shelf", "", "").write(folder, "two.jar");
        try (Platform platform = builder("local", one, two).build()) {
            assertThat(platform.bucket("notes").exists("a")).isFalse();
        }
    }

    @Test
    void load_unknownType_listsThoseFoundAndTheArtifact() {
        assertThat(problem(builder("aws")))
                .contains("midplatform.storage.notes.provider = 'aws'")
                .contains("there is no storage provider 'aws'; found: local")
                .contains("add io.midplatform:midplatform-provider-aws");
        assertThat(problem(builder("awz"))).contains("'awz'; found: local").doesNotContain("provider-awz");
    }

    @Test
    void load_unknownDefaultProvider_isAProblemEvenWithoutAResource() {
        assertThat(problem(builder(Map.of("midplatform.provider", "azure"))))
                .contains("midplatform.provider = 'azure'")
                .contains("there is no provider 'azure'; found: local; add io.midplatform:midplatform-provider-azure");
    }

    @Test
    void load_instanceOfAnUnknownType_isAProblemEvenWithoutAResource() throws IOException {
        Path one = provider("Shelf", "shelf", "", "").write(folder, "one.jar");
        Path two = provider("Rack", "shelf", "", "").write(folder, "two.jar");
        Map<String, String> settings =
                Map.of("midplatform.providers.dr.type", "azure", "midplatform.providers.near.type", "shelf");
        assertThat(problem(builder(settings, one, two)))
                .contains("midplatform.providers.dr.type = 'azure'")
                .contains("there is no provider 'azure'; found: local, shelf")
                .contains("midplatform.providers.near.type = 'shelf'")
                .contains("two jars have a storage provider 'shelf'");
    }

    @Test
    void load_providerGivenByHand_isUsedInPlaceOfTheFoundOne() throws IOException {
        Path one = provider("Shelf", "shelf", "throw new IllegalStateException();", "")
                .write(folder, "one.jar");
        Path two = provider("Rack", "shelf", "", "").write(folder, "two.jar");
        NamedStorage shelf = new NamedStorage("shelf");
        NamedStorage local = new NamedStorage("local");
        PlatformBuilder builder = builder("shelf", one, two).provider(shelf).provider(local);
        try (Platform platform = builder.build()) {
            platform.bucket("notes").put("a", "1");
            platform.bucket("others").put("a", "1");
            assertThat(shelf.opened()).containsExactly("shelf/notes");
            assertThat(local.opened()).containsExactly("local/others");
        }
    }

    @Test
    void load_brokenCodec_isToldAndHidesNoOther() throws IOException {
        Path jar = new SourceJar().service(Codec.class, "acme.Nowhere").write(folder, "codec.jar");
        try (CapturedLog log = new CapturedLog();
                Platform platform = builder("local", jar).build()) {
            assertThat(platform.cache("carts", Integer.class).get("a", key -> 7))
                    .isEqualTo(7);
            assertThat(log.at(Level.WARNING)).singleElement().asString().contains("acme.Nowhere not found");
        }
    }

    private Path[] brokenJars() throws IOException {
        return new Path[] {
            provider("Lost", "broken", "", "Gone gone;")
                    .source("Gone", "public class Gone {}")
                    .without("Gone")
                    .write(folder, "lost.jar"),
            new SourceJar()
                    .source(
                            "Gone",
                            "public class Gone implements io.midplatform.storage.spi.StorageProvider {"
                                    + METHODS.formatted("broken") + "}")
                    .source("Heir", "public class Heir extends Gone {}")
                    .service(StorageProvider.class, "acme.Heir")
                    .without("Gone")
                    .write(folder, "heir.jar"),
            provider("Throws", "broken", "throw new IllegalStateException(\"no licence\");", "")
                    .write(folder, "throws.jar"),
            new SourceJar()
                    .source("Stranger", "public class Stranger {}")
                    .service(StorageProvider.class, "acme.Stranger", "acme.Nowhere")
                    .write(folder, "stranger.jar"),
            new SourceJar().service(StorageProvider.class, "not a class name").write(folder, "garbled.jar"),
            provider("Typeless", "", "", "").write(folder, "typeless.jar"),
            new SourceJar()
                    .source(
                            "Shapeless",
                            "public class Shapeless implements io.midplatform.storage.spi.StorageProvider {"
                                    + METHODS.formatted("broken").replace("return LOCAL.settings()", "return null")
                                    + "}")
                    .service(StorageProvider.class, "acme.Shapeless")
                    .write(folder, "shapeless.jar"),
            provider("Shelf", "shelf", "", "").write(folder, "shelf.jar")
        };
    }

    private static final String METHODS = """
            private static final io.midplatform.local.LocalStorageProvider LOCAL =
                    new io.midplatform.local.LocalStorageProvider();
            public String type() { return "%s"; }
            public Class<? extends Record> settings() { return LOCAL.settings(); }
            public io.midplatform.storage.spi.StorageCapabilities capabilities(io.midplatform.spi.ProviderContext c) {
                return LOCAL.capabilities(c);
            }
            public io.midplatform.storage.spi.BucketDriver open(io.midplatform.spi.ProviderContext c) {
                return LOCAL.open(c);
            }
            """;

    private static SourceJar provider(String name, String type, String constructor, String member) {
        String members = member.isEmpty() ? "" : "public final " + member.replace(";", " = new Gone();");
        String text = "public class " + name + " implements io.midplatform.storage.spi.StorageProvider {\n" + members
                + "\npublic " + name + "() {" + constructor + "}\n" + METHODS.formatted(type) + "}";
        return new SourceJar().source(name, text).service(StorageProvider.class, "acme." + name);
    }

    private PlatformBuilder builder(String provider, Path... jars) {
        return builder(Map.of("midplatform.storage.notes.provider", provider), jars);
    }

    private PlatformBuilder builder(Map<String, String> settings, Path... jars) {
        try {
            URL[] urls = new URL[jars.length];
            for (int i = 0; i < jars.length; i++) {
                urls[i] = jars[i].toUri().toURL();
            }
            URLClassLoader loader = new URLClassLoader(urls, getClass().getClassLoader());
            loaders.add(loader);
            return Platform.builder().isolated().settings(settings).classLoader(loader);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private static String problem(PlatformBuilder builder) {
        PlatformException thrown = catchThrowableOfType(
                PlatformException.class, () -> builder.build().close());
        assertThat(thrown).isNotNull();
        assertThat(thrown.code()).isEqualTo(ErrorCode.CONFIGURATION);
        return thrown.getMessage();
    }
}

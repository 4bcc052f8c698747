package io.midplatform.redis.testing;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/**
 * The program that is a Redis server, and with {@code --sentinel} a sentinel: {@code redis-server} of the path, else the one of the Maven artifact
 * {@code embedded-redis}, which the build puts into {@code target/servers}.
 */
final class RedisBinary {
    private static final Path JAR = Path.of("target", "servers", "embedded-redis.jar");
    private static final String VERSION = "redis-server-7.0.9-";

    /** What the artifact's programs must be; it is not Redis's own. Both of macOS are one file there. */
    private static final Map<String, String> SHA_256 = Map.of(
            "linux-amd64", "de2b4cbcd7e52bacb778c157266f003c5e4c797104cdeeeb52214addff8bf1bb",
            "linux-arm64", "9046512dae535cfcfed679dc6c618e8331667bc710b4cd96d3d4880eb4b7ee73",
            "darwin-amd64", "5bce39ead793ffedde8cad8140917b9ad5d8801b87635444124274b901f84974",
            "darwin-arm64", "5bce39ead793ffedde8cad8140917b9ad5d8801b87635444124274b901f84974");

    private RedisBinary() {}

    /** The server of this machine. */
    static Path server() {
        return onPath("redis-server").orElseGet(RedisBinary::embedded);
    }

    /** A program of the path. */
    static Optional<Path> onPath(String name) {
        return Stream.of(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator))
                .filter(folder -> !folder.isEmpty())
                .map(folder -> Path.of(folder, name))
                .filter(Files::isExecutable)
                .findFirst();
    }

    /** The artifact's server for this machine. It has TLS. */
    static Path embedded() {
        return embedded(platform(System.getProperty("os.name"), System.getProperty("os.arch")));
    }

    static synchronized Path embedded(String platform) {
        String expected = SHA_256.get(platform);
        if (expected == null) {
            throw new IllegalStateException("no redis-server on the PATH, and the artifact embedded-redis has none for "
                    + platform + ". Install Redis or Valkey, or start Docker, or name a server in"
                    + " MIDPLATFORM_TEST_REDIS_HOST.");
        }
        Path program = JAR.resolveSibling(VERSION + platform);
        try {
            if (!Files.exists(program) || !sha256(program).equals(expected)) {
                extract(VERSION + platform, program);
                String actual = sha256(program);
                if (!actual.equals(expected)) {
                    Files.delete(program);
                    throw new IllegalStateException(
                            VERSION + platform + " of " + JAR + " has the SHA-256 " + actual + ", not " + expected);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return program.toAbsolutePath();
    }

    /** In one step, so that another JVM of the build never runs half a file. */
    private static void extract(String entry, Path program) throws IOException {
        if (!Files.exists(JAR)) {
            throw new IllegalStateException("no redis-server on the PATH and no " + JAR.toAbsolutePath()
                    + ": run the tests with Maven, which puts it there, or 'apt-get install redis-server'");
        }
        Path part = Files.createTempFile(program.getParent(), entry, ".part");
        try (ZipFile jar = new ZipFile(JAR.toFile())) {
            ZipEntry found = jar.getEntry(entry);
            if (found == null) {
                throw new IllegalStateException(JAR + " has no " + entry);
            }
            try (InputStream in = jar.getInputStream(found)) {
                Files.copy(in, part, StandardCopyOption.REPLACE_EXISTING);
            }
            if (!part.toFile().setExecutable(true)) {
                throw new IOException(part + " cannot be made a program");
            }
            Files.move(part, program, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } finally {
            Files.deleteIfExists(part);
        }
    }

    static String sha256(Path file) throws IOException {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(file)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    static String platform(String os, String arch) {
        String system = os.toLowerCase(Locale.ROOT).startsWith("mac") ? "darwin" : os.toLowerCase(Locale.ROOT);
        String processor = arch.equals("aarch64") ? "arm64" : arch.equals("x86_64") ? "amd64" : arch;
        return system + "-" + processor;
    }
}

package io.midplatform.benchmarks;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/** A {@link NullStore} that runs, speaking {@code s3} or {@code blob}. */
final class NullStoreProcess implements AutoCloseable {
    private final Process process;
    private final URI endpoint;

    private NullStoreProcess(Process process, URI endpoint) {
        this.process = process;
        this.endpoint = endpoint;
    }

    static NullStoreProcess start(String protocol) throws IOException {
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx128m",
                        "-cp",
                        System.getProperty("java.class.path"),
                        NullStore.class.getName(),
                        protocol)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        Runtime.getRuntime().addShutdownHook(new Thread(process::destroyForcibly));
        String port =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8)).readLine();
        return new NullStoreProcess(process, URI.create("http://127.0.0.1:" + port));
    }

    URI endpoint() {
        return endpoint;
    }

    /** How many requests came since this was last asked. */
    long requests() throws IOException {
        return number("/_requests");
    }

    /** How many bytes of objects came since this was last asked. */
    long bytes() throws IOException {
        return number("/_bytes");
    }

    private long number(String path) throws IOException {
        try (InputStream in = endpoint.resolve(path).toURL().openStream()) {
            return Long.parseLong(new String(in.readAllBytes(), StandardCharsets.UTF_8));
        }
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}

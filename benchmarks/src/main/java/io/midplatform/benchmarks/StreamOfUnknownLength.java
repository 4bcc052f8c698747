package io.midplatform.benchmarks;

import io.midplatform.Platform;
import io.midplatform.storage.Content;
import io.midplatform.storage.PutResult;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;

/** Puts a stream of 1 GiB and unknown length to a {@link NullStore}, in a JVM with 64 MiB of heap; fails unless all of it arrived. */
public final class StreamOfUnknownLength {
    private static final long SIZE = 1L << 30;

    private StreamOfUnknownLength() {}

    /**
     * Runs it.
     *
     * @param arguments {@code s3} or {@code blob}; then an endpoint in the JVM that puts. {@code --check} changes nothing: it always fails beyond a
     *     limit
     * @throws Exception when it fails
     */
    public static void main(String[] arguments) throws Exception {
        Limits given = Limits.of(arguments);
        String protocol = given.argument(0, "s3");
        if (given.has(1)) {
            put(protocol, java.net.URI.create(given.argument(1, "")));
            return;
        }
        try (NullStoreProcess server = NullStoreProcess.start(protocol)) {
            server.requests();
            int exit = new ProcessBuilder(
                            Path.of(System.getProperty("java.home"), "bin", "java")
                                    .toString(),
                            "-Xmx64m",
                            "-cp",
                            System.getProperty("java.class.path"),
                            StreamOfUnknownLength.class.getName(),
                            protocol,
                            server.endpoint().toString())
                    .inheritIO()
                    .start()
                    .waitFor();
            long bytes = server.bytes();
            System.out.printf(
                    "%d requests, %,d bytes arrived: %s%n",
                    server.requests(),
                    bytes,
                    bytes == SIZE ? "all of them" : "NOT the %,d that were sent".formatted(SIZE));
            System.exit(exit == 0 && bytes != SIZE ? 1 : exit);
        }
    }

    private static void put(String protocol, java.net.URI endpoint) {
        try (Platform platform =
                protocol.equals("blob") ? BlobClients.platform(endpoint) : S3Clients.platform(endpoint)) {
            long start = System.nanoTime();
            PutResult result = platform.bucket(S3Clients.BUCKET).put("stream", Content.stream(new Zeros(SIZE)));
            System.out.printf(
                    "%,d bytes with %,d bytes of heap in %.1f s%n",
                    result.size(), Runtime.getRuntime().maxMemory(), (System.nanoTime() - start) / 1e9);
        }
    }

    private static final class Zeros extends InputStream {
        private long left;

        Zeros(long left) {
            this.left = left;
        }

        @Override
        public int read() {
            return left-- > 0 ? 0 : -1;
        }

        @Override
        public int read(byte[] into, int offset, int length) throws IOException {
            if (left <= 0) {
                return -1;
            }
            int count = (int) Math.min(left, length);
            left -= count;
            return count;
        }
    }
}

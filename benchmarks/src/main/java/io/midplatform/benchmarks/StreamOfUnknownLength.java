package io.midplatform.benchmarks;

import io.midplatform.Platform;
import io.midplatform.storage.Content;
import io.midplatform.storage.PutResult;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;

/** Puts a stream of 1 GiB and unknown length to a {@link NullStore}, in a JVM with 64 MiB of heap. */
public final class StreamOfUnknownLength {
    private StreamOfUnknownLength() {}

    /**
     * Runs it.
     *
     * @param arguments {@code s3} or {@code blob}; then an endpoint in the JVM that puts
     * @throws Exception when it fails
     */
    public static void main(String[] arguments) throws Exception {
        String protocol = arguments.length > 0 ? arguments[0] : "s3";
        if (arguments.length > 1) {
            put(protocol, java.net.URI.create(arguments[1]));
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
            System.out.println(server.requests() + " requests");
            System.exit(exit);
        }
    }

    private static void put(String protocol, java.net.URI endpoint) {
        try (Platform platform =
                protocol.equals("blob") ? BlobClients.platform(endpoint) : S3Clients.platform(endpoint)) {
            long start = System.nanoTime();
            PutResult result = platform.bucket(S3Clients.BUCKET).put("stream", Content.stream(new Zeros(1L << 30)));
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

package io.midplatform.benchmarks;

import io.midplatform.Platform;
import io.midplatform.storage.Content;
import io.midplatform.storage.PutResult;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;

/** Puts a stream of 1 GiB and unknown length to a {@link NullS3}, in a JVM with 64 MiB of heap. */
public final class BlobStream {
    private BlobStream() {}

    /**
     * Runs it.
     *
     * @param arguments none; an endpoint in the JVM that puts
     * @throws Exception when it fails
     */
    public static void main(String[] arguments) throws Exception {
        if (arguments.length > 0) {
            put(java.net.URI.create(arguments[0]));
            return;
        }
        try (NullS3Process server = NullS3Process.start()) {
            server.requests();
            int exit = new ProcessBuilder(
                            Path.of(System.getProperty("java.home"), "bin", "java")
                                    .toString(),
                            "-Xmx64m",
                            "-cp",
                            System.getProperty("java.class.path"),
                            BlobStream.class.getName(),
                            server.endpoint().toString())
                    .inheritIO()
                    .start()
                    .waitFor();
            System.out.println(server.requests() + " requests");
            System.exit(exit);
        }
    }

    private static void put(java.net.URI endpoint) {
        try (Platform platform = BlobClients.platform(endpoint)) {
            long start = System.nanoTime();
            PutResult result =
                    platform.bucket(BlobClients.CONTAINER).put("stream", Content.stream(new Zeros(1L << 30)));
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

package io.midplatform.local.disk;

import io.midplatform.Platform;
import io.midplatform.storage.Bucket;
import io.midplatform.storage.Content;
import io.midplatform.storage.StoredObject;
import java.io.InputStream;
import java.util.Map;
import java.util.zip.CRC32C;

/** Writes a stream of unknown length through the contract, reads it back, and says how long it was and what came back. */
final class LargeStreamChild {
    private LargeStreamChild() {}

    /** Arguments: the folder, the length. */
    public static void main(String[] arguments) throws Exception {
        long length = Long.parseLong(arguments[1]);
        Map<String, String> settings = Map.of(
                "midplatform.providers.local.mode",
                "disk",
                "midplatform.providers.local.durability",
                "process",
                "midplatform.providers.local.path",
                arguments[0]);
        try (Platform platform =
                Platform.builder().isolated().settings(settings).build()) {
            Bucket bucket = platform.bucket("large");
            Pattern written = new Pattern(length);
            long size = bucket.put("stream", Content.stream(written)).size();
            CRC32C read = new CRC32C();
            long got = 0;
            byte[] buffer = new byte[1 << 16];
            try (StoredObject object = bucket.get("stream")) {
                for (int n = object.stream().read(buffer);
                        n >= 0;
                        n = object.stream().read(buffer)) {
                    read.update(buffer, 0, n);
                    got += n;
                }
            }
            System.out.println(size + " " + got + " " + (read.getValue() == written.checksum.getValue()));
        }
    }

    /** Bytes that repeat only after a long while, made as they are read. */
    private static final class Pattern extends InputStream {
        private final CRC32C checksum = new CRC32C();
        private long left;
        private long state = 1;

        Pattern(long length) {
            this.left = length;
        }

        @Override
        public int read() {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] buffer, int offset, int length) {
            if (left == 0) {
                return -1;
            }
            int n = (int) Math.min(left, length);
            for (int i = 0; i < n; i++) {
                state = state * 6364136223846793005L + 1442695040888963407L;
                buffer[offset + i] = (byte) (state >>> 56);
            }
            checksum.update(buffer, offset, n);
            left -= n;
            return n;
        }
    }
}

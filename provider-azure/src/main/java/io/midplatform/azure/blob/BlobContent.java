package io.midplatform.azure.blob;

import com.azure.core.util.BinaryData;
import io.midplatform.storage.Checksum;
import io.midplatform.storage.Content;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.zip.CRC32C;

/** Content as the body of a request. */
final class BlobContent {
    private static final int BUFFER = 64 * 1024;

    private BlobContent() {}

    /** Read anew for each attempt; bytes in memory are not copied. In slices, as the HTTP client takes each buffer whole before it sends any of it. */
    static BinaryData body(Content content) {
        ByteBuffer all = content.buffer().orElse(null);
        if (all == null) {
            return RepeatableStream.of(content);
        }
        int size = all.remaining();
        if (size <= BUFFER) {
            return BinaryData.fromByteBuffer(all);
        }
        List<ByteBuffer> slices = new ArrayList<>(size / BUFFER + 1);
        for (int from = 0; from < size; from += BUFFER) {
            slices.add(all.slice(all.position() + from, Math.min(BUFFER, size - from)));
        }
        return BinaryData.fromListByteBuffer(slices);
    }

    /** The checksum of repeatable content, which Azure wants before the bytes: what is not in memory is read for it. */
    static Checksum checksum(Content content) throws IOException {
        Optional<Checksum> known = content.checksum();
        if (known.isPresent()) {
            return known.get();
        }
        CRC32C crc = new CRC32C();
        byte[] buffer = new byte[BUFFER];
        try (InputStream in = content.open()) {
            for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
                crc.update(buffer, 0, count);
            }
        }
        return Checksum.crc32c(crc.getValue());
    }
}

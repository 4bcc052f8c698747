package io.midplatform.azure.blob;

import com.azure.core.util.BinaryData;
import io.midplatform.storage.Checksum;
import io.midplatform.storage.Content;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.zip.CRC32C;

/** Content as the body of a request. */
final class BlobContent {
    private static final int BUFFER = 64 * 1024;

    private BlobContent() {}

    /** Read anew for each attempt; bytes in memory are not copied. */
    static BinaryData body(Content content) {
        Optional<ByteBuffer> buffer = content.buffer();
        return buffer.isPresent() ? BinaryData.fromByteBuffer(buffer.get()) : RepeatableStream.of(content);
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

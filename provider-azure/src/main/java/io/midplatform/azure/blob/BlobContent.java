package io.midplatform.azure.blob;

import com.azure.core.util.BinaryData;
import io.midplatform.storage.Checksum;
import io.midplatform.storage.Content;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/** Content as the body of a request. Closing it closes what was opened for the last attempt, which the SDK does not. */
final class BlobContent implements Closeable {
    private static final int BUFFER = 64 * 1024;

    private final BinaryData body;
    private final @Nullable InputStream opened;

    private BlobContent(BinaryData body, @Nullable InputStream opened) {
        this.body = body;
        this.opened = opened;
    }

    /** Read anew for each attempt. */
    static BlobContent of(Content content) {
        ByteBuffer all = content.buffer().orElse(null);
        if (all != null) {
            return new BlobContent(slices(all), null);
        }
        RepeatableStream stream = new RepeatableStream(content);
        return new BlobContent(BinaryData.fromStream(stream, content.length().orElseThrow()), stream);
    }

    BinaryData body() {
        return body;
    }

    @Override
    public void close() {
        if (opened != null) {
            try {
                opened.close();
            } catch (IOException e) {
                // it was read, and the answer is there
            }
        }
    }

    /** Bytes in memory are not copied. In slices, as the HTTP client takes each buffer whole before it sends any of it. */
    private static BinaryData slices(ByteBuffer all) {
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

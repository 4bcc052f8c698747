package io.midplatform.azure.blob;

import io.midplatform.storage.Checksum;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/**
 * What the id of a block says: Azure knows no uploads, only blocks of a key that are not committed, and of a block nothing but its id and its size. All
 * ids of a key must have one length; ours is that of Azure's own SDKs.
 *
 * @param upload the upload's id: when it began and sixty random bits, in Base64
 * @param number the part's number; {@link #ABANDONED} marks an upload that is no more
 * @param checksum what the block's bytes are, null where they were copied
 */
record BlobBlock(String upload, int number, @Nullable Checksum checksum) {
    static final int ABANDONED = 0;

    private static final byte[] MAGIC = "mp-block".getBytes(StandardCharsets.US_ASCII);
    private static final int UPLOAD_BYTES = 16;
    private static final int BYTES = 36;
    private static final SecureRandom RANDOM = new SecureRandom();

    /** The id of a new upload. */
    static String begin(Instant now) {
        byte[] random = new byte[UPLOAD_BYTES - Long.BYTES];
        RANDOM.nextBytes(random);
        return Base64.getUrlEncoder()
                .withoutPadding()
                .encodeToString(ByteBuffer.allocate(UPLOAD_BYTES)
                        .putLong(now.toEpochMilli())
                        .put(random)
                        .array());
    }

    /** Whether a text is the id of an upload. */
    static boolean isUpload(String text) {
        try {
            return Base64.getUrlDecoder().decode(text).length == UPLOAD_BYTES;
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    /** When the upload began. */
    Instant startedAt() {
        return Instant.ofEpochMilli(
                ByteBuffer.wrap(Base64.getUrlDecoder().decode(upload)).getLong());
    }

    /** The block's id. */
    String id() {
        ByteBuffer raw = ByteBuffer.allocate(BYTES)
                .put(MAGIC)
                .put(Base64.getUrlDecoder().decode(upload))
                .putInt(number)
                .putInt(checksum == null ? 0 : 1);
        raw.put(checksum == null ? new byte[Integer.BYTES] : checksum.bytes());
        return Base64.getEncoder().encodeToString(raw.array());
    }

    /** What an id says; null where it is another program's. */
    static @Nullable BlobBlock of(String id) {
        byte[] raw;
        try {
            raw = Base64.getDecoder().decode(id);
        } catch (IllegalArgumentException e) {
            return null;
        }
        if (raw.length != BYTES || !Arrays.equals(raw, 0, MAGIC.length, MAGIC, 0, MAGIC.length)) {
            return null;
        }
        ByteBuffer buffer = ByteBuffer.wrap(raw).position(MAGIC.length);
        byte[] upload = new byte[UPLOAD_BYTES];
        buffer.get(upload);
        int number = buffer.getInt();
        boolean isKnown = buffer.getInt() == 1;
        return new BlobBlock(
                Base64.getUrlEncoder().withoutPadding().encodeToString(upload),
                number,
                isKnown ? Checksum.crc32c(buffer.getInt() & 0xffff_ffffL) : null);
    }
}

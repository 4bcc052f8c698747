package io.midplatform.storage.engine;

import io.midplatform.ErrorCode;
import io.midplatform.PlatformException;
import io.midplatform.engine.call.Calls;
import io.midplatform.engine.call.Leaks;
import io.midplatform.engine.call.ResourceContext;
import io.midplatform.storage.Checksum;
import io.midplatform.storage.ObjectInfo;
import io.midplatform.storage.StoredObject;
import io.midplatform.storage.spi.BucketDriver;
import io.midplatform.storage.spi.BucketDriver.OpenObject;
import io.midplatform.storage.spi.BucketDriver.Read;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Objects;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/** An object's bytes: a lost connection is resumed at the byte reached, a whole read is checked against the checksum. */
final class BodyStream extends InputStream {
    /** A body that breaks off this often in one place will do so again. */
    private static final int MAX_RESUMES = 3;

    private final Calls calls;
    private final BucketDriver driver;
    private final String operation;
    private final ObjectInfo info;
    private final @Nullable Duration timeout;
    private final @Nullable CRC32C crc;
    private InputStream in;
    private long position;
    private long remaining;
    private int resumes;
    private boolean closed;
    private Leaks.@Nullable Handle open;

    BodyStream(
            Calls calls,
            BucketDriver driver,
            String operation,
            OpenObject opened,
            long position,
            long remaining,
            boolean whole,
            @Nullable Duration timeout) {
        this.calls = calls;
        this.driver = driver;
        this.operation = operation;
        this.info = opened.info();
        this.in = opened.stream();
        this.position = position;
        this.remaining = remaining;
        this.timeout = timeout;
        this.crc = whole && info.checksum().isPresent() ? new CRC32C() : null;
    }

    ObjectInfo info() {
        return info;
    }

    StoredObject object() {
        return new Opened(this);
    }

    /** Follows the body, which a caller can hold without the object around it. What is in memory holds nothing that has to be closed. */
    BodyStream followed(ResourceContext context) {
        if (!(in instanceof ByteArrayInputStream) || context.leaks().isFull()) {
            open = context.leaks().follow(Leaks.Kind.STORED_OBJECT, this, context);
        }
        return this;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
        Objects.checkFromIndexSize(offset, length, into.length);
        try {
            return fill(into, offset, length);
        } catch (PlatformException e) {
            throw new IOException(e.getMessage(), e);
        }
    }

    @Override
    public int available() throws IOException {
        return closed ? 0 : (int) Math.min(remaining, in.available());
    }

    @Override
    public void close() {
        if (!closed) {
            closed = true;
            closeQuietly();
            if (open != null) {
                open.closed(this);
            }
        }
    }

    private int fill(byte[] into, int offset, int length) {
        if (closed) {
            throw new IllegalStateException("the object is closed. Read its stream before StoredObject.close().");
        }
        if (length == 0) {
            return 0;
        }
        while (remaining > 0) {
            try {
                int got = in.read(into, offset, (int) Math.min(length, remaining));
                if (got > 0) {
                    consumed(into, offset, got);
                    return got;
                }
                resume(new IOException("the body ended " + remaining + " bytes early"));
            } catch (IOException lost) {
                resume(lost);
            }
        }
        return -1;
    }

    private void consumed(byte[] bytes, int offset, int count) {
        position += count;
        remaining -= count;
        resumes = 0;
        if (crc == null) {
            return;
        }
        crc.update(bytes, offset, count);
        if (remaining == 0) {
            Checksum actual = Checksum.crc32c(crc.getValue());
            Checksum expected = info.checksum().orElse(actual);
            if (!expected.equals(actual)) {
                throw ObjectWrites.mismatch(calls, operation, info.key(), expected, actual);
            }
        }
    }

    @SuppressWarnings("IllegalCatch")
    private void resume(IOException lost) {
        closeQuietly();
        PlatformException cause = calls.wrap(operation, info.key(), lost);
        if (++resumes > MAX_RESUMES || cause.code() == ErrorCode.CORRUPT) {
            throw cause;
        }
        try {
            Read rest = new Read(
                    info.key(),
                    position,
                    remaining,
                    false,
                    info.etag(),
                    null,
                    info.versionId().orElse(null));
            OpenObject opened = driver.read(rest, calls.deadline(timeout));
            in = opened == null ? InputStream.nullInputStream() : opened.stream();
            if (opened != null && !opened.info().etag().equals(info.etag())) {
                throw replaced(calls, operation, info.key()); // by a store that takes no notice of the condition
            }
        } catch (Exception e) {
            PlatformException failed = calls.wrap(operation, info.key(), e);
            failed.addSuppressed(cause);
            throw failed;
        }
    }

    static PlatformException replaced(Calls calls, String operation, String key) {
        return calls.error(ErrorCode.PRECONDITION_FAILED, operation, key, "the object was replaced while it was read.")
                .advice("Read it again.")
                .build();
    }

    private void closeQuietly() {
        try {
            in.close();
        } catch (IOException e) {
            // the bytes that were asked for have been read, or the caller gave up on them
        }
    }

    private byte[] rest() {
        if (remaining > Integer.MAX_VALUE - 8) {
            throw calls.error(
                            ErrorCode.LIMIT_EXCEEDED,
                            operation,
                            info.key(),
                            "its " + remaining + " bytes do not fit an array.")
                    .advice("Read the stream instead.")
                    .build();
        }
        byte[] bytes = new byte[(int) remaining];
        for (int done = 0; done < bytes.length; ) {
            done += fill(bytes, done, bytes.length - done);
        }
        return bytes;
    }

    private record Opened(BodyStream body) implements StoredObject {
        @Override
        public ObjectInfo info() {
            return body.info;
        }

        @Override
        public InputStream stream() {
            return body;
        }

        @Override
        public byte[] bytes() {
            return body.rest();
        }

        @Override
        public String text() {
            return new String(body.rest(), StandardCharsets.UTF_8);
        }

        @Override
        public void close() {
            body.close();
        }
    }
}

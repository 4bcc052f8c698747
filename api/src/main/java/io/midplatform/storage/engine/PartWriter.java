package io.midplatform.storage.engine;

import io.midplatform.PlatformException;
import io.midplatform.engine.call.Calls;
import io.midplatform.engine.call.Leaks;
import io.midplatform.engine.call.ResourceContext;
import io.midplatform.storage.BucketWriter;
import io.midplatform.storage.PutOptions;
import io.midplatform.storage.PutResult;
import io.midplatform.storage.spi.BucketDriver;
import java.io.IOException;
import java.util.Objects;

/** The one implementation of {@link BucketWriter}. */
final class PartWriter extends BucketWriter {
    private final Calls calls;
    private final PartUpload upload;
    private final BucketDriver.Condition condition;
    private final PutOptions options;
    private final byte[] one = new byte[1];
    private final Leaks.Handle open;
    private boolean ended;

    PartWriter(
            ResourceContext context,
            Calls calls,
            PartUpload upload,
            BucketDriver.Condition condition,
            PutOptions options) {
        this.calls = calls;
        this.upload = upload;
        this.condition = condition;
        this.options = options;
        this.open = context.leaks().follow(Leaks.Kind.BUCKET_WRITER, this, context);
    }

    @Override
    public void write(int b) throws IOException {
        one[0] = (byte) b;
        write(one, 0, 1);
    }

    @Override
    @SuppressWarnings("IllegalCatch")
    public void write(byte[] bytes, int offset, int length) throws IOException {
        Objects.checkFromIndexSize(offset, length, bytes.length);
        checkUsable();
        try {
            calls.checkOpen();
            upload.write(bytes, offset, length);
        } catch (Exception e) {
            close();
            PlatformException wrapped = calls.wrap("writer", upload.key(), e);
            throw new IOException(wrapped.getMessage(), wrapped);
        }
    }

    @Override
    public PutResult commit() {
        checkUsable();
        try {
            return calls.call(
                    "writer",
                    upload.key(),
                    options.timeout().orElse(null),
                    deadline -> upload.finish(condition, options.checksum().orElse(null)));
        } finally {
            close();
        }
    }

    @Override
    public void close() {
        if (!ended) {
            ended = true;
            open.closed(this);
            upload.close();
        }
    }

    private void checkUsable() {
        if (ended) {
            throw new IllegalStateException(
                    "the writer was committed or closed, or a write failed. Open another one with bucket.writer(key).");
        }
    }
}

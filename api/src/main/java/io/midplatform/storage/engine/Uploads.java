package io.midplatform.storage.engine;

import io.midplatform.engine.call.Calls;
import io.midplatform.storage.AbandonedUpload;
import io.midplatform.storage.spi.BucketDriver;
import io.midplatform.storage.spi.UploadDriver.UploadPage;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The uploads of a bucket that are not at their end. */
final class Uploads {
    private static final Logger LOG = LoggerFactory.getLogger(Uploads.class);

    private final Calls calls;
    private final BucketDriver driver;

    Uploads(Calls calls, BucketDriver driver) {
        this.calls = calls;
        this.driver = driver;
    }

    List<AbandonedUpload> list() {
        List<AbandonedUpload> all = new ArrayList<>();
        String next = null;
        do {
            String token = next;
            UploadPage page =
                    calls.call("abandonedUploads", null, null, deadline -> driver.listUploads("", token, deadline));
            page.uploads()
                    .forEach(upload -> all.add(new AbandonedUpload(
                            upload.key(),
                            upload.startedAt(),
                            new UploadToken(upload.key(), upload.upload()).encode())));
            next = page.next();
        } while (next != null);
        return List.copyOf(all);
    }

    void abandon(String token) {
        UploadToken upload = UploadToken.decode(calls, "abandon", token);
        calls.run(
                "abandon", upload.key(), null, deadline -> driver.abortUpload(upload.key(), upload.upload(), deadline));
    }

    /** Removes an upload that came to nothing. What cannot be removed is not visible, and the failure that led here matters more. */
    @SuppressWarnings("IllegalCatch")
    static void remove(
            Calls calls, BucketDriver driver, String operation, UploadToken upload, @Nullable Duration timeout) {
        boolean interrupted = Thread.interrupted(); // what was begun is removed all the same
        try {
            driver.abortUpload(upload.key(), upload.upload(), calls.deadline(timeout));
        } catch (Exception e) {
            LOG.warn(
                    "An unfinished upload could not be removed; its parts stay until it is abandoned or expires: {}",
                    calls.wrap(operation, upload.key(), e).code());
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }
}

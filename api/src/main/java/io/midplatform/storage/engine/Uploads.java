package io.midplatform.storage.engine;

import io.midplatform.engine.call.Calls;
import io.midplatform.storage.AbandonedUpload;
import io.midplatform.storage.spi.BucketDriver;
import io.midplatform.storage.spi.UploadDriver.UploadPage;
import java.util.ArrayList;
import java.util.List;

/** The uploads of a bucket that are not at their end. */
final class Uploads {
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
}

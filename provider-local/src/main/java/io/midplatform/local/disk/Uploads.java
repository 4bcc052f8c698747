package io.midplatform.local.disk;

import io.midplatform.ErrorCode;
import io.midplatform.spi.DriverException;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** The uploads that are under way in this process. Thread-safe. */
final class Uploads {
    private final Ids ids;
    private final Map<String, Upload> uploads = new ConcurrentHashMap<>();

    Uploads(Ids ids) {
        this.ids = ids;
    }

    String start(Upload upload) throws Exception {
        String id = Long.toHexString(ids.next());
        boolean created = false;
        try {
            upload.create();
            created = true;
        } finally {
            if (!created) {
                upload.abort();
            }
        }
        uploads.put(id, upload);
        return id;
    }

    Upload get(String id) {
        Upload upload = uploads.get(id);
        if (upload == null) {
            throw new DriverException(
                    ErrorCode.NOT_FOUND, "there is no such upload: it was completed or aborted, or its process ended.");
        }
        return upload;
    }

    void forget(String id) {
        uploads.remove(id);
    }

    void abort(String id) {
        Upload upload = uploads.remove(id);
        if (upload != null) {
            upload.abort();
        }
    }

    void abortAll() {
        uploads.keySet().forEach(this::abort);
    }
}

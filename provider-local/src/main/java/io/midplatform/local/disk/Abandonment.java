package io.midplatform.local.disk;

import java.util.List;

/** Removes an upload; its files are removed afterwards. Of an unknown one it removes nothing. */
final class Abandonment implements Mutation<Boolean> {
    private final ObjectFiles files;
    private final long upload;
    private final long bucket;
    private final String key;
    private final Runnable forget;
    private boolean found;
    private List<Long> own = List.of();

    Abandonment(ObjectFiles files, long upload, long bucket, String key, Runnable forget) {
        this.files = files;
        this.upload = upload;
        this.bucket = bucket;
        this.key = key;
        this.forget = forget;
    }

    @Override
    public Boolean apply(Session session) throws Exception {
        found = UploadTable.find(session, upload, bucket, key) != null;
        if (found) {
            own = UploadTable.remove(session, upload);
        }
        return found;
    }

    @Override
    public void ended(End end) {
        if (!found || end == End.ROLLED_BACK) {
            return;
        }
        forget.run();
        if (end == End.COMMITTED) {
            own.forEach(files::delete);
            files.delete(upload);
        } else {
            files.doubt();
        }
    }
}

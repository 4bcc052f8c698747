package io.midplatform.local.disk;

/** Makes an upload known. Its file, which is there already, is removed when that fails. */
final class UploadStart implements Mutation<Boolean> {
    private final ObjectFiles files;
    private final long bucket;
    private final String key;
    private final UploadRow row;

    UploadStart(ObjectFiles files, long bucket, String key, UploadRow row) {
        this.files = files;
        this.bucket = bucket;
        this.key = key;
        this.row = row;
    }

    @Override
    public Boolean apply(Session session) throws Exception {
        UploadTable.start(session, bucket, key, row);
        return true;
    }

    /** A sync for each stream would cost more than what a power loss can take of one that has just begun; a later part syncs this too. */
    @Override
    public boolean isDurable() {
        return false;
    }

    @Override
    public void ended(End end) {
        if (end == End.ROLLED_BACK) {
            files.discard(row.id());
        } else {
            files.keep(end == End.COMMITTED);
        }
    }
}

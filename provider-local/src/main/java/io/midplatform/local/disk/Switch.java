package io.midplatform.local.disk;

import io.midplatform.storage.spi.BucketDriver.Condition;

/** Makes a key name another file. The file that it named before, or the new one when that fails, is removed afterwards. */
final class Switch implements Mutation<Boolean> {
    private final ObjectFiles files;
    private final long bucket;
    private final String key;
    private final ObjectRow row;
    private final Condition condition;
    private long replaced;

    Switch(ObjectFiles files, long bucket, String key, ObjectRow row, Condition condition) {
        this.files = files;
        this.bucket = bucket;
        this.key = key;
        this.row = row;
        this.condition = condition;
    }

    long file() {
        return row.file();
    }

    @Override
    public Boolean apply(Session session) throws Exception {
        replaced = ObjectTable.put(session, bucket, key, row, condition);
        return true;
    }

    @Override
    public void ended(End end) {
        if (end == End.ROLLED_BACK) {
            files.discard(row.file());
            return;
        }
        files.keep(end == End.COMMITTED);
        dropReplaced(end);
    }

    /** Removes the file that the key named before, when it surely names it no more. */
    void dropReplaced(End end) {
        if (end == End.COMMITTED && replaced != ObjectTable.NONE) {
            files.delete(replaced);
        }
    }
}

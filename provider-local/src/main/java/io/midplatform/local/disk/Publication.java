package io.midplatform.local.disk;

/** Makes a key name the file of an upload. When that fails, the upload is as before. */
final class Publication implements Mutation<Boolean> {
    private final Switch change;
    private final Upload upload;
    private final Runnable forget;

    Publication(Switch change, Upload upload, Runnable forget) {
        this.change = change;
        this.upload = upload;
        this.forget = forget;
    }

    @Override
    public Boolean apply(Session session) throws Exception {
        return change.apply(session);
    }

    @Override
    public void ended(End end) {
        if (end == End.ROLLED_BACK) {
            upload.reopen(change.file());
            return;
        }
        forget.run();
        upload.completed(change.file(), end == End.COMMITTED);
        change.dropReplaced(end);
    }
}

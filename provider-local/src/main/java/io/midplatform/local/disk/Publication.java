package io.midplatform.local.disk;

import java.util.List;

/** Makes a key name the file of an upload, which ends by that: there is the one or the other. When that fails, the upload is as before. */
final class Publication implements Mutation<Boolean> {
    private final ObjectFiles files;
    private final Switch change;
    private final Upload upload;
    private final Runnable forget;
    private List<Long> own = List.of();

    Publication(ObjectFiles files, Switch change, Upload upload, Runnable forget) {
        this.files = files;
        this.change = change;
        this.upload = upload;
        this.forget = forget;
    }

    @Override
    public Boolean apply(Session session) throws Exception {
        if (!UploadTable.exists(session, upload.id())) {
            throw UploadTable.unknown(); // aborted meanwhile
        }
        own = UploadTable.remove(session, upload.id());
        return change.apply(session);
    }

    @Override
    public void ended(End end) {
        boolean assembled = change.file() != upload.id();
        if (end == End.ROLLED_BACK) {
            if (assembled) {
                files.discard(change.file());
            }
            upload.reopen();
            return;
        }
        forget.run();
        if (assembled) {
            files.keep(end == End.COMMITTED);
        }
        if (end == End.UNKNOWN) {
            files.doubt();
            return;
        }
        own.forEach(files::delete);
        if (assembled) {
            files.delete(upload.id());
        }
        change.dropReplaced(end);
    }
}

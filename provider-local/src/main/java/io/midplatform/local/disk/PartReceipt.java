package io.midplatform.local.disk;

/** Records a part whose bytes are written. The file of the one that had its number before, or its own when that fails, is removed afterwards. */
final class PartReceipt implements Mutation<Boolean> {
    /** Less than so many parts are sent again as quickly as they are synced. */
    private static final int SYNCED = 32;

    private final ObjectFiles files;
    private final long upload;
    private final Places places;
    private final PartRow part;
    private long replaced;

    PartReceipt(ObjectFiles files, long upload, Places places, PartRow part) {
        this.files = files;
        this.upload = upload;
        this.places = places;
        this.part = part;
    }

    @Override
    public Boolean apply(Session session) throws Exception {
        replaced = UploadTable.record(session, upload, part);
        return true;
    }

    /**
     * Once, for an upload that is worth it: with it all that was committed before is synced. What a power loss takes of the other parts is found out
     * when the upload is resumed, and sent again.
     */
    @Override
    public boolean isDurable() {
        return part.number() == SYNCED;
    }

    @Override
    public void ended(End end) {
        if (end == End.COMMITTED) {
            places.recorded(part.number());
        }
        if (part.isInPlace()) {
            if (end == End.ROLLED_BACK) {
                places.release(part.number());
            }
        } else if (end == End.ROLLED_BACK) {
            files.discard(part.file());
        } else {
            files.keep(end == End.COMMITTED);
        }
        if (end == End.COMMITTED && replaced != ObjectTable.NONE) {
            files.delete(replaced);
        }
    }
}

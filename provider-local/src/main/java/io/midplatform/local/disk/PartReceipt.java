package io.midplatform.local.disk;

/** Records a part whose bytes are written. The file of the one that had its number before, or its own when that fails, is removed afterwards. */
final class PartReceipt implements Mutation<Boolean> {
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

    /** Not an object yet: what a power loss takes of an upload is found out when it is resumed, and sent again. */
    @Override
    public boolean isDurable() {
        return false;
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

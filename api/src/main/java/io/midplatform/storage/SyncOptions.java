package io.midplatform.storage;

import java.util.Objects;

/** How to make two sides the same. Immutable. */
public final class SyncOptions {
    private static final SyncOptions DEFAULTS = new SyncOptions(false, false, TransferOptions.defaults());

    private final boolean deleteExtraneous;
    private final boolean byChecksum;
    private final TransferOptions transfer;

    private SyncOptions(boolean deleteExtraneous, boolean byChecksum, TransferOptions transfer) {
        this.deleteExtraneous = deleteExtraneous;
        this.byChecksum = byChecksum;
        this.transfer = transfer;
    }

    /**
     * The start of every chain: nothing is deleted, and a file is the same when its size is and the source is not newer.
     *
     * @return the defaults
     */
    public static SyncOptions defaults() {
        return DEFAULTS;
    }

    /**
     * Deletes at the target what the source does not have. Done last, and not at all when anything failed before.
     *
     * @return the options with that
     */
    public SyncOptions deleteExtraneous() {
        return new SyncOptions(true, byChecksum, transfer);
    }

    /**
     * Whether extraneous files or objects are deleted.
     *
     * @return whether it was asked for
     */
    public boolean isDeleteExtraneous() {
        return deleteExtraneous;
    }

    /**
     * Compares bytes in place of times: files of equal size are the same when their checksums are. Costs one request for each and reads the
     * file; an object without a checksum counts as changed.
     *
     * @return the options with that
     */
    public SyncOptions byChecksum() {
        return new SyncOptions(deleteExtraneous, true, transfer);
    }

    /**
     * Whether bytes are compared.
     *
     * @return whether it was asked for
     */
    public boolean isByChecksum() {
        return byChecksum;
    }

    /**
     * How files are transferred.
     *
     * @param transfer the value
     * @return the options with that
     */
    public SyncOptions transfer(TransferOptions transfer) {
        return new SyncOptions(deleteExtraneous, byChecksum, Objects.requireNonNull(transfer, "transfer"));
    }

    /**
     * How files are transferred.
     *
     * @return the value
     */
    public TransferOptions transfer() {
        return transfer;
    }
}

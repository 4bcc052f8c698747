package io.midplatform.spi;

/**
 * One check of a live resource.
 *
 * @param check what was checked, in a few words; of a feature its id, such as {@code presign}, so that a warning of it fails where it is required
 * @param status how it went
 * @param detail what was found and what to do about it; empty for a plain {@link Status#OK}
 */
public record Finding(String check, Status status, String detail) {
    /** How a check went. */
    public enum Status {
        /** As it should be. */
        OK,
        /** It works, with a drawback the detail tells. */
        WARNING,
        /** The credentials may not see it. */
        UNVERIFIED,
        /** It will not work. */
        FAILED
    }

    /**
     * A check that went well.
     *
     * @param check what was checked
     * @return the finding
     */
    public static Finding ok(String check) {
        return new Finding(check, Status.OK, "");
    }
}

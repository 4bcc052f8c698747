package io.midplatform;

/** Why an operation failed, the same on every provider. More codes may come: keep a default branch in a switch. */
public enum ErrorCode {
    /** The object, queue, bucket or other named thing does not exist. */
    NOT_FOUND,
    /** A write that must create found something already there. */
    ALREADY_EXISTS,
    /** A condition on the current state (an ETag, a version, a lease) did not hold. */
    PRECONDITION_FAILED,
    /** Data that the caller passed (a key, a header, a token) is not acceptable. */
    INVALID_REQUEST,
    /** A limit that the provider reports would be exceeded. */
    LIMIT_EXCEEDED,
    /** The credentials are known and may not do this. */
    ACCESS_DENIED,
    /** There are no credentials, or they are wrong or expired. */
    UNAUTHENTICATED,
    /** The service asked to slow down. */
    THROTTLED,
    /** The service could not be reached or answered that it cannot work now. */
    UNAVAILABLE,
    /** The operation's time ran out. */
    DEADLINE_EXCEEDED,
    /** The calling thread was interrupted; its interrupt flag is set again. */
    CANCELLED,
    /** The provider lacks the feature; nothing was sent. */
    UNSUPPORTED,
    /** A payload could not be encoded or decoded. */
    CODEC,
    /** A function of the caller (a cache loader) threw a checked exception. */
    LOADER,
    /** Settings or configuration values are missing or wrong. */
    CONFIGURATION,
    /** Stored data does not match its checksum or its format. */
    CORRUPT,
    /** The provider failed in a way that no other code describes; see the cause. */
    UNKNOWN
}

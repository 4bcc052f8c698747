package io.midplatform.storage;

import java.util.Locale;

/** What a storage provider may or may not support; in settings the names are kebab-case ({@code requires: [conditional-put]}). */
public enum StorageFeature {
    /** {@link PutOptions#onlyIfAbsent()} and {@link PutOptions#ifMatch}, exact under a race; on copies too. */
    CONDITIONAL_PUT,
    /** {@link DeleteOptions#ifMatch}. */
    CONDITIONAL_DELETE,
    /** {@link PutOptions#tags}, {@link Bucket#tags} and {@link Bucket#setTags}. */
    TAGS,
    /** A {@linkplain ListOptions#delimiter delimiter} other than {@code /}. */
    ANY_DELIMITER,
    /** Listings are ordered by UTF-8 bytes beyond the Basic Multilingual Plane, too. */
    UTF8_ORDER,
    /** Every key of the contract can be held; without it, some are {@code INVALID_REQUEST}. */
    ANY_KEY,
    /** {@link ObjectInfo#checksum()} is present, and whole reads are verified by it. */
    CHECKSUM,
    /** {@link Bucket#presignGet(String, java.time.Duration)} and {@link Bucket#presignPut(String, java.time.Duration)}. */
    PRESIGN,
    /** {@link Bucket#versions}, {@link GetOptions#version} and {@link DeleteOptions#version}. */
    VERSIONS,
    /** {@link TransferOptions#resumable} and {@link TransferOptions#resume}, {@link Bucket#abandonedUploads()} and {@link Bucket#abandon}. */
    RESUMABLE_UPLOADS;

    private final String id = name().toLowerCase(Locale.ROOT).replace('_', '-');

    /**
     * The name in settings and messages.
     *
     * @return the kebab-case name
     */
    public String id() {
        return id;
    }
}

package io.midplatform.redis;

import java.nio.file.Path;
import java.util.Optional;

/**
 * How connections are encrypted. Immutable.
 *
 * @param enabled whether they are
 * @param verify how much of the server's certificate is checked
 * @param ca a PEM file with the authorities to trust, the runtime's own if absent
 * @param certificate a PEM file with the certificate that the client shows
 * @param key a PEM file with its key, in PKCS 8 without a password
 */
public record RedisTls(
        boolean enabled, Verify verify, Optional<Path> ca, Optional<Path> certificate, Optional<Path> key) {
    /** How much of the server's certificate is checked. */
    public enum Verify {
        /** Its authority and its host name; of a cluster's nodes the name or address that they announce. */
        FULL,
        /** Its authority and the name of the one host that is configured, which all nodes of a cluster share, whatever address they announce. */
        HOST,
        /** Its authority only, for servers reached by names that their certificate lacks. */
        CA,
        /** Nothing: anybody in between can read and change everything. */
        NONE
    }

    /**
     * Checks that what belongs together is there.
     *
     * @param enabled whether connections are encrypted
     * @param verify how much of the server's certificate is checked
     * @param ca a PEM file with the authorities to trust
     * @param certificate a PEM file with the client's certificate
     * @param key a PEM file with its key
     */
    public RedisTls {
        if (!enabled && (ca.isPresent() || certificate.isPresent() || key.isPresent())) {
            throw new IllegalArgumentException("tls-ca, tls-certificate and tls-key need tls: true");
        }
        if (certificate.isPresent() != key.isPresent()) {
            throw new IllegalArgumentException("tls-certificate and tls-key go together; set both or none");
        }
        if (verify == Verify.NONE && ca.isPresent()) {
            throw new IllegalArgumentException("tls-verify: none checks nothing; remove it or tls-ca");
        }
    }

    /**
     * Unencrypted connections.
     *
     * @return the setting
     */
    public static RedisTls off() {
        return new RedisTls(false, Verify.FULL, Optional.empty(), Optional.empty(), Optional.empty());
    }

    /**
     * Encrypted connections to servers whose certificates the runtime trusts.
     *
     * @return the setting
     */
    public static RedisTls trusted() {
        return new RedisTls(true, Verify.FULL, Optional.empty(), Optional.empty(), Optional.empty());
    }
}

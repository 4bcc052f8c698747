package io.midplatform.azure.fake;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Base64;
import java.util.Map;

/**
 * Our stand-in for what of Blob Storage needs a token: the key of a user delegation, writes, and copies, of whose sources it sees to the right to read
 * them. What lies in the account {@link #KEYED} needs a key. Not verified against the service.
 */
public final class BlobTokenFake extends RestFake {
    /** The value of the delegated key. */
    public static final String KEY = Base64.getEncoder().encodeToString(new byte[32]);

    /** The account that takes keys, and no tokens. */
    public static final String KEYED = "keyed";

    /** How large each blob is said to be. */
    private volatile long size = 3;

    private volatile boolean delegates = true;

    public BlobTokenFake() {
        super(true);
    }

    /** How large each blob is from now on. */
    public void size(long bytes) {
        size = bytes;
    }

    /** From now on nobody has the role to get a key. */
    public void delegateToNobody() {
        delegates = false;
    }

    private static Answer refused(int status, String code) {
        return new Answer(status, Map.of("x-ms-error-code", code), "");
    }

    private static boolean isKnown(Request request) {
        return request.uri().getPath().startsWith("/" + KEYED + "/")
                ? request.header("Authorization").startsWith("SharedKey " + KEYED + ":")
                : EntraFake.isToken(request, "storage.azure.com");
    }

    private static boolean mayRead(Request request) {
        String source = request.header("x-ms-copy-source");
        return source.equals("null")
                || source.contains("&sig=")
                || EntraFake.isToken(request.header("x-ms-copy-source-authorization"), "storage.azure.com");
    }

    @Override
    Answer answer(Request request) {
        if (!isKnown(request)) {
            return refused(401, "InvalidAuthenticationInfo");
        }
        if (!mayRead(request)) {
            return refused(403, "CannotVerifyCopySource");
        }
        if ("container".equals(request.query().get("restype"))) {
            return new Answer(200, Map.of("ETag", "\"0x1\""), "");
        }
        if (request.method().equals("HEAD")) {
            return new Answer(200, Map.of("ETag", "\"0x1\"", "Content-Length", Long.toString(size)), "");
        }
        if ("userdelegationkey".equals(request.query().get("comp")) && !delegates) {
            return refused(403, "AuthorizationPermissionMismatch");
        }
        if ("userdelegationkey".equals(request.query().get("comp"))) {
            Instant now = Instant.now().truncatedTo(ChronoUnit.SECONDS);
            String key = "<UserDelegationKey><SignedOid>" + EntraFake.OBJECT + "</SignedOid><SignedTid>"
                    + EntraFake.TENANT
                    + "</SignedTid><SignedStart>" + now + "</SignedStart><SignedExpiry>" + now.plus(7, ChronoUnit.DAYS)
                    + "</SignedExpiry><SignedService>b</SignedService><SignedVersion>2020-02-10</SignedVersion><Value>"
                    + KEY + "</Value></UserDelegationKey>";
            return new Answer(200, Map.of("Content-Type", "application/xml"), key);
        }
        return request.method().equals("PUT")
                ? new Answer(201, Map.of("ETag", "\"0x1\"", "Last-Modified", "Wed, 25 Nov 2026 10:00:00 GMT"), "")
                : refused(404, "BlobNotFound");
    }
}

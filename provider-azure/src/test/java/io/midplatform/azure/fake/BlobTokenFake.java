package io.midplatform.azure.fake;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Base64;
import java.util.Map;

/** Our stand-in for what of Blob Storage needs a token: the key of a user delegation, and a put. Not verified against the service. */
public final class BlobTokenFake extends RestFake {
    /** The value of the delegated key. */
    public static final String KEY = Base64.getEncoder().encodeToString(new byte[32]);

    public BlobTokenFake() {
        super(true);
    }

    @Override
    Answer answer(Request request) {
        if (!EntraFake.isToken(request, "storage.azure.com")) {
            return new Answer(401, Map.of("x-ms-error-code", "InvalidAuthenticationInfo"), "");
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
                : new Answer(404, Map.of("x-ms-error-code", "BlobNotFound"), "");
    }
}

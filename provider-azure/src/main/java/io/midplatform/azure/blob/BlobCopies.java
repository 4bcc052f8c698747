package io.midplatform.azure.blob;

import com.azure.core.credential.AccessToken;
import com.azure.core.credential.TokenRequestContext;
import com.azure.core.http.HttpHeaderName;
import com.azure.core.http.HttpHeaders;
import com.azure.storage.blob.BlobContainerClient;
import com.azure.storage.blob.sas.BlobSasPermission;
import com.azure.storage.blob.sas.BlobServiceSasSignatureValues;
import io.midplatform.azure.session.AzureCall;
import io.midplatform.azure.session.AzureSession;
import io.midplatform.spi.Deadline;
import java.net.URI;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/** What a copy on the service's side says of its source: its address, and the right to read it. For one bucket as a source. */
final class BlobCopies {
    private static final HttpHeaderName SOURCE = HttpHeaderName.fromString("x-ms-copy-source");
    private static final HttpHeaderName SOURCE_RIGHT = HttpHeaderName.fromString("x-ms-copy-source-authorization");
    private static final HttpHeaderName SOURCE_IF_MATCH = HttpHeaderName.fromString("x-ms-source-if-match");
    private static final HttpHeaderName SOURCE_RANGE = HttpHeaderName.fromString("x-ms-source-range");
    private static final HttpHeaderName SYNC = HttpHeaderName.fromString("x-ms-requires-sync");
    private static final TokenRequestContext SCOPE =
            new TokenRequestContext().addScopes("https://storage.azure.com/.default");

    /** Longer than a copy's deadline is likely to be. */
    private static final Duration RIGHT = Duration.ofHours(1);

    /** What a token must still be good for, as the SDK has it. */
    private static final Duration LEFT = Duration.ofMinutes(5);

    private final BlobAccount account;
    private final AzureSession session;
    private final BlobCalls calls;
    private final BlobContainerClient container;
    private final ReentrantLock asking = new ReentrantLock();
    private volatile @Nullable AccessToken token;

    BlobCopies(BlobAccount account, AzureSession session, BlobCalls calls, BlobContainerClient container) {
        this.account = account;
        this.session = session;
        this.calls = calls;
        this.container = container;
    }

    /** Whether the service of one account can read what is in the other: both in the same cloud, or in the same emulator. */
    boolean isReachable(BlobCopies from) {
        return cloud(account).equals(cloud(from.account));
    }

    private static String cloud(BlobAccount account) {
        String authority = String.valueOf(URI.create(account.endpoint()).getAuthority());
        String own = account.name() + ".";
        return authority.startsWith(own) ? authority.substring(own.length()) : authority;
    }

    /** The headers of a copy of a whole blob, or of a version of it. */
    HttpHeaders whole(String key, @Nullable String version, String etag, Deadline deadline)
            throws InterruptedException {
        return source(key, version, etag, deadline).set(SYNC, "true");
    }

    /** The headers of a copy of a part. */
    HttpHeaders part(String key, String etag, long start, long length, Deadline deadline) throws InterruptedException {
        return source(key, null, etag, deadline).set(SOURCE_RANGE, "bytes=" + start + "-" + (start + length - 1));
    }

    private HttpHeaders source(String key, @Nullable String version, String etag, Deadline deadline)
            throws InterruptedException {
        String url = BlobVersions.url(calls.url(key), version);
        String right = right(key, version);
        HttpHeaders headers = BlobHeaders.sized(0)
                .set(SOURCE_IF_MATCH, BlobHeaders.quoted(etag))
                .set(SOURCE, right == null ? url : url + (version == null ? '?' : '&') + right);
        if (account.isToken()) {
            headers.set(SOURCE_RIGHT, "Bearer " + token(deadline).getToken());
        }
        return headers;
    }

    /** One for all parts of a copy, asked for by one of them: who makes tokens need not keep them. */
    private AccessToken token(Deadline deadline) throws InterruptedException {
        AccessToken known = token;
        if (known != null && isGood(known)) {
            return known;
        }
        boolean mine = asking.tryLock(deadline.remainingNanos(), TimeUnit.NANOSECONDS);
        try {
            known = token;
            if (known == null || !isGood(known)) {
                known = AzureCall.interruptible(
                        deadline, context -> session.tokens().getToken(SCOPE));
                token = known;
            }
            return known;
        } finally {
            if (mine) {
                asking.unlock();
            }
        }
    }

    private static boolean isGood(AccessToken token) {
        return token.getExpiresAt().isAfter(OffsetDateTime.now(ZoneOffset.UTC).plus(LEFT));
    }

    private @Nullable String right(String key, @Nullable String version) {
        if (account.key() == null) {
            return account.sas();
        }
        OffsetDateTime end = OffsetDateTime.now(ZoneOffset.UTC).plus(RIGHT);
        BlobSasPermission read = new BlobSasPermission().setReadPermission(true);
        return BlobPresigning.blob(container, key, version).generateSas(new BlobServiceSasSignatureValues(end, read));
    }
}

package io.midplatform.azure.blob;

import com.azure.core.http.HttpHeader;
import com.azure.core.http.HttpHeaderName;
import com.azure.core.http.HttpHeaders;
import com.azure.core.util.Context;
import com.azure.storage.blob.BlobContainerClient;
import com.azure.storage.blob.BlobServiceClient;
import com.azure.storage.blob.models.BlobStorageException;
import com.azure.storage.blob.models.UserDelegationKey;
import com.azure.storage.blob.sas.BlobSasPermission;
import com.azure.storage.blob.sas.BlobServiceSasSignatureValues;
import com.azure.storage.blob.specialized.BlobClientBase;
import io.midplatform.ErrorCode;
import io.midplatform.azure.session.AzureCall;
import io.midplatform.spi.Deadline;
import io.midplatform.spi.DriverException;
import io.midplatform.spi.Failure;
import io.midplatform.spi.Finding;
import io.midplatform.storage.SignedRequest;
import io.midplatform.storage.spi.BucketDriver.Put;
import io.midplatform.storage.spi.BucketDriver.Read;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Signs requests for others to send: with the account's key, or with a user delegation key, which is asked for once and kept for its life of a week. A
 * signature covers the blob and what may be done to it, not the headers. It is made by the machine's clock, as Azure judges it.
 */
final class BlobPresigning {
    private static final Duration KEY_LIFE = Duration.ofDays(7);

    /** Clocks differ: a key that begins now is not valid yet somewhere. */
    private static final Duration SKEW = Duration.ofMinutes(5);

    private final BlobAccount account;
    private final BlobServiceClient service;
    private final BlobContainerClient container;
    private final BlobCalls calls;
    private volatile @Nullable UserDelegationKey delegation;

    BlobPresigning(BlobAccount account, BlobServiceClient service, BlobContainerClient container, BlobCalls calls) {
        this.account = account;
        this.service = service;
        this.container = container;
        this.calls = calls;
    }

    SignedRequest read(Read read, Duration ttl, Deadline deadline) throws InterruptedException {
        HttpHeaders headers = new HttpHeaders();
        if (!read.isWhole()) {
            if (read.suffix()) {
                throw new DriverException(
                        Failure.of(ErrorCode.UNSUPPORTED, "Azure knows no range that counts from the end.")
                                .advice("Ask for the object's size, and sign a range from its beginning."),
                        null);
            }
            headers.set(HttpHeaderName.RANGE, BlobBucketDriver.range(read.start(), read.length()));
        }
        BlobHeaders.ifMatch(headers, read.ifMatch());
        BlobSasPermission permission = new BlobSasPermission().setReadPermission(true);
        return signed("GET", read.key(), read.version(), permission, headers, ttl, deadline);
    }

    /** What must be absent is signed for creation only. */
    SignedRequest put(Put put, Optional<String> tier, Duration ttl, Deadline deadline) throws InterruptedException {
        HttpHeaders headers = new HttpHeaders().set(BlobHeaders.TYPE, BlobHeaders.BLOCK_BLOB);
        BlobHeaders.attributes(headers, put.attributes(), put.tags(), null, 0, tier);
        BlobHeaders.condition(headers, put.condition());
        BlobSasPermission permission = new BlobSasPermission()
                .setCreatePermission(true)
                .setWritePermission(!put.condition().onlyIfAbsent())
                .setTagsPermission(!put.tags().isEmpty());
        return signed("PUT", put.key(), null, permission, headers, ttl, deadline);
    }

    private SignedRequest signed(
            String method,
            String key,
            @Nullable String version,
            BlobSasPermission permission,
            HttpHeaders headers,
            Duration ttl,
            Deadline deadline)
            throws InterruptedException {
        Instant end = Instant.now().plus(ttl).truncatedTo(ChronoUnit.SECONDS); // signatures have no more
        UserDelegationKey delegated = account.key() == null ? delegation(end, deadline) : null;
        if (delegated != null && delegated.getSignedExpiry().toInstant().isBefore(end)) {
            end = delegated.getSignedExpiry().toInstant();
        }
        BlobServiceSasSignatureValues values =
                new BlobServiceSasSignatureValues(end.atOffset(ZoneOffset.UTC), permission);
        String url = BlobVersions.url(calls.url(key), version);
        BlobClientBase blob = blob(container, key, version);
        String signature = delegated == null
                ? blob.generateSas(values)
                : blob.generateUserDelegationSas(values, delegated, account.name(), Context.NONE);
        return new SignedRequest(
                method, URI.create(url + (version == null ? '?' : '&') + signature), map(headers), end);
    }

    static BlobClientBase blob(BlobContainerClient container, String key, @Nullable String version) {
        return version == null ? container.getBlobClient(key) : container.getBlobVersionClient(key, version);
    }

    private static Map<String, String> map(HttpHeaders headers) {
        Map<String, String> map = new HashMap<>();
        for (HttpHeader header : headers) {
            map.put(header.getName(), header.getValue());
        }
        return map;
    }

    /** Who signs with tokens needs a role of its own; who signs nothing does not. */
    Finding verify(Deadline deadline) throws InterruptedException {
        try {
            delegation(Instant.EPOCH, deadline);
            return Finding.ok("presign");
        } catch (DriverException e) {
            return new Finding(
                    "presign",
                    Finding.Status.WARNING,
                    e.failure().reason() + " " + e.failure().advice());
        }
    }

    /** The key of whoever calls, good until then where that is within its life. */
    private UserDelegationKey delegation(Instant until, Deadline deadline) throws InterruptedException {
        UserDelegationKey known = delegation;
        if (known == null || known.getSignedExpiry().toInstant().isBefore(until)) {
            known = delegated(deadline);
            delegation = known;
        }
        return known;
    }

    private UserDelegationKey delegated(Deadline deadline) throws InterruptedException {
        Instant now = Instant.now();
        try {
            return AzureCall.whole(
                    deadline,
                    context -> service.getUserDelegationKeyWithResponse(
                                    now.minus(SKEW).atOffset(ZoneOffset.UTC),
                                    now.plus(KEY_LIFE).minus(SKEW).atOffset(ZoneOffset.UTC),
                                    null,
                                    context)
                            .getValue());
        } catch (BlobStorageException e) {
            Failure failure = BlobErrors.classify(e);
            if (failure.code() != ErrorCode.ACCESS_DENIED) {
                throw e;
            }
            throw new DriverException(
                    Failure.of(
                                    failure.code(),
                                    "these credentials can sign no requests: they get no user delegation key (status "
                                            + e.getStatusCode() + ").")
                            .advice("Grant the role Storage Blob Delegator on the account, or use an account key."),
                    e);
        }
    }
}

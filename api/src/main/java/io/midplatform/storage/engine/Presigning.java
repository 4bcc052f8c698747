package io.midplatform.storage.engine;

import io.midplatform.ErrorCode;
import io.midplatform.Support;
import io.midplatform.engine.call.Calls;
import io.midplatform.storage.ByteRange;
import io.midplatform.storage.Content;
import io.midplatform.storage.GetOptions;
import io.midplatform.storage.ObjectAttributes;
import io.midplatform.storage.PutOptions;
import io.midplatform.storage.SignedRequest;
import io.midplatform.storage.StorageFeature;
import io.midplatform.storage.spi.BucketDriver;
import io.midplatform.storage.spi.BucketDriver.Condition;
import io.midplatform.storage.spi.BucketDriver.Put;
import io.midplatform.storage.spi.BucketDriver.Read;
import java.time.Duration;

/** Signs requests for others to send. */
final class Presigning {
    private static final Content NOTHING = Content.bytes(new byte[0]);

    private final Calls calls;
    private final BucketDriver driver;
    private final ObjectWrites writes;

    Presigning(Calls calls, BucketDriver driver, ObjectWrites writes) {
        this.calls = calls;
        this.driver = driver;
        this.writes = writes;
    }

    SignedRequest get(String key, Duration ttl, GetOptions options) {
        check("presignGet", key, ttl);
        ByteRange range = options.range().orElseGet(() -> new ByteRange(0, -1, false));
        if (range.isSuffix() ? range.start() == 0 : range.length() == 0) {
            throw calls.error(ErrorCode.INVALID_REQUEST, "presignGet", key, "a range of no bytes cannot be signed.")
                    .advice("Ask for one byte at least.")
                    .build();
        }
        Read read = new Read(
                key,
                range.start(),
                range.length(),
                range.isSuffix(),
                options.ifMatch().orElse(null),
                null,
                options.version().orElse(null));
        return calls.call(
                "presignGet", key, options.timeout().orElse(null), deadline -> driver.presignRead(read, ttl, deadline));
    }

    SignedRequest put(String key, Duration ttl, PutOptions options) {
        check("presignPut", key, ttl);
        Condition condition = writes.check("presignPut", key, options);
        if (options.checksum().isPresent()
                && driver.capabilities().support(StorageFeature.CHECKSUM) != Support.NATIVE) {
            throw calls.error(
                            ErrorCode.UNSUPPORTED,
                            "presignPut",
                            key,
                            "the service does not check a checksum itself, and nobody else would.")
                    .advice("Sign without a checksum, and look at the object's when it is there.")
                    .build();
        }
        ObjectAttributes attributes = writes.attributes("presignPut", key, options, ContentTypes.of(key, NOTHING));
        Put put = new Put(key, NOTHING, attributes, options.tags(), condition);
        return calls.call(
                "presignPut",
                key,
                options.timeout().orElse(null),
                deadline -> driver.presignPut(put, options.checksum().orElse(null), ttl, deadline));
    }

    private void check(String operation, String key, Duration ttl) {
        if (ttl.compareTo(Duration.ofSeconds(1)) < 0) {
            throw new IllegalArgumentException("a signed request is valid for a second at least, not " + ttl);
        }
        Duration most = driver.capabilities().limits().maxPresign();
        if (ttl.compareTo(most) > 0) {
            throw calls.error(
                            ErrorCode.LIMIT_EXCEEDED,
                            operation,
                            key,
                            "the provider signs requests for at most " + most + ", not " + ttl + ".")
                    .build();
        }
    }
}

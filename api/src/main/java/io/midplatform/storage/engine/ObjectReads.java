package io.midplatform.storage.engine;

import io.midplatform.ErrorCode;
import io.midplatform.engine.call.Calls;
import io.midplatform.engine.call.ResourceContext;
import io.midplatform.spi.Deadline;
import io.midplatform.storage.ByteRange;
import io.midplatform.storage.GetOptions;
import io.midplatform.storage.ObjectInfo;
import io.midplatform.storage.ObjectVersion;
import io.midplatform.storage.StoredObject;
import io.midplatform.storage.spi.BucketDriver;
import io.midplatform.storage.spi.BucketDriver.OpenObject;
import io.midplatform.storage.spi.BucketDriver.Read;
import io.midplatform.storage.spi.BucketDriver.VersionPage;
import java.io.InputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Opens objects for reading. */
final class ObjectReads {
    private final Calls calls;
    private final BucketDriver driver;
    private final ResourceContext context;

    ObjectReads(ResourceContext context, Calls calls, BucketDriver driver) {
        this.context = context;
        this.calls = calls;
        this.driver = driver;
    }

    StoredObject get(String key, GetOptions options) {
        return read(key, options).followed(context).object();
    }

    /** Opens an object that is closed within the engine. */
    StoredObject briefly(String key) {
        return read(key, GetOptions.defaults()).object();
    }

    private BodyStream read(String key, GetOptions options) {
        ByteRange range = options.range().orElse(null);
        String ifMatch = options.ifMatch().orElse(null);
        String version = options.version().orElse(null);
        Duration timeout = options.timeout().orElse(null);
        return calls.call("get", key, timeout, deadline -> {
            if (range == null) {
                return open("get", new Read(key, 0, -1, false, ifMatch, null, version), timeout, deadline);
            }
            return isEmpty(range)
                    ? nothing(key, ifMatch, version, timeout, deadline)
                    : open(
                            "get",
                            new Read(key, range.start(), range.length(), range.isSuffix(), ifMatch, null, version),
                            timeout,
                            deadline);
        });
    }

    Optional<StoredObject> getIfChanged(String key, String etag) {
        return calls.call("getIfChanged", key, null, deadline -> {
            OpenObject opened = driver.read(Read.all(key, null, etag), deadline);
            return opened == null
                    ? Optional.empty()
                    : Optional.of(whole("getIfChanged", opened, null)
                            .followed(context)
                            .object());
        });
    }

    /** Opens a whole object within a call that is under way. */
    BodyStream open(
            String operation, String key, @Nullable String ifMatch, @Nullable Duration timeout, Deadline deadline)
            throws Exception {
        return open(operation, Read.all(key, ifMatch, null), timeout, deadline);
    }

    /** Opens an object or a range within a call that is under way. */
    BodyStream open(String operation, Read read, @Nullable Duration timeout, Deadline deadline) throws Exception {
        OpenObject opened = driver.read(read, deadline);
        if (opened == null) {
            throw new IllegalStateException("the driver says 'not modified' without having been asked");
        }
        if (read.isWhole()) {
            return whole(operation, opened, timeout);
        }
        ByteRange range = new ByteRange(read.start(), read.length(), read.suffix());
        long size = opened.info().size();
        return new BodyStream(
                calls, driver, operation, opened, range.offsetIn(size), range.lengthIn(size), false, timeout);
    }

    private BodyStream whole(String operation, OpenObject opened, @Nullable Duration timeout) {
        return new BodyStream(calls, driver, operation, opened, 0, opened.info().size(), true, timeout);
    }

    private static boolean isEmpty(ByteRange range) {
        return range.isSuffix() ? range.start() == 0 : range.length() == 0;
    }

    /** A range of no bytes needs the object's information only. */
    private BodyStream nothing(
            String key,
            @Nullable String ifMatch,
            @Nullable String version,
            @Nullable Duration timeout,
            Deadline deadline)
            throws Exception {
        if (version != null) { // there is no asking for a version's information
            try (BodyStream whole =
                    open("get", new Read(key, 0, -1, false, ifMatch, null, version), timeout, deadline)) {
                return empty(whole.info(), timeout);
            }
        }
        ObjectInfo info = driver.stat(key, deadline);
        if (info == null) {
            throw calls.error(ErrorCode.NOT_FOUND, "get", key, "there is no such object.")
                    .build();
        }
        if (ifMatch != null && !ifMatch.equals(info.etag())) {
            throw calls.error(ErrorCode.PRECONDITION_FAILED, "get", key, "the object has another ETag.")
                    .build();
        }
        return empty(info, timeout);
    }

    private BodyStream empty(ObjectInfo info, @Nullable Duration timeout) {
        OpenObject empty = new OpenObject(info, InputStream.nullInputStream());
        return new BodyStream(calls, driver, "get", empty, 0, 0, false, timeout);
    }

    /** All versions, the newest first. */
    List<ObjectVersion> versions(String key) {
        List<ObjectVersion> all = new ArrayList<>();
        String next = null;
        do {
            String token = next;
            VersionPage page = calls.call("versions", key, null, deadline -> driver.listVersions(key, token, deadline));
            all.addAll(page.versions());
            next = page.next();
        } while (next != null);
        return List.copyOf(all);
    }
}

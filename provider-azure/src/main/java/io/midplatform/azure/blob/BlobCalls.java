package io.midplatform.azure.blob;

import com.azure.core.http.HttpHeaders;
import com.azure.core.http.HttpMethod;
import com.azure.core.http.HttpResponse;
import com.azure.core.util.BinaryData;
import com.azure.core.util.Context;
import com.azure.storage.blob.BlobContainerClient;
import com.azure.storage.blob.models.BlobErrorCode;
import com.azure.storage.blob.models.BlobStorageException;
import io.midplatform.ErrorCode;
import io.midplatform.azure.session.AzureCall;
import io.midplatform.spi.Deadline;
import io.midplatform.spi.DriverException;
import io.midplatform.spi.Failure;
import io.midplatform.storage.spi.BucketDriver.Condition;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** How requests to one container are made: the container first where it is to be made, conditions and interrupts told as the contract does. Thread-safe. */
final class BlobCalls {
    private final BlobContainerClient container;
    private final BlobWire wire;
    private final boolean create;
    private volatile boolean exists;

    BlobCalls(BlobContainerClient container, boolean create) {
        this.container = container;
        this.wire = new BlobWire(container);
        this.create = create;
    }

    String url(String key) {
        return wire.url(key);
    }

    String containerUrl() {
        return wire.url();
    }

    /** Asks for the container; throws when it is not there or may not be seen. */
    void headContainer(Deadline deadline) throws InterruptedException {
        call(deadline, context -> container.getPropertiesWithResponse(null, null, context));
    }

    /** A request whose answer has no body that matters. */
    HttpHeaders send(HttpMethod method, String url, HttpHeaders headers, @Nullable BinaryData body, Deadline deadline)
            throws InterruptedException {
        try (HttpResponse response = open(method, url, headers, body, deadline)) {
            return response.getHeaders();
        }
    }

    /** A request whose answer is to be closed. */
    HttpResponse open(HttpMethod method, String url, HttpHeaders headers, @Nullable BinaryData body, Deadline deadline)
            throws InterruptedException {
        made(deadline);
        HttpResponse response = wire.send(method, url, headers, body, deadline);
        exists = true;
        return response;
    }

    /** The answer to a GET, whose body is read within the deadline. To be closed. */
    HttpResponse whole(String url, Deadline deadline) throws InterruptedException {
        made(deadline);
        HttpResponse response = wire.whole(url, deadline);
        exists = true;
        return response;
    }

    /** A put of what the service fetches itself; an interrupt ends it at once. */
    HttpHeaders fetch(String url, HttpHeaders headers, Deadline deadline) throws InterruptedException {
        made(deadline);
        try (HttpResponse response = wire.fetched(url, headers, deadline)) {
            exists = true;
            return response.getHeaders();
        }
    }

    /** A request that writes. */
    interface Write {
        HttpHeaders send() throws InterruptedException;
    }

    /** A conditional write: Azure says in several ways that the condition does not hold. */
    static HttpHeaders conditionally(Condition condition, Write write) throws InterruptedException {
        try {
            return write.send();
        } catch (BlobStorageException e) {
            throw condition(condition, e);
        }
    }

    private static RuntimeException condition(Condition condition, BlobStorageException thrown) {
        Failure failure;
        if (BlobErrors.isOfSource(thrown)) {
            return thrown;
        } else if (condition.onlyIfAbsent() && BlobErrors.isConditionFailed(thrown)) {
            failure = Failure.of(ErrorCode.ALREADY_EXISTS, "there is a blob of this key already.");
        } else if (condition.ifMatch() != null && BlobErrors.isMissing(thrown)) {
            failure = Failure.of(ErrorCode.PRECONDITION_FAILED, "there is no blob of this key.");
        } else {
            return thrown;
        }
        return new DriverException(AzureCall.isRepeated(thrown) ? failure.uncertain() : failure, thrown);
    }

    /** A request of the SDK's own client, whose answer is read within the deadline. */
    <T> T call(Deadline deadline, Function<Context, T> request) throws InterruptedException {
        made(deadline);
        T result = AzureCall.whole(deadline, request);
        exists = true;
        return result;
    }

    private void made(Deadline deadline) throws InterruptedException {
        if (!create || exists) {
            return;
        }
        try {
            AzureCall.call(deadline, context -> container.createWithResponse(null, null, null, context));
        } catch (BlobStorageException e) {
            if (!BlobErrorCode.CONTAINER_ALREADY_EXISTS.equals(e.getErrorCode())) {
                throw e;
            }
        }
        exists = true;
    }
}

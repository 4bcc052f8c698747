package io.midplatform.local.loading;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.midplatform.Capability;
import io.midplatform.ErrorCode;
import io.midplatform.Platform;
import io.midplatform.PlatformException;
import io.midplatform.cache.Cache;
import io.midplatform.queue.MessageQueue;
import io.midplatform.spi.Failure;
import io.midplatform.testkit.DriverProbe;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What a {@link PlatformException} carries from the vendor to the caller. */
class ErrorFieldsTest {
    private final DriverProbe probe = new DriverProbe();
    private final Platform platform = Platform.builder()
            .isolated()
            .settings(Map.of("midplatform.providers.dr.type", "local", "midplatform.storage.notes.provider", "dr"))
            .layer(probe)
            .build();

    /** What a vendor's client throws. */
    private static final class VendorException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        VendorException(String message, Throwable cause) {
            super(message, cause);
        }
    }

    private final IOException wire = new IOException("connection reset");
    private final VendorException vendor = new VendorException("SlowDown", wire);

    ErrorFieldsTest() {
        probe.change(
                "classify",
                failure ->
                        new Failure(ErrorCode.THROTTLED, "too many requests.", "Send fewer.", true, true, "request-7"));
    }

    @AfterEach
    void close() {
        platform.close();
    }

    @Test
    void storage_vendorFailure_hasEveryField() {
        probe.fail("stat", vendor);
        PlatformException thrown = thrown(() -> platform.bucket("notes").head("a/b"));
        assertFields(thrown, "dr", Capability.STORAGE, "notes", "head", "a/b");
        assertThat(thrown)
                .hasMessage("THROTTLED: storage 'notes' head 'a/b' (provider dr): too many requests."
                        + " [request request-7] Send fewer.");
    }

    @Test
    void queue_vendorFailure_hasEveryField() {
        MessageQueue<String> queue = platform.queue("jobs", String.class);
        probe.fail("depth", vendor);
        assertFields(thrown(queue::depth), "local", Capability.QUEUE, "jobs", "depth", null);
        probe.fail("depth", null);
        queue.send("x");
        var delivery = queue.receive().get(0);
        probe.fail("ack", vendor);
        assertFields(thrown(delivery::ack), "local", Capability.QUEUE, "jobs", "ack", delivery.id());
    }

    @Test
    void cache_vendorFailure_hasEveryField() {
        Cache<String> cache = platform.cache("carts", String.class);
        cache.put("k", "v");
        String version = cache.lookup("k").version().orElseThrow();
        probe.fail("put", vendor);
        PlatformException thrown = thrown(() -> cache.replace("k", version, "v"));
        assertFields(thrown, "local", Capability.CACHE, "carts", "replace", "k");
    }

    @Test
    void unwrap_vendorAndItsCauses_areFoundThroughAsynchronousWrappers() {
        for (Throwable wrapped : List.of(
                vendor, new CompletionException(vendor), new ExecutionException(new CompletionException(vendor)))) {
            probe.fail("stat", wrapped);
            PlatformException thrown = thrown(() -> platform.bucket("notes").exists("a"));
            assertThat(thrown.getCause()).isSameAs(vendor);
            assertThat(thrown.unwrap(VendorException.class)).containsSame(vendor);
            assertThat(thrown.unwrap(IOException.class)).containsSame(wire);
            assertThat(thrown.unwrap(InterruptedException.class)).isEmpty();
            assertThat(thrown.unwrap(PlatformException.class))
                    .as("wrapped once")
                    .isEmpty();
        }
    }

    @Test
    void head_timeOutOfTheClient_isDeadlineExceededAndAmbiguous() {
        probe.fail("stat", new TimeoutException());
        PlatformException thrown = thrown(() -> platform.bucket("notes").head("a"));
        assertThat(thrown.code()).isEqualTo(ErrorCode.DEADLINE_EXCEEDED);
        assertThat(thrown.retryable()).isTrue();
        assertThat(thrown.ambiguous()).isTrue();
        assertThat(thrown.advice())
                .hasValueSatisfying(advice -> assertThat(advice).contains("timeout"));
    }

    @Test
    void head_interrupted_isCancelledAndTheFlagIsBack() {
        probe.fail("stat", new InterruptedException());
        PlatformException thrown = thrown(() -> platform.bucket("notes").head("a"));
        assertThat(Thread.interrupted()).isTrue();
        assertThat(thrown.code()).isEqualTo(ErrorCode.CANCELLED);
        assertThat(thrown.ambiguous()).isTrue();
    }

    @Test
    void bucket_thatCannotBeOpened_namesResourceOperationAndAdvice() {
        try (Platform broken = Platform.builder()
                .isolated()
                .provider(new ShelfStorage())
                .settings(Map.of(
                        "midplatform.storage.notes.provider", "shelf",
                        "midplatform.storage.notes.label", "a",
                        "midplatform.storage.notes.login.user", "u",
                        "midplatform.storage.notes.login.password", "p"))
                .build()) {
            PlatformException thrown = thrown(() -> broken.bucket("notes"));
            assertThat(thrown.code()).isEqualTo(ErrorCode.CONFIGURATION);
            assertThat(thrown.resource()).contains("notes");
            assertThat(thrown.operation()).contains("open");
            assertThat(thrown.provider()).contains("shelf");
            assertThat(thrown.advice()).hasValueSatisfying(a -> assertThat(a).contains("midplatform.storage.notes"));
            assertThat(thrown.unwrap(IllegalStateException.class)).isPresent();
        }
    }

    private static PlatformException thrown(ThrowingCallable call) {
        PlatformException thrown = catchThrowableOfType(PlatformException.class, call);
        assertThat(thrown).isNotNull();
        return thrown;
    }

    private void assertFields(
            PlatformException thrown,
            String provider,
            Capability capability,
            String resource,
            String operation,
            @org.jspecify.annotations.Nullable String key) {
        assertThat(thrown.code()).isEqualTo(ErrorCode.THROTTLED);
        assertThat(thrown.provider()).contains(provider);
        assertThat(thrown.capability()).contains(capability);
        assertThat(thrown.resource()).contains(resource);
        assertThat(thrown.operation()).contains(operation);
        assertThat(thrown.key()).isEqualTo(java.util.Optional.ofNullable(key));
        assertThat(thrown.requestId()).contains("request-7");
        assertThat(thrown.retryable()).isTrue();
        assertThat(thrown.ambiguous()).isTrue();
        assertThat(thrown.advice()).contains("Send fewer.");
        assertThat(thrown.unwrap(VendorException.class)).containsSame(vendor);
    }
}

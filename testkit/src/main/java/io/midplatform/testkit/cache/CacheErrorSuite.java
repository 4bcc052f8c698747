package io.midplatform.testkit.cache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.midplatform.BatchResult;
import io.midplatform.Capability;
import io.midplatform.ErrorCode;
import io.midplatform.PlatformException;
import io.midplatform.cache.Cache;
import io.midplatform.cache.Counters;
import io.midplatform.spi.DriverException;
import io.midplatform.spi.Failure;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;

/** Every operation times every failure: code, fields, one wrapping. */
public abstract class CacheErrorSuite extends CacheSuite {
    private static final List<ErrorCode> CODES = List.of(
            ErrorCode.ACCESS_DENIED,
            ErrorCode.UNAUTHENTICATED,
            ErrorCode.THROTTLED,
            ErrorCode.UNAVAILABLE,
            ErrorCode.DEADLINE_EXCEEDED,
            ErrorCode.INVALID_REQUEST,
            ErrorCode.CORRUPT,
            ErrorCode.UNKNOWN);

    private record Operation(boolean keyed, Runnable call) {}

    /** For subclasses. */
    protected CacheErrorSuite() {}

    @Test
    protected void everyOperation_everyCode_isWrappedOnce() {
        Cache<String> cache = cache("failure-policy", "fail-fast");
        cache.put("a", "1");
        operations(cache).forEach((name, operation) -> {
            for (ErrorCode code : CODES) {
                DriverException vendor = new DriverException(
                        new Failure(code, "the test wants it so.", "Do this.", true, true, "req-1"), null);
                for (Exception thrown :
                        List.of(vendor, new CompletionException(vendor), new ExecutionException(vendor))) {
                    driver().fail(thrown);
                    PlatformException e = failure(name, operation);
                    assertThat(e.code()).isEqualTo(code);
                    assertThat(e.getCause()).as(name).isSameAs(vendor);
                    assertThat(e.advice()).contains("Do this.");
                    assertThat(e.requestId()).contains("req-1");
                    assertThat(e.retryable()).isTrue();
                    assertThat(e.ambiguous()).isTrue();
                }
            }
        });
    }

    @Test
    protected void everyOperation_everyCode_ofCounters() {
        Counters counters = counters();
        Map<String, Operation> operations = new LinkedHashMap<>();
        operations.put("increment", new Operation(true, () -> counters.increment("a")));
        operations.put("get", new Operation(true, () -> counters.get("a")));
        operations.put("reset", new Operation(true, () -> counters.reset("a")));
        operations.forEach((name, operation) -> {
            for (ErrorCode code : CODES) {
                driver().fail(code);
                assertThat(failure(name, operation).code()).isEqualTo(code);
            }
        });
    }

    @Test
    protected void everyOperation_timedOut() {
        Cache<String> cache = cache("failure-policy", "fail-fast");
        cache.put("a", "1");
        Map<String, Operation> operations = operations(cache);
        driver().fail(new TimeoutException());
        operations.forEach((name, operation) ->
                assertThat(failure(name, operation).code()).as(name).isEqualTo(ErrorCode.DEADLINE_EXCEEDED));
    }

    @Test
    protected void everyOperation_interrupted_restoresTheFlag() {
        Cache<String> cache = cache("failure-policy", "fail-fast");
        cache.put("a", "1");
        Map<String, Operation> operations = operations(cache);
        driver().fail(new InterruptedException());
        operations.forEach((name, operation) -> {
            assertThat(failure(name, operation).code()).as(name).isEqualTo(ErrorCode.CANCELLED);
            assertThat(Thread.interrupted()).as(name).isTrue();
        });
    }

    @Test
    protected void everyOperation_ofAnUnknownFailure_isClassified() {
        Cache<String> cache = cache("failure-policy", "fail-fast");
        cache.put("a", "1");
        IllegalStateException vendor = new IllegalStateException("payload-7f3a");
        Map<String, Operation> operations = operations(cache);
        driver().fail(vendor);
        operations.forEach((name, operation) -> {
            PlatformException e = failure(name, operation);
            assertThat(e.getCause()).isSameAs(vendor);
            assertThat(e.unwrap(IllegalStateException.class)).containsSame(vendor);
        });
    }

    @Test
    protected void failedWriteBack_ofALoader_isTheCallersError() {
        Cache<String> cache = cache("failure-policy", "fail-fast");
        cache.put("other", "x");
        driver().fail("put", ErrorCode.ACCESS_DENIED);
        PlatformException e = failure("get", new Operation(true, () -> cache.get("a", key -> "1")));
        assertThat(e.code()).isEqualTo(ErrorCode.ACCESS_DENIED);
    }

    @Test
    protected void itemFailures_ofBatches_haveTheirKeys() {
        Cache<String> cache = cache();
        cache.put("other", "x");
        Map<String, String> entries = new LinkedHashMap<>();
        entries.put("a", "1");
        entries.put("b", "2");
        driver().before("put", () -> driver().failItem(0));
        assertItem(cache.putAll(entries), "putAll");
        driver().heal();
        driver().failItem(0);
        assertItem(cache.removeAll(List.of("a", "b")), "removeAll");
    }

    @Test
    protected void itemFailures_failFast_reachTheCaller() {
        Cache<String> strict = cache("failure-policy", "fail-fast");
        driver().failItem(0);
        PlatformException e = failure("find", new Operation(true, () -> strict.find("a")));
        assertThat(e.code()).isEqualTo(ErrorCode.UNAVAILABLE);
        e = failure("put", new Operation(false, () -> strict.put("a", "1")));
        assertThat(e.code()).isEqualTo(ErrorCode.UNAVAILABLE);
    }

    private static void assertItem(BatchResult<String, Void> result, String operation) {
        assertThat(result.failed()).hasSize(1);
        PlatformException e = result.failed().get(0).error().orElseThrow();
        assertThat(e.operation()).contains(operation);
        assertThat(e.key()).contains("a");
        assertThat(e.getCause()).isInstanceOf(DriverException.class);
        assertThat(catchThrowable(result::throwIfAny)).isInstanceOf(PlatformException.class);
    }

    private PlatformException failure(String name, Operation operation) {
        Throwable thrown = catchThrowable(operation.call::run);
        assertThat(thrown).as(name).isInstanceOf(PlatformException.class);
        PlatformException e = (PlatformException) thrown;
        assertThat(e.operation()).contains(name);
        assertThat(e.capability()).contains(Capability.CACHE);
        assertThat(e.resource()).contains(NAME);
        assertThat(e.provider()).isPresent();
        assertThat(e.getCause()).isNotNull().isNotInstanceOf(PlatformException.class);
        assertThat(e.getMessage()).doesNotContain("payload-7f3a");
        if (operation.keyed) {
            assertThat(e.key()).as(name).contains("a");
        }
        return e;
    }

    private static Map<String, Operation> operations(Cache<String> cache) {
        String version = cache.lookup("a").version().orElseThrow();
        Map<String, Operation> operations = new LinkedHashMap<>();
        operations.put("find", new Operation(true, () -> cache.find("a")));
        operations.put("lookup", new Operation(true, () -> cache.lookup("a")));
        operations.put("get", new Operation(true, () -> cache.get("a", key -> "1")));
        operations.put("findAll", new Operation(false, () -> cache.findAll(List.of("a", "b"))));
        operations.put("getAll", new Operation(false, () -> cache.getAll(List.of("a"), keys -> Map.of())));
        operations.put("put", new Operation(true, () -> cache.put("a", "1")));
        operations.put("putIfAbsent", new Operation(true, () -> cache.putIfAbsent("a", "1")));
        operations.put("replace", new Operation(true, () -> cache.replace("a", version, "1")));
        operations.put("putAll", new Operation(false, () -> cache.putAll(Map.of("a", "1"))));
        operations.put("remove", new Operation(true, () -> cache.remove("a")));
        operations.put("removeAll", new Operation(false, () -> cache.removeAll(List.of("a"))));
        operations.put("invalidateTag", new Operation(false, () -> cache.invalidateTag("t")));
        operations.put("clear", new Operation(false, cache::clear));
        return operations;
    }
}

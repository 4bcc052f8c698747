package io.midplatform.local.loading;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationRegistry;
import io.midplatform.BatchResult;
import io.midplatform.ErrorCode;
import io.midplatform.Platform;
import io.midplatform.PlatformException;
import io.midplatform.cache.Cache;
import io.midplatform.cache.Counters;
import io.midplatform.config.ConfigAdmin;
import io.midplatform.queue.Delivery;
import io.midplatform.queue.Message;
import io.midplatform.queue.MessageQueue;
import io.midplatform.spi.DriverException;
import io.midplatform.storage.Bucket;
import io.midplatform.storage.BucketWriter;
import io.midplatform.storage.CopyOptions;
import io.midplatform.storage.ListOptions;
import io.midplatform.testkit.DriverProbe;
import io.midplatform.testkit.TestTime;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What an observation registry is told of calls. */
class ObservationTest {
    private static final String KEY = "planted-key";
    private static final String VALUE = "planted-value";

    private final Observed observed = new Observed();
    private final DriverProbe probe = new DriverProbe();
    private final Platform platform = Platform.builder()
            .isolated()
            .time(new TestTime())
            .settings(Map.of("midplatform.config.sources", "app", "midplatform.providers.dr.type", "local"))
            .observations(observed.registry())
            .layer(probe)
            .build();

    @AfterEach
    void close() {
        platform.close();
    }

    @Test
    void storage_everyOperation_isOneObservation() {
        Bucket bucket = platform.bucket("notes");
        Map<String, ThrowingCallable> calls = new LinkedHashMap<>();
        calls.put("put", () -> bucket.put(KEY, VALUE));
        calls.put("put bytes", () -> bucket.put(KEY, VALUE.getBytes(StandardCharsets.UTF_8)));
        calls.put("writer", () -> {
            try (BucketWriter writer = bucket.writer(KEY)) {
                writer.write(VALUE.getBytes(StandardCharsets.UTF_8));
                writer.commit();
            }
        });
        calls.put("get", () -> bucket.get(KEY).close());
        calls.put("get string", () -> bucket.getString(KEY));
        calls.put("get bytes", () -> bucket.getBytes(KEY));
        calls.put(
                "getIfChanged",
                () -> bucket.getIfChanged(KEY, "etag").orElseThrow().close());
        calls.put("head", () -> bucket.head(KEY));
        calls.put("exists", () -> bucket.exists(KEY));
        calls.put("setTags", () -> bucket.setTags(KEY, Map.of(KEY, VALUE)));
        calls.put("tags", () -> bucket.tags(KEY));
        calls.put("listPage", () -> bucket.listPage(ListOptions.defaults()));
        calls.put("listPage lazily", () -> bucket.list(KEY).stream().toList());
        calls.put("copy", () -> bucket.copy(KEY, KEY + 2));
        calls.put("copy to", () -> bucket.copyTo(bucket, KEY, KEY + 3, CopyOptions.defaults()));
        calls.put("delete", () -> bucket.delete(KEY));
        calls.put("deleteAll", () -> bucket.deleteAll(List.of(KEY + 2, KEY + 3)));
        calls.put("deleteAll in three requests", () -> bucket.deleteAll(Collections.nCopies(2001, KEY)));
        assertOneEach("storage", "notes", calls);
    }

    @Test
    void queue_everyOperation_isOneObservation() {
        MessageQueue<String> queue = platform.queue("jobs", String.class);
        Map<String, ThrowingCallable> calls = new LinkedHashMap<>();
        calls.put("send", () -> queue.send(Message.of(VALUE).header(KEY, VALUE)));
        calls.put("sendAll", () -> queue.sendAll(List.of(Message.of(VALUE), Message.of(VALUE), Message.of(VALUE))));
        calls.put("peek", () -> queue.peek(5));
        calls.put("depth", queue::depth);
        List<Delivery<String>> got = new ArrayList<>();
        calls.put("receive", () -> got.addAll(queue.receive()));
        calls.put("extend", () -> got.get(0).extend(Duration.ofMinutes(1)));
        calls.put("ack", () -> got.get(0).ack());
        calls.put("retry", () -> got.get(1).retry());
        calls.put("deadLetter", () -> got.get(2).deadLetter(VALUE));
        calls.put("redrive", () -> queue.redrive(10));
        calls.put("purge", queue::purge);
        assertOneEach("queue", "jobs", calls);
    }

    @Test
    void cache_everyOperation_isOneObservation() {
        Cache<String> cache = platform.cache("carts", String.class);
        Map<String, ThrowingCallable> calls = new LinkedHashMap<>();
        calls.put("put", () -> cache.put(KEY, VALUE));
        calls.put("find", () -> cache.find(KEY));
        calls.put("find loading", () -> cache.find(KEY + 1, key -> VALUE));
        calls.put("get", () -> cache.get(KEY + 2, key -> VALUE));
        List<String> versions = new ArrayList<>();
        calls.put("lookup", () -> versions.add(cache.lookup(KEY).version().orElseThrow()));
        calls.put("findAll", () -> cache.findAll(List.of(KEY, KEY + 1)));
        calls.put("getAll", () -> cache.getAll(List.of(KEY, KEY + 3), keys -> Map.of(KEY + 3, VALUE)));
        calls.put("putIfAbsent", () -> cache.putIfAbsent(KEY, VALUE));
        calls.put("replace", () -> cache.replace(KEY, versions.get(0), VALUE));
        calls.put("putAll", () -> cache.putAll(Map.of(KEY, VALUE, KEY + 1, VALUE)));
        calls.put("remove", () -> cache.remove(KEY));
        calls.put("removeAll", () -> cache.removeAll(List.of(KEY, KEY + 1)));
        calls.put("invalidateTag", () -> cache.invalidateTag(KEY));
        calls.put("clear", cache::clear);
        assertOneEach("cache", "carts", calls);
        Counters counters = platform.counters("hits");
        calls.clear();
        calls.put("increment", () -> counters.increment(KEY));
        calls.put("get", () -> counters.get(KEY));
        calls.put("reset", () -> counters.reset(KEY));
        assertOneEach("cache", "hits", calls);
    }

    @Test
    void config_whatGoesToASource_isOneObservationAndReadsInMemoryAreNone() {
        assertThat(observed.names()).containsExactly("midplatform.config.load", "midplatform.config.watch");
        ConfigAdmin admin = platform.config().unwrap("app", ConfigAdmin.class).orElseThrow();
        Map<String, ThrowingCallable> calls = new LinkedHashMap<>();
        calls.put("set", () -> admin.set(KEY, VALUE));
        calls.put("find", () -> admin.find(KEY));
        calls.put("compareAndSet", () -> admin.compareAndSet(KEY, Optional.of(VALUE), VALUE + 2));
        calls.put("remove", () -> admin.remove(KEY));
        assertOneEach("config", "app", calls);
        observed.reset();
        platform.config().find(KEY, String.class);
        platform.config().explain(KEY);
        assertThat(observed.names()).isEmpty();
    }

    @Test
    void call_thatFails_carriesTheCodeAsOutcomeAndTheError() {
        Bucket bucket = platform.bucket("notes");
        observed.reset();
        PlatformException missing = (PlatformException) catchThrowable(() -> bucket.get(KEY));
        assertOutcome("NOT_FOUND", missing);
        probe.fail("put", new DriverException(ErrorCode.THROTTLED, "slow down."));
        assertOutcome("THROTTLED", catchThrowable(() -> bucket.put(KEY, VALUE)));
        Cache<String> cache = platform.cache("carts", String.class);
        observed.reset();
        assertOutcome(
                "LOADER",
                catchThrowable(() -> cache.get(KEY, key -> {
                    throw new java.io.IOException(VALUE);
                })));
        assertOutcome(
                "error",
                catchThrowable(() -> cache.get(KEY, key -> {
                    throw new IllegalArgumentException(VALUE);
                })));
    }

    @Test
    void deleteAll_requestThatFails_isOneObservationWithItsCode() {
        Bucket bucket = platform.bucket("notes");
        probe.fail("delete", new DriverException(ErrorCode.THROTTLED, "slow down."));
        observed.reset();
        BatchResult<String, Void> result = bucket.deleteAll(Collections.nCopies(1001, KEY));
        assertThat(result.failed()).hasSize(1001);
        assertOutcome("THROTTLED", result.failed().get(0).error().orElseThrow());
    }

    @Test
    void call_withAWrongArgument_isNoObservation() {
        Bucket bucket = platform.bucket("notes");
        observed.reset();
        assertThat(catchThrowable(() -> bucket.put("", VALUE))).isInstanceOf(PlatformException.class);
        assertThat(catchThrowable(() -> bucket.deleteAll(List.of()))).isNull();
        assertThat(observed.names()).isEmpty();
    }

    @Test
    void call_ofANamedInstance_isTaggedWithTheInstance() {
        try (Platform other = Platform.builder()
                .isolated()
                .settings(Map.of("midplatform.providers.dr.type", "local", "midplatform.storage.notes.provider", "dr"))
                .observations(observed.registry())
                .build()) {
            observed.reset();
            other.bucket("notes").exists(KEY);
            assertThat(observed.all())
                    .singleElement()
                    .satisfies(o -> assertThat(Observed.tags(o))
                            .isEqualTo(Map.of(
                                    "provider",
                                    "dr",
                                    "resource",
                                    "notes",
                                    "operation",
                                    "exists",
                                    "outcome",
                                    "success")));
        }
    }

    @Test
    void work_message_continuesTheTraceOfItsSender() throws Exception {
        MessageQueue<String> queue = platform.queue("jobs", String.class);
        queue.send(VALUE);
        queue.sendAll(List.of(Message.of(VALUE), Message.of(VALUE)));
        CountDownLatch handled = new CountDownLatch(3);
        List<String> headers = new java.util.concurrent.CopyOnWriteArrayList<>();
        queue.work(d -> {
            headers.add(d.header("traceparent").orElse("none"));
            handled.countDown();
        });
        handled.await();
        platform.close();
        assertThat(observed.sent()).hasSize(2).doesNotHaveDuplicates();
        String one = observed.sent().get(0);
        String both = observed.sent().get(1);
        assertThat(headers).containsExactlyInAnyOrder(one, both, both);
        assertThat(observed.continued()).containsExactlyInAnyOrder(one, both, both);
        assertThat(observed.names().stream().filter("midplatform.queue.handle"::equals))
                .hasSize(3);
    }

    @Test
    void work_handlerThatFails_isObservedWithItsOutcome() throws Exception {
        MessageQueue<String> queue = platform.queue("jobs", String.class);
        queue.send("code");
        queue.send("other");
        CountDownLatch handled = new CountDownLatch(2);
        queue.work(
                d -> {
                    handled.countDown();
                    if (d.payload().equals("code")) {
                        platform.bucket("notes").get(KEY);
                    }
                    throw new java.io.IOException(VALUE);
                },
                io.midplatform.queue.WorkOptions.defaults().concurrency(1).onError(e -> {}));
        handled.await();
        platform.close();
        assertThat(observed.all().stream()
                        .filter(o -> "midplatform.queue.handle".equals(o.getName()))
                        .map(o -> Observed.tags(o).get("outcome")))
                .containsExactlyInAnyOrder("NOT_FOUND", "error");
    }

    @Test
    void observations_withoutRegistry_areNone() {
        try (Platform silent = Platform.builder().isolated().build()) {
            observed.reset();
            silent.bucket("notes").put(KEY, VALUE);
            assertThat(observed.names()).isEmpty();
            assertThat(ObservationRegistry.NOOP.getCurrentObservation()).isNull();
        }
    }

    private void assertOneEach(String capability, String resource, Map<String, ThrowingCallable> calls) {
        calls.forEach((label, call) -> {
            String operation = label.split(" ", 2)[0];
            observed.reset();
            assertThat(catchThrowable(call)).as(label).isNull();
            assertThat(observed.all()).as(label).hasSize(1);
            Observation.Context context = observed.all().get(0);
            assertThat(context.getName()).isEqualTo("midplatform." + capability + "." + operation);
            assertThat(Observed.tags(context))
                    .isEqualTo(Map.of(
                            "provider", "local", "resource", resource, "operation", operation, "outcome", "success"));
            assertThat(context.getHighCardinalityKeyValues()).isEmpty();
            assertThat(context.toString() + context.getContextualName()).doesNotContain("planted");
        });
    }

    private void assertOutcome(String outcome, Throwable thrown) {
        assertThat(observed.all()).singleElement().satisfies(context -> {
            assertThat(Observed.tags(context)).containsEntry("outcome", outcome);
            assertThat(context.getError()).isSameAs(thrown);
        });
        observed.reset();
    }
}

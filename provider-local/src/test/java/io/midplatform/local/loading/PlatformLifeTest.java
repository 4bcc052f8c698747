package io.midplatform.local.loading;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.midplatform.ErrorCode;
import io.midplatform.Platform;
import io.midplatform.PlatformException;
import io.midplatform.TypeRef;
import io.midplatform.cache.Cache;
import io.midplatform.cache.Counters;
import io.midplatform.config.Config;
import io.midplatform.queue.MessageQueue;
import io.midplatform.spi.Codec;
import io.midplatform.storage.Bucket;
import io.midplatform.storage.ListOptions;
import java.io.IOException;
import java.net.URL;
import java.time.Duration;
import java.util.Collections;
import java.util.Enumeration;
import java.util.List;
import java.util.Map;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

/** How resources come to be, and that none works after the platform was closed. */
class PlatformLifeTest {
    private final DriverLog drivers = new DriverLog();

    /** An order, for which a codec is needed. */
    record Order(String id) {}

    /** The class path without codecs. */
    private static final class NoCodecs extends ClassLoader {
        NoCodecs() {
            super(NoCodecs.class.getClassLoader());
        }

        @Override
        public Enumeration<URL> getResources(String name) throws IOException {
            return name.endsWith(Codec.class.getName()) ? Collections.emptyEnumeration() : super.getResources(name);
        }
    }

    @Test
    void queue_sameNameAndType_isTheSameObject() {
        try (Platform platform = platform()) {
            assertThat(platform.queue("jobs", String.class)).isSameAs(platform.queue("jobs", TypeRef.of(String.class)));
            assertThat(platform.bucket("notes")).isSameAs(platform.bucket("notes"));
            assertThat(platform.counters("hits")).isSameAs(platform.counters("hits"));
            assertThat(platform.config()).isSameAs(platform.config());
            assertThat(platform.cache("carts", new TypeRef<List<String>>() {}))
                    .isSameAs(platform.cache("carts", new TypeRef<List<String>>() {}));
        }
    }

    @Test
    void queue_oneNameWithTwoTypes_isIllegal() {
        try (Platform platform = platform()) {
            platform.queue("jobs", String.class);
            platform.cache("carts", String.class);
            platform.counters("hits");
            assertIllegal(() -> platform.queue("jobs", byte[].class), "'jobs' is in use as");
            assertIllegal(() -> platform.cache("carts", byte[].class), "'carts' is in use as");
            assertIllegal(() -> platform.counters("carts"), "'carts' is in use as");
            assertIllegal(() -> platform.cache("hits", String.class), "'hits' is in use as");
            platform.queue("carts", byte[].class);
            assertThat(drivers.open()).isEqualTo(4);
        }
    }

    @Test
    void bucket_badName_isIllegal() {
        try (Platform platform = platform()) {
            for (String name : List.of("", "Notes", "1a", "a_b", "a.b", "../a", "a b", "ä")) {
                assertThatThrownBy(() -> platform.bucket(name))
                        .isInstanceOf(IllegalArgumentException.class)
                        .hasMessageContaining("logical name");
            }
            assertThat(drivers.events()).isEmpty();
        }
    }

    @Test
    void queue_typeWithoutCodec_namesTheArtifactAndLeavesNothingOpen() {
        try (Platform platform = Platform.builder()
                .isolated()
                .layer(drivers)
                .classLoader(new NoCodecs())
                .build()) {
            for (ThrowingCallable call : List.<ThrowingCallable>of(
                    () -> platform.queue("orders", Order.class), () -> platform.cache("orders", Order.class))) {
                PlatformException thrown = catchThrowableOfType(PlatformException.class, call);
                assertThat(thrown.code()).isEqualTo(ErrorCode.CONFIGURATION);
                assertThat(thrown.getMessage()).contains("Order", "io.midplatform:midplatform-codec-jackson");
            }
            assertThat(drivers.open()).isZero();
            platform.queue("texts", String.class).send("x");
            platform.cache("bytes", byte[].class).put("a", new byte[1]);
        }
        assertThat(drivers.open()).isZero();
    }

    @Test
    void load_configuredResources_opensNoneBeforeItsFirstUse() {
        NamedStorage local = new NamedStorage("local");
        try (Platform platform = Platform.builder()
                .isolated()
                .provider(local)
                .layer(drivers)
                .settings(Map.of("midplatform.storage.notes.bucket", "n", "midplatform.queue.jobs.lease", "1s"))
                .build()) {
            assertThat(local.opened()).isEmpty();
            platform.queue("jobs", String.class);
            assertThat(drivers.events()).containsExactly("open queue jobs");
            platform.bucket("notes");
            platform.bucket("notes");
            assertThat(local.opened()).containsExactly("local/notes");
        }
    }

    @Test
    void close_severalResources_areClosedOnceInReverseOrder() {
        Platform platform = platform();
        platform.cache("carts", String.class);
        platform.queue("jobs", String.class);
        platform.bucket("notes");
        drivers.events().clear();
        platform.close();
        assertThat(drivers.events()).containsExactly("close storage notes", "close queue jobs", "close cache carts");
        platform.close();
        platform.close(Duration.ZERO);
        assertThat(drivers.events()).hasSize(3);
    }

    @Test
    void close_resourceThatCannotBeClosed_doesNotKeepOthersOpen() {
        Platform platform = Platform.builder()
                .isolated()
                .layer(drivers)
                .layer(new FailingClose("notes"))
                .build();
        platform.queue("jobs", String.class);
        platform.bucket("notes");
        drivers.events().clear();
        try (CapturedLog log = new CapturedLog()) {
            platform.close();
            assertThat(log.at(java.util.logging.Level.WARNING)).hasSize(1);
        }
        assertThat(drivers.events()).containsExactly("close queue jobs");
    }

    @Test
    void close_negativeTimeout_isIllegalAndClosesNothing() {
        try (Platform platform = platform()) {
            assertThatThrownBy(() -> platform.close(Duration.ofNanos(-1))).isInstanceOf(IllegalArgumentException.class);
            platform.bucket("notes").put("a", "1");
        }
    }

    @Test
    void platform_afterClose_isIllegalState() {
        Platform platform = platform();
        platform.bucket("notes");
        platform.close();
        for (ThrowingCallable call : List.<ThrowingCallable>of(
                () -> platform.bucket("notes"),
                () -> platform.bucket("others"),
                () -> platform.queue("jobs", String.class),
                () -> platform.cache("carts", String.class),
                () -> platform.counters("hits"),
                platform::config,
                platform::describe,
                platform::verify,
                platform::health)) {
            assertIllegal(call, "the platform is closed");
        }
        assertThat(drivers.open()).isZero();
    }

    @Test
    void bucket_afterClose_isIllegalState() {
        Platform platform = platform();
        Bucket bucket = platform.bucket("notes");
        bucket.put("a", "1");
        platform.close();
        for (ThrowingCallable call : List.<ThrowingCallable>of(
                () -> bucket.put("a", "1"),
                () -> bucket.writer("a").commit(),
                () -> bucket.get("a"),
                () -> bucket.getIfChanged("a", "e"),
                () -> bucket.getString("a"),
                () -> bucket.head("a"),
                () -> bucket.exists("a"),
                () -> bucket.delete("a"),
                () -> bucket.deleteAll(List.of("a")),
                () -> bucket.list().stream().toList(),
                () -> bucket.listPage(ListOptions.defaults()),
                () -> bucket.copy("a", "b"),
                () -> bucket.tags("a"),
                () -> bucket.setTags("a", Map.of()))) {
            assertIllegal(call, "the platform is closed");
        }
    }

    @Test
    void queue_afterClose_isIllegalState() {
        Platform platform = platform();
        MessageQueue<String> queue = platform.queue("jobs", String.class);
        queue.send("x");
        var delivery = queue.receive().get(0);
        MessageQueue<String> dead = queue.deadLetters();
        platform.close();
        for (ThrowingCallable call : List.<ThrowingCallable>of(
                () -> queue.send("x"),
                () -> queue.sendAll(List.of(io.midplatform.queue.Message.of("x"))),
                queue::receive,
                () -> queue.work(d -> {}),
                queue::deadLetters,
                () -> queue.redrive(1),
                queue::depth,
                () -> queue.peek(1),
                queue::purge,
                dead::receive,
                delivery::ack,
                delivery::retry,
                () -> delivery.extend(Duration.ofSeconds(1)),
                () -> delivery.deadLetter("why"))) {
            assertIllegal(call, "the platform is closed");
        }
    }

    @Test
    void cacheAndCounters_afterClose_areIllegalState() {
        Platform platform = platform();
        Cache<String> cache = platform.cache("carts", String.class);
        cache.put("a", "v");
        String version = cache.lookup("a").version().orElseThrow();
        Counters counters = platform.counters("hits");
        platform.close();
        for (ThrowingCallable call : List.<ThrowingCallable>of(
                () -> cache.find("a"),
                () -> cache.find("a", key -> "v"),
                () -> cache.get("a", key -> "v"),
                () -> cache.lookup("a"),
                () -> cache.findAll(List.of("a")),
                () -> cache.getAll(List.of("a"), keys -> Map.of()),
                () -> cache.put("a", "v"),
                () -> cache.putIfAbsent("a", "v"),
                () -> cache.replace("a", version, "v"),
                () -> cache.putAll(Map.of("a", "v")),
                () -> cache.remove("a"),
                () -> cache.removeAll(List.of("a")),
                () -> cache.invalidateTag("t"),
                cache::clear,
                () -> counters.increment("a"),
                () -> counters.get("a"),
                () -> counters.reset("a"))) {
            assertIllegal(call, "the platform is closed");
        }
    }

    @Test
    void config_afterClose_isIllegalState() {
        Platform platform = platform();
        Config config = platform.config();
        platform.close();
        for (ThrowingCallable call : List.<ThrowingCallable>of(
                () -> config.get("a", String.class),
                () -> config.get("a", String.class, "b"),
                () -> config.find("a", String.class),
                () -> config.bind("a", Order.class),
                () -> config.live("a", String.class),
                () -> config.onChange("a", changes -> {}),
                () -> config.explain("a"),
                config::snapshot,
                config::history,
                () -> config.unwrap("a", String.class))) {
            assertIllegal(call, "the platform is closed");
        }
    }

    private Platform platform() {
        return Platform.builder().isolated().layer(drivers).build();
    }

    private static void assertIllegal(ThrowingCallable call, String message) {
        assertThatThrownBy(call).isInstanceOf(IllegalStateException.class).hasMessageContaining(message);
    }
}

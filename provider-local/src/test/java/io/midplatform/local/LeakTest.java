package io.midplatform.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.assertj.core.api.Assertions.fail;

import io.midplatform.Capability;
import io.midplatform.ErrorCode;
import io.midplatform.Platform;
import io.midplatform.PlatformException;
import io.midplatform.Registration;
import io.midplatform.config.Ref;
import io.midplatform.queue.Worker;
import io.midplatform.spi.Leak;
import io.midplatform.storage.BucketWriter;
import io.midplatform.storage.StoredObject;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is not closed is told once, with the line that opened it; what is closed is not told. The only test that waits for the collector. */
class LeakTest {
    @TempDir
    Path folder;

    private final BlockingQueue<Leak> leaks = new LinkedBlockingQueue<>();
    private final List<String> lines = new CopyOnWriteArrayList<>(); // the cleaner's thread tells, too
    private final Logger logger = Logger.getLogger("io.midplatform.engine.call.Leaks");
    private final Handler handler = new Handler() {
        @Override
        public synchronized void publish(LogRecord logged) {
            if (logged.getLevel().equals(Level.WARNING)) {
                lines.add(logged.getMessage());
            }
        }

        @Override
        public void flush() {
            // nothing is kept back
        }

        @Override
        public void close() {
            // nothing is open
        }
    };
    private Platform platform;

    @BeforeEach
    void listen() {
        logger.addHandler(handler);
    }

    @AfterEach
    void close() {
        logger.removeHandler(handler);
        if (platform != null) {
            platform.close(Duration.ofSeconds(5));
        }
    }

    private Platform load(String detection, String... keysAndValues) {
        Map<String, String> settings = new HashMap<>();
        settings.put("midplatform.leak-detection", detection);
        for (int i = 0; i < keysAndValues.length; i += 2) {
            settings.put(keysAndValues[i], keysAndValues[i + 1]);
        }
        return Platform.builder()
                .isolated()
                .settings(settings)
                .onLeak(leaks::add)
                .build();
    }

    /** Waits for the collector, which promises nothing about time. */
    private Leak collected() throws InterruptedException {
        for (int i = 0; i < 600; i++) {
            System.gc();
            Leak leak = leaks.poll(50, TimeUnit.MILLISECONDS);
            if (leak != null) {
                return leak;
            }
        }
        return fail("no leak was told within 30 s");
    }

    private void told(Leak leak, String kind, Capability capability, String resource, String method) {
        assertThat(leak.kind()).isEqualTo(kind);
        assertThat(leak.capability()).isEqualTo(capability);
        assertThat(leak.resource()).isEqualTo(resource);
        assertThat(leak.opened()).isNotNull();
        assertThat(leak.opened().getClassName()).isEqualTo(LeakTest.class.getName());
        assertThat(leak.opened().getMethodName()).contains(method);
        assertThat(leak.opened().getLineNumber()).isPositive();
        assertThat(lines).containsOnlyOnce(leak.toString());
        assertThat(leak.toString()).contains("LeakTest.java:").doesNotContain("the-key");
    }

    private void dropObject() {
        platform.bucket("b").get("the-key");
    }

    private InputStream onlyTheStream() {
        return platform.bucket("b").get("the-key").stream();
    }

    private void dropWriter() {
        platform.bucket("b").writer("the-key");
    }

    private void dropRef() {
        platform.config().live("the-key", String.class);
    }

    private void dropRegistration() {
        platform.config().onChange("the-key", change -> {});
    }

    private void dropPlatform(String detection) {
        Platform dropped = load(detection);
        dropped.queue("q", String.class).work(delivery -> {});
    }

    @Test
    void object_dropped_isToldWithItsLine() throws InterruptedException {
        platform = load("full");
        platform.bucket("b").put("the-key", "x");
        dropObject();
        told(collected(), "StoredObject", Capability.STORAGE, "b", "dropObject");
    }

    @Test
    void object_onlyItsStreamHeld_isNotDropped() throws IOException {
        platform = load("full");
        platform.bucket("b").put("the-key", "x");
        InputStream stream = onlyTheStream();
        System.gc();
        System.gc();
        assertThat(stream.readAllBytes()).hasSize(1);
        stream.close();
        platform.close();
        assertThat(leaks).isEmpty();
    }

    @Test
    void writer_dropped_isToldWithItsLine() throws InterruptedException {
        platform = load("full");
        dropWriter();
        told(collected(), "BucketWriter", Capability.STORAGE, "b", "dropWriter");
    }

    @Test
    void ref_dropped_isToldWithItsLine() throws InterruptedException {
        platform = load("full", "the-key", "x");
        dropRef();
        told(collected(), "Ref", Capability.CONFIG, "config", "dropRef");
    }

    @Test
    void registration_dropped_isToldWithItsLine() throws InterruptedException {
        platform = load("full");
        dropRegistration();
        told(collected(), "Registration", Capability.CONFIG, "config", "dropRegistration");
    }

    @Test
    void platform_dropped_isToldWithItsWorkers() throws InterruptedException {
        dropPlatform("full");
        told(collected(), "Platform", null, null, "load");
        told(collected(), "Worker", Capability.QUEUE, "q", "dropPlatform");
    }

    @Test
    void simple_dropped_isToldWithoutItsLine() throws InterruptedException {
        platform = load("simple", "the-key", "x");
        platform.bucket("b").put("the-key", "x");
        dropRef();
        assertThat(collected().toString())
                .startsWith("Ref of config 'config' was not closed.")
                .contains("leak-detection: full");
        dropWriter();
        assertThat(collected()).isEqualTo(new Leak("BucketWriter", Capability.STORAGE, "b", null));
        dropPlatform("simple");
        assertThat(List.of(collected().kind(), collected().kind())).containsExactly("Platform", "Worker");
    }

    @Test
    void simple_bodyThatIsAFile_isTold() throws InterruptedException {
        platform =
                load("simple", "midplatform.storage.b.mode", "disk", "midplatform.storage.b.path", folder.toString());
        platform.bucket("b").put("the-key", "x".repeat(1_000_000));
        dropObject();
        assertThat(collected()).isEqualTo(new Leak("StoredObject", Capability.STORAGE, "b", null));
    }

    @Test
    void full_openAtTheEnd_isToldByClose() {
        platform = load("full", "the-key", "x");
        platform.bucket("b").put("the-key", "x");
        StoredObject object = platform.bucket("b").get("the-key");
        BucketWriter writer = platform.bucket("b").writer("the-key");
        Ref<String> ref = platform.config().live("the-key", String.class);
        Registration registration = platform.config().onChange("", change -> {});
        Worker worker = platform.queue("q", String.class).work(delivery -> {});
        platform.close();

        assertThat(leaks)
                .extracting(Leak::kind)
                .containsExactlyInAnyOrder("StoredObject", "BucketWriter", "Ref", "Registration");
        for (Leak leak : leaks) {
            told(leak, leak.kind(), leak.capability(), leak.resource(), "full_openAtTheEnd_isToldByClose");
        }
        assertThat(worker.state()).isEqualTo(Worker.State.STOPPED);
        leaks.clear();
        object.close();
        writer.close();
        ref.close();
        registration.close();
        platform.close();
        assertThat(leaks).as("told once").isEmpty();
    }

    @Test
    void closed_isNotTold() throws Exception {
        for (String detection : List.of("simple", "full")) {
            openAndClose(detection);
        }
        Platform marker = load("full");
        marker.bucket("marker").writer("k");
        marker.close();
        for (int i = 0; i < 20; i++) {
            System.gc();
        }
        assertThat(leaks).extracting(Leak::resource).containsExactly("marker");
    }

    private void openAndClose(String detection) throws Exception {
        Platform opened = load(detection, "the-key", "x");
        opened.bucket("b").put("the-key", "x");
        opened.bucket("b").getBytes("the-key");
        List<AutoCloseable> all = List.of(
                opened.bucket("b").get("the-key"),
                opened.bucket("b").getIfChanged("the-key", "other").orElseThrow(),
                opened.bucket("b").writer("the-key"),
                opened.config().live("the-key", String.class),
                opened.config().onChange("", change -> {}),
                opened.queue("q", String.class).work(delivery -> {}),
                opened);
        for (AutoCloseable thing : all) {
            thing.close();
            thing.close();
        }
    }

    @Test
    void writer_committed_isClosed() {
        platform = load("full");
        platform.bucket("b").writer("the-key").commit();
        platform.close();
        assertThat(leaks).isEmpty();
    }

    @Test
    void open_fails_isNoLeak() {
        platform = load("full");
        assertThat(catchThrowable(() -> platform.bucket("b").get("none"))).isNotNull();
        assertThat(catchThrowable(() -> platform.config().live("none", String.class)))
                .isNotNull();
        assertThat(catchThrowable(() -> load("full", "midplatform.bad", "x"))).isNotNull();
        platform.close();
        assertThat(leaks).isEmpty();
    }

    @Test
    void off_followsNothing() {
        platform = load("off");
        dropWriter();
        platform.close();
        assertThat(leaks).isEmpty();
    }

    @Test
    void detection_unknown_isConfigurationWithTheChoices() {
        PlatformException thrown = catchThrowableOfType(PlatformException.class, () -> load("some"));
        assertThat(thrown.code()).isEqualTo(ErrorCode.CONFIGURATION);
        assertThat(thrown).hasMessageContainingAll("a problem with", "midplatform.leak-detection", "off, simple, full");
    }

    @Test
    void leak_toldOften_isOneLine() {
        platform = load("full");
        for (int i = 0; i < 3; i++) {
            dropWriter();
        }
        platform.close();
        assertThat(leaks).hasSize(3);
        assertThat(lines).hasSize(1);
    }
}

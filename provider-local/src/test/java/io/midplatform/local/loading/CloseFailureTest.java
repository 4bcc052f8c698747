package io.midplatform.local.loading;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.midplatform.Platform;
import io.midplatform.config.spi.ConfigSourceDriver;
import io.midplatform.spi.DriverLayer;
import io.midplatform.storage.spi.BucketDriver;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What cannot be closed keeps nothing else open. */
@Timeout(60)
class CloseFailureTest {
    private static final Map<String, String> SOURCES = Map.of(
            "midplatform.config.sources", "first, second",
            "midplatform.config.first.kind", "memory",
            "midplatform.config.second.kind", "memory");

    private final Sources sources = new Sources();

    private Platform load() {
        return Platform.builder().isolated().settings(SOURCES).layer(sources).build();
    }

    @Test
    void close_sourceThrows_theRestIsClosed() {
        sources.failure = new IllegalStateException("cannot be closed");
        Platform platform = load();
        platform.config();
        platform.close(Duration.ZERO);
        assertThat(sources.closed).containsExactly("first", "second");
    }

    @Test
    void close_driverThrowsAnError_isThrownOnceAllIsClosed() throws InterruptedException {
        sources.failure = new LinkageError("half a driver");
        List<Thread> before = timers();
        Platform platform = load();
        platform.cache("carts", String.class).put("a", "b");
        platform.config();
        assertThatThrownBy(() -> platform.close(Duration.ZERO)).isSameAs(sources.failure);
        assertThat(sources.closed).containsExactly("first", "second");
        for (Thread timer : timers()) {
            if (!before.contains(timer)) {
                timer.join(20_000);
                assertThat(timer.isAlive()).as("the timer").isFalse();
            }
        }
    }

    @Test
    void load_error_closesWhatIsOpen() {
        Throwable broken = new LinkageError("half a layer");
        DriverLayer breaking = new DriverLayer() {
            @Override
            public BucketDriver storage(String resource, BucketDriver driver) {
                throw new LinkageError("half a layer");
            }
        };
        assertThat(catchThrowable(() -> Platform.builder()
                        .isolated()
                        .settings(SOURCES)
                        .settings(Map.of(
                                "midplatform.verify-on-start", "true", "midplatform.storage.notes.prefix", "notes/"))
                        .layer(sources)
                        .layer(breaking)
                        .build()))
                .hasSameClassAs(broken);
        assertThat(sources.closed).contains("first", "second");
    }

    private static List<Thread> timers() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().equals("midplatform-timer"))
                .toList();
    }

    /** Lists the sources that are closed; the first throws then. */
    private static final class Sources implements DriverLayer {
        private final List<String> closed = new CopyOnWriteArrayList<>();
        private volatile Throwable failure;

        @Override
        public ConfigSourceDriver config(String resource, ConfigSourceDriver driver) {
            return (ConfigSourceDriver) Proxy.newProxyInstance(
                    ConfigSourceDriver.class.getClassLoader(),
                    new Class<?>[] {ConfigSourceDriver.class},
                    (proxy, method, arguments) -> {
                        if (method.getName().equals("close")) {
                            closed.add(resource);
                            if (failure != null && resource.equals("first")) {
                                throw failure;
                            }
                        }
                        try {
                            return method.invoke(driver, arguments);
                        } catch (InvocationTargetException e) {
                            throw e.getCause() == null ? e : e.getCause();
                        }
                    });
        }
    }
}

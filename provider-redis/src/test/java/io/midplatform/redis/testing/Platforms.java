package io.midplatform.redis.testing;

import io.midplatform.Platform;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** Platforms on real time that are closed after each test, as are the servers that it hands over. Each has connections of its own. */
public final class Platforms implements AfterEachCallback {
    private final Deque<AutoCloseable> open = new ArrayDeque<>();

    /**
     * A platform.
     *
     * @param server the settings of the server
     * @param keysAndValues further settings, in turn a key below {@code midplatform.} and its value
     */
    public Platform open(Map<String, String> server, String... keysAndValues) {
        Map<String, String> settings = new HashMap<>(Map.of("midplatform.leak-detection", "full"));
        settings.putAll(server);
        for (int i = 0; i < keysAndValues.length; i += 2) {
            settings.put("midplatform." + keysAndValues[i], keysAndValues[i + 1]);
        }
        Platform platform = Platform.builder().isolated().settings(settings).build();
        open.push(() -> platform.close(Duration.ofSeconds(5)));
        return platform;
    }

    /** Closes it after the test, too, and after the platforms that were opened later. */
    public <T extends AutoCloseable> T with(T closeable) {
        open.push(closeable);
        return closeable;
    }

    @Override
    public void afterEach(ExtensionContext context) throws Exception {
        while (!open.isEmpty()) {
            open.pop().close();
        }
    }
}

package io.midplatform.testkit.config;

import io.midplatform.Platform;
import io.midplatform.Registration;
import io.midplatform.config.Change;
import io.midplatform.config.ChangeListener;
import io.midplatform.config.Config;
import io.midplatform.testkit.ContractSuite;
import io.midplatform.testkit.DriverProbe;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;

/**
 * What the suites of configuration share: one source, named {@code values}, whose content a test replaces as a whole. Background work runs on the
 * thread that moves time, so that a change is there when the move returns.
 */
public abstract class ConfigSuite extends ContractSuite {
    /** The name of the source under test. */
    protected static final String SOURCE = "values";

    /** Watches the sources of every platform of a test. */
    protected final DriverProbe probe = new DriverProbe();

    private final List<Registration> registrations = new ArrayList<>();

    /** For suites. */
    protected ConfigSuite() {}

    /**
     * Replaces the content of the source.
     *
     * @param config the configuration that reads it, for sources that are written through {@link io.midplatform.config.ConfigAdmin}
     * @param values the new content
     * @throws IOException when it cannot be written
     */
    protected abstract void write(Config config, Map<String, String> values) throws IOException;

    /**
     * The longest that a change takes to arrive.
     *
     * @return the time to move
     */
    protected Duration latency() {
        return Duration.ofSeconds(5);
    }

    /**
     * Opens a configuration whose source has values.
     *
     * @param keysAndValues in turn a key and its value
     * @return the configuration
     * @throws IOException when the source cannot be written
     */
    protected Config config(String... keysAndValues) throws IOException {
        Config config = load().config();
        set(config, keysAndValues);
        return config;
    }

    /**
     * Loads a platform with the source.
     *
     * @param keysAndValues further settings, in turn a whole key and its value
     * @return the platform
     */
    protected Platform load(String... keysAndValues) {
        List<String> settings = new ArrayList<>(List.of("midplatform.config.sources", SOURCE));
        settings.addAll(List.of(keysAndValues));
        return opened(builder(settings.toArray(new String[0])).layer(probe).executor(Runnable::run));
    }

    /**
     * Replaces the content of the source and moves time until that has arrived.
     *
     * @param config the configuration
     * @param keysAndValues in turn a key and its value
     * @throws IOException when the source cannot be written
     */
    protected void set(Config config, String... keysAndValues) throws IOException {
        Map<String, String> values = new TreeMap<>();
        for (int i = 0; i < keysAndValues.length; i += 2) {
            values.put(keysAndValues[i], keysAndValues[i + 1]);
        }
        write(config, values);
        arrive();
    }

    /** Moves time until what was written has arrived. */
    protected void arrive() {
        time.advance(latency());
    }

    /**
     * Collects changes.
     *
     * @param config the configuration
     * @param prefix the prefix to listen to
     * @return the changes so far, growing
     */
    protected List<Change> changes(Config config, String prefix) {
        List<Change> changes = new CopyOnWriteArrayList<>();
        listen(config, prefix, changes::add);
        return changes;
    }

    /**
     * Listens to changes until the end of the test.
     *
     * @param config the configuration
     * @param prefix the prefix to listen to
     * @param listener the listener
     */
    protected void listen(Config config, String prefix, ChangeListener listener) {
        registrations.add(config.onChange(prefix, listener));
    }

    @AfterEach
    void endListening() {
        registrations.forEach(Registration::close);
    }
}

package io.midplatform.engine;

import io.midplatform.Capability;
import io.midplatform.ErrorCode;
import io.midplatform.config.engine.SecretReader;
import io.midplatform.engine.call.Closing;
import io.midplatform.engine.settings.SecretResolver;
import io.midplatform.engine.settings.Setting;
import io.midplatform.engine.settings.SettingsTree;
import io.midplatform.spi.Deadline;
import io.midplatform.spi.DriverException;
import io.midplatform.spi.PlatformTime;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;

/**
 * Where {@code ${secret:source/key}} comes from: a source of configuration, opened at the first reference to it. Without a source,
 * {@code midplatform.config.secrets} names it.
 */
final class SecretSources implements SecretResolver {
    private static final String DEFAULT = SettingsTree.ROOT + "." + Capability.CONFIG.id() + ".secrets";
    private static final Duration TIMEOUT = Duration.ofSeconds(30);

    private final SettingsTree tree;
    private final PlatformTime time;
    private final ReentrantLock planning;
    private final Function<String, SecretReader> opener;
    private final ReentrantLock lock = new ReentrantLock();
    private final Map<String, SecretReader> open = new ConcurrentHashMap<>();

    /**
     * Resolves with the sources of a platform.
     *
     * @param planning held while a source is planned and opened
     * @param opener opens a source by its logical name
     */
    SecretSources(SettingsTree tree, PlatformTime time, ReentrantLock planning, Function<String, SecretReader> opener) {
        this.tree = tree;
        this.time = time;
        this.planning = planning;
        this.opener = opener;
    }

    @Override
    public String resolve(String reference) throws Exception {
        int slash = reference.indexOf('/');
        String source = slash >= 0 ? reference.substring(0, slash) : defaultSource();
        if (!tree.names(Capability.CONFIG).contains(source)) {
            throw new DriverException(
                    ErrorCode.CONFIGURATION, "there is no source midplatform.config." + source + " in the settings");
        }
        return reader(source).read(reference.substring(slash + 1), Deadline.after(time, TIMEOUT));
    }

    private String defaultSource() {
        return tree.find(DEFAULT)
                .map(Setting::value)
                .orElseThrow(() -> new DriverException(
                        ErrorCode.CONFIGURATION,
                        "no secret source is configured; write ${secret:source/key}, or set " + DEFAULT));
    }

    private SecretReader reader(String source) throws InterruptedException {
        SecretReader known = open.get(source);
        if (known != null) {
            return known;
        }
        planning.lockInterruptibly(); // before our own: who plans a resource has it and asks for secrets
        try {
            return opened(source);
        } finally {
            planning.unlock();
        }
    }

    private SecretReader opened(String source) throws InterruptedException {
        lock.lockInterruptibly();
        try {
            SecretReader reader = open.get(source);
            if (reader == null) {
                reader = opener.apply(source);
                open.put(source, reader);
            }
            return reader;
        } finally {
            lock.unlock();
        }
    }

    void close() {
        lock.lock();
        try {
            Closing closing = new Closing();
            open.forEach((source, reader) -> closing.close("The source of secrets '" + source + "'", reader::close));
            open.clear();
            closing.end();
        } finally {
            lock.unlock();
        }
    }
}

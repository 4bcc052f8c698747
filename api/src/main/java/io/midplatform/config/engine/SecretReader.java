package io.midplatform.config.engine;

import io.midplatform.ErrorCode;
import io.midplatform.config.spi.ConfigSourceDriver;
import io.midplatform.engine.settings.Setting;
import io.midplatform.spi.Deadline;
import io.midplatform.spi.DriverException;
import io.midplatform.spi.Failure;
import io.midplatform.spi.SettingsFormat;
import java.util.List;

/** Reads single values of a source for {@code ${secret:…}}, past the snapshots: settings are read before there is one. */
public final class SecretReader {
    private final String source;
    private final ConfigSourceDriver driver;
    private final SourceSettings settings;
    private final Contents contents;

    /**
     * Reads from a source.
     *
     * @param source its logical name
     * @param driver its driver
     * @param settings its settings
     * @param formats the formats of documents
     */
    public SecretReader(
            String source, ConfigSourceDriver driver, SourceSettings settings, List<SettingsFormat> formats) {
        this.source = source;
        this.driver = driver;
        this.settings = settings;
        this.contents = new Contents(formats);
    }

    /**
     * Reads a value.
     *
     * @param key its key; the driver's own spelling with {@code /} is understood
     * @param deadline when to give up
     * @return the value
     * @throws DriverException {@code NOT_FOUND} when there is none
     * @throws Exception what the driver throws
     */
    public String read(String key, Deadline deadline) throws Exception {
        Setting found = contents.layer(source, 0, settings.prefix(), driver.load(deadline))
                .get(key.replace('/', '.'));
        if (found == null) {
            throw new DriverException(
                    Failure.of(ErrorCode.NOT_FOUND, "the source '" + source + "' has no such key"), null);
        }
        return found.value();
    }

    /** Closes the driver. */
    public void close() {
        driver.close();
    }
}

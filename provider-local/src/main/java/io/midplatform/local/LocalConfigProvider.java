package io.midplatform.local;

import io.midplatform.ErrorCode;
import io.midplatform.Support;
import io.midplatform.config.ConfigFeature;
import io.midplatform.config.spi.ConfigCapabilities;
import io.midplatform.config.spi.ConfigProvider;
import io.midplatform.config.spi.ConfigSourceDriver;
import io.midplatform.local.config.FileSourceDriver;
import io.midplatform.local.config.MemorySourceDriver;
import io.midplatform.spi.DriverException;
import io.midplatform.spi.Failure;
import io.midplatform.spi.ProviderContext;
import java.nio.file.Path;
import java.util.Map;

/** Configuration from memory, a file or a folder. */
public final class LocalConfigProvider implements ConfigProvider {
    /** For the service loader. */
    public LocalConfigProvider() {}

    @Override
    public String type() {
        return "local";
    }

    @Override
    public Class<? extends Record> settings() {
        return LocalConfigSettings.class;
    }

    @Override
    public ConfigCapabilities capabilities(ProviderContext context) {
        boolean memory = context.settings(LocalConfigSettings.class).kind() == LocalConfigSettings.Kind.MEMORY;
        return new ConfigCapabilities(Map.of(
                ConfigFeature.CHANGES,
                memory ? Support.NATIVE : Support.EMULATED,
                ConfigFeature.WRITING,
                memory ? Support.NATIVE : Support.ABSENT));
    }

    @Override
    public ConfigSourceDriver open(ProviderContext context) {
        LocalConfigSettings settings = context.settings(LocalConfigSettings.class);
        return switch (settings.kind()) {
            case MEMORY ->
                context.shared(
                                "config/" + context.resource(),
                                MemorySourceDriver.Store.class,
                                MemorySourceDriver.Store::new)
                        .open(context.resource());
            case FILE -> FileSourceDriver.ofFile(path(context, settings), settings.interval(), settings.secret());
            case FOLDER -> FileSourceDriver.ofFolder(path(context, settings), settings.interval(), settings.secret());
        };
    }

    private static Path path(ProviderContext context, LocalConfigSettings settings) {
        return settings.file()
                .orElseThrow(() -> new DriverException(
                        Failure.of(ErrorCode.CONFIGURATION, "the source '" + context.resource() + "' names no file.")
                                .advice("Set midplatform.config." + context.resource() + ".file."),
                        null));
    }
}

package io.midplatform.config.engine;

import io.midplatform.ErrorCode;
import io.midplatform.config.spi.SourceContent;
import io.midplatform.config.spi.SourceDocument;
import io.midplatform.config.spi.SourceValue;
import io.midplatform.engine.settings.PropertiesFormat;
import io.midplatform.engine.settings.Setting;
import io.midplatform.spi.DriverException;
import io.midplatform.spi.Failure;
import io.midplatform.spi.SettingsFormat;
import java.io.IOException;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Turns what a source holds into a layer of keys. */
final class Contents {
    private final Map<String, SettingsFormat> formats = new TreeMap<>();

    Contents(List<SettingsFormat> formats) {
        for (SettingsFormat format : formats) {
            format.extensions().forEach(extension -> this.formats.put(extension, format));
        }
        this.formats.put("properties", new PropertiesFormat());
    }

    /** Flattens a content. A key that stands twice is an error that names both places: neither may win by chance. */
    Map<String, Setting> layer(String source, int rank, Optional<String> prefix, SourceContent content) {
        Map<String, Setting> layer = new TreeMap<>();
        for (SourceValue value : content.values()) {
            add(layer, prefix, setting(source, rank, value.key(), value.text(), value.origin(), value.secret()));
        }
        for (SourceDocument document : content.documents()) {
            for (SettingsFormat.Entry entry : parse(document)) {
                String origin = document.origin() + ":" + entry.line();
                add(layer, prefix, setting(source, rank, entry.key(), entry.value(), origin, document.secret()));
            }
        }
        return Collections.unmodifiableMap(layer);
    }

    private static Setting setting(String source, int rank, String key, String text, String origin, boolean secret) {
        Setting setting = new Setting(key, text, source + ": " + origin, rank);
        return secret ? setting.hidden() : setting;
    }

    private static void add(Map<String, Setting> layer, Optional<String> prefix, Setting setting) {
        if (setting.key().isBlank()) {
            throw wrong("a value has no key (" + setting.origin() + ").");
        }
        String key = setting.key();
        if (prefix.isPresent()) {
            if (!key.startsWith(prefix.get() + ".")) {
                return;
            }
            key = key.substring(prefix.get().length() + 1);
        }
        Setting own = new Setting(key, setting.value(), setting.origin(), setting.rank(), setting.secret(), null);
        Setting before = layer.putIfAbsent(key, own);
        if (before != null) {
            throw wrong("the key " + key + " stands twice: " + before.origin() + " and " + setting.origin() + ".");
        }
    }

    private List<SettingsFormat.Entry> parse(SourceDocument document) {
        SettingsFormat format = formats.get(document.extension().toLowerCase(Locale.ROOT));
        if (format == null) {
            throw new DriverException(
                    Failure.of(
                                    ErrorCode.CONFIGURATION,
                                    document.origin() + " has the format '" + document.extension()
                                            + "', which is none of " + String.join(", ", formats.keySet()) + ".")
                            .advice("For YAML and JSON add io.midplatform:midplatform-codec-jackson."),
                    null);
        }
        try {
            return format.parse(document.text());
        } catch (IOException e) {
            throw wrong(document.origin() + ": " + e.getMessage() + ".");
        }
    }

    private static DriverException wrong(String reason) {
        return new DriverException(ErrorCode.CONFIGURATION, reason);
    }
}

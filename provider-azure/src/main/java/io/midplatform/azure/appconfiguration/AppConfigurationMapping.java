package io.midplatform.azure.appconfiguration;

import com.azure.data.appconfiguration.models.ConfigurationSetting;
import com.azure.data.appconfiguration.models.SecretReferenceConfigurationSetting;
import io.midplatform.ErrorCode;
import io.midplatform.azure.json.JsonValues;
import io.midplatform.config.spi.Fingerprint;
import io.midplatform.config.spi.SourceContent;
import io.midplatform.config.spi.SourceValue;
import io.midplatform.spi.DriverException;
import io.midplatform.spi.Failure;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/**
 * Settings as values: a JSON setting by its fields, the feature flag {@code beta} as {@code beta.enabled} and its other fields, a reference as the
 * secret that it refers to, anything else as its text.
 */
final class AppConfigurationMapping {
    private static final String FLAGS = ".appconfig.featureflag/";
    private static final String FLAG = "application/vnd.microsoft.appconfig.ff+json";
    private static final String REFERENCE = "application/vnd.microsoft.appconfig.keyvaultref+json";

    private AppConfigurationMapping() {}

    /** The key of a setting: its name with dots for colons and slashes; the case stays. */
    static String key(String name) {
        String below = name.startsWith("/") ? name.substring(1) : name;
        return below.replace(':', '.').replace('/', '.');
    }

    static boolean isReference(ConfigurationSetting setting) {
        return type(setting).equals(REFERENCE);
    }

    /** The address of the secret that a reference refers to. */
    static String secretId(ConfigurationSetting setting) {
        String id = setting instanceof SecretReferenceConfigurationSetting known
                ? known.getSecretId()
                : JsonValues.of("", text(setting))
                        .map(fields -> fields.get("uri"))
                        .orElse(null);
        if (id == null || id.isBlank()) {
            throw broken("the Key Vault reference " + origin(setting) + " names no secret.", "Write it anew.");
        }
        return id;
    }

    static SourceContent content(Collection<ConfigurationSetting> settings, Map<String, String> secrets) {
        List<SourceValue> values = new ArrayList<>();
        for (ConfigurationSetting setting : settings) {
            add(values, setting, secrets);
        }
        List<String> texts = new ArrayList<>();
        for (SourceValue value : values) {
            texts.add(value.origin());
            texts.add(value.key());
            texts.add(value.text());
        }
        return new SourceContent(Fingerprint.of(texts), values, List.of());
    }

    private static void add(List<SourceValue> values, ConfigurationSetting setting, Map<String, String> secrets) {
        String origin = origin(setting);
        if (isReference(setting)) {
            String secret = secrets.get(secretId(setting));
            values.add(new SourceValue(key(setting.getKey()), Objects.requireNonNull(secret), origin, true));
            return;
        }
        if (type(setting).equals(FLAG) && setting.getKey().startsWith(FLAGS)) {
            // not by key(): who named the flag meant no path
            String name = setting.getKey().substring(FLAGS.length());
            SortedMap<String, String> fields = JsonValues.of(name, text(setting))
                    .orElseThrow(() -> broken("the feature flag " + origin + " is no JSON.", "Write it anew."));
            fields.remove(name + ".id"); // the name again
            fields.values().removeIf(String::isEmpty); // lists without filters
            fields.forEach((key, text) -> values.add(new SourceValue(key, text, origin, false)));
            return;
        }
        String key = key(setting.getKey());
        Optional<SortedMap<String, String>> fields =
                isJson(type(setting)) ? JsonValues.of(key, text(setting)) : Optional.empty();
        fields.ifPresentOrElse(
                known -> known.forEach((name, text) -> values.add(new SourceValue(name, text, origin, false))),
                () -> values.add(new SourceValue(key, text(setting), origin, false)));
    }

    private static String text(ConfigurationSetting setting) {
        String text = setting.getValue();
        return text == null ? "" : text;
    }

    private static String origin(ConfigurationSetting setting) {
        @Nullable String label = setting.getLabel();
        return label == null || label.isEmpty() ? setting.getKey() : setting.getKey() + "@" + label;
    }

    private static String type(ConfigurationSetting setting) {
        String type = setting.getContentType();
        return type == null ? "" : type.split(";", 2)[0].strip().toLowerCase(Locale.ROOT);
    }

    private static boolean isJson(String type) {
        return type.equals("application/json") || (type.startsWith("application/") && type.endsWith("+json"));
    }

    private static DriverException broken(String reason, String advice) {
        return new DriverException(Failure.of(ErrorCode.CONFIGURATION, reason).advice(advice), null);
    }
}

package io.midplatform.azure.keyvault;

import com.azure.security.keyvault.secrets.models.KeyVaultSecret;
import io.midplatform.azure.json.JsonValues;
import io.midplatform.config.spi.Fingerprint;
import io.midplatform.config.spi.SourceContent;
import io.midplatform.config.spi.SourceValue;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;

/**
 * Secrets as values: a JSON object by its fields, anything else as one text. Whether a secret is JSON only reading it tells: a password may well
 * start with a brace.
 */
final class KeyVaultMapping {
    private KeyVaultMapping() {}

    static SourceContent content(Collection<KeyVaultSecret> secrets) {
        List<SourceValue> values = new ArrayList<>();
        List<String> texts = new ArrayList<>();
        for (KeyVaultSecret secret : secrets) {
            String text = text(secret);
            String version = secret.getProperties().getVersion();
            String origin = version == null ? secret.getName() : secret.getName() + "@" + version;
            String key = KeyVaultSettings.key(secret.getName());
            fields(key, text).entrySet().stream()
                    .map(field -> new SourceValue(field.getKey(), field.getValue(), origin, true))
                    .forEach(values::add);
            texts.add(secret.getName());
            texts.add(text);
        }
        return new SourceContent(Fingerprint.of(texts), values, List.of());
    }

    static String text(KeyVaultSecret secret) {
        String text = secret.getValue();
        return text == null ? "" : text;
    }

    private static Map<String, String> fields(String key, String text) {
        Optional<SortedMap<String, String>> fields =
                text.stripLeading().startsWith("{") ? JsonValues.of(key, text) : Optional.empty();
        return fields.isPresent() ? fields.get() : Map.of(key, text);
    }
}

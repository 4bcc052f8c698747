package io.midplatform.aws.secretsmanager;

import io.midplatform.config.spi.Fingerprint;
import io.midplatform.config.spi.SourceContent;
import io.midplatform.config.spi.SourceValue;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.protocols.jsoncore.JsonNode;
import software.amazon.awssdk.protocols.jsoncore.JsonNodeParser;
import software.amazon.awssdk.services.secretsmanager.model.SecretValueEntry;

/**
 * Secrets as values: a JSON object by its fields, anything else as one text. Whether a secret is JSON only reading it tells (a password may well
 * start with a brace), so it is read here, with the SDK's own parser, and not handed on as a document that may fail.
 */
final class SecretsManagerMapping {
    private SecretsManagerMapping() {}

    static SourceContent content(Collection<SecretValueEntry> secrets) {
        List<SourceValue> values = new ArrayList<>();
        List<String> texts = new ArrayList<>();
        for (SecretValueEntry secret : secrets) {
            String text = text(secret);
            String origin = secret.versionId() == null ? secret.name() : secret.name() + "@" + secret.versionId();
            add(values, SecretsManagerSettings.key(secret.name()), text, origin);
            texts.add(secret.name());
            texts.add(text);
        }
        return new SourceContent(Fingerprint.of(texts), values, List.of());
    }

    private static String text(SecretValueEntry secret) {
        return secret.secretString() != null
                ? secret.secretString()
                : Base64.getEncoder().encodeToString(secret.secretBinary().asByteArrayUnsafe());
    }

    private static void add(List<SourceValue> values, String key, String text, String origin) {
        if (text.stripLeading().startsWith("{")) {
            JsonNode node = parse(text);
            if (node != null && node.isObject()) {
                flatten(values, key, node, origin);
                return;
            }
        }
        values.add(new SourceValue(key, text, origin, true));
    }

    private static @Nullable JsonNode parse(String text) {
        try {
            // within a list, because the parser does not look at what follows a value
            List<JsonNode> all = JsonNodeParser.create().parse("[" + text + "]").asArray();
            return all.size() == 1 ? all.get(0) : null;
        } catch (UncheckedIOException notJson) {
            return null;
        }
    }

    private static void flatten(List<SourceValue> values, String key, JsonNode node, String origin) {
        if (node.isObject() && !node.asObject().isEmpty()) {
            for (Map.Entry<String, JsonNode> field : node.asObject().entrySet()) {
                flatten(values, key + "." + field.getKey(), field.getValue(), origin);
            }
        } else if (node.isArray() && !node.asArray().isEmpty()) {
            int index = 0;
            for (JsonNode element : node.asArray()) {
                flatten(values, key + "." + index++, element, origin);
            }
        } else if (!node.isNull()) {
            values.add(new SourceValue(key, scalar(node), origin, true));
        }
    }

    /** An empty object or list is an empty text, as in settings files. */
    private static String scalar(JsonNode node) {
        if (node.isObject() || node.isArray()) {
            return "";
        }
        return node.text();
    }
}

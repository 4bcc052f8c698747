package io.midplatform.codec.jackson;

import io.midplatform.spi.SettingsFormat.Entry;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.dataformat.yaml.YAMLParser;

/** Walks one document and writes down its values under dotted keys. */
final class Flattening {
    private static final Set<String> PLAIN_TAGS = Set.of("str", "int", "float", "bool", "null", "map", "seq");

    private final JsonParser parser;
    private final List<Entry> entries;

    Flattening(JsonParser parser, List<Entry> entries) {
        this.parser = parser;
        this.entries = entries;
    }

    void document() throws IOException {
        JsonToken first = parser.nextToken();
        if (first == JsonToken.START_OBJECT) {
            check();
            object("");
        } else if (first != null && first != JsonToken.VALUE_NULL) {
            throw at("expected keys with values, such as midplatform: {…}");
        }
        if (first != null && parser.nextToken() != null) {
            throw at("a second document follows; settings are one document");
        }
    }

    private void object(String path) throws IOException {
        Map<String, Integer> lines = new HashMap<>();
        while (parser.nextToken() != JsonToken.END_OBJECT) {
            String name = parser.currentName();
            int line = line();
            if (name == null || name.isBlank()) {
                throw at("a key is empty");
            }
            check();
            if (name.equals("<<") && parser instanceof YAMLParser) {
                throw at("merge keys (<<) are not supported; write the values out");
            }
            String key = path.isEmpty() ? name : path + "." + name;
            Integer before = lines.putIfAbsent(name, line);
            JsonToken token = parser.nextToken();
            if (before != null && token.isStructStart()) {
                // its leaves may differ from those of the first, so the section itself is told twice
                entries.add(new Entry(key, "", before));
                entries.add(new Entry(key, "", line));
            }
            value(key, token, line);
        }
        if (lines.isEmpty() && !path.isEmpty()) {
            entries.add(new Entry(path, "", line()));
        }
    }

    private void array(String path) throws IOException {
        int index = 0;
        for (JsonToken token = parser.nextToken(); token != JsonToken.END_ARRAY; token = parser.nextToken()) {
            value(path + "." + index++, token, line());
        }
        if (index == 0) {
            entries.add(new Entry(path, "", line()));
        }
    }

    private void value(String key, @Nullable JsonToken token, int line) throws IOException {
        check();
        if (token == null) {
            throw at("the document ends too early");
        }
        switch (token) {
            case START_OBJECT -> object(key);
            case START_ARRAY -> array(key);
            case VALUE_NULL -> entries.add(new Entry(key, "", line));
            case VALUE_STRING, VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT, VALUE_TRUE, VALUE_FALSE ->
                entries.add(new Entry(key, parser.getString(), line));
            default -> throw at("a value is of no kind that settings have");
        }
    }

    private void check() throws IOException {
        if (!(parser instanceof YAMLParser yaml)) {
            return;
        }
        if (yaml.isCurrentAlias() || yaml.getObjectId() != null) {
            throw at("anchors (&) and aliases (*) are not supported; write the values out");
        }
        String tag = yaml.getTypeId();
        if (tag != null && !PLAIN_TAGS.contains(tag.substring(tag.lastIndexOf(':') + 1))) {
            throw at("tags (!) are not supported");
        }
    }

    private int line() {
        return Math.max(1, parser.currentTokenLocation().getLineNr());
    }

    private IOException at(String reason) {
        return new IOException("line " + line() + ": " + reason);
    }
}

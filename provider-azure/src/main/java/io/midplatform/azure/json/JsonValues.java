package io.midplatform.azure.json;

import com.azure.json.JsonProviders;
import com.azure.json.JsonReader;
import com.azure.json.JsonToken;
import java.io.IOException;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A JSON text as the values of dotted keys. Numbers stay as they are written. What holds null has no value; an empty object or list is an empty
 * text, as in settings files.
 */
public final class JsonValues {
    /** What is nested deeper is no configuration; parsing it would need a stack without end. */
    private static final int DEEPEST = 64;

    private final SortedMap<String, String> values = new TreeMap<>();
    private final JsonReader reader;

    private JsonValues(JsonReader reader) {
        this.reader = reader;
    }

    /**
     * Reads a text.
     *
     * @param key the key of the text
     * @param text the text
     * @return its values under that key and below; empty when the text is not JSON as a whole
     */
    public static Optional<SortedMap<String, String>> of(String key, String text) {
        try (JsonReader reader = JsonProviders.createReader(text)) {
            JsonValues read = new JsonValues(reader);
            read.read(key, reader.nextToken(), 0);
            JsonToken after = reader.nextToken();
            return after == null || after == JsonToken.END_DOCUMENT ? Optional.of(read.values) : Optional.empty();
        } catch (IOException | IllegalStateException notJson) {
            return Optional.empty();
        }
    }

    private void read(String key, JsonToken token, int depth) throws IOException {
        if (token == null || depth > DEEPEST) {
            throw new IOException("not JSON, or nested too deep");
        }
        switch (token) {
            case START_OBJECT -> object(key, depth);
            case START_ARRAY -> array(key, depth);
            case STRING -> values.put(key, reader.getString());
            case NUMBER, BOOLEAN -> values.put(key, reader.getText());
            case NULL -> {}
            default -> throw new IOException("not JSON");
        }
    }

    private void object(String key, int depth) throws IOException {
        boolean isEmpty = true;
        while (reader.nextToken() == JsonToken.FIELD_NAME) {
            isEmpty = false;
            String name = reader.getFieldName();
            read(key.isEmpty() ? name : key + "." + name, reader.nextToken(), depth + 1);
        }
        end(key, isEmpty, JsonToken.END_OBJECT);
    }

    private void array(String key, int depth) throws IOException {
        int index = 0;
        for (JsonToken next = reader.nextToken(); next != JsonToken.END_ARRAY; next = reader.nextToken()) {
            read(key + "." + index++, next, depth + 1);
        }
        end(key, index == 0, JsonToken.END_ARRAY);
    }

    private void end(String key, boolean isEmpty, JsonToken expected) throws IOException {
        if (reader.currentToken() != expected) {
            throw new IOException("not JSON");
        }
        if (isEmpty) {
            values.put(key, "");
        }
    }
}

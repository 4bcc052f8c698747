package io.midplatform.codec.jackson;

import io.midplatform.spi.SettingsFormat;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.TokenStreamFactory;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.dataformat.yaml.YAMLFactory;

/**
 * Settings and configuration files in YAML 1.2 and JSON. One document of nested keys; anchors, aliases, merge keys, tags of one's own and
 * further documents are refused, since a settings file means what stands in it.
 */
public final class JacksonSettingsFormat implements SettingsFormat {
    private static final Pattern MARK = Pattern.compile("in reader, line (\\d{1,8}), column \\d+:");
    private static final int DEEPEST = 64;
    private static final StreamReadConstraints LIMITS =
            StreamReadConstraints.builder().maxNestingDepth(DEEPEST).build();

    private final TokenStreamFactory yaml =
            YAMLFactory.builder().streamReadConstraints(LIMITS).build();
    private final TokenStreamFactory json =
            JsonFactory.builder().streamReadConstraints(LIMITS).build();

    /** Makes the format. */
    public JacksonSettingsFormat() {}

    @Override
    public Set<String> extensions() {
        return Set.of("yaml", "yml", "json");
    }

    @Override
    public List<Entry> parse(String text) throws IOException {
        boolean isJson = text.stripLeading().startsWith("{");
        List<Entry> entries = new ArrayList<>();
        try (JsonParser parser = (isJson ? json : yaml).createParser(ObjectReadContext.empty(), text)) {
            new Flattening(parser, entries).document();
        } catch (JacksonException e) {
            throw refused(e, text, isJson);
        }
        return entries;
    }

    // the parser's message quotes the text, and with it perhaps a secret
    private static IOException refused(JacksonException e, String text, boolean isJson) {
        String message = String.valueOf(e.getOriginalMessage());
        int line = e.getLocation() == null ? 0 : Math.max(0, e.getLocation().getLineNr());
        Matcher mark = MARK.matcher(message);
        while (mark.find()) {
            line = Integer.parseInt(
                    mark.group(1)); // the last mark is the problem's, where Jackson's is the token before
        }
        String hint = "";
        if (message.contains("nesting depth")) {
            hint = ": it is nested deeper than " + DEEPEST + " levels";
        } else if (!isJson && message.contains("TAB")) {
            hint = ": a tab stands where only blanks may";
        } else if (!isJson && message.contains("mapping values are not allowed")) {
            hint = ": a colon stands where no key may be; put quotes around a value that has ': '";
        } else if (isJson && message.contains("end-of-input")) {
            hint = ": it ends too early";
        }
        boolean known = line > 0 && line <= text.lines().count() + 1;
        return new IOException((known ? "line " + line + ": " : "") + "not valid " + (isJson ? "JSON" : "YAML") + hint);
    }
}

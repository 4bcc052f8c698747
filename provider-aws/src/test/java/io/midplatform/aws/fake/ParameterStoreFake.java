package io.midplatform.aws.fake;

import com.sun.net.httpserver.HttpExchange;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** Our stand-in for Parameter Store: reading by path and by name, writing and deleting, over AWS JSON 1.1. Not verified against the service. */
public final class ParameterStoreFake extends WireFake {
    private static final int PAGE = 10;

    /** One version of a parameter. */
    private record Version(long number, String type, String value, Set<String> labels) {}

    private final Map<String, List<Version>> parameters = new TreeMap<>();

    public void put(String name, String value) {
        put(name, "String", value);
    }

    /** Writes a new version. */
    public synchronized void put(String name, String type, String value, String... labels) {
        List<Version> versions = parameters.computeIfAbsent(name, n -> new ArrayList<>());
        versions.forEach(version -> version.labels().removeAll(Set.of(labels)));
        versions.add(new Version(versions.size() + 1L, type, value, new HashSet<>(Set.of(labels))));
    }

    /** Replaces all parameters below a path by values of dotted keys. */
    public synchronized void replace(String path, Map<String, String> values) {
        Map<String, String> names = new TreeMap<>();
        values.forEach((key, value) -> names.put(path + "/" + key.replace('.', '/'), value));
        parameters.keySet().removeIf(name -> name.startsWith(path + "/") && !names.containsKey(name));
        names.forEach(this::put);
    }

    @Override
    public Map<String, String> settings() {
        Map<String, String> settings = super.settings();
        settings.put("midplatform.config.values.service", "parameter-store");
        settings.put("midplatform.config.values.path", "/acme");
        settings.put("midplatform.config.values.interval", "5s");
        return settings;
    }

    @Override
    String operation(HttpExchange exchange, JsonNode body) {
        return exchange.getRequestHeaders().getFirst("X-Amz-Target").replace("AmazonSSM.", "");
    }

    @Override
    protected Answer answer(Request request, HttpExchange exchange) {
        return switch (request.operation()) {
            case "GetParametersByPath" -> byPath(request.body());
            case "GetParameters" -> byName(request.body());
            case "PutParameter" -> write(request.body());
            case "DeleteParameters" -> delete(request.body());
            default -> failure(400, "UnknownOperationException", Map.of());
        };
    }

    private Answer byPath(JsonNode body) {
        String path = body.path("Path").asString("");
        String prefix = path.endsWith("/") ? path : path + "/";
        JsonNode label = body.path("ParameterFilters").path(0).path("Values").path(0);
        List<Map<String, Object>> found = new ArrayList<>();
        parameters.forEach((name, versions) -> {
            boolean recursive = body.path("Recursive").asBoolean(false);
            if (name.startsWith(prefix) && (recursive || name.indexOf('/', prefix.length()) < 0)) {
                Version version = chosen(versions, label);
                if (version != null) {
                    found.add(shown(name, version, body));
                }
            }
        });
        int from = Integer.parseInt(body.path("NextToken").asString("0"));
        int to = Math.min(from + Math.min(PAGE, body.path("MaxResults").asInt(PAGE)), found.size());
        Map<String, Object> answer = new HashMap<>();
        answer.put("Parameters", found.subList(Math.min(from, to), to));
        if (to < found.size()) {
            answer.put("NextToken", Integer.toString(to));
        }
        return Answer.json(answer);
    }

    private static @Nullable Version chosen(List<Version> versions, JsonNode label) {
        return versions.stream()
                .filter(version -> label.isMissingNode() || version.labels().contains(label.asString("")))
                .reduce((older, newer) -> newer)
                .orElse(null);
    }

    private Answer byName(JsonNode body) {
        List<Map<String, Object>> found = new ArrayList<>();
        List<String> invalid = new ArrayList<>();
        for (JsonNode node : body.path("Names")) {
            String[] parts = node.asString("").split(":", 2);
            parameters.getOrDefault(parts[0], List.of()).stream()
                    .filter(v -> parts.length == 1 || Long.toString(v.number()).equals(parts[1]))
                    .reduce((older, newer) -> newer)
                    .ifPresentOrElse(
                            version -> found.add(shown(parts[0], version, body)), () -> invalid.add(node.asString("")));
        }
        return Answer.json(Map.of("Parameters", found, "InvalidParameters", invalid));
    }

    private Answer write(JsonNode body) {
        String name = body.path("Name").asString("");
        if (parameters.containsKey(name) && !body.path("Overwrite").asBoolean(false)) {
            return failure(400, "ParameterAlreadyExists", Map.of());
        }
        put(name, body.path("Type").asString("String"), body.path("Value").asString(""));
        return Answer.json(Map.of("Version", parameters.get(name).size()));
    }

    private Answer delete(JsonNode body) {
        List<String> deleted = new ArrayList<>();
        for (JsonNode name : body.path("Names")) {
            if (parameters.remove(name.asString("")) != null) {
                deleted.add(name.asString(""));
            }
        }
        return Answer.json(Map.of("DeletedParameters", deleted));
    }

    private static Map<String, Object> shown(String name, Version version, JsonNode body) {
        boolean sealed = version.type().equals("SecureString")
                && !body.path("WithDecryption").asBoolean(false);
        String value = sealed ? "AQICAHencrypted" : version.value();
        return Map.of("Name", name, "Type", version.type(), "Value", value, "Version", version.number());
    }
}

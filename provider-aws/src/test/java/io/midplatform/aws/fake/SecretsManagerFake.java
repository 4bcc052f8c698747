package io.midplatform.aws.fake;

import com.sun.net.httpserver.HttpExchange;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** Our stand-in for Secrets Manager: reading one or many, making, rotating and deleting, over AWS JSON 1.1. Not verified against the service. */
public final class SecretsManagerFake extends WireFake {
    private record Version(String id, String member, String value) {}

    private final Map<String, List<Version>> secrets = new TreeMap<>();

    /** Rotates a secret: the last version is AWSCURRENT, the one before it AWSPREVIOUS. */
    public void put(String name, String value) {
        add(name, "SecretString", value);
    }

    public void putBinary(String name, byte[] value) {
        add(name, "SecretBinary", Base64.getEncoder().encodeToString(value));
    }

    private synchronized void add(String name, String member, String value) {
        List<Version> versions = secrets.computeIfAbsent(name, n -> new ArrayList<>());
        versions.add(new Version("version-" + (versions.size() + 1), member, value));
    }

    @Override
    public Map<String, String> settings() {
        Map<String, String> settings = super.settings();
        settings.put("midplatform.config.values.service", "secrets-manager");
        return settings;
    }

    @Override
    String operation(HttpExchange exchange, JsonNode body) {
        return exchange.getRequestHeaders().getFirst("X-Amz-Target").replace("secretsmanager.", "");
    }

    @Override
    protected Answer answer(Request request, HttpExchange exchange) {
        JsonNode body = request.body();
        return switch (request.operation()) {
            case "GetSecretValue" -> one(body);
            case "BatchGetSecretValue" -> batch(body);
            case "CreateSecret" -> create(body.path("Name").asString(""), body);
            case "PutSecretValue" -> rotate(body.path("SecretId").asString(""), body);
            case "DeleteSecret" -> delete(body.path("SecretId").asString(""));
            default -> failure(400, "UnknownOperationException", Map.of());
        };
    }

    private Answer create(String name, JsonNode body) {
        if (secrets.containsKey(name)) {
            return failure(400, "ResourceExistsException", Map.of());
        }
        put(name, body.path("SecretString").asString(""));
        return Answer.json(Map.of("Name", name));
    }

    private Answer rotate(String name, JsonNode body) {
        if (!secrets.containsKey(name)) {
            return failure(400, "ResourceNotFoundException", Map.of());
        }
        put(name, body.path("SecretString").asString(""));
        return Answer.json(Map.of("Name", name));
    }

    private Answer delete(String name) {
        return secrets.remove(name) == null
                ? failure(400, "ResourceNotFoundException", Map.of())
                : Answer.json(Map.of("Name", name));
    }

    private Answer one(JsonNode body) {
        String id = body.path("SecretId").asString("");
        Version version = chosen(id, body);
        return version == null ? failure(400, "ResourceNotFoundException", Map.of()) : Answer.json(shown(id, version));
    }

    private Answer batch(JsonNode body) {
        if (body.path("SecretIdList").size() > 20) {
            return failure(400, "ValidationException", Map.of());
        }
        List<Map<String, Object>> found = new ArrayList<>();
        List<Map<String, Object>> errors = new ArrayList<>();
        for (JsonNode node : body.path("SecretIdList")) {
            String id = node.asString("");
            Version version = chosen(id, JSON.createObjectNode());
            if (version == null) {
                errors.add(Map.of("SecretId", id, "ErrorCode", "ResourceNotFoundException", "Message", "fake"));
            } else {
                found.add(shown(id, version));
            }
        }
        return Answer.json(Map.of("SecretValues", found, "Errors", errors));
    }

    private @Nullable Version chosen(String id, JsonNode body) {
        List<Version> versions = secrets.getOrDefault(id, List.of());
        String wanted = body.path("VersionId").asString("");
        if (!wanted.isEmpty()) {
            return versions.stream()
                    .filter(v -> v.id().equals(wanted))
                    .findFirst()
                    .orElse(null);
        }
        int back = body.path("VersionStage").asString("AWSCURRENT").equals("AWSPREVIOUS") ? 2 : 1;
        return versions.size() < back ? null : versions.get(versions.size() - back);
    }

    private static Map<String, Object> shown(String name, Version version) {
        Map<String, Object> shown = new HashMap<>();
        shown.put("ARN", "arn:aws:secretsmanager:eu-west-1:123456789012:secret:" + name + "-AbCdEf");
        shown.put("Name", name);
        shown.put("VersionId", version.id());
        shown.put(version.member(), version.value());
        return shown;
    }
}

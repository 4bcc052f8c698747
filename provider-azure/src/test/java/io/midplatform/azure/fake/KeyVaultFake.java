package io.midplatform.azure.fake;

import com.azure.security.keyvault.secrets.implementation.KeyVaultCredentialPolicy;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import tools.jackson.databind.JsonNode;

/** Our stand-in for Key Vault's secrets: the challenge, versions, disabled secrets. Not verified against the service. */
public final class KeyVaultFake extends RestFake {
    private record Version(String id, String value) {}

    private final Map<String, List<Version>> secrets = new HashMap<>();
    private final Set<String> disabled = new HashSet<>();
    private volatile String resource = "https://vault.azure.net";

    public KeyVaultFake() {
        super(true);
        KeyVaultCredentialPolicy
                .clearCache(); // of challenges by host and port, and an earlier stand-in may have had this one
    }

    /** The resource that the challenge asks a token of. */
    public void resource(String other) {
        resource = other;
    }

    /** Makes a secret, or a new version; gives the version's id. */
    public synchronized String put(String name, String value) {
        String id = UUID.randomUUID().toString().replace("-", "");
        secrets.computeIfAbsent(name.toLowerCase(Locale.ROOT), n -> new ArrayList<>())
                .add(new Version(id, value));
        return id;
    }

    public synchronized void disable(String name) {
        disabled.add(name);
    }

    public String id(String name) {
        return endpoint() + "/secrets/" + name;
    }

    /** The settings of a source 'values' on this server; credentials come from elsewhere. */
    public Map<String, String> settings() {
        Map<String, String> settings = new HashMap<>();
        settings.put("midplatform.config.values.service", "key-vault");
        settings.put("midplatform.config.values.endpoint", endpoint().toString());
        settings.put("midplatform.config.values.trusted-hosts", "127.0.0.1");
        settings.put("midplatform.config.values.retry.backoff", "0s");
        settings.put("midplatform.config.values.retry.max-backoff", "0s");
        return settings;
    }

    @Override
    Answer answer(Request request) {
        if (!EntraFake.isToken(request, "vault.azure.net")) {
            return new Answer(
                    401,
                    Map.of(
                            "WWW-Authenticate",
                            "Bearer authorization=\"https://login.microsoftonline.com/" + EntraFake.TENANT
                                    + "\", resource=\"" + resource + "\""),
                    failure("Unauthorized"));
        }
        String[] path = request.uri().getPath().split("/", -1);
        String name = path[2];
        if (request.method().equals("PUT")) {
            JsonNode body = JSON.readTree(request.body());
            String id = put(name, body.path("value").asString(""));
            return Answer.json(shown(name, new Version(id, body.path("value").asString(""))));
        }
        String version = path.length > 3 ? path[3] : "";
        List<Version> versions = secrets.getOrDefault(name.toLowerCase(Locale.ROOT), List.of());
        Version found = versions.stream()
                .filter(known -> version.isEmpty() || known.id().equals(version))
                .reduce((older, newer) -> newer)
                .orElse(null);
        if (found == null) {
            return new Answer(404, Map.of(), failure("SecretNotFound"));
        }
        return disabled.contains(name)
                ? new Answer(403, Map.of(), failure("Forbidden"))
                : Answer.json(shown(name, found));
    }

    private static String failure(String code) {
        return JSON.writeValueAsString(Map.of("error", Map.of("code", code, "message", "fake: " + code)));
    }

    private Map<String, Object> shown(String name, Version version) {
        return Map.of(
                "value",
                version.value(),
                "id",
                id(name) + "/" + version.id(),
                "attributes",
                Map.of("enabled", true, "created", 1_700_000_000, "updated", 1_700_000_000));
    }
}

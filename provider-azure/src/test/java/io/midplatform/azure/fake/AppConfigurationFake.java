package io.midplatform.azure.fake;

import io.midplatform.testkit.Planted;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import tools.jackson.databind.JsonNode;

/**
 * Our stand-in for App Configuration: key-values by filter, label and snapshot, in pages with ETags; signatures are checked, tokens by their issuer.
 * Not verified against the service.
 */
public final class AppConfigurationFake extends RestFake {
    private static final String ID = "fake-id";
    private static final String REFERENCE = "application/vnd.microsoft.appconfig.keyvaultref+json;charset=utf-8";
    private static final String FLAG = "application/vnd.microsoft.appconfig.ff+json;charset=utf-8";

    private record Entry(String key, String label, String value, String type, String etag) {
        Map<String, Object> shown() {
            Map<String, Object> shown = new LinkedHashMap<>();
            shown.put("etag", etag);
            shown.put("key", key);
            shown.put("label", label);
            shown.put("content_type", type);
            shown.put("value", value);
            shown.put("tags", Map.of());
            shown.put("locked", false);
            shown.put("last_modified", "2026-11-25T08:09:10+00:00");
            return shown;
        }
    }

    private final Map<String, Entry> entries = new TreeMap<>();
    private final Map<String, List<Entry>> snapshots = new HashMap<>();
    private int pageSize = 100;

    public AppConfigurationFake() {
        this(false);
    }

    public AppConfigurationFake(boolean tls) {
        super(tls);
    }

    /** How many settings a page holds; the service's are 100. */
    public synchronized void pages(int size) {
        pageSize = size;
    }

    public void put(String key, String value) {
        put(key, null, value, null);
    }

    public synchronized void put(String key, String label, String value, String type) {
        entries.put(
                key + "\0" + label,
                new Entry(key, label, value, type, UUID.randomUUID().toString()));
    }

    public void refer(String key, String secretId) {
        put(key, null, JSON.writeValueAsString(Map.of("uri", secretId)), REFERENCE);
    }

    /** A feature flag by its JSON. */
    public void flag(String name, String json) {
        put(".appconfig.featureflag/" + name, null, json, FLAG);
    }

    public synchronized void remove(String key) {
        entries.keySet().removeIf(known -> known.startsWith(key + "\0"));
    }

    /** Makes a snapshot of all that is there. */
    public synchronized void snapshot(String name) {
        snapshots.put(name, List.copyOf(entries.values()));
    }

    public String connectionString() {
        return "Endpoint=" + endpoint() + ";Id=" + ID + ";Secret=" + secret();
    }

    private static String secret() {
        return Base64.getEncoder().encodeToString(Planted.SECRET.getBytes(StandardCharsets.UTF_8));
    }

    /** The settings of a source 'values' on this server. */
    public Map<String, String> settings() {
        Map<String, String> settings = new HashMap<>();
        settings.put("midplatform.provider", "azure");
        settings.put("midplatform.providers.azure.credentials.connection-string", connectionString());
        settings.put("midplatform.config.values.service", "app-configuration");
        settings.put("midplatform.config.values.retry.backoff", "0s");
        settings.put("midplatform.config.values.retry.max-backoff", "0s");
        return settings;
    }

    @Override
    Answer answer(Request request) {
        if (!isSigned(request) && !EntraFake.isToken(request, "appconfig.azure.com")) {
            return new Answer(401, Map.of("WWW-Authenticate", "HMAC-SHA256, Bearer"), "");
        }
        String path = request.uri().getPath();
        if (path.equals("/kv") && request.method().equals("GET")) {
            return list(request);
        }
        String key = path.replaceFirst("^/kv/", "");
        String label = request.query().get("label");
        return switch (request.method()) {
            case "PUT" -> {
                JsonNode body = JSON.readTree(request.body());
                put(
                        key,
                        label,
                        body.path("value").asString(""),
                        body.path("content_type").asString(null));
                yield Answer.json(entries.get(key + "\0" + label).shown());
            }
            case "DELETE" -> {
                Entry gone = entries.remove(key + "\0" + label);
                yield gone == null ? new Answer(204, Map.of(), "") : Answer.json(gone.shown());
            }
            default -> new Answer(404, Map.of(), "");
        };
    }

    private Answer list(Request request) {
        List<Entry> found = new ArrayList<>();
        String snapshot = request.query().get("snapshot");
        if (snapshot != null) {
            if (!snapshots.containsKey(snapshot)) {
                return new Answer(404, Map.of(), "");
            }
            found.addAll(snapshots.get(snapshot));
        } else {
            String keys = request.query().getOrDefault("key", "*");
            String labels = request.query().getOrDefault("label", "*");
            if (keys.matches(".*(?<!\\\\),.*") && keys.matches(".*(?<!\\\\)\\*$")) {
                return new Answer(400, Map.of(), ""); // names, or one beginning
            }
            entries.values().stream()
                    .filter(entry -> matches(keys, entry.key()))
                    .filter(entry -> matches(labels, entry.label() == null ? "\0" : entry.label()))
                    .forEach(found::add);
        }
        String after = request.query().getOrDefault("after", "");
        found.removeIf(entry -> entry.key().compareTo(after) <= 0);
        boolean more = found.size() > pageSize;
        List<Entry> page = more ? found.subList(0, pageSize) : found;
        Map<String, String> headers = new HashMap<>();
        headers.put("Content-Type", "application/vnd.microsoft.appconfig.kvset+json; charset=utf-8");
        headers.put("ETag", "\"" + hash(page.toString()) + "\"");
        if (more) {
            String next = "/kv?" + request.uri().getRawQuery().replaceAll("&after=[^&]*", "") + "&after="
                    + URLEncoder.encode(page.get(page.size() - 1).key(), StandardCharsets.UTF_8);
            headers.put("Link", "<" + next + ">; rel=\"next\"");
        }
        if (headers.get("ETag").equals(request.headers().getFirst("If-None-Match"))) {
            return new Answer(304, headers, "");
        }
        Map<String, Object> body = new HashMap<>();
        body.put("items", page.stream().map(Entry::shown).toList());
        if (more) {
            body.put("@nextLink", headers.get("Link").replaceAll("^<|>;.*", ""));
        }
        return new Answer(200, headers, JSON.writeValueAsString(body));
    }

    /** Names and beginnings with an asterisk, commas between, a backslash before what is meant literally. */
    private static boolean matches(String filter, String text) {
        for (String part : filter.split("(?<!\\\\),", -1)) {
            boolean begins = part.endsWith("*") && !part.endsWith("\\*");
            String name = (begins ? part.substring(0, part.length() - 1) : part).replaceAll("\\\\(.)", "$1");
            if (begins ? text.startsWith(name) : text.equals(name)) {
                return true;
            }
        }
        return false;
    }

    private static String hash(String text) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return Base64.getUrlEncoder().withoutPadding().encodeToString(hash);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /** As it is signed: a proxy is given the whole address. */
    private static String target(URI uri) {
        return uri.getRawPath() + (uri.getRawQuery() == null ? "" : "?" + uri.getRawQuery());
    }

    /** "Authentication with HMAC" of the service's REST reference. */
    private static boolean isSigned(Request request) {
        String authorization = request.header("Authorization");
        if (!authorization.startsWith("HMAC-SHA256 ")) {
            return false;
        }
        Map<String, String> parts = new HashMap<>();
        for (String part : authorization.substring("HMAC-SHA256 ".length()).split("&", -1)) {
            String[] pair = part.strip().split("=", 2);
            parts.put(pair[0], pair[1]);
        }
        List<String> values = new ArrayList<>();
        for (String header : parts.get("SignedHeaders").split(";", -1)) {
            String value = request.header(header);
            values.add(header.equalsIgnoreCase("host") ? value.replaceFirst(":\\d+$", "") : value);
        }
        String toSign = request.method() + "\n" + target(request.uri()) + "\n" + String.join(";", values);
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(Base64.getDecoder().decode(secret()), "HmacSHA256"));
            String signature = Base64.getEncoder().encodeToString(mac.doFinal(toSign.getBytes(StandardCharsets.UTF_8)));
            return Set.of(ID).contains(parts.get("Credential")) && signature.equals(parts.get("Signature"));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }
}

package io.midplatform.azure.fake;

import io.midplatform.testkit.Planted;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import tools.jackson.databind.JsonNode;

/**
 * Our stand-in for Entra ID's token endpoint, and for those of managed identities on App Service and on virtual machines: tokens for a client's secret, for a signed
 * assertion, or for the machine. Assertions' signatures are not checked. Not verified against the service.
 */
public final class EntraFake extends RestFake {
    public static final String TENANT = "11111111-2222-3333-4444-555555555555";
    public static final String CLIENT = "66666666-7777-8888-9999-000000000000";
    public static final String OBJECT = "aaaaaaaa-bbbb-cccc-dddd-eeeeeeeeeeee";
    public static final String WRONG_ASSERTION = "wrong.federated.token";
    public static final String IDENTITY_HEADER = "identity-header";

    private volatile long life = 3600;
    private long issued;
    private final List<String> tokens = new CopyOnWriteArrayList<>();
    private volatile Consumer<String> issuing = token -> {};

    public EntraFake() {
        this(true);
    }

    public EntraFake(boolean tls) {
        super(tls);
    }

    /** How long tokens live. */
    public void live(long seconds) {
        life = seconds;
    }

    /** Lets something be done with each token before it is given out. */
    public void onToken(Consumer<String> action) {
        issuing = action;
    }

    /** The tokens so far. */
    public List<String> tokens() {
        return List.copyOf(tokens);
    }

    /** The settings of the credentials of instance {@code azure}, with a client's secret. */
    public Map<String, String> settings() {
        Map<String, String> settings = new HashMap<>();
        String instance = "midplatform.providers.azure.";
        settings.put("midplatform.provider", "azure");
        settings.put(instance + "credentials.authority-host", endpoint().toString());
        settings.put(instance + "credentials.tenant-id", TENANT);
        settings.put(instance + "credentials.client-id", CLIENT);
        settings.put(instance + "credentials.client-secret", Planted.SECRET);
        settings.put(instance + "http.tls-ca", CERTIFICATE.certificate().toString());
        return settings;
    }

    @Override
    Answer answer(Request request) {
        if (request.uri().getPath().equals("/" + TENANT + "/oauth2/v2.0/token")) {
            Map<String, String> form = form(request.body());
            boolean known = form.getOrDefault("client_id", "").equals(CLIENT)
                    && (form.getOrDefault("client_secret", "").equals(Planted.SECRET)
                            || !form.getOrDefault("client_assertion", WRONG_ASSERTION)
                                    .equals(WRONG_ASSERTION));
            return known ? correlated(request, token(form.get("scope").replaceAll("/\\.default.*", ""))) : refused();
        }
        if (request.uri().getPath().equals("/metadata/identity/oauth2/token")) {
            boolean known = request.header("Metadata").equals("true")
                    && request.query().getOrDefault("client_id", CLIENT).equals(CLIENT);
            return known
                    ? token(request.query().get("resource"))
                    : new Answer(
                            400,
                            Map.of(),
                            "{\"error\": \"invalid_request\", \"error_description\": \"Identity not found\"}");
        }
        if (request.uri().getPath().equals("/msi/token")) {
            return request.header("X-IDENTITY-HEADER").equals(IDENTITY_HEADER)
                    ? token(request.query().get("resource"))
                    : new Answer(401, Map.of(), "{\"statusCode\": 401, \"message\": \"no\"}");
        }
        return new Answer(404, Map.of(), "{\"error\": \"invalid_request\", \"error_description\": \"no such path\"}");
    }

    private static Answer correlated(Request request, Answer answer) {
        return new Answer(
                answer.status(), Map.of("client-request-id", request.header("client-request-id")), answer.body());
    }

    private static Answer refused() {
        return new Answer(
                401,
                Map.of(),
                "{\"error\": \"invalid_client\", \"error_codes\": [7000215], \"error_description\":"
                        + " \"AADSTS7000215: Invalid client secret provided.\"}");
    }

    private synchronized Answer token(String audience) {
        long end = Instant.now().getEpochSecond() + life;
        String claims = JSON.writeValueAsString(
                Map.of("aud", audience, "oid", OBJECT, "exp", end, "jti", Long.toString(issued++)));
        Map<String, Object> body = new HashMap<>();
        body.put("token_type", "Bearer");
        body.put("expires_in", life);
        body.put("expires_on", Long.toString(end));
        body.put("resource", audience);
        String token =
                encoded("{\"alg\":\"none\"}") + "." + encoded(claims) + "." + Planted.SECRET; // so that none is shown
        tokens.add(token);
        issuing.accept(token);
        body.put("access_token", token);
        return Answer.json(body);
    }

    private static String encoded(String text) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    /** Whether a request has one of these tokens, for a resource of this domain. */
    static boolean isToken(Request request, String domain) {
        return isToken(request.header("Authorization"), domain);
    }

    static boolean isToken(String authorization, String domain) {
        return end(authorization.replaceFirst("(?i)^bearer ", ""), domain).isAfter(Instant.now());
    }

    /** When a token ends; long ago for one that is not of here, or for another domain. */
    static Instant end(String token, String domain) {
        String[] parts = token.split("\\.", -1);
        if (parts.length != 3 || !parts[2].equals(Planted.SECRET)) {
            return Instant.EPOCH;
        }
        JsonNode claims = JSON.readTree(Base64.getUrlDecoder().decode(parts[1]));
        boolean here = claims.path("aud").asString("").contains(domain);
        return here ? Instant.ofEpochSecond(claims.path("exp").asLong(0)) : Instant.EPOCH;
    }
}

package io.midplatform.aws.fake;

import com.sun.net.httpserver.HttpExchange;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * Our stand-in for AppConfig's data plane: sessions, tokens for one use that expire after a day, intervals that may not be undercut, empty answers
 * while nothing has changed. REST-JSON. Not verified against the service.
 */
public final class AppConfigFake extends WireFake {
    private static final int USUAL_SECONDS = 60;
    private static final Duration TOKEN_LIFE = Duration.ofHours(24);

    /** What the holder of a token has seen, and when it may ask. */
    private record Session(int seconds, long seen, Instant from, Instant until) {}

    private final InstantSource time;
    private final Map<String, Session> tokens = new HashMap<>();
    private long tokenCount;
    private long version;
    private String contentType = "";
    private @Nullable String document;

    public AppConfigFake(InstantSource time) {
        this.time = time;
    }

    /** Deploys a document. */
    public synchronized void deploy(String type, String text) {
        version++;
        contentType = type;
        document = text;
    }

    @Override
    public Map<String, String> settings() {
        Map<String, String> settings = super.settings();
        settings.put("midplatform.config.values.service", "app-config");
        settings.put("midplatform.config.values.application", "acme");
        settings.put("midplatform.config.values.environment", "prod");
        settings.put("midplatform.config.values.profile", "main");
        return settings;
    }

    @Override
    String operation(HttpExchange exchange, JsonNode body) {
        return exchange.getRequestURI().getPath().equals("/configurationsessions")
                ? "StartConfigurationSession"
                : "GetLatestConfiguration";
    }

    @Override
    protected Answer answer(Request request, HttpExchange exchange) {
        if (request.operation().equals("StartConfigurationSession")) {
            return start(request.body());
        }
        String query = exchange.getRequestURI().getQuery();
        return latest(query.substring(query.indexOf('=') + 1));
    }

    private Answer start(JsonNode body) {
        if (document == null || !body.path("ApplicationIdentifier").asString("").equals("acme")) {
            return failure(404, "ResourceNotFoundException", Map.of("ResourceType", "Application"));
        }
        int seconds = body.path("RequiredMinimumPollIntervalInSeconds").asInt(USUAL_SECONDS);
        String token =
                token(new Session(seconds, 0, time.instant(), time.instant().plus(TOKEN_LIFE)));
        return new Answer(201, Map.of(), JSON.writeValueAsString(Map.of("InitialConfigurationToken", token)));
    }

    private String token(Session session) {
        String token = "token-" + ++tokenCount;
        tokens.put(token, session);
        return token;
    }

    private Answer latest(String token) {
        Session session = tokens.get(token);
        Instant now = time.instant();
        if (session == null) {
            return wrong("Corrupted");
        }
        if (now.isAfter(session.until())) {
            return wrong("Expired");
        }
        if (now.isBefore(session.from())) {
            return wrong("PollIntervalNotSatisfied");
        }
        tokens.remove(token);
        Session next =
                new Session(session.seconds(), version, now.plusSeconds(session.seconds()), now.plus(TOKEN_LIFE));
        Map<String, String> headers = new HashMap<>();
        headers.put("Next-Poll-Configuration-Token", token(next));
        headers.put("Next-Poll-Interval-In-Seconds", Integer.toString(session.seconds()));
        headers.put("Content-Type", contentType);
        boolean news = session.seen() < version;
        if (news) {
            headers.put("Version-Label", "v" + version);
        }
        String text = news && document != null ? document : "";
        return new Answer(200, headers, text);
    }

    private static Answer wrong(String problem) {
        Map<String, Object> details =
                Map.of("InvalidParameters", Map.of("ConfigurationToken", Map.of("Problem", problem)));
        return failure(400, "BadRequestException", Map.of("Reason", "InvalidParameters", "Details", details));
    }
}

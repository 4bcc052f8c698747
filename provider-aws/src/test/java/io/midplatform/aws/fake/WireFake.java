package io.midplatform.aws.fake;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import io.midplatform.cloudtests.ServiceFake;
import io.midplatform.testkit.Planted;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;

/**
 * The HTTP side of our stand-ins for AWS services. They are ours, written from the request and response shapes that AWS documents, and have never
 * been compared with the service: what passes on them is not verified against AWS. They check no signatures and no permissions.
 */
public abstract class WireFake extends ServiceFake<WireFake.Request> {
    /** A request as it came in: an operation, its JSON, its headers, and the client's port, which tells connections apart. */
    public record Request(String operation, JsonNode body, Headers headers, int connection) implements Asked {
        /** The id of the access key that signed it, empty for an unsigned one. */
        public String signer() {
            Matcher credential = CREDENTIAL.matcher(String.valueOf(headers.getFirst("Authorization")));
            return credential.find() ? credential.group(1) : "";
        }
    }

    private static final Pattern CREDENTIAL = Pattern.compile("Credential=([^/]+)/");

    WireFake() {
        super(null, Map.of("Content-Type", "application/x-amz-json-1.1", "x-amzn-RequestId", "fake-request"));
    }

    /** The name of the operation that a request asks for. */
    abstract String operation(HttpExchange exchange, JsonNode body);

    /** The body as JSON. */
    JsonNode parsed(HttpExchange exchange, String body) {
        return body.isEmpty() ? JSON.createObjectNode() : JSON.readTree(body);
    }

    @Override
    protected final Request request(HttpExchange exchange, String body) {
        JsonNode parsed = parsed(exchange, body);
        return new Request(
                operation(exchange, parsed),
                parsed,
                exchange.getRequestHeaders(),
                exchange.getRemoteAddress().getPort());
    }

    /** The settings of a source 'values' on this server. */
    public Map<String, String> settings() {
        Map<String, String> settings = new HashMap<>();
        settings.put("midplatform.provider", "aws");
        settings.put("midplatform.providers.aws.region", "eu-west-1");
        settings.put("midplatform.providers.aws.endpoint", endpoint().toString());
        settings.put("midplatform.providers.aws.credentials.access-key-id", "any");
        settings.put("midplatform.providers.aws.credentials.secret-access-key", Planted.SECRET);
        settings.put("midplatform.config.values.retry.backoff", "0s");
        return settings;
    }

    /** A failure as the AWS JSON protocols tell it. */
    static Answer failure(int status, String code, Map<String, Object> members) {
        Map<String, Object> body = new HashMap<>(members);
        body.put("__type", code);
        body.put("message", "fake: " + code);
        return new Answer(status, Map.of("x-amzn-ErrorType", code), JSON.writeValueAsString(body));
    }

    /** An error answer. */
    public static Reply error(int status, String code) {
        return failure(status, code, Map.of()).reply();
    }
}

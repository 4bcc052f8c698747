package io.midplatform.aws.fake;

import com.sun.net.httpserver.HttpExchange;
import io.midplatform.testkit.Planted;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Our stand-in for an account: STS, and as much of S3, SQS and Parameter Store as it takes to see who asks and over which connection. Not verified
 * against AWS.
 */
public final class AccountFake extends WireFake {
    private static final String FORM = "application/x-www-form-urlencoded";

    private final Map<String, String> parameters = new HashMap<>();
    private Duration life = Duration.ofHours(1);
    private int roles;

    /** Writes a SecureString. */
    public synchronized void put(String name, String value) {
        parameters.put(name, value);
    }

    /** How long the credentials of a role are good for, from now on. */
    public synchronized void life(Duration duration) {
        life = duration;
    }

    /** The settings of a source 'values' in Parameter Store and, for what else is asked for, the same address. */
    @Override
    public Map<String, String> settings() {
        Map<String, String> settings = super.settings();
        settings.put("midplatform.providers.aws.path-style", "true");
        settings.put("midplatform.config.values.service", "parameter-store");
        settings.put("midplatform.config.values.path", "/acme");
        settings.put("midplatform.config.values.interval", "60s");
        return settings;
    }

    @Override
    JsonNode parsed(HttpExchange exchange, String body) {
        String type = String.valueOf(exchange.getRequestHeaders().getFirst("Content-Type"));
        if (!type.startsWith(FORM)) {
            return type.startsWith("application/x-amz-json") ? super.parsed(exchange, body) : JSON.createObjectNode();
        }
        ObjectNode form = JSON.createObjectNode();
        for (String pair : body.split("&", -1)) {
            String[] parts = pair.split("=", 2);
            form.put(parts[0], URLDecoder.decode(parts[1], StandardCharsets.UTF_8));
        }
        return form;
    }

    @Override
    String operation(HttpExchange exchange, JsonNode body) {
        String target = exchange.getRequestHeaders().getFirst("X-Amz-Target");
        if (target != null) {
            return target.substring(target.indexOf('.') + 1);
        }
        if (body.has("Action")) {
            return body.path("Action").asString("");
        }
        boolean key = exchange.getRequestURI().getPath().indexOf('/', 1) > 0;
        return exchange.getRequestMethod() + (key ? " object" : " bucket");
    }

    @Override
    protected Answer answer(Request request, HttpExchange exchange) {
        return switch (request.operation()) {
            case "AssumeRole", "AssumeRoleWithWebIdentity" -> role(request.operation());
            case "GetParametersByPath" -> byPath();
            case "GetQueueUrl" -> Answer.json(Map.of("QueueUrl", endpoint() + "/123456789012/jobs"));
            case "GetQueueAttributes" -> Answer.json(Map.of("Attributes", Map.of("ApproximateNumberOfMessages", "0")));
            case "HEAD bucket" -> new Answer(200, Map.of(), "");
            case "HEAD object" -> new Answer(404, Map.of(), "");
            default -> failure(400, "UnknownOperationException", Map.of());
        };
    }

    private Answer byPath() {
        return Answer.json(Map.of(
                "Parameters",
                parameters.entrySet().stream()
                        .map(e -> Map.of("Name", e.getKey(), "Type", "SecureString", "Value", e.getValue()))
                        .toList()));
    }

    /** Credentials {@code ROLE1}, {@code ROLE2}, and so on. */
    private Answer role(String operation) {
        String id = "ROLE" + ++roles;
        String xml = "<%1$sResponse xmlns=\"https://sts.amazonaws.com/doc/2011-06-15/\"><%1$sResult><AssumedRoleUser>"
                + "<AssumedRoleId>AROA:midplatform</AssumedRoleId><Arn>arn:aws:sts::123456789012:assumed-role/x/y</Arn>"
                + "</AssumedRoleUser><Credentials><AccessKeyId>%2$s</AccessKeyId><SecretAccessKey>" + Planted.SECRET
                + "</SecretAccessKey><SessionToken>" + Planted.SECRET
                + "-of-%2$s</SessionToken><Expiration>%3$s</Expiration></Credentials>"
                + "</%1$sResult><ResponseMetadata><RequestId>fake-request</RequestId></ResponseMetadata></%1$sResponse>";
        return new Answer(
                200,
                Map.of("Content-Type", "text/xml"),
                xml.formatted(operation, id, Instant.now().plus(life)));
    }

    /** STS refuses, as the AWS query protocol tells it. */
    public static Reply refusal(int status, String code) {
        String xml = "<ErrorResponse><Error><Type>Sender</Type><Code>" + code + "</Code><Message>fake: " + code
                + "</Message></Error><RequestId>fake-request</RequestId></ErrorResponse>";
        return status(status, Map.of("Content-Type", "text/xml"), xml);
    }
}

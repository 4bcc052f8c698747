package io.midplatform.azure.fake;

import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Which tokens {@code $cbs} takes: shared access signatures of a known key for the audience that they are put for, and Entra ID's. By "Service Bus
 * access control with Shared Access Signatures". Guarded by the fake.
 */
final class BusTokens {
    static final String SAS = "servicebus.windows.net:sastoken";
    static final String BEARER = "jwt";

    /** Part of the audience of Entra ID's tokens for the service. */
    static final String DOMAIN = "servicebus.azure.net";

    private static final String BEGINNING = "SharedAccessSignature ";

    /** The keys by their names. */
    private final Map<String, String> keys = new HashMap<>();

    void key(String name, String key) {
        keys.put(name, key);
    }

    /** Until when a token that somebody puts for an audience is good. */
    Instant check(String type, String audience, String token) {
        Instant end = switch (type) {
            case SAS -> signature(audience, token);
            case BEARER -> EntraFake.end(token, DOMAIN);
            default -> throw refused("InvalidTokenType: The token type '" + type + "' is not supported.");
        };
        if (!end.isAfter(Instant.now())) {
            throw refused("ExpiredToken: The token is expired. Expiration time: '" + end + "'.");
        }
        return end;
    }

    private Instant signature(String audience, String token) {
        if (!token.startsWith(BEGINNING)) {
            throw refused("MalformedToken: The token is malformed.");
        }
        Map<String, String> fields = new HashMap<>();
        for (String field : token.substring(BEGINNING.length()).split("&", -1)) {
            String[] parts = field.split("=", 2);
            fields.put(parts[0], parts.length < 2 ? "" : parts[1]);
        }
        String resource = fields.getOrDefault("sr", "");
        String end = fields.getOrDefault("se", "");
        String key = keys.get(decoded(fields.getOrDefault("skn", "")));
        if (key == null || !isSigned(resource + "\n" + end, key, decoded(fields.getOrDefault("sig", "")))) {
            throw refused("InvalidSignature: The token has an invalid signature.");
        }
        if (!audience.startsWith(decoded(resource))) {
            throw refused("InvalidAudience: The authorization header contains a token for another resource.");
        }
        return Instant.ofEpochSecond(Long.parseLong(end));
    }

    /** A signature of a key for what begins so, until a moment. */
    static String sign(String name, String key, String resource, Instant end) {
        String encoded = encoded(resource);
        String signature = Base64.getEncoder().encodeToString(mac(encoded + "\n" + end.getEpochSecond(), key));
        return BEGINNING + "sr=" + encoded + "&sig=" + encoded(signature) + "&se=" + end.getEpochSecond() + "&skn="
                + encoded(name);
    }

    private static boolean isSigned(String text, String key, String signature) {
        try {
            return MessageDigest.isEqual(mac(text, key), Base64.getDecoder().decode(signature));
        } catch (IllegalArgumentException e) {
            return false; // no Base64
        }
    }

    private static byte[] mac(String text, String key) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(key.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
            return mac.doFinal(text.getBytes(StandardCharsets.UTF_8));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    private static String decoded(String text) {
        return URLDecoder.decode(text, StandardCharsets.UTF_8);
    }

    static BusFailure refused(String why) {
        return new BusFailure("amqp:unauthorized-access", why);
    }
}

package io.midplatform.aws.fake;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.HexFormat;
import java.util.TreeMap;
import tools.jackson.databind.JsonNode;

/** The MD5 of bodies and attributes, which the SDK compares: the SQS developer guide, "Calculating the MD5 message digest for message attributes". */
final class SqsChecksum {
    private static final int TEXT = 1;
    private static final int BINARY = 2;

    private SqsChecksum() {}

    static String of(String body) {
        return md5(utf8(body));
    }

    static String of(JsonNode attributes) {
        TreeMap<String, JsonNode> sorted = new TreeMap<>();
        attributes.properties().forEach(attribute -> sorted.put(attribute.getKey(), attribute.getValue()));
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        sorted.forEach((name, attribute) -> {
            put(out, utf8(name));
            put(out, utf8(attribute.path("DataType").asString("")));
            boolean binary = attribute.has("BinaryValue");
            out.write(binary ? BINARY : TEXT);
            put(
                    out,
                    binary
                            ? Base64.getDecoder()
                                    .decode(attribute.path("BinaryValue").asString(""))
                            : utf8(attribute.path("StringValue").asString("")));
        });
        return md5(out.toByteArray());
    }

    private static void put(ByteArrayOutputStream out, byte[] bytes) {
        out.writeBytes(ByteBuffer.allocate(4).putInt(bytes.length).array());
        out.writeBytes(bytes);
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static String md5(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("MD5").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}

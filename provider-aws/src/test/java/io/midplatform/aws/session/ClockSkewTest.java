package io.midplatform.aws.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.midplatform.cloudtests.OneSource;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.core.SdkGlobalTime;

/** A service whose clock is an hour ahead of this machine's, and which therefore refuses what is signed by this one. */
class ClockSkewTest {
    private static final Duration AHEAD = Duration.ofHours(1);
    private static final DateTimeFormatter SIGNED =
            DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'").withZone(ZoneOffset.UTC);

    /** Answers requests, one connection after the other, until the first that is accepted; returns when each was signed. */
    private static List<Instant> serve(ServerSocket server) throws IOException {
        List<Instant> signed = new ArrayList<>();
        while (true) {
            try (Socket socket = server.accept()) {
                Instant now = Instant.now().plus(AHEAD);
                Instant date = date(socket);
                signed.add(date);
                boolean good = Duration.between(date, now).abs().compareTo(Duration.ofMinutes(5)) < 0;
                String body = good
                        ? "{\"Parameters\": [{\"Name\": \"/acme/key\", \"Type\": \"String\", \"Value\": \"1\"}]}"
                        : "{\"__type\": \"InvalidSignatureException\", \"message\": \"Signature expired\"}";
                String answer = "HTTP/1.1 " + (good ? "200 OK" : "400 Bad Request") + "\r\nConnection: close\r\nDate: "
                        + DateTimeFormatter.RFC_1123_DATE_TIME.format(now.atOffset(ZoneOffset.UTC))
                        + "\r\nContent-Type: application/x-amz-json-1.1\r\nContent-Length: " + body.length()
                        + "\r\n\r\n" + body;
                socket.getOutputStream().write(answer.getBytes(StandardCharsets.US_ASCII));
                if (good) {
                    return signed;
                }
            }
        }
    }

    /** Reads a request and gives the time of its signature. */
    private static Instant date(Socket socket) throws IOException {
        BufferedReader reader =
                new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII));
        Instant date = Instant.EPOCH;
        int length = 0;
        for (String line = reader.readLine(); line != null && !line.isEmpty(); line = reader.readLine()) {
            String[] header = line.split(": ", 2);
            if (header[0].equalsIgnoreCase("X-Amz-Date")) {
                date = SIGNED.parse(header[1], Instant::from);
            } else if (header[0].equalsIgnoreCase("Content-Length")) {
                length = Integer.parseInt(header[1]);
            }
        }
        assertThat(reader.skip(length)).isEqualTo(length);
        return date;
    }

    /** The SDK keeps what it has learnt for all clients of the JVM. */
    @AfterEach
    void forget() {
        SdkGlobalTime.setGlobalTimeOffset(0);
    }

    @Test
    void wrongClock_isCorrectedByTheServices_andTheRequestRepeated() throws Exception {
        try (ServerSocket server = new ServerSocket(0, 0, InetAddress.getLoopbackAddress());
                OneSource source = new OneSource()) {
            CompletableFuture<List<Instant>> signed = CompletableFuture.supplyAsync(() -> {
                try {
                    return serve(server);
                } catch (IOException e) {
                    throw new IllegalStateException(e);
                }
            });
            source.with(Map.of(
                    "midplatform.provider", "aws",
                    "midplatform.providers.aws.region", "eu-west-1",
                    "midplatform.providers.aws.endpoint", "http://127.0.0.1:" + server.getLocalPort(),
                    "midplatform.providers.aws.credentials.access-key-id", "any",
                    "midplatform.providers.aws.credentials.secret-access-key", "not-a-secret",
                    "midplatform.config.values.service", "parameter-store",
                    "midplatform.config.values.path", "/acme"));
            assertThat(source.text("key")).isEqualTo("1");
            List<Instant> times = signed.get();
            assertThat(times).hasSize(2);
            assertThat(Duration.between(times.get(0), times.get(1))).isGreaterThan(Duration.ofMinutes(50));
        }
    }
}

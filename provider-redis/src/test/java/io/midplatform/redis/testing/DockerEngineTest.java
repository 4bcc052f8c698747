package io.midplatform.redis.testing;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.SocketAddress;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DockerEngineTest {
    @TempDir
    private Path folder;

    @Test
    void engine_isWhereDockerHostSays() {
        assertThat(DockerEngine.addresses(Map.of("DOCKER_HOST", "tcp://127.0.0.1:2375")))
                .hasToString("[/127.0.0.1:2375]");
        assertThat(DockerEngine.addresses(Map.of("DOCKER_HOST", "unix://" + folder.resolve("none"))))
                .isEmpty();
        assertThat(DockerEngine.answers(Map.of("DOCKER_HOST", "unix://" + folder.resolve("none"))))
                .isFalse();
    }

    @Test
    void engine_thatAnswers_isThere_othersAreNot() throws Exception {
        assertThat(pings("HTTP/1.1 200 OK\r\n\r\nOK")).isTrue();
        assertThat(pings("HTTP/1.1 500 Internal Server Error\r\n\r\n")).isFalse();
        assertThat(pings("")).isFalse();
        SocketAddress silent;
        try (ServerSocket nobodyAccepts = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            silent = nobodyAccepts.getLocalSocketAddress();
            assertThat(DockerEngine.pings(silent))
                    .as("takes it and says nothing")
                    .isFalse();
        }
        assertThat(DockerEngine.pings(silent)).as("nobody there").isFalse();
    }

    private boolean pings(String answer) throws Exception {
        UnixDomainSocketAddress address = UnixDomainSocketAddress.of(folder.resolve("docker" + answer.length()));
        try (ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            server.bind(address);
            CompletableFuture<Void> served = CompletableFuture.runAsync(
                    () -> {
                        try (SocketChannel client = server.accept()) {
                            client.read(ByteBuffer.allocate(512));
                            client.write(ByteBuffer.wrap(answer.getBytes(StandardCharsets.US_ASCII)));
                        } catch (IOException e) {
                            throw new IllegalStateException(e);
                        }
                    },
                    DockerEngine::start);
            boolean answers = DockerEngine.pings(address, 20_000);
            served.join();
            return answers;
        }
    }
}

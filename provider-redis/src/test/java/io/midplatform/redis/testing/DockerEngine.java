package io.midplatform.redis.testing;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.URI;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;

/** Whether a Docker engine answers. Asked before Testcontainers, which looks for one at length and complains loudly. */
public final class DockerEngine {
    private static final long PATIENCE_MILLIS = 2_000;

    private DockerEngine() {}

    /** Whether one answers where this environment says that one is. */
    public static boolean answers(Map<String, String> env) {
        return addresses(env).stream().anyMatch(DockerEngine::pings);
    }

    /** Where an engine may be: what DOCKER_HOST says, else the usual sockets. */
    static List<SocketAddress> addresses(Map<String, String> env) {
        String host = env.getOrDefault("DOCKER_HOST", "");
        if (host.startsWith("tcp://")) {
            URI uri = URI.create(host);
            return List.of(new InetSocketAddress(uri.getHost(), uri.getPort()));
        }
        Stream<String> sockets = host.startsWith("unix://")
                ? Stream.of(host.substring("unix://".length()))
                : Stream.of(
                        "/var/run/docker.sock",
                        env.getOrDefault("XDG_RUNTIME_DIR", "/run") + "/docker.sock",
                        env.getOrDefault("HOME", "") + "/.docker/run/docker.sock");
        return sockets.map(Path::of)
                .filter(Files::exists)
                .<SocketAddress>map(UnixDomainSocketAddress::of)
                .toList();
    }

    static boolean pings(SocketAddress address) {
        return pings(address, PATIENCE_MILLIS);
    }

    static boolean pings(SocketAddress address, long patienceMillis) {
        try (SocketChannel channel = address instanceof UnixDomainSocketAddress
                ? SocketChannel.open(java.net.StandardProtocolFamily.UNIX)
                : SocketChannel.open()) {
            return CompletableFuture.supplyAsync(() -> ping(channel, address), DockerEngine::start)
                    .get(patienceMillis, TimeUnit.MILLISECONDS)
                    .orElse("")
                    .matches("(?s)HTTP/1\\.\\d 200 .*");
        } catch (IOException | ExecutionException | TimeoutException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /** On a thread of its own: with two processors the common pool has one, which others may block. */
    static void start(Runnable task) {
        Thread thread = new Thread(task, "docker-ping");
        thread.setDaemon(true);
        thread.start();
    }

    private static Optional<String> ping(SocketChannel channel, SocketAddress address) {
        try {
            channel.connect(address);
            channel.write(ByteBuffer.wrap("GET /_ping HTTP/1.1\r\nHost: docker\r\nConnection: close\r\n\r\n"
                    .getBytes(StandardCharsets.US_ASCII)));
            ByteBuffer answer = ByteBuffer.allocate(512);
            return channel.read(answer) < 1
                    ? Optional.empty()
                    : Optional.of(new String(answer.array(), 0, answer.position(), StandardCharsets.US_ASCII));
        } catch (IOException e) {
            return Optional.empty(); // nobody there, or closed because it took too long
        }
    }
}

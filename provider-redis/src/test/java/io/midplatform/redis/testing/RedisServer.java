package io.midplatform.redis.testing;

import io.midplatform.testkit.Planted;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** A Redis server in a process of its own, on a free port of the loopback, empty; it ends with the JVM of the tests. */
public final class RedisServer implements AutoCloseable {
    /** The user of {@link #startWithTls}; the password is {@link Planted#SECRET}. */
    public static final String USER = "app";

    private static final AtomicInteger NUMBER = new AtomicInteger();
    private static final Duration START = Duration.ofSeconds(20);
    private static final int TRIES = 10;

    private final Path program;
    private final List<String> lines;
    private final List<String> arguments;
    private final Path folder;
    private final int port;
    private final OptionalInt tlsPort;
    private Process process;

    private RedisServer(Path program, List<String> lines, List<String> arguments, int port, OptionalInt tlsPort) {
        this.program = program;
        this.lines = lines;
        this.arguments = arguments;
        this.port = port;
        this.tlsPort = tlsPort;
        // by process: several JVMs of one build may start servers in one folder
        String name = ProcessHandle.current().pid() + "-" + NUMBER.incrementAndGet() + "-" + port;
        this.folder = Path.of("target", "redis", name).toAbsolutePath();
        this.process = launch();
    }

    /** A server. */
    public static RedisServer start(String... configuration) {
        return start(RedisBinary.server(), List.of(configuration), List.of());
    }

    /** A server of another program, such as Valkey's. */
    static RedisServer of(Path program) {
        return start(program, List.of(), List.of());
    }

    /** A replica, in step with its master. */
    public static RedisServer startReplicaOf(RedisServer master) {
        RedisServer replica = start("replicaof 127.0.0.1 " + master.port);
        replica.awaitReplication();
        return replica;
    }

    /**
     * A server with TLS, and with the {@link #USER} who has certain rights; the default user, for the fixtures, is known on the plain port without
     * a password.
     *
     * @param certificate its certificate
     * @param rights the user's, such as {@code ~midplatform:* &midplatform:* +@all -@dangerous}
     * @param configuration further lines
     */
    public static RedisServer startWithTls(TestCertificate certificate, String rights, String... configuration) {
        Path program = RedisBinary.server();
        // Redis may be built without TLS, and then knows nothing of what follows
        return startWithTls(
                hasTls(program) ? program : RedisBinary.embedded(), certificate, rights, List.of(configuration));
    }

    static RedisServer startWithTls(
            Path program, TestCertificate certificate, String rights, List<String> configuration) {
        List<String> lines = new ArrayList<>(List.of(
                "tls-cert-file " + certificate.certificate(),
                "tls-key-file " + certificate.key(),
                "tls-ca-cert-file " + certificate.certificate(),
                "tls-auth-clients no",
                "user " + USER + " on >" + Planted.SECRET + " " + rights));
        lines.addAll(configuration);
        return start(program, lines, List.of(), true);
    }

    static RedisServer start(Path program, List<String> lines, List<String> arguments) {
        return start(program, lines, arguments, false);
    }

    private static RedisServer start(Path program, List<String> lines, List<String> arguments, boolean tls) {
        for (int i = 1; ; i++) {
            try {
                return new RedisServer(
                        program, lines, arguments, freePort(), tls ? OptionalInt.of(freePort()) : OptionalInt.empty());
            } catch (AddressInUseException e) {
                if (i == TRIES) {
                    throw e; // nobody else is that quick so often
                }
            }
        }
    }

    private static boolean hasTls(Path program) {
        try {
            Process asked = new ProcessBuilder(program.toString(), "--port", "0", "--tls-port", "1")
                    .redirectErrorStream(true)
                    .start();
            asked.getOutputStream().close();
            // it ends either way: without a certificate, or without knowing what a tls-port is
            String said = new String(asked.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            return !said.contains("Bad directive");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Below the ports that systems give to outgoing connections, so that none takes it while the server is down. */
    static int freePort() {
        for (int i = 0; i < 1_000; i++) {
            int candidate = ThreadLocalRandom.current().nextInt(20_000, 32_000);
            try (ServerSocket free = new ServerSocket(candidate, 1, InetAddress.getLoopbackAddress())) {
                return free.getLocalPort();
            } catch (IOException e) {
                // taken
            }
        }
        throw new IllegalStateException("no free port");
    }

    private Process launch() {
        List<String> configuration = new ArrayList<>(List.of(
                "bind 127.0.0.1",
                "protected-mode no", // bound to the loopback; the default user has no password
                "port " + port,
                "dir " + folder,
                "logfile " + folder.resolve("log")));
        tlsPort.ifPresent(secure -> configuration.add("tls-port " + secure));
        if (!arguments.contains("--sentinel")) {
            configuration.addAll(List.of("save \"\"", "appendonly no", "repl-diskless-sync-delay 0"));
        }
        configuration.addAll(lines);
        try {
            Files.createDirectories(folder);
            Path file = Files.write(folder.resolve("redis.conf"), configuration);
            List<String> command = new ArrayList<>(List.of(program.toString(), file.toString()));
            command.addAll(arguments);
            Process launched = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.appendTo(
                            folder.resolve("output").toFile()))
                    .start();
            Watchdog.watch(launched);
            awaitPong(launched);
            return launched;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void awaitPong(Process launched) throws IOException {
        try {
            Eventually.until(program + " answers on " + port, START, () -> {
                if (!launched.isAlive()) {
                    return true;
                }
                try (Resp resp = Resp.open(port)) {
                    return "PONG".equals(resp.call("PING"));
                }
            });
        } catch (AssertionError e) {
            Watchdog.end(launched);
            throw e;
        }
        if (!launched.isAlive()) {
            Watchdog.end(launched);
            String said = Files.readString(folder.resolve("output")) + text(folder.resolve("log"));
            if (said.contains("Address already in use") || said.contains("Failed listening on port")) {
                throw new AddressInUseException(port);
            }
            throw new IllegalStateException(program + " does not start:\n" + said);
        }
    }

    private static String text(Path file) throws IOException {
        return Files.exists(file) ? Files.readString(file) : "";
    }

    void awaitReplication() {
        Eventually.until(
                "replication",
                START,
                () -> String.valueOf(call("INFO", "replication")).contains("master_link_status:up"));
    }

    /** The address of the server, which is on the loopback. */
    public String host() {
        return "127.0.0.1";
    }

    /** The port without TLS. */
    public int port() {
        return port;
    }

    /** The port with TLS. */
    public int tlsPort() {
        return tlsPort.orElseThrow();
    }

    /** The settings of the provider {@code redis} on this server. */
    public Map<String, String> settings() {
        return RedisBackend.settings(host(), port);
    }

    /** The same through its {@link #tlsPort()}, as the {@link #USER}. */
    public Map<String, String> tlsSettings(TestCertificate certificate) {
        String instance = "midplatform.providers.redis.";
        Map<String, String> settings = new HashMap<>(RedisBackend.settings(host(), tlsPort()));
        settings.put(instance + "tls", "true");
        settings.put(instance + "tls-ca", certificate.certificate().toString());
        settings.put(instance + "username", USER);
        settings.put(instance + "password", Planted.SECRET);
        return settings;
    }

    /** A connection for the fixtures. */
    public Resp connect() {
        return Resp.open(port);
    }

    /** One command on a connection of its own. */
    public Object call(String... command) {
        try (Resp resp = connect()) {
            return resp.call(command);
        }
    }

    /** Whether its process lives, paused or not. */
    public synchronized boolean isRunning() {
        return process.isAlive();
    }

    /** Kills it in the middle of whatever it does. */
    public synchronized void kill() {
        Watchdog.end(process);
    }

    /** Stops it where it stands: its connections stay, nothing is answered. */
    public void pause() {
        signal("STOP");
    }

    /** Lets it go on. */
    public void resume() {
        signal("CONT");
    }

    /** Starts it again on the same port, empty. */
    public synchronized void restart() {
        Watchdog.end(process);
        process = launch();
    }

    private synchronized void signal(String name) {
        try {
            // the shell's own kill: the program of that name is not everywhere
            Process kill = new ProcessBuilder("sh", "-c", "kill -" + name + " " + process.pid()).start();
            if (!kill.waitFor(5, TimeUnit.SECONDS) || kill.exitValue() != 0) {
                throw new IllegalStateException("no SIG" + name + " to " + process.pid());
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        kill();
    }

    @Override
    public String toString() {
        return program.getFileName() + " at 127.0.0.1:" + port;
    }

    /** Somebody else was faster. */
    private static final class AddressInUseException extends IllegalStateException {
        private static final long serialVersionUID = 1;

        AddressInUseException(int port) {
            super("port " + port + " is taken");
        }
    }
}

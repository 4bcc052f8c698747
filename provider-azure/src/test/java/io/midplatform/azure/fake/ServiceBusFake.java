package io.midplatform.azure.fake;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import javax.net.ServerSocketFactory;

/**
 * A stand-in of ours for Azure Service Bus: AMQP 1.0 over plain TCP on a free port of the loopback, on Proton-J's engine, written from Microsoft's
 * "AMQP 1.0 in Azure Service Bus and Event Hubs protocol guide" and "AMQP 1.0 in Azure Service Bus: request-response-based operations". It is no
 * proof of what the service does. Its threads are daemons. Thread-safe.
 */
public final class ServiceBusFake implements AutoCloseable {
    private static final String KEY_NAME = "test";

    private final InstantSource clock;
    private final ServerSocket server;
    private final BusHttp http;
    private final Map<String, BusQueue> queues = new HashMap<>();
    private final List<BusConnection> connections = new ArrayList<>();
    private final BusTransactions transactions = new BusTransactions();
    private final Map<String, List<BusFailure>> failures = new HashMap<>();
    private final Set<String> silent = new HashSet<>();
    private final BusTokens tokens = new BusTokens();
    private final boolean tls;
    private boolean refusing;
    private int sent;
    private int connected;

    /**
     * Starts a fake without queues.
     *
     * @param clock the time of locks, schedules and windows; after it was moved, {@link #tick} brings the fake up to it
     */
    public ServiceBusFake(InstantSource clock) {
        this(clock, false);
    }

    /**
     * Starts a fake without queues.
     *
     * @param clock the time of locks, schedules and windows
     * @param tls whether it speaks TLS, as the service does, with {@link RestFake#CERTIFICATE}; without, clients take it for the vendor's emulator
     */
    public ServiceBusFake(InstantSource clock, boolean tls) {
        this.clock = clock;
        this.tls = tls;
        try {
            ServerSocketFactory sockets =
                    tls ? RestFake.certified().getServerSocketFactory() : ServerSocketFactory.getDefault();
            this.server = sockets.createServerSocket(0, 50, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        this.http = new BusHttp(this);
        start(this::accept, "service-bus-fake");
    }

    private static void start(Runnable work, String name) {
        Thread thread = new Thread(work, name);
        thread.setDaemon(true);
        thread.start();
    }

    private void accept() {
        while (!server.isClosed()) {
            try {
                Socket socket = server.accept();
                BusConnection connection = new BusConnection(this, socket);
                boolean refused;
                synchronized (this) {
                    refused = refusing;
                    if (!refused) {
                        connections.add(connection);
                        connected++;
                    }
                }
                if (refused) {
                    socket.close();
                } else {
                    start(connection, "service-bus-fake-connection");
                }
            } catch (IOException e) {
                // it is closed, or the client has left already
            }
        }
    }

    /** The connection string with a key, which is the right one from now on. */
    public synchronized String connectionString(String key) {
        tokens.key(KEY_NAME, key);
        return connectionStringWithWrong(key);
    }

    /** The connection string with a key that is not made the right one. */
    public String connectionStringWithWrong(String key) {
        return "Endpoint=sb://127.0.0.1:" + port() + ";SharedAccessKeyName=" + KEY_NAME + ";SharedAccessKey=" + key
                + (tls ? "" : ";UseDevelopmentEmulator=true;");
    }

    /** A shared access signature of a key, which is the right one from now on, for what begins so. */
    public synchronized String signature(String key, String resource, Instant end) {
        tokens.key(KEY_NAME, key);
        return BusTokens.sign(KEY_NAME, key, resource, end);
    }

    /** Where it listens, on the loopback. */
    public int port() {
        return server.getLocalPort();
    }

    /** Where the management API is. */
    public URI managementEndpoint() {
        return http.endpoint();
    }

    /** Makes a queue. */
    public synchronized void queue(String name, BusOptions options) {
        queues.put(key(name), new BusQueue(name, options, clock));
    }

    /** Whether there is such a queue. */
    public synchronized boolean exists(String name) {
        return queues.containsKey(key(name));
    }

    /** Takes a queue away; its links are ended. */
    public synchronized void delete(String name) {
        queues.remove(key(name));
        detach(name, "amqp:not-found");
    }

    /** Brings locks, schedules and links up to the clock. */
    public void tick() {
        locked(() -> {});
    }

    /** The next calls of an operation fail so: {@code attach, send, settle, token, declare} or the name of a request. */
    public synchronized void failNext(String operation, int times, String condition) {
        List<BusFailure> next = failures.computeIfAbsent(operation, name -> new ArrayList<>());
        for (int i = 0; i < times; i++) {
            next.add(new BusFailure(condition, "as the test wants it"));
        }
    }

    /** Lets an operation go on after {@link #failNext}. */
    public synchronized void heal(String operation) {
        failures.remove(operation);
        silent.remove(operation);
    }

    /** From now on an operation, {@code send} or {@code settle}, is carried out by nobody and not answered. */
    public synchronized void silence(String operation) {
        silent.add(operation);
    }

    /** Ends all links that receive from a queue. */
    public void detach(String name, String condition) {
        locked(() -> outbound(name).forEach(link -> link.detach(new BusFailure(condition, "as the test wants it"))));
    }

    /** Cuts all connections. */
    public synchronized void drop() {
        new ArrayList<>(connections).forEach(BusConnection::drop);
    }

    /** Whether connections are refused from now on. */
    public synchronized void refuse(boolean whether) {
        refusing = whether;
    }

    /** The locks of all messages, and of all sessions, are over. */
    public void loseLocks(String name) {
        locked(() -> {
            BusQueue queue = find(name);
            new ArrayList<>(queue.sessions.values()).forEach(queue::loseSession);
            for (BusMessage message : new ArrayList<>(queue.messages.values())) {
                if (message.token != null) {
                    queue.failed(message);
                }
            }
        });
    }

    /** How many messages are in a queue, those that wait for their time and locked ones included. */
    public synchronized int size(String name) {
        return find(name).messages.size();
    }

    /** How many messages of a queue are locked. */
    public synchronized int lockedMessages(String name) {
        return (int) find(name).messages.values().stream()
                .filter(message -> message.token != null)
                .count();
    }

    /** How many messages receivers of a queue still want. */
    public synchronized int credit(String name) {
        return outbound(name).stream().mapToInt(BusOutbound::credit).sum();
    }

    /** How many links receive from a queue, or wait for a session. */
    public synchronized int receivers(String name) {
        return outbound(name).size();
    }

    /** How many connections there are. */
    public synchronized int connections() {
        return connections.size();
    }

    /** How many connections there were. */
    public synchronized int connected() {
        return connected;
    }

    /** Whether a token of Entra ID has ended. */
    public boolean isExpired(String token) {
        return !EntraFake.end(token, BusTokens.DOMAIN).isAfter(Instant.now());
    }

    /** How many messages have arrived. */
    public synchronized int sent() {
        return sent;
    }

    @Override
    public void close() {
        try {
            server.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        http.close();
        drop();
    }

    synchronized String describe(String name, Function<BusQueue, String> words) {
        fail("describe");
        return words.apply(find(name));
    }

    /** Does something, and then what follows from it. */
    void locked(Runnable work) {
        synchronized (this) {
            work.run();
            queues.values().forEach(BusQueue::tick);
            for (BusConnection connection : new ArrayList<>(connections)) {
                new ArrayList<>(connection.outbound()).forEach(BusOutbound::pump);
            }
            new ArrayList<>(connections).forEach(BusConnection::flush);
        }
    }

    private List<BusOutbound> outbound(String name) {
        List<BusOutbound> found = new ArrayList<>();
        for (BusConnection connection : connections) {
            for (BusOutbound link : connection.outbound()) {
                if (key(link.queue.name).equals(key(name))) {
                    found.add(link);
                }
            }
        }
        return found;
    }

    BusQueue find(String address) {
        String name = key(address);
        boolean dead = name.endsWith(BusQueue.DEAD);
        BusQueue queue = queues.get(dead ? name.substring(0, name.length() - BusQueue.DEAD.length()) : name);
        BusQueue found = queue == null || !dead ? queue : queue.deadLetters();
        if (found == null) {
            throw BusFailure.notFound(address);
        }
        return found;
    }

    private static String key(String name) {
        return name.toLowerCase(Locale.ROOT);
    }

    void fail(String operation) {
        List<BusFailure> next = failures.get(operation);
        if (next != null && !next.isEmpty()) {
            throw next.remove(0);
        }
    }

    boolean isSilent(String operation) {
        return silent.contains(operation);
    }

    BusTokens tokens() {
        return tokens;
    }

    void sent(int count) {
        sent += count;
    }

    Instant now() {
        return clock.instant();
    }

    BusTransactions transactions() {
        return transactions;
    }

    void forget(BusConnection connection) {
        connections.remove(connection);
    }
}

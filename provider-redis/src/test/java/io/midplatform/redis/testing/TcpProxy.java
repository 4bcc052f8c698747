package io.midplatform.redis.testing;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/** A network between a client and a server of the loopback, which a test can cut, block and slow down. Thread-safe. */
public final class TcpProxy implements AutoCloseable {
    /** Which way bytes go. */
    public enum Direction {
        TO_SERVER,
        TO_CLIENT
    }

    private static final long NO_LIMIT = Long.MAX_VALUE;

    private final int port;
    private final Set<Pair> pairs = ConcurrentHashMap.newKeySet();
    private final AtomicInteger accepted = new AtomicInteger();
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final Map<Direction, Way> ways =
            new EnumMap<>(Map.of(Direction.TO_SERVER, new Way(), Direction.TO_CLIENT, new Way()));
    private volatile int target;
    private volatile ServerSocket listener;
    private volatile Thread acceptor;

    /** What a direction is like; guarded by the lock. */
    private static final class Way {
        private boolean held;
        private long delayNanos;
        private long left = NO_LIMIT;
    }

    private TcpProxy(int target) {
        this.target = target;
        this.listener = listen(0);
        this.port = listener.getLocalPort();
    }

    /** A proxy in front of a server of the loopback, which hides nothing at first. */
    public static TcpProxy to(int port) {
        return new TcpProxy(port);
    }

    /** Where clients connect to. */
    public int port() {
        return port;
    }

    /** How many connections there have been. */
    public int accepted() {
        return accepted.get();
    }

    /** Sends new connections to another server. */
    public void retarget(int other) {
        target = other;
    }

    /** Resets all connections; new ones are welcome. */
    public void cut() {
        List.copyOf(pairs).forEach(Pair::reset); // not those that are made meanwhile
    }

    /** Resets all connections and refuses new ones, until {@link #welcome}. */
    public void refuse() {
        closeQuietly(listener);
        joinUninterruptibly(acceptor); // the port is free only when nobody waits in accept any more
        cut();
    }

    /** Ends {@link #refuse}. */
    public void welcome() {
        listener = listen(port);
    }

    /** Forwards nothing in either direction, as a network that loses every packet: connections stay and new ones can be made. */
    public void hold() {
        hold(Direction.TO_SERVER);
        hold(Direction.TO_CLIENT);
    }

    /** Forwards nothing in one direction. */
    public void hold(Direction direction) {
        change(direction, way -> way.held = true);
    }

    /** Forwards every piece of bytes later. */
    public void delay(Direction direction, Duration by) {
        change(direction, way -> way.delayNanos = by.toNanos());
    }

    /** Forwards so many bytes more in one direction, over all connections, then resets all connections, once. */
    public void cutAfter(Direction direction, long bytes) {
        change(direction, way -> way.left = bytes);
    }

    /** Ends {@link #hold} and {@link #delay} and {@link #cutAfter}; what was held is forwarded now, as a network that is repaired would. */
    public void heal() {
        for (Direction direction : Direction.values()) {
            change(direction, way -> {
                way.held = false;
                way.delayNanos = 0;
                way.left = NO_LIMIT;
            });
        }
    }

    private void change(Direction direction, java.util.function.Consumer<Way> change) {
        lock.lock();
        try {
            change.accept(ways.get(direction));
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private ServerSocket listen(int at) {
        try {
            ServerSocket socket = new ServerSocket();
            socket.setReuseAddress(true);
            socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), at), 256);
            acceptor = start("accept", () -> accept(socket));
            return socket;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void accept(ServerSocket socket) {
        while (true) {
            Socket client;
            try {
                client = socket.accept();
            } catch (IOException e) {
                return; // closed
            }
            accepted.incrementAndGet();
            try {
                Socket server = new Socket(InetAddress.getLoopbackAddress(), target);
                client.setTcpNoDelay(true);
                server.setTcpNoDelay(true);
                new Pair(client, server).run();
            } catch (IOException e) {
                closeQuietly(client); // the server is down
            }
        }
    }

    private static Thread start(String what, Runnable task) {
        Thread thread = new Thread(task, "tcp-proxy-" + what);
        thread.setDaemon(true);
        thread.start();
        return thread;
    }

    private static void joinUninterruptibly(Thread thread) {
        boolean interrupted = false;
        while (thread.isAlive()) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        refuse();
        heal();
    }

    private static void closeQuietly(AutoCloseable closeable) {
        try {
            closeable.close();
        } catch (Exception e) {
            // closed all the same
        }
    }

    /** A client's connection and the one to the server. */
    private final class Pair {
        private final Socket client;
        private final Socket server;
        private volatile boolean open = true;

        Pair(Socket client, Socket server) {
            this.client = client;
            this.server = server;
        }

        void run() {
            pairs.add(this);
            start("to-server", () -> pump(client, server, Direction.TO_SERVER));
            start("to-client", () -> pump(server, client, Direction.TO_CLIENT));
            if (listener.isClosed()) {
                reset(); // accepted in the moment in which the network was cut
            }
        }

        private void pump(Socket from, Socket to, Direction direction) {
            byte[] buffer = new byte[16 * 1024];
            try {
                InputStream in = from.getInputStream();
                OutputStream out = to.getOutputStream();
                for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                    int allowed = await(direction, read);
                    if (!open) {
                        return; // what was under way when it was cut is lost
                    }
                    out.write(buffer, 0, allowed);
                    if (allowed < read) {
                        cut();
                        return;
                    }
                }
            } catch (IOException e) {
                // one of both has ended, and so does the other
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            } finally {
                close();
            }
        }

        /** Waits as the direction wants it and tells how many of the bytes may pass. */
        private int await(Direction direction, int bytes) throws InterruptedException {
            Way way = ways.get(direction);
            lock.lock();
            try {
                long left = way.delayNanos;
                while (open && left > 0 && way.delayNanos > 0) {
                    left = changed.awaitNanos(left);
                }
                while (open && way.held) {
                    // wakes now and then to see whether its connection was cut
                    boolean unused = changed.await(50, TimeUnit.MILLISECONDS);
                }
                if (way.left == NO_LIMIT) {
                    return bytes;
                }
                int allowed = (int) Math.min(bytes, way.left);
                way.left = allowed < bytes ? NO_LIMIT : way.left - allowed;
                return allowed;
            } finally {
                lock.unlock();
            }
        }

        /** With a reset rather than an orderly end, as when a machine vanishes. */
        void reset() {
            linger(client);
            linger(server);
            close();
        }

        private void linger(Socket socket) {
            try {
                socket.setSoLinger(true, 0);
            } catch (IOException e) {
                // it has ended
            }
        }

        private void close() {
            open = false;
            pairs.remove(this);
            closeQuietly(client);
            closeQuietly(server);
        }
    }
}

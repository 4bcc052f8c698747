package io.midplatform.azure.fake;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** An HTTP proxy that makes tunnels: to where it is asked, or to the stand-in of a name, which then needs no port. */
public final class ConnectProxy implements AutoCloseable {
    private final ServerSocket listener;
    private final Map<String, URI> standIns;
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();

    /**
     * A proxy.
     *
     * @param standIns who stands in for whom, as {@code localhost:443}
     */
    public ConnectProxy(Map<String, URI> standIns) {
        this.standIns = Map.copyOf(standIns);
        try {
            listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        start(() -> {
            while (true) {
                Socket client = listener.accept();
                open.add(client);
                start(() -> tunnel(client));
            }
        });
    }

    /** Its address. */
    public URI endpoint() {
        return URI.create("http://127.0.0.1:" + listener.getLocalPort());
    }

    private void tunnel(Socket client) throws IOException {
        String[] asked = line(client.getInputStream()).split(" ", -1)[1].split(":", 2);
        String header;
        do {
            header = line(client.getInputStream());
        } while (!header.isEmpty());
        URI standIn = standIns.get(String.join(":", asked));
        Socket server = standIn == null
                ? new Socket(asked[0], Integer.parseInt(asked[1]))
                : new Socket(standIn.getHost(), standIn.getPort());
        open.add(server);
        client.getOutputStream().write("HTTP/1.1 200 OK\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
        start(() -> pump(server, client));
        pump(client, server);
    }

    private static String line(InputStream in) throws IOException {
        StringBuilder line = new StringBuilder();
        for (int b = in.read(); b >= 0 && b != '\n'; b = in.read()) {
            if (b != '\r') {
                line.append((char) b);
            }
        }
        return line.toString();
    }

    private static void pump(Socket from, Socket to) throws IOException {
        try (from;
                to) {
            from.getInputStream().transferTo(to.getOutputStream());
        }
    }

    private interface Work {
        void run() throws IOException;
    }

    private static void start(Work work) {
        Thread thread = new Thread(
                () -> {
                    try {
                        work.run();
                    } catch (IOException e) {
                        // an end is closed
                    }
                },
                "http-fake");
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public void close() throws IOException {
        listener.close();
        for (Socket socket : open) {
            socket.close();
        }
    }
}

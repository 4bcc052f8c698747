package io.midplatform.redis.testing;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.SSLSocketFactory;

/**
 * A tiny client for what the fixtures ask of a server, so that they need neither {@code redis-cli} nor the client under test. Bytes are Latin-1
 * characters both ways. Not thread-safe.
 */
public final class Resp implements AutoCloseable {
    private static final int TIMEOUT_MILLIS = 10_000;

    private final Socket socket;
    private final DataInputStream in;

    private Resp(Socket socket) throws IOException {
        this.socket = socket;
        this.in = new DataInputStream(new BufferedInputStream(socket.getInputStream()));
    }

    /** A connection to a server of the loopback. */
    public static Resp open(int port) {
        return open("127.0.0.1", port, false);
    }

    static Resp on(Socket socket) throws IOException {
        return new Resp(socket);
    }

    static Resp open(String host, int port, boolean tls) {
        Socket socket = new Socket();
        try {
            socket.connect(new InetSocketAddress(host, port), TIMEOUT_MILLIS);
            socket.setSoTimeout(TIMEOUT_MILLIS);
            socket.setTcpNoDelay(true);
            return new Resp(
                    tls
                            ? ((SSLSocketFactory) SSLSocketFactory.getDefault()).createSocket(socket, host, port, true)
                            : socket);
        } catch (IOException e) {
            closeQuietly(socket);
            throw new UncheckedIOException(e);
        }
    }

    /** What the server answers: text, a number, null, or a list of these. An error is an {@link IllegalStateException}. */
    public Object call(String... command) {
        Object answer = callAll(List.of(List.of(command))).get(0);
        if (answer instanceof IllegalStateException error) {
            throw error;
        }
        return answer;
    }

    /** What the server answers to several commands sent at once; an error is an {@link IllegalStateException} in its place. */
    public List<Object> callAll(List<List<String>> commands) {
        try {
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            for (List<String> command : commands) {
                out.write(ascii("*" + command.size() + "\r\n"));
                for (String word : command) {
                    byte[] bytes = word.getBytes(StandardCharsets.ISO_8859_1);
                    out.write(ascii("$" + bytes.length + "\r\n"));
                    out.write(bytes);
                    out.write(ascii("\r\n"));
                }
            }
            out.writeTo(socket.getOutputStream());
            List<Object> answers = new ArrayList<>();
            for (int i = 0; i < commands.size(); i++) {
                answers.add(read());
            }
            return answers;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What the server sends next by itself, to those who have subscribed. */
    public Object next() {
        try {
            return read();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    private Object read() throws IOException {
        String line = line();
        String rest = line.substring(1);
        return switch (line.charAt(0)) {
            case '+' -> rest;
            case '-' -> new IllegalStateException(rest);
            case ':' -> Long.valueOf(rest);
            case '$' -> bulk(Integer.parseInt(rest));
            case '*' -> array(Integer.parseInt(rest));
            default -> throw new IOException("not RESP2: " + line);
        };
    }

    private Object bulk(int length) throws IOException {
        if (length < 0) {
            return null;
        }
        byte[] bytes = new byte[length];
        in.readFully(bytes);
        line();
        return new String(bytes, StandardCharsets.ISO_8859_1);
    }

    private Object array(int length) throws IOException {
        if (length < 0) {
            return null;
        }
        List<Object> items = new ArrayList<>();
        for (int i = 0; i < length; i++) {
            items.add(read());
        }
        return items;
    }

    private String line() throws IOException {
        StringBuilder line = new StringBuilder();
        for (int c = in.read(); c != '\n'; c = in.read()) {
            if (c < 0) {
                throw new EOFException("the server closed the connection");
            }
            if (c != '\r') {
                line.append((char) c);
            }
        }
        return line.toString();
    }

    @Override
    public void close() {
        closeQuietly(socket);
    }

    private static void closeQuietly(Socket socket) {
        try {
            socket.close();
        } catch (IOException e) {
            // closed all the same
        }
    }
}

package io.midplatform.benchmarks;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicLong;

/**
 * An object store that keeps nothing: writes are thrown away, reads are zeros, as many as the key says ({@code 1024} or {@code any/1024}). It speaks S3 or
 * Blob Storage. In a process of its own, so that the time and memory that are measured are the client's. {@code GET /_requests} tells how many requests
 * came since the last time, {@code GET /_bytes} how many bytes of objects.
 */
public final class NullStore {
    private static final byte[] ZEROS = new byte[1 << 18];
    private static final String ETAG = "ETag: \"0123456789abcdef0123456789abcdef\"\r\n";
    private static final String BLOB =
            ETAG + "Last-Modified: Tue, 24 Nov 2026 10:00:00 GMT\r\nx-ms-version: 2025-07-05\r\n";
    private static final AtomicLong REQUESTS = new AtomicLong();
    private static final AtomicLong BYTES = new AtomicLong();

    private NullStore() {}

    /**
     * Serves until its process is ended.
     *
     * @param arguments {@code s3} or {@code blob}
     * @throws IOException when there is no port
     */
    public static void main(String[] arguments) throws IOException {
        boolean blob = arguments[0].equals("blob");
        try (ServerSocket server = new ServerSocket(0, 100, InetAddress.getLoopbackAddress())) {
            System.out.println(server.getLocalPort());
            while (true) {
                Socket client = server.accept();
                client.setTcpNoDelay(true);
                Thread thread = new Thread(() -> serve(client, blob));
                thread.setDaemon(true);
                thread.start();
            }
        }
    }

    private static void serve(Socket client, boolean blob) {
        try (client) {
            Request request = new Request(client.getInputStream(), client.getOutputStream(), blob);
            while (request.read()) {
                request.answer();
            }
        } catch (IOException e) {
            // the client is gone
        }
    }

    /** The requests of one connection, one after another. */
    private static final class Request {
        private final InputStream in;
        private final OutputStream out;
        private final boolean blob;
        private final byte[] buffer = new byte[1 << 17];
        private int from;
        private int to;
        private String method = "";
        private String target = "";
        private String range = "";
        private long length;
        private long decoded;
        private boolean chunked;

        Request(InputStream in, OutputStream out, boolean blob) {
            this.in = in;
            this.out = out;
            this.blob = blob;
        }

        boolean read() throws IOException {
            String line = line();
            if (line == null || line.isEmpty()) {
                return false;
            }
            String[] parts = line.split(" ", -1);
            method = parts[0];
            target = parts[1];
            range = "";
            length = 0;
            decoded = -1;
            chunked = false;
            boolean waits = false;
            for (line = line(); line != null && !line.isEmpty(); line = line()) {
                int colon = line.indexOf(':');
                String value = line.substring(colon + 1).trim();
                switch (line.substring(0, colon).toLowerCase(Locale.ROOT)) {
                    case "content-length" -> length = Long.parseLong(value);
                    case "x-amz-decoded-content-length" ->
                        decoded = Long.parseLong(value); // without the signatures in the body
                    case "transfer-encoding" -> chunked = true;
                    case "range", "x-ms-range" -> range = value;
                    case "expect" -> waits = true;
                    default -> {
                        // of no interest
                    }
                }
            }
            if (waits) {
                out.write("HTTP/1.1 100 Continue\r\n\r\n".getBytes(StandardCharsets.ISO_8859_1));
            }
            long came = skipBody();
            if (method.equals("PUT") && !target.contains("comp=blocklist")) {
                BYTES.addAndGet(decoded < 0 ? came : decoded);
            }
            return true;
        }

        /** How long the body was, chunks' heads left out. */
        private long skipBody() throws IOException {
            if (!chunked) {
                skip(length);
                return length;
            }
            long came = 0;
            while (true) {
                String size = line();
                long chunk = size == null ? 0 : Long.parseLong(size.split(";", -1)[0], 16);
                skip(chunk);
                came += chunk;
                line();
                if (chunk == 0) {
                    return came;
                }
            }
        }

        private void skip(long count) throws IOException {
            long left = count;
            while (left > 0) {
                if (from == to && !fill()) {
                    throw new IOException("ended within a body");
                }
                int step = (int) Math.min(left, to - from);
                from += step;
                left -= step;
            }
        }

        private boolean fill() throws IOException {
            from = 0;
            to = Math.max(0, in.read(buffer));
            return to > 0;
        }

        private @org.jspecify.annotations.Nullable String line() throws IOException {
            StringBuilder line = new StringBuilder();
            while (true) {
                if (from == to && !fill()) {
                    return line.length() == 0 ? null : line.toString();
                }
                char c = (char) buffer[from++];
                if (c == '\n') {
                    return line.toString();
                }
                if (c != '\r') {
                    line.append(c);
                }
            }
        }

        void answer() throws IOException {
            if (target.equals("/_requests")) {
                body("200 OK", "", Long.toString(REQUESTS.getAndSet(0)));
                return;
            }
            if (target.equals("/_bytes")) {
                body("200 OK", "", Long.toString(BYTES.getAndSet(0)));
                return;
            }
            REQUESTS.incrementAndGet();
            switch (method) {
                case "GET", "HEAD" -> object();
                case "POST" ->
                    body(
                            "200 OK",
                            "Content-Type: application/xml\r\n",
                            target.contains("uploads")
                                    ? "<InitiateMultipartUploadResult><UploadId>upload</UploadId>"
                                            + "</InitiateMultipartUploadResult>"
                                    : "<CompleteMultipartUploadResult><ETag>\"0123456789abcdef-2\"</ETag>"
                                            + "</CompleteMultipartUploadResult>");
                case "DELETE" -> body(blob ? "202 Accepted" : "204 No Content", "", "");
                default -> body(blob ? "201 Created" : "200 OK", blob ? BLOB : ETAG, "");
            }
        }

        private void object() throws IOException {
            String path = target.split("\\?", -1)[0];
            long size = Long.parseLong(path.substring(path.lastIndexOf('/') + 1));
            long start = 0;
            long count = size;
            String status = "200 OK";
            String more = "";
            if (!range.isEmpty()) {
                String[] ends = range.substring("bytes=".length()).split("-", -1);
                start = Long.parseLong(ends[0]);
                long end = ends[1].isEmpty() ? size - 1 : Math.min(size - 1, Long.parseLong(ends[1]));
                count = end - start + 1;
                status = "206 Partial Content";
                more = "Content-Range: bytes " + start + "-" + end + "/" + size + "\r\n";
            }
            head(
                    status,
                    more
                            + (blob
                                    ? BLOB + "x-ms-blob-type: BlockBlob\r\n"
                                    : ETAG + "Last-Modified: Tue, 24 Nov 2026 10:00:00 GMT\r\n")
                            + "Content-Type: application/octet-stream\r\nAccept-Ranges: bytes\r\n",
                    count);
            if (method.equals("GET")) {
                for (long left = count; left > 0; left -= ZEROS.length) {
                    out.write(ZEROS, 0, (int) Math.min(left, ZEROS.length));
                }
            }
        }

        private void body(String status, String headers, String text) throws IOException {
            byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
            head(status, headers, bytes.length);
            out.write(bytes);
        }

        private void head(String status, String headers, long count) throws IOException {
            out.write(
                    ("HTTP/1.1 " + status + (blob ? "\r\nx-ms-request-id: null\r\n" : "\r\nx-amz-request-id: null\r\n")
                                    + headers + "Content-Length: " + count + "\r\n\r\n")
                            .getBytes(StandardCharsets.ISO_8859_1));
        }
    }
}

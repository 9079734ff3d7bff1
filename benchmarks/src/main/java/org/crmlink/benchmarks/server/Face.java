package org.crmlink.benchmarks.server;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.zip.GZIPOutputStream;

/**
 * One port of the benchmark server. Pages of lists come from memory; every other request goes to the sandbox byte for byte, so that its links lead
 * back here. A thread for each connection: there are a dozen at most, and one that waits costs nothing. Thread-safe.
 */
final class Face implements AutoCloseable {

    /**
     * How a port behaves. Immutable.
     *
     * @param gzip whether pages are compressed for those who accept it
     * @param latencyMillis from a page's request to its answer's first byte
     * @param pageLimit the most rows in a page, and the number if none is wished for
     */
    record Behaviour(boolean gzip, int latencyMillis, int pageLimit) {}

    private static final int RELAY_BUFFER = 64 * 1024;

    private final ServerSocket listening;
    private final Behaviour behaviour;
    private final Records records;
    private final URI sandbox;
    private final Map<String, byte[]> compressed = new ConcurrentHashMap<>();

    Face(Behaviour behaviour, Records records, String sandbox) throws IOException {
        this.behaviour = behaviour;
        this.records = records;
        this.sandbox = URI.create(sandbox);
        this.listening = new ServerSocket();
        listening.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 128);
        daemon(this::accept, "bench-accept");
    }

    String url() {
        return "http://127.0.0.1:" + listening.getLocalPort();
    }

    private static void daemon(Runnable task, String name) {
        Thread thread = new Thread(task, name);
        thread.setDaemon(true);
        thread.start();
    }

    private void accept() {
        while (!listening.isClosed()) {
            try {
                Socket socket = listening.accept();
                daemon(() -> serve(socket), "bench-connection");
            } catch (IOException e) {
                // closed from outside; a client that is gone before it was accepted does no harm
            }
        }
    }

    private void serve(Socket socket) {
        try (socket;
                InputStream in = new BufferedInputStream(socket.getInputStream());
                OutputStream out = socket.getOutputStream()) {
            socket.setTcpNoDelay(true);
            HttpExchange exchange = HttpExchange.read(in);
            while (exchange != null) {
                long arrived = System.nanoTime();
                Optional<ListRequest> page = ListRequest.parse(exchange, records, behaviour.pageLimit());
                if (page.isEmpty()) {
                    relay(exchange, in, out);
                    return;
                }
                page(exchange, page.get(), out, arrived);
                exchange = HttpExchange.read(in);
            }
        } catch (IOException e) {
            // the client is gone: it has what it wanted, or was stopped
        }
    }

    private void page(HttpExchange exchange, ListRequest page, OutputStream out, long arrived) throws IOException {
        RowBlock rows = records.block(page.selection(), page.generation());
        boolean gzip = behaviour.gzip() && exchange.header("accept-encoding").contains("gzip");
        String key = page.toString();
        byte[] small = gzip ? compressed.computeIfAbsent(key, ignored -> compress(page, rows)) : new byte[0];
        byte[] head = page.head(rows.rows()).getBytes(StandardCharsets.UTF_8);
        byte[] tail = page.tail(rows.rows()).getBytes(StandardCharsets.UTF_8);
        int end = page.end(rows.rows());
        long length = gzip ? small.length : head.length + rows.size(page.first(), end) + tail.length;
        byte[] answer = headers(exchange, gzip, length).getBytes(StandardCharsets.ISO_8859_1);
        waitUntil(arrived + TimeUnit.MILLISECONDS.toNanos(behaviour.latencyMillis()));
        if (gzip) {
            out.write(answer);
            out.write(small);
            return;
        }
        byte[] start = new byte[answer.length + head.length];
        System.arraycopy(answer, 0, start, 0, answer.length);
        System.arraycopy(head, 0, start, answer.length, head.length);
        out.write(start);
        rows.write(out, page.first(), end);
        out.write(tail);
    }

    private static byte[] compress(ListRequest page, RowBlock rows) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(1 << 18);
        try (GZIPOutputStream gzip = new GZIPOutputStream(bytes, 1 << 16)) {
            gzip.write(page.head(rows.rows()).getBytes(StandardCharsets.UTF_8));
            rows.write(gzip, page.first(), page.end(rows.rows()));
            gzip.write(page.tail(rows.rows()).getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    private static String headers(HttpExchange exchange, boolean gzip, long length) {
        StringBuilder text = new StringBuilder(512);
        text.append("HTTP/1.1 200 OK\r\nDate: ")
                .append(DateTimeFormatter.RFC_1123_DATE_TIME.format(ZonedDateTime.now(ZoneOffset.UTC)))
                .append("\r\nContent-Type: application/json; odata.metadata=minimal\r\nOData-Version: 4.0\r\n");
        for (String preference : exchange.header("prefer").split(",", -1)) {
            if (!preference.isBlank()) {
                text.append("Preference-Applied: ").append(preference.strip()).append("\r\n");
            }
        }
        text.append("Cache-Control: no-cache\r\n");
        if (gzip) {
            text.append("Content-Encoding: gzip\r\nVary: Accept-Encoding\r\n");
        }
        return text.append("Content-Length: ").append(length).append("\r\n\r\n").toString();
    }

    private static void waitUntil(long nanoTime) {
        long left = nanoTime - System.nanoTime();
        while (left > 0) {
            LockSupport.parkNanos(left);
            left = nanoTime - System.nanoTime();
        }
    }

    /** Both sides close after it: an answer then ends where the connection does, however it is framed. */
    private void relay(HttpExchange exchange, InputStream in, OutputStream out) throws IOException {
        StringBuilder head = new StringBuilder(exchange.head().length() + 32);
        for (String line : exchange.head().split("\r\n", -1)) {
            if (!line.toLowerCase(Locale.ROOT).startsWith("connection:")) {
                head.append(line).append("\r\n");
            }
        }
        head.append("Connection: close\r\n\r\n");
        try (Socket to = new Socket(sandbox.getHost(), sandbox.getPort())) {
            OutputStream request = to.getOutputStream();
            request.write(head.toString().getBytes(StandardCharsets.ISO_8859_1));
            String length = exchange.header("content-length");
            if (!length.isEmpty()) {
                copy(in, request, Long.parseLong(length));
            } else if (!exchange.header("transfer-encoding").isEmpty()) {
                throw new IOException("a request of unknown length is not forwarded");
            }
            request.flush();
            copy(to.getInputStream(), out, Long.MAX_VALUE);
        }
    }

    private static void copy(InputStream in, OutputStream out, long length) throws IOException {
        byte[] buffer = new byte[RELAY_BUFFER];
        long left = length;
        while (left > 0) {
            int count = in.read(buffer, 0, (int) Math.min(buffer.length, left));
            if (count < 0) {
                return;
            }
            out.write(buffer, 0, count);
            left -= count;
        }
    }

    @Override
    public void close() {
        try {
            listening.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

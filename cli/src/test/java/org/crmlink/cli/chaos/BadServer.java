package org.crmlink.cli.chaos;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicInteger;

/** Something that listens where a CRM was expected. */
final class BadServer implements AutoCloseable {

    private static final int MOST_CONNECTIONS = 500;

    /** How it answers. */
    enum Manner {
        /** A login page or a proxy's notice, and it says 200. */
        HTML(
                "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 39\r\n\r\n<html><body>Please log in</body></html>"),
        HTML_ERROR(
                "HTTP/1.1 404 Not Found\r\nContent-Type: text/html\r\nContent-Length: 26\r\n\r\n<html>404 not here</html>\n"),
        REDIRECT("HTTP/1.1 302 Found\r\nLocation: /login\r\nContent-Length: 0\r\n\r\n"),
        EMPTY("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 0\r\n\r\n"),
        HALF_A_DOCUMENT(
                "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 12\r\n\r\n{\"value\":[{\""),
        ANOTHER_DOCUMENT(
                "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 15\r\n\r\n[1,true,\"moo\"]\n"),
        GARBAGE("\u0001\u0002\u0003 220 mail.example ESMTP ready\r\n\r\n"),
        NOTHING("");

        private final byte[] bytes;

        Manner(String answer) {
            this.bytes = answer.getBytes(StandardCharsets.ISO_8859_1);
        }
    }

    private final ServerSocket socket;
    private final AtomicInteger asked = new AtomicInteger();

    private BadServer(ServerSocket socket) {
        this.socket = socket;
    }

    static BadServer start(Manner manner) throws IOException {
        BadServer server = new BadServer(new ServerSocket(0, 50, InetAddress.getLoopbackAddress()));
        Thread thread = new Thread(() -> server.serve(manner), "bad-server");
        thread.setDaemon(true);
        thread.start();
        return server;
    }

    String url() {
        return "http://127.0.0.1:" + socket.getLocalPort();
    }

    /** How many requests it got. */
    int asked() {
        return asked.get();
    }

    private void serve(Manner manner) {
        for (int i = 0; i < MOST_CONNECTIONS && !socket.isClosed(); i++) {
            try (Socket connection = socket.accept()) {
                connection.setSoTimeout(2000);
                readHead(connection.getInputStream());
                asked.incrementAndGet();
                OutputStream out = connection.getOutputStream();
                out.write(manner.bytes);
                out.flush();
            } catch (IOException e) {
                // The client went away or the test is over: the next one, if there is any.
            }
        }
    }

    private static void readHead(InputStream in) throws IOException {
        int matched = 0;
        byte[] end = {'\r', '\n', '\r', '\n'};
        for (int read = 0; read < 65_536 && matched < end.length; read++) {
            int next = in.read();
            if (next < 0) {
                return;
            }
            matched = next == end[matched] ? matched + 1 : next == '\r' ? 1 : 0;
        }
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}

package org.crmlink.tck.bench;

import java.io.ByteArrayInputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import org.jspecify.annotations.Nullable;

/**
 * A server of TLS before the proxy. Whoever accepts its certificate reaches the backend, so that a client that should not have is seen in the proxy's
 * log. Thread-safe.
 */
public final class TlsServer implements AutoCloseable {

    private static final int HANDSHAKE_RECORD = 22;
    private static final Set<Integer> OLD_SUITES = Set.of(0x002f, 0x0035, 0xc009, 0xc00a, 0xc013, 0xc014);
    private static final int PATIENCE_MILLIS = 1_000;

    private final TlsTrap trap;
    private final ServerSocket server;
    private final InetSocketAddress target;
    private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
    private final AtomicInteger clearText = new AtomicInteger();
    private final AtomicInteger greetings = new AtomicInteger();
    private final AtomicInteger wentOn = new AtomicInteger();
    private volatile boolean closed;

    /** @param proxy what it stands before */
    public TlsServer(TlsTrap trap, FaultProxy proxy) {
        this.trap = trap;
        URI behind = proxy.gate().endpoint();
        this.target = new InetSocketAddress(InetAddress.getLoopbackAddress(), behind.getPort());
        try {
            server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException("no port for TLS", e);
        }
        SSLContext context = trap == TlsTrap.OLD_PROTOCOL ? null : TlsCertificates.server(trap);
        Gate.start("tls", () -> accept(context));
    }

    public URI endpoint() {
        return URI.create("https://localhost:" + server.getLocalPort());
    }

    /** How many clients began a handshake. */
    public int greetings() {
        return greetings.get();
    }

    /** How many clients spoke in clear text to this port. */
    public int clearText() {
        return clearText.get();
    }

    /** How many clients went on after TLS 1.1 was chosen. */
    public int wentOn() {
        return wentOn.get();
    }

    private void accept(@Nullable SSLContext context) {
        while (!closed) {
            try {
                Socket socket = server.accept();
                sockets.add(socket);
                Gate.start("tls-client", () -> serve(socket, context));
            } catch (IOException e) {
                if (!closed) {
                    Thread.onSpinWait();
                }
            }
        }
    }

    private void serve(Socket socket, @Nullable SSLContext context) {
        try (socket) {
            socket.setTcpNoDelay(true);
            if (context == null) {
                old(socket);
                return;
            }
            // the first byte tells TLS from clear text; the handshake is given it again
            int first = socket.getInputStream().read();
            if (first != HANDSHAKE_RECORD) {
                clearText.addAndGet(first < 0 ? 0 : 1);
                return;
            }
            greetings.incrementAndGet();
            try (SSLSocket secure = (SSLSocket) context.getSocketFactory()
                            .createSocket(socket, new ByteArrayInputStream(new byte[] {(byte) first}), true);
                    Socket upstream = new Socket()) {
                secure.startHandshake();
                sockets.add(upstream);
                upstream.connect(target);
                Gate.start("tls-down", () -> down(upstream, secure));
                Gate.copy(secure.getInputStream(), upstream.getOutputStream());
            }
        } catch (IOException e) {
            // a client that refuses the certificate ends the connection, as it must
            sockets.remove(socket);
        }
    }

    private static void down(Socket upstream, Socket client) {
        try (client) {
            Gate.copy(upstream.getInputStream(), client.getOutputStream());
        } catch (IOException e) {
            // either end has gone away
            Thread.onSpinWait();
        }
    }

    /**
     * Chooses TLS 1.1 (RFC 4346 §7.4.1.3), which Java itself no longer can, with a cipher suite that the client offers. A client that keeps to TLS 1.2
     * sends an alert or goes away; one that waits for the certificate has accepted.
     */
    private void old(Socket socket) throws IOException {
        DataInputStream in = new DataInputStream(socket.getInputStream());
        int first = in.read();
        if (first != HANDSHAKE_RECORD) {
            clearText.addAndGet(first < 0 ? 0 : 1);
            return;
        }
        greetings.incrementAndGet();
        in.readUnsignedShort();
        byte[] hello = new byte[in.readUnsignedShort()];
        in.readFully(hello);
        // type and length (4), version (2), random (32), session id with its length, cipher suites with their length
        int session = hello[38];
        int suites = 39 + session + 2;
        DataOutputStream out = new DataOutputStream(socket.getOutputStream());
        int length = 2 + 32 + 1 + session + 2 + 1;
        out.writeByte(HANDSHAKE_RECORD);
        out.writeShort(0x0302);
        out.writeShort(4 + length);
        out.writeByte(2);
        out.writeByte(0);
        out.writeShort(length);
        out.writeShort(0x0302);
        out.write(new byte[32]);
        out.write(hello, 38, 1 + session);
        out.write(hello, suite(hello, suites), 2);
        out.writeByte(0);
        out.flush();
        socket.setSoTimeout(PATIENCE_MILLIS);
        try {
            int answer = in.read();
            if (answer == HANDSHAKE_RECORD) {
                wentOn.incrementAndGet();
            }
        } catch (SocketTimeoutException e) {
            // it waits for what comes next in TLS 1.1
            wentOn.incrementAndGet();
        }
    }

    /** Where a suite stands that TLS 1.1 knows: with AES in CBC mode and SHA-1 (RFC 3268, RFC 8422). */
    private static int suite(byte[] hello, int begin) {
        int count = ((hello[begin - 2] & 0xff) << 8) | (hello[begin - 1] & 0xff);
        for (int at = begin; at < begin + count; at += 2) {
            int suite = ((hello[at] & 0xff) << 8) | (hello[at + 1] & 0xff);
            if (OLD_SUITES.contains(suite)) {
                return at;
            }
        }
        return begin;
    }

    /** What it shows. */
    public TlsTrap trap() {
        return trap;
    }

    @Override
    public void close() {
        closed = true;
        try {
            server.close();
            for (Socket socket : sockets) {
                socket.close();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

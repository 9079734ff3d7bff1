package org.crmlink.tck.bench;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The wire between a connector and the proxy: a relay on loopback that can do to an answer's bytes what an HTTP server cannot. The proxy says what by
 * a mark in the answer's head, which the gate removes. Thread-safe.
 */
public final class Gate implements AutoCloseable {

    /** How new connections are met. */
    public enum Door {
        OPEN,
        /** Each is reset at once. */
        SHUT,
        /** Each is accepted, and nothing ever comes back. */
        BLACK_HOLE
    }

    private final ServerSocket server;
    private final InetSocketAddress target;
    private final Set<Relay> relays = ConcurrentHashMap.newKeySet();
    private final AtomicInteger opened = new AtomicInteger();
    private volatile Door door = Door.OPEN;
    private volatile boolean closed;

    Gate(InetSocketAddress target) {
        this.target = target;
        try {
            server = new ServerSocket(0, 200, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException("no port for the gate", e);
        }
        start("accept", this::accept);
    }

    /** Where connectors connect. */
    public URI endpoint() {
        return URI.create("http://127.0.0.1:" + server.getLocalPort());
    }

    public void door(Door how) {
        door = how;
    }

    /** How many connections were opened so far. */
    public int opened() {
        return opened.get();
    }

    /** How many are open now. */
    public int open() {
        return relays.size();
    }

    /** Closes every connection, as a server does with idle ones: the next request comes on a cold one. */
    public void dropAll() {
        relays.forEach(Relay::close);
    }

    private void accept() {
        while (!closed) {
            try {
                Socket client = server.accept();
                client.setTcpNoDelay(true);
                opened.incrementAndGet();
                meet(client);
            } catch (IOException e) {
                if (!closed) {
                    Thread.onSpinWait();
                }
            }
        }
    }

    private void meet(Socket client) throws IOException {
        if (door == Door.SHUT) {
            client.setSoLinger(true, 0);
            client.close();
            return;
        }
        Relay relay = new Relay(client, door == Door.BLACK_HOLE ? null : target, relays::remove);
        relays.add(relay);
        relay.start();
    }

    static void start(String name, Runnable work) {
        Thread thread = new Thread(work, "tck-gate-" + name);
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public void close() {
        closed = true;
        try {
            server.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            dropAll();
        }
    }

    /** Copies what comes to where it goes, until either end closes. */
    static void copy(InputStream from, OutputStream to) throws IOException {
        byte[] buffer = new byte[16_384];
        for (int n = from.read(buffer); n >= 0; n = from.read(buffer)) {
            to.write(buffer, 0, n);
            to.flush();
        }
    }
}

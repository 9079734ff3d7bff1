package org.crmlink.sandbox.http;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.eclipse.jetty.http.UriCompliance;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.thread.QueuedThreadPool;

/**
 * An HTTP/1.1 server on the loopback address that offers each request to its faces in turn. Thread-safe.
 */
public final class SandboxServer implements AutoCloseable {

    /** Longest request line with headers; real front doors end at about 32 KB of URL. */
    private static final int HEADER_BYTES = 64 * 1024;

    private final Server server;
    private final ServerConnector connector;

    /**
     * Prepares a server; nothing listens before {@link #start()}.
     *
     * @param port port on 127.0.0.1, or 0 for any free one
     */
    public SandboxServer(int port, List<Face> faces, Faults faults, RequestLog log) {
        this(port, faces, faults, log, request -> Optional.empty());
    }

    /**
     * As the other one, with a face that no fault ever touches and no log ever mentions.
     *
     * @param admin asked before all others
     */
    public SandboxServer(int port, List<Face> faces, Faults faults, RequestLog log, Face admin) {
        QueuedThreadPool threads = new QueuedThreadPool();
        threads.setName("sandbox-http");
        threads.setDaemon(true);
        server = new Server(threads);
        HttpConfiguration configuration = new HttpConfiguration();
        configuration.setSendServerVersion(false);
        configuration.setRequestHeaderSize(HEADER_BYTES);
        // OData paths hold quotes, parentheses and encoded slashes that a web application would rightly refuse.
        configuration.setUriCompliance(UriCompliance.UNSAFE);
        connector = new ServerConnector(server, 1, 2, new HttpConnectionFactory(configuration));
        connector.setHost("127.0.0.1");
        connector.setPort(port);
        server.addConnector(connector);
        server.setHandler(new FaceHandler(admin, List.copyOf(faces), faults, log));
        server.setStopTimeout(0);
    }

    /**
     * Starts listening.
     *
     * @throws IOException if the port is taken
     */
    public void start() throws IOException {
        try {
            server.start();
        } catch (IOException e) {
            throw e;
        } catch (Exception e) {
            throw new IOException("The HTTP server could not start: " + e.getMessage(), e);
        }
    }

    /** Scheme and authority of this server, such as {@code http://127.0.0.1:8081}. */
    public String url() {
        return "http://127.0.0.1:" + connector.getLocalPort();
    }

    /** Waits until the server has been stopped. */
    public void join() throws InterruptedException {
        server.join();
    }

    @Override
    public void close() {
        try {
            server.stop();
        } catch (Exception e) {
            throw new IllegalStateException("The HTTP server could not stop: " + e.getMessage(), e);
        }
    }
}

package org.crmlink.toolkit.http;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import javax.net.SocketFactory;

/**
 * Sockets that send at once. The HTTP library leaves Nagle's algorithm on: the last piece of a body longer than its 8 KiB buffer then waits for
 * the other side's delayed acknowledgement, some 40 ms for every batch.
 */
final class PromptSockets extends SocketFactory {

    private final SocketFactory system = SocketFactory.getDefault();

    private static Socket prompt(Socket socket) throws IOException {
        socket.setTcpNoDelay(true);
        return socket;
    }

    @Override
    public Socket createSocket() throws IOException {
        return prompt(system.createSocket());
    }

    @Override
    public Socket createSocket(String host, int port) throws IOException {
        return prompt(system.createSocket(host, port));
    }

    @Override
    public Socket createSocket(String host, int port, InetAddress localHost, int localPort) throws IOException {
        return prompt(system.createSocket(host, port, localHost, localPort));
    }

    @Override
    public Socket createSocket(InetAddress host, int port) throws IOException {
        return prompt(system.createSocket(host, port));
    }

    @Override
    public Socket createSocket(InetAddress host, int port, InetAddress localHost, int localPort) throws IOException {
        return prompt(system.createSocket(host, port, localHost, localPort));
    }
}

package org.crmlink.tck.bench;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.crmlink.tck.bench.FaultAction.Wire;
import org.jspecify.annotations.Nullable;

/** One connection through the gate. Requests pass as they are; answers are read one by one, so that a marked one can be spoilt. */
final class Relay {

    private static final int LONGEST_STALL_SECONDS = 180;

    private final Socket client;
    private final @Nullable InetSocketAddress target;
    private final Consumer<Relay> ended;
    private final CountDownLatch over = new CountDownLatch(1);
    private volatile @Nullable Socket server;

    Relay(Socket client, @Nullable InetSocketAddress target, Consumer<Relay> ended) {
        this.client = client;
        this.target = target;
        this.ended = ended;
    }

    void start() {
        Gate.start("up", () -> run(this::up));
    }

    /** Work on a connection, which may break at any time. */
    private interface Work {
        void run() throws IOException;
    }

    private void run(Work work) {
        try {
            work.run();
        } catch (IOException e) {
            // either end has gone away, which is what the other one must see
            close();
        } finally {
            close();
        }
    }

    private void up() throws IOException {
        if (target == null) {
            // a black hole swallows what comes
            Gate.copy(client.getInputStream(), OutputStream.nullOutputStream());
            return;
        }
        Socket upstream = new Socket();
        server = upstream;
        upstream.setTcpNoDelay(true);
        upstream.connect(target);
        Gate.start("down", () -> run(this::down));
        Gate.copy(client.getInputStream(), upstream.getOutputStream());
    }

    private void down() throws IOException {
        Socket upstream = server;
        if (upstream == null) {
            return;
        }
        InputStream in = new BufferedInputStream(upstream.getInputStream(), 32_768);
        OutputStream out = client.getOutputStream();
        boolean more = true;
        while (more) {
            AnswerHead head = AnswerHead.read(in);
            if (head == null) {
                return;
            }
            more = pass(head, in, out);
        }
    }

    private boolean pass(AnswerHead head, InputStream in, OutputStream out) throws IOException {
        Wire wire = head.wire();
        byte[] headBytes = head.text().getBytes(StandardCharsets.ISO_8859_1);
        if (wire instanceof Wire.Intact) {
            out.write(headBytes);
            head.copyBody(in, out);
            out.flush();
            return !head.closes();
        }
        if (wire instanceof Wire.Garbage) {
            out.write("\u0015\u0003\u0001 this is no HTTP\r\n\r\n".getBytes(StandardCharsets.ISO_8859_1));
            out.flush();
            return false;
        }
        if (wire instanceof Wire.CutHead) {
            out.write(headBytes, 0, Math.max(1, headBytes.length / 2));
            out.flush();
            return false;
        }
        if (wire instanceof Wire.Dribble dribble) {
            dribble(headBytes, head.body(in), dribble.pause(), out);
            return !head.closes();
        }
        if (wire instanceof Wire.HugeHead huge) {
            out.write(headBytes, 0, headBytes.length - 2);
            out.write(("X-Long: " + "x".repeat(huge.bytes()) + "\r\n\r\n").getBytes(StandardCharsets.ISO_8859_1));
            head.copyBody(in, out);
            return false;
        }
        if (wire instanceof Wire.Endless endless) {
            endless(head, head.body(in), endless.megabytes(), out);
            return false;
        }
        spoil(wire, headBytes, head.body(in), out);
        return false;
    }

    private static void endless(AnswerHead head, byte[] body, int megabytes, OutputStream out) throws IOException {
        String unmeasured = head.text().replaceAll("(?i)(content-length|transfer-encoding):[^\r\n]*\r\n", "");
        out.write(unmeasured.getBytes(StandardCharsets.ISO_8859_1));
        long left = megabytes * 1_048_576L;
        while (left > 0 && body.length > 0) {
            out.write(body);
            left -= body.length;
        }
        out.flush();
    }

    private void spoil(Wire wire, byte[] head, byte[] body, OutputStream out) throws IOException {
        int after = wire instanceof Wire.Reset reset
                ? reset.after()
                : wire instanceof Wire.Close close ? close.after() : ((Wire.Stall) wire).after();
        if (after >= 0) {
            out.write(head);
            out.write(body, 0, Math.min(after, body.length));
            out.flush();
        }
        if (wire instanceof Wire.Reset) {
            pause(20);
            client.setSoLinger(true, 0);
        } else if (wire instanceof Wire.Stall) {
            await(LONGEST_STALL_SECONDS * 1_000L);
        }
    }

    private void dribble(byte[] head, byte[] body, int pause, OutputStream out) throws IOException {
        out.write(head);
        out.flush();
        for (byte one : body) {
            out.write(one);
            out.flush();
            if (await(pause)) {
                return;
            }
        }
    }

    private void pause(long millis) {
        boolean ended = await(millis);
        if (ended) {
            close();
        }
    }

    /** Waits; tells whether the connection has ended meanwhile. */
    private boolean await(long millis) {
        try {
            return over.await(millis, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return true;
        }
    }

    void close() {
        over.countDown();
        closeQuietly(client);
        Socket upstream = server;
        if (upstream != null) {
            closeQuietly(upstream);
        }
        ended.accept(this);
    }

    private static void closeQuietly(Socket socket) {
        try {
            socket.close();
        } catch (IOException e) {
            // it is closed for us all the same
            Thread.onSpinWait();
        }
    }
}

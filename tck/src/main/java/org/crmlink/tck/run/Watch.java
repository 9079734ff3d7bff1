package org.crmlink.tck.run;

import java.io.IOException;
import java.net.Proxy;
import java.net.ProxySelector;
import java.net.SocketAddress;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * What some code does beside its result: the threads that it makes, the connections that it asks for, what it logs above debug.
 *
 * <p>Threads are seen by the value that a new thread inherits from its maker, however short it lives. Connections are seen by the process's proxy
 * selector, which {@link java.net.Socket}, {@link java.net.HttpURLConnection}, Java's HTTP client and OkHttp all ask. Not seen: channels of
 * {@code java.nio}, datagrams, listening sockets, look-ups of names without a connection, threads of the common pool, native code.
 */
public final class Watch {

    private static final InheritableThreadLocal<@Nullable Watch> MARK = new Inherited();

    private final List<String> connections = new ArrayList<>();
    private final List<String> threads = new ArrayList<>();
    private final List<String> logs = new ArrayList<>();
    private final ThreadGroup group = new ThreadGroup("watched by the kit");
    private Duration duration = Duration.ZERO;
    private @Nullable Object result;
    private @Nullable Throwable thrown;

    private Watch() {}

    private static final class Inherited extends InheritableThreadLocal<@Nullable Watch> {
        @Override
        protected @Nullable Watch childValue(@Nullable Watch parent) {
            if (parent != null) {
                parent.threadMade();
            }
            return parent;
        }
    }

    /**
     * Lets code work in a thread of its own without a context class loader, and watches it.
     *
     * @param seconds how long to wait for it
     */
    public static Watch over(Callable<?> work, int seconds) throws InterruptedException {
        Watch watch = new Watch();
        Thread thread = new Thread(watch.group, () -> watch.work(work), "watched");
        thread.setDaemon(true);
        thread.setContextClassLoader(null);
        ProxySelector selector = ProxySelector.getDefault();
        Logger root = Logger.getLogger("");
        Handler handler = watch.new Logs();
        ProxySelector.setDefault(watch.new Connections(selector));
        root.addHandler(handler);
        try {
            thread.start();
            thread.join(seconds * 1_000L);
        } finally {
            root.removeHandler(handler);
            ProxySelector.setDefault(selector);
        }
        if (thread.isAlive()) {
            thread.interrupt();
            throw new AssertionError("It did not end within " + seconds + " s.");
        }
        return watch;
    }

    private void work(Callable<?> work) {
        MARK.set(this);
        long begin = System.nanoTime();
        try {
            result = work.call();
        } catch (Throwable e) {
            // given to the caller by orThrow()
            thrown = e;
        } finally {
            duration = Duration.ofNanos(System.nanoTime() - begin);
            MARK.remove();
        }
    }

    private void threadMade() {
        synchronized (threads) {
            threads.add(maker());
        }
    }

    /** The frame that made the thread: the first one that is not Java's own. */
    private static String maker() {
        for (StackTraceElement frame : Thread.currentThread().getStackTrace()) {
            String type = frame.getClassName();
            if (!type.startsWith("java.") && !type.startsWith("jdk.") && !type.startsWith(Watch.class.getName())) {
                return frame.toString();
            }
        }
        return "unknown";
    }

    private final class Connections extends ProxySelector {
        private final @Nullable ProxySelector before;

        Connections(@Nullable ProxySelector before) {
            this.before = before;
        }

        @Override
        public List<Proxy> select(URI uri) {
            if (MARK.get() == Watch.this) {
                synchronized (connections) {
                    connections.add(uri.getScheme() + "://" + uri.getHost() + ":" + uri.getPort() + " from " + maker());
                }
            }
            return before == null ? List.of(Proxy.NO_PROXY) : before.select(uri);
        }

        @Override
        public void connectFailed(URI uri, SocketAddress address, IOException failure) {
            if (before != null) {
                before.connectFailed(uri, address, failure);
            }
        }
    }

    private final class Logs extends Handler {
        @Override
        public void publish(LogRecord record) {
            if (record.getLevel().intValue() > Level.CONFIG.intValue() && MARK.get() == Watch.this) {
                synchronized (logs) {
                    logs.add(record.getLevel() + " " + record.getLoggerName());
                }
            }
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    }

    /** Where a connection was asked for, and by what. */
    public List<String> connections() {
        synchronized (connections) {
            return List.copyOf(connections);
        }
    }

    /** What made threads. */
    public List<String> threads() {
        synchronized (threads) {
            return List.copyOf(threads);
        }
    }

    /** Level and name of what was logged above debug. */
    public List<String> logs() {
        synchronized (logs) {
            return List.copyOf(logs);
        }
    }

    /** The threads of the watched code that are alive now. */
    public List<Thread> alive() {
        Thread[] some = new Thread[Math.max(64, group.activeCount() * 2)];
        int count = group.enumerate(some, true);
        return java.util.Arrays.asList(some).subList(0, count);
    }

    public Duration duration() {
        return duration;
    }

    /** What the code returned, or its exception. */
    public @Nullable Object orThrow() throws Exception {
        Throwable failure = thrown;
        if (failure instanceof Exception exception) {
            throw exception;
        }
        if (failure instanceof Error error) {
            throw error;
        }
        return result;
    }
}

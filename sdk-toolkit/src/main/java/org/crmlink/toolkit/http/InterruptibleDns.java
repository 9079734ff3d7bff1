package org.crmlink.toolkit.http;

import java.io.InterruptedIOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import okhttp3.Dns;

/** Asks the system for addresses on a thread of its own: the system's call knows neither timeout nor interrupt. */
final class InterruptibleDns implements Dns {

    private final Duration timeout;

    InterruptibleDns(Duration timeout) {
        this.timeout = timeout;
    }

    @Override
    public List<InetAddress> lookup(String hostname) throws UnknownHostException {
        FutureTask<List<InetAddress>> task = new FutureTask<>(() -> Dns.SYSTEM.lookup(hostname));
        Thread thread = new Thread(task, "crmlink-dns");
        thread.setDaemon(true);
        thread.start();
        try {
            return task.get(timeout.toNanos(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw unknown("interrupted", new InterruptedIOException("interrupted"));
        } catch (TimeoutException e) {
            throw unknown("no answer in time", e);
        } catch (ExecutionException e) {
            throw unknown("not found", e);
        }
    }

    private static UnknownHostException unknown(String why, Throwable cause) {
        UnknownHostException unknown = new UnknownHostException(why);
        unknown.initCause(cause);
        return unknown;
    }
}

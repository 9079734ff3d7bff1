package org.crmlink.tck.run;

import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Waits for what may hang: a fixture, a backend, a connector. */
final class InTime {

    private InTime() {}

    /** What did not end in time. */
    static final class TooLong extends RuntimeException {

        private static final long serialVersionUID = 1L;

        TooLong(String message) {
            super(message, null, false, false);
        }
    }

    /**
     * Makes a call in a thread of its own.
     *
     * @param what the call in words
     * @throws TooLong if it does not end in time; the thread is interrupted and left alone
     * @throws Exception what the call throws
     */
    static <T> T call(String what, long seconds, Callable<T> call) throws Exception {
        FutureTask<T> task = new FutureTask<>(call);
        Thread thread = new Thread(task, "kit-" + what.replace(' ', '-'));
        thread.setDaemon(true);
        thread.start();
        try {
            return task.get(seconds, TimeUnit.SECONDS);
        } catch (TimeoutException e) {
            StackTraceElement[] stack = thread.getStackTrace();
            thread.interrupt();
            throw new TooLong(what + " did not end within " + seconds + " s"
                    + (stack.length == 0 ? "" : "; it stood at " + stack[0]));
        } catch (ExecutionException e) {
            if (e.getCause() instanceof Exception failure) {
                throw failure;
            }
            if (e.getCause() instanceof Error error) {
                throw error;
            }
            throw e;
        }
    }
}

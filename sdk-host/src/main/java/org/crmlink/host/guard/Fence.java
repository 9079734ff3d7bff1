package org.crmlink.host.guard;

import java.util.function.Supplier;
import org.crmlink.sdk.ConnectorException;
import org.crmlink.sdk.ErrorKind;
import org.crmlink.sdk.Outcome;
import org.jspecify.annotations.Nullable;

/** The line between a host and a connector: nothing but {@link ConnectorException} comes across. Thread-safe. */
final class Fence {

    private final String connector;
    private volatile boolean closed;

    Fence(String connector) {
        this.connector = connector;
    }

    String connector() {
        return connector;
    }

    boolean isClosed() {
        return closed;
    }

    /** Closes the fence; tells whether it was open. */
    synchronized boolean close() {
        boolean wasOpen = !closed;
        closed = true;
        return wasOpen;
    }

    void checkOpen() {
        if (closed) {
            throw new IllegalStateException("connector '" + connector + "' is closed");
        }
    }

    /** Calls the connector to read. */
    <T> T read(String operation, String entity, Supplier<T> call) {
        checkOpen();
        return crossing(operation, entity, Outcome.NOT_APPLIED, call);
    }

    /** Calls the connector to write: a defect leaves the outcome unknown. */
    <T> T write(String operation, String entity, Supplier<T> call) {
        checkOpen();
        return crossing(operation, entity, Outcome.UNKNOWN, call);
    }

    /** Calls the connector also after the fence was closed, for closing what is still open. */
    void release(String operation, String entity, Runnable call) {
        crossing(operation, entity, Outcome.NOT_APPLIED, () -> {
            call.run();
            return Boolean.TRUE;
        });
    }

    private <T> T crossing(String operation, String entity, Outcome outcome, Supplier<T> call) {
        try {
            T result = call.get();
            if (result == null) {
                throw defect(operation, entity, outcome, "it returned null", null);
            }
            return result;
        } catch (ConnectorException | OutOfMemoryError e) {
            throw e;
        } catch (IllegalStateException e) {
            if (closed) {
                throw e;
            }
            throw defect(operation, entity, outcome, "it threw " + e.getClass().getName(), e);
        } catch (Throwable e) {
            // foreign code may throw anything: a missing class, a smuggled checked exception. Its message stays in the
            // cause, for it may hold data
            if (e instanceof InterruptedException) {
                Thread.currentThread().interrupt();
            }
            throw defect(operation, entity, outcome, "it threw " + e.getClass().getName(), e);
        }
    }

    ConnectorException defect(String operation, String entity, Outcome outcome, String what) {
        return defect(operation, entity, outcome, what, null);
    }

    private ConnectorException defect(
            String operation, String entity, Outcome outcome, String what, @Nullable Throwable cause) {
        return ConnectorException.of(
                        ErrorKind.PROTOCOL_ERROR,
                        "defect of connector '" + connector + "' in " + operation + ": " + what)
                .operation(operation)
                .entity(entity)
                .outcome(outcome)
                .hint("report this to the author of the connector")
                .cause(cause)
                .build();
    }

    ConnectorException unsupported(String operation, String entity, String what) {
        return ConnectorException.of(ErrorKind.UNSUPPORTED, "connector '" + connector + "' does not declare " + what)
                .operation(operation)
                .entity(entity)
                .hint("see the capabilities of the connector")
                .build();
    }
}

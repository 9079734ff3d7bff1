package org.crmlink.toolkit.odata;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;

import java.io.ByteArrayOutputStream;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/**
 * Writes the {@code multipart/mixed} body of an OData {@code $batch}: every operation a part of its own, in order, so that each has its own
 * fate; change sets where several must share theirs. Kept in memory, as long as its limit allows. One-at-a-time.
 */
public final class BatchRequest {

    /**
     * One operation.
     *
     * @param method HTTP method
     * @param address absolute, or rooted at the host
     * @param headers header name → value
     * @param json the body, empty for none
     */
    public record Operation(String method, String address, Map<String, String> headers, byte[] json) {

        public Operation {
            requireNonNull(method, "method is null");
            requireNonNull(address, "address is null");
            headers = Map.copyOf(new LinkedHashMap<>(headers));
            requireNonNull(json, "json is null");
            if (hasLineBreak(address) || headers.values().stream().anyMatch(Operation::hasLineBreak)) {
                throw new IllegalArgumentException("a line break in an address or a header of a batch operation");
            }
        }

        private static boolean hasLineBreak(String text) {
            return text.indexOf('\r') >= 0 || text.indexOf('\n') >= 0;
        }

        /** About how many bytes it adds to a batch. */
        public int size() {
            return json.length + address.length() + 400;
        }

        /** Method only: address and body hold data. */
        @Override
        public String toString() {
            return "Operation[" + method + "]";
        }
    }

    private static final String END = "\r\n";

    private final String boundary;
    private final ByteArrayOutputStream body = new ByteArrayOutputStream();
    private int operations;

    public BatchRequest() {
        // Random, so that no value can hold the line that ends a part.
        this("batch_" + UUID.randomUUID());
    }

    BatchRequest(String boundary) {
        this.boundary = boundary;
    }

    public BatchRequest add(Operation operation) {
        write(boundary, operation);
        return this;
    }

    /**
     * Adds operations of which all or none are done. If one is refused, its refusal is the only answer to all of them.
     */
    public BatchRequest addChangeSet(List<Operation> changes) {
        String inner = "changeset_" + UUID.randomUUID();
        line("--" + boundary);
        line("Content-Type: multipart/mixed; boundary=\"" + inner + "\"");
        line("");
        changes.forEach(change -> write(inner, change));
        line("--" + inner + "--");
        return this;
    }

    private void write(String delimiter, Operation operation) {
        operations++;
        line("--" + delimiter);
        line("Content-Type: application/http");
        line("Content-Transfer-Encoding: binary");
        line("Content-ID: " + operations);
        line("");
        line(operation.method() + " " + operation.address() + " HTTP/1.1");
        if (operation.json().length > 0) {
            line("Content-Type: application/json; type=entry");
        }
        operation.headers().forEach((name, value) -> line(name + ": " + value));
        line("");
        body.writeBytes(operation.json());
        line("");
    }

    private void line(String text) {
        body.writeBytes((text + END).getBytes(UTF_8));
    }

    /** How many operations were added. */
    public int operations() {
        return operations;
    }

    /** Bytes so far. */
    public int size() {
        return body.size();
    }

    public String contentType() {
        return "multipart/mixed; boundary=\"" + boundary + "\"";
    }

    /** The finished body. */
    public byte[] toBytes() {
        ByteArrayOutputStream finished = new ByteArrayOutputStream(body.size() + 64);
        finished.writeBytes(body.toByteArray());
        finished.writeBytes(("--" + boundary + "--" + END).getBytes(UTF_8));
        return finished.toByteArray();
    }
}

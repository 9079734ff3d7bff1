package org.crmlink.tck.bench;

import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.function.UnaryOperator;
import org.crmlink.tck.Answer;

/** What a fault does. Those before the backend keep it from hearing of the request; the others come after it has answered. */
public sealed interface FaultAction {

    /** Answers in the backend's place, which hears nothing. */
    record Instead(Answer answer) implements FaultAction {}

    /** Answers in the backend's place with bytes and a deed of the gate. */
    record InsteadBytes(int status, Map<String, String> headers, byte[] body, Wire wire) implements FaultAction {}

    /** Ends the connection before the backend hears of the request. */
    record CutBefore(Wire wire) implements FaultAction {}

    /** Holds the request before the backend hears of it, until the latch opens, for ten seconds at most; then it goes on as usual. */
    record HoldBefore(CountDownLatch latch) implements FaultAction {}

    /** Lets the backend answer and holds the answer back until the latch opens, for ten seconds at most. */
    record HoldAfter(CountDownLatch latch) implements FaultAction {}

    /**
     * Changes the request before the backend hears of it.
     *
     * @param headers header fields that get another value, in any case of letters; those with an empty value are removed. Only where they are there
     * @param body changes the body, and keeps its length
     */
    record Change(Map<String, String> headers, UnaryOperator<byte[]> body) implements FaultAction {}

    /** Lets the backend answer, and changes the answer. */
    record Rewrite(UnaryOperator<Reply> change) implements FaultAction {}

    /** Lets the backend answer, and spoils the answer's way back. */
    record After(Wire wire) implements FaultAction {}

    /** An answer on its way back. */
    record Reply(int status, Map<String, String> headers, byte[] body) {

        public Reply {
            headers = Map.copyOf(headers);
        }

        public String text() {
            return new String(body, java.nio.charset.StandardCharsets.UTF_8);
        }

        public Reply withText(String text) {
            return new Reply(status, headers, text.getBytes(java.nio.charset.StandardCharsets.UTF_8));
        }

        public Reply withStatus(int newStatus) {
            return new Reply(newStatus, headers, body);
        }

        public Reply withHeader(String name, String value) {
            Map<String, String> changed = new java.util.TreeMap<>(String.CASE_INSENSITIVE_ORDER);
            changed.putAll(headers);
            changed.put(name, value);
            return new Reply(status, changed, body);
        }
    }

    /** What happens to the bytes of an answer at the gate. Counts are bytes of the body. */
    sealed interface Wire {

        /** Nothing. */
        record Intact() implements Wire {}

        /** TCP reset after that many bytes; −1: before the head. */
        record Reset(int after) implements Wire {}

        /** Orderly close after that many bytes, whatever the head promised; −1: before the head. */
        record Close(int after) implements Wire {}

        /** Silence after that many bytes, the connection stays open; −1: before the head. */
        record Stall(int after) implements Wire {}

        /** One byte after the other, with this pause in milliseconds between them. */
        record Dribble(int pause) implements Wire {}

        /** Bytes that are not HTTP. */
        record Garbage() implements Wire {}

        /** A closing of the connection in the middle of the head. */
        record CutHead() implements Wire {}

        /** A head with one more field, of that many bytes. */
        record HugeHead(int bytes) implements Wire {}

        /** The body again and again, without a length, until the client goes away or so many megabytes have gone. */
        record Endless(int megabytes) implements Wire {}
    }
}

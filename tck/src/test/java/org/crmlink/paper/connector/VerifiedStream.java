package org.crmlink.paper.connector;

import java.io.IOException;
import java.io.InputStream;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Optional;
import org.crmlink.sdk.ConnectorException;
import org.crmlink.sdk.RetryAdvice;
import org.crmlink.toolkit.http.HttpAnswer;

/** The bytes of an answer; at their end, their number and checksum are compared with what the server told [ATT-3 ATT-4]. One-at-a-time. */
final class VerifiedStream extends InputStream {

    private final HttpAnswer answer;
    private final DigestInputStream in;
    private final Optional<String> expected;
    private final long length;
    private long count;
    private boolean ended;

    /** @param length the number of bytes that must come; negative if unknown */
    VerifiedStream(HttpAnswer answer, Optional<String> expected, long length) {
        this.answer = answer;
        this.in = new DigestInputStream(answer.stream(), sha256());
        this.expected = expected;
        this.length = length;
    }

    static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] buffer, int offset, int wanted) throws IOException {
        int read;
        try {
            read = in.read(buffer, offset, wanted);
        } catch (ConnectorException e) {
            if (Flaw.SHORT_DOWNLOAD_IS_COMPLETE.here()) {
                return -1;
            }
            throw e;
        }
        if (read > 0) {
            count += read;
        } else if (read < 0 && !ended) {
            ended = true;
            check();
        }
        return read;
    }

    private void check() {
        String actual = HexFormat.of().formatHex(in.getMessageDigest().digest());
        boolean wholeLength = length < 0 || length == count;
        boolean good = expected.isEmpty() || expected.get().equals(actual) || FlawedFiles.hashesUnchecked();
        if (!wholeLength || !good) {
            throw PaperErrors.protocol(
                            answer.call(),
                            wholeLength ? "the bytes do not match their checksum" : "the bytes are not complete")
                    .retry(RetryAdvice.later())
                    .requestId(answer.header("X-Request-Id").orElse(""))
                    .hint("read it again from the start")
                    .build();
        }
    }

    @Override
    public void close() {
        answer.close();
    }
}

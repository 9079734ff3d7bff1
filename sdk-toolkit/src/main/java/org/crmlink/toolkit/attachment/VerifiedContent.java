package org.crmlink.toolkit.attachment;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;
import java.util.OptionalLong;
import org.crmlink.sdk.ConnectorException;
import org.crmlink.sdk.ErrorKind;
import org.crmlink.sdk.RetryAdvice;
import org.crmlink.sdk.attachment.Attachment;
import org.crmlink.sdk.attachment.HashKind;
import org.crmlink.toolkit.http.HttpAnswer;

/**
 * The whole content of a file as an answer brings it; before its end is told, number and checksum of the bytes are compared with what the store said
 * [ATT-3] [ATT-4]. Closing it closes the answer. One-at-a-time.
 */
public final class VerifiedContent extends InputStream {

    private final HttpAnswer answer;
    private final InputStream in;
    private final OptionalLong size;
    private final Optional<String> expected;
    private final ContentDigest digest;
    private boolean ended;

    /**
     * Begins at the file's first byte.
     *
     * @param file what the store said of the file; sizes and checksums that it does not tell are not compared
     * @param kind the checksum to compare: MD5, SHA1 or SHA256
     */
    public VerifiedContent(HttpAnswer answer, Attachment file, HashKind kind) {
        this.answer = requireNonNull(answer, "answer is null");
        this.in = answer.stream();
        this.size = file.size();
        this.expected = Optional.ofNullable(file.hashes().get(kind));
        this.digest = ContentDigest.of(kind);
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] buffer, int offset, int wanted) throws IOException {
        int read = in.read(buffer, offset, wanted);
        if (read > 0) {
            digest.update(buffer, offset, read);
            if (size.isPresent() && digest.count() > size.getAsLong()) {
                throw broken("the server sent more bytes than the file has");
            }
        } else if (read < 0 && !ended) {
            ended = true;
            if (size.isPresent() && digest.count() != size.getAsLong()) {
                throw broken("the content has " + digest.count() + " bytes instead of " + size.getAsLong());
            }
            if (expected.isPresent() && !digest.is(expected.get())) {
                throw broken("the content does not match its checksum");
            }
        }
        return read;
    }

    private ConnectorException broken(String what) {
        return ConnectorException.of(ErrorKind.PROTOCOL_ERROR, answer.call() + ": " + what)
                .operation(answer.call().operation())
                .entity(answer.call().entity())
                .retry(RetryAdvice.later())
                .hint("read the file again from its beginning; if it stays so, something between here and the server"
                        + " changes what it sends")
                .build();
    }

    @Override
    public void close() {
        answer.close();
    }
}

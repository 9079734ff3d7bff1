package org.crmlink.connector.dynamics;

import java.io.IOException;
import java.io.InputStream;
import java.time.Instant;
import java.util.Optional;
import org.crmlink.toolkit.http.HttpAnswer;

/** An answer with JSON inside, by itself or as the one part of a batch, that is still being read. One-at-a-time. */
final class OpenAnswer implements AutoCloseable {

    private final HttpAnswer answer;
    private final InputStream body;

    OpenAnswer(HttpAnswer answer, InputStream body) {
        this.answer = answer;
        this.body = body;
    }

    /** The server's clock; empty if it does not tell it. */
    Optional<Instant> date() {
        return answer.date();
    }

    /** Reads some of the JSON, or all. */
    <T> T read(DynamicsService.BodyReader<T> reader) {
        try {
            return reader.read(body);
        } catch (IOException e) {
            throw DynamicsErrors.unreadable(answer.call(), e);
        }
    }

    @Override
    public void close() {
        answer.close();
    }
}

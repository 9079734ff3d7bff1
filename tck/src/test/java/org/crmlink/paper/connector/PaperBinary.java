package org.crmlink.paper.connector;

import java.io.InputStream;
import java.util.OptionalLong;
import org.crmlink.sdk.BinaryRef;
import org.crmlink.toolkit.http.HttpAnswer;

/** A binary value that is read on demand. Immutable. */
record PaperBinary(PaperService service, String entity, String id, String field, long bytes) implements BinaryRef {

    @Override
    public OptionalLong size() {
        return OptionalLong.of(bytes);
    }

    @Override
    public InputStream open() {
        HttpAnswer answer =
                service.send(service.get("fetch", entity, "api/binary/" + entity, "id", id, "field", field));
        return new VerifiedStream(answer, answer.header("X-Content-SHA256"), -1);
    }

    @Override
    public String toString() {
        return "PaperBinary[" + bytes + " bytes]";
    }
}

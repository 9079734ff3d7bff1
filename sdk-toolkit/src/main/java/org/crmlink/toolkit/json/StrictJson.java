package org.crmlink.toolkit.json;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.StreamWriteFeature;
import com.fasterxml.jackson.core.io.JsonEOFException;
import com.fasterxml.jackson.core.util.JsonRecyclerPools;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import org.crmlink.sdk.ConnectorException;
import org.crmlink.sdk.ErrorKind;
import org.crmlink.sdk.RetryAdvice;
import org.jspecify.annotations.Nullable;

/**
 * Parsers and generators with bounds, so that a hostile or broken server cannot exhaust memory or stack. Thread-safe.
 *
 * <p>The bounds: 64 levels of nesting, names of 4,096 and numbers of 1,000 characters, texts of 64 MiB (a base64 image in a cell).
 */
public final class StrictJson {

    private static final JsonFactory FACTORY = JsonFactory.builder()
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(64)
                    .maxNameLength(4_096)
                    .maxNumberLength(1_000)
                    .maxStringLength(64 * 1024 * 1024)
                    .build())
            // Documents may hold their texts' fragments in exception messages; values must not reach a log.
            .disable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION)
            .disable(StreamWriteFeature.AUTO_CLOSE_TARGET)
            // Buffers that the host's threads keep would keep the connector's classes [LEAK-2].
            .recyclerPool(JsonRecyclerPools.sharedBoundedPool())
            .build();

    private StrictJson() {}

    /** Starts to read UTF-8 (or another encoding that the first bytes show). Closing the parser closes the stream. */
    public static JsonParser parser(InputStream body) throws IOException {
        return FACTORY.createParser(body);
    }

    /** Starts to write UTF-8; closing the generator leaves the stream open. */
    public static JsonGenerator generator(OutputStream target) throws IOException {
        return FACTORY.createGenerator(target);
    }

    /** Fails unless the document that was read ended here. */
    public static void requireEnd(JsonParser parser) throws IOException {
        if (parser.nextToken() != null) {
            throw new MalformedJsonException("something follows the end of the JSON document");
        }
    }

    /**
     * Classifies a failure of reading. An answer that is not JSON, or was cut short, is a PROTOCOL_ERROR [PAGE-5]; a failing connection is
     * UNAVAILABLE.
     */
    public static ConnectorException failure(IOException failure) {
        if (failure instanceof JsonEOFException) {
            return ConnectorException.of(ErrorKind.PROTOCOL_ERROR, "the server's answer was cut short")
                    .retry(RetryAdvice.later())
                    .hint("try again; if it happens each time, look at proxies between here and the server")
                    .cause(failure)
                    .build();
        }
        if (failure instanceof MalformedJsonException malformed) {
            return ConnectorException.of(
                            ErrorKind.PROTOCOL_ERROR,
                            "the server's answer is not understood: " + malformed.getMessage())
                    .retry(malformed.truncated() ? RetryAdvice.later() : RetryAdvice.never())
                    .hint("check that the address is that of the service itself")
                    .build();
        }
        if (failure instanceof JsonProcessingException json) {
            // The original message may quote the document; the place is enough.
            return ConnectorException.of(
                            ErrorKind.PROTOCOL_ERROR,
                            "the server's answer is not valid JSON" + place(json.getLocation()))
                    .hint("check that the address is that of the service itself")
                    .build();
        }
        return ConnectorException.of(ErrorKind.UNAVAILABLE, "the connection failed while the answer was read")
                .retry(RetryAdvice.later())
                .cause(failure)
                .build();
    }

    /** A document beyond the bounds (depth, length of a number) is refused without a place. */
    private static String place(@Nullable JsonLocation location) {
        return location == null
                ? ": it is beyond what is read"
                : " (line " + location.getLineNr() + ", column " + location.getColumnNr() + ")";
    }
}

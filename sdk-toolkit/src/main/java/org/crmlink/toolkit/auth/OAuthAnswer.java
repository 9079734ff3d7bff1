package org.crmlink.toolkit.auth;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.util.JsonRecyclerPools;
import java.io.IOException;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.crmlink.toolkit.http.HttpAnswer;

/** A token endpoint's JSON object: its simple members, and of lists of simple values the first. Holds secrets: has no text form. */
final class OAuthAnswer {

    private static final JsonFactory JSON = JsonFactory.builder()
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(20)
                    .maxStringLength(1 << 20)
                    .maxNumberLength(100)
                    .build())
            // Not the pool of each thread: the host's threads outlive the connector's classes [LEAK-2].
            .recyclerPool(JsonRecyclerPools.sharedBoundedPool())
            .build();

    private static final Pattern WORD = Pattern.compile("[A-Za-z0-9_.-]{1,64}");
    private static final Duration LONGEST_LIFE = Duration.ofDays(365);

    /** Headers in which servers name a request, for those whose body does not. */
    private static final List<String> REQUEST_ID_HEADERS = List.of("X-Request-Id", "Request-Id");

    private final Map<String, String> members;
    private final Optional<String> requestIdHeader;

    private OAuthAnswer(Map<String, String> members, Optional<String> requestIdHeader) {
        this.members = members;
        this.requestIdHeader = requestIdHeader;
    }

    /** @return empty if the body, which is the answer's, is no JSON object */
    static Optional<OAuthAnswer> of(HttpAnswer answer, byte[] body) {
        Optional<String> requestId = REQUEST_ID_HEADERS.stream()
                .flatMap(name -> answer.header(name).stream())
                .findFirst();
        return parse(body).map(object -> new OAuthAnswer(object.members, requestId));
    }

    /** @return empty if the bytes are no JSON object */
    static Optional<OAuthAnswer> parse(byte[] json) {
        Map<String, String> members = new HashMap<>();
        try (JsonParser parser = JSON.createParser(json)) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                return Optional.empty();
            }
            while (parser.nextToken() == JsonToken.FIELD_NAME) {
                String name = parser.currentName();
                JsonToken value = parser.nextToken();
                if (value == JsonToken.START_ARRAY) {
                    if (parser.nextToken().isScalarValue()) {
                        members.put(name, parser.getText());
                    }
                    skipToEndOfList(parser);
                } else if (value == JsonToken.START_OBJECT) {
                    parser.skipChildren();
                } else if (value != JsonToken.VALUE_NULL) {
                    members.put(name, parser.getText());
                }
            }
            return parser.currentToken() == JsonToken.END_OBJECT && parser.nextToken() == null
                    ? Optional.of(new OAuthAnswer(members, Optional.empty()))
                    : Optional.empty();
        } catch (IOException e) {
            // not JSON: the caller says so, without quoting what may hold a secret
            return Optional.empty();
        }
    }

    private static void skipToEndOfList(JsonParser parser) throws IOException {
        JsonToken token = parser.currentToken();
        while (token != null && token != JsonToken.END_ARRAY) {
            parser.skipChildren();
            token = parser.nextToken();
        }
    }

    Optional<String> text(String name) {
        return Optional.ofNullable(members.get(name)).filter(text -> !text.isEmpty());
    }

    /** A member that may stand in a message: letters, digits, underscore, dot and hyphen; empty if it is anything else. */
    Optional<String> word(String name) {
        return text(name).filter(OAuthAnswer::isWord);
    }

    private static boolean isWord(String text) {
        return WORD.matcher(text).matches();
    }

    /** By which the server's operators find the request: Entra's in the body, others' in a header. */
    Optional<String> requestId() {
        return word("correlation_id").or(() -> word("trace_id")).or(() -> requestIdHeader.filter(OAuthAnswer::isWord));
    }

    /** A number of seconds, written as number or text; empty if there is none, negative counts as 0. */
    Optional<Duration> seconds(String name) {
        return text(name).filter(text -> text.length() <= 30).flatMap(text -> {
            try {
                BigDecimal seconds = new BigDecimal(text.strip()).max(BigDecimal.ZERO);
                return Optional.of(Duration.ofSeconds(seconds.min(BigDecimal.valueOf(LONGEST_LIFE.toSeconds()))
                        .longValue()));
            } catch (NumberFormatException e) {
                return Optional.empty();
            }
        });
    }

    boolean isError() {
        return members.containsKey("error");
    }

    /** The OAuth error code. */
    String error() {
        return word("error").orElse("unknown_error");
    }

    /** Entra's number of the error, the first of {@code error_codes}; 0 if there is none. */
    int entraCode() {
        return word("error_codes")
                .filter(text -> text.length() < 10 && text.chars().allMatch(Character::isDigit))
                .map(Integer::parseInt)
                .orElse(0);
    }
}

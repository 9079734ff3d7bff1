package org.crmlink.sandbox.salesforce.api;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.Locale;
import java.util.Optional;
import org.crmlink.sandbox.http.HttpResponse;
import org.crmlink.sandbox.http.Json;
import org.jspecify.annotations.Nullable;

/** Answers and their parts as the service writes them. Stateless. */
final class Answers {

    /** Without a blank, as recorded: backend page, section 1. */
    static final String JSON = "application/json;charset=UTF-8";

    private static final DateTimeFormatter HTTP_DATE =
            DateTimeFormatter.ofPattern("EEE, dd MMM yyyy HH:mm:ss 'GMT'", Locale.ENGLISH);
    private static final DateTimeFormatter READ_DATE =
            DateTimeFormatter.ofPattern("EEE, d MMM yyyy HH:mm:ss z", Locale.ENGLISH);
    private static final DateTimeFormatter STAMP = DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSS'+0000'");

    private Answers() {}

    /** An answer of a tree that fits into memory. */
    static HttpResponse json(int status, @Nullable Object tree) {
        return HttpResponse.of(status, JSON, Json.bytes(tree));
    }

    /** A refusal. */
    static HttpResponse refused(ApiException refused) {
        return refused.body() == null ? HttpResponse.empty(refused.status()) : json(refused.status(), refused.body());
    }

    /** A moment as JSON answers have it. */
    static String stamp(Instant moment) {
        return STAMP.format(moment.atZone(ZoneOffset.UTC));
    }

    /** A moment as headers have it. */
    static String httpDate(Instant moment) {
        return HTTP_DATE.format(moment.atZone(ZoneOffset.UTC));
    }

    /** A moment of a header of a request; a refusal if it is none. */
    static Optional<Instant> httpDate(Optional<String> header) {
        try {
            return header.map(
                    text -> ZonedDateTime.parse(text.trim(), READ_DATE).toInstant());
        } catch (DateTimeParseException e) {
            throw new ApiException(400, "BAD_REQUEST", "The date of a conditional header is malformed");
        }
    }

    /** The body of an answer as a tree, for those that stand inside of another. */
    static @Nullable Object tree(HttpResponse response) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try {
            response.body().writeTo(bytes);
            return bytes.size() == 0 ? null : Json.read(bytes.toByteArray());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

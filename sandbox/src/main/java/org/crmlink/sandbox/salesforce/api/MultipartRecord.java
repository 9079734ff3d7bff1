package org.crmlink.sandbox.salesforce.api;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.crmlink.sandbox.http.Json;
import org.crmlink.sandbox.http.RequestBody;
import org.crmlink.sandbox.salesforce.org.BlobSource;
import org.crmlink.sandbox.salesforce.org.FieldType;
import org.crmlink.sandbox.salesforce.org.SObject;
import org.jspecify.annotations.Nullable;

/**
 * A record whose bytes come as a part of their own: {@code multipart/form-data} with a part of JSON and one named as the field. Source: backend page,
 * section 17.
 */
final class MultipartRecord {

    private static final int MOST_BOUNDARY = 70;
    private static final Pattern BOUNDARY = Pattern.compile("(?i)boundary=(?:\"([^\"]+)\"|([^;\\s]+))");
    private static final Pattern NAME = Pattern.compile("(?i)[;\\s]name=(?:\"([^\"]*)\"|([^;\\s]+))");

    private MultipartRecord() {}

    static boolean isOne(ApiCall call) {
        return type(call).toLowerCase(Locale.ROOT).startsWith("multipart/form-data");
    }

    private static String type(ApiCall call) {
        return call.header("Content-Type").orElse("");
    }

    /** The values of the record, its bytes as {@link BlobSource}: they are not in memory. */
    static Map<String, @Nullable Object> read(ApiCall call, SObject object) {
        Matcher boundary = BOUNDARY.matcher(type(call));
        if (!boundary.find()) {
            throw MultipartScan.malformed("the boundary is missing");
        }
        String text = boundary.group(1) == null ? boundary.group(2) : boundary.group(1);
        if (text.length() > MOST_BOUNDARY) {
            throw MultipartScan.malformed("the boundary is longer than " + MOST_BOUNDARY + " characters");
        }
        Map<String, @Nullable Object> values = new LinkedHashMap<>();
        RequestBody body = call.request().content();
        boolean fields = false;
        try {
            for (MultipartScan.Part part : MultipartScan.parts(body, text)) {
                fields |= take(values, object, body, part);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        if (!fields) {
            throw MultipartScan.malformed("there is no part of JSON");
        }
        return values;
    }

    /** Whether the part has fields; else it has the bytes of one. */
    private static boolean take(
            Map<String, @Nullable Object> values, SObject object, RequestBody body, MultipartScan.Part part)
            throws IOException {
        Matcher name = NAME.matcher(part.head());
        String field = name.find() ? name.group(1) == null ? name.group(2) : name.group(1) : "";
        if (object.field(field).filter(one -> one.type() == FieldType.BASE64).isPresent()) {
            BlobSource source = () -> body.open(part.from(), part.length());
            values.put(field, source);
            return false;
        }
        ApiCall.mustFit(part.length());
        byte[] json;
        try (InputStream in = body.open(part.from(), part.length())) {
            json = in.readAllBytes();
        }
        try {
            if (Json.read(json) instanceof Map<?, ?> map) {
                values.putAll(ApiCall.texts(map));
                return true;
            }
        } catch (IOException e) {
            throw ApiException.json(String.valueOf(e.getMessage()));
        }
        throw MultipartScan.malformed("the part " + field + " is neither a field of bytes nor a JSON object");
    }
}

package org.crmlink.sandbox.salesforce.api;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.crmlink.sandbox.http.Json;
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
    private static final Pattern NAME = Pattern.compile("(?i)[;\\s]name=\"([^\"]*)\"");

    private MultipartRecord() {}

    static boolean isOne(ApiCall call) {
        return type(call).toLowerCase(Locale.ROOT).startsWith("multipart/form-data");
    }

    private static String type(ApiCall call) {
        return call.header("Content-Type").orElse("");
    }

    /** The values of the record, its bytes as Base64 as they are in JSON. */
    static Map<String, @Nullable Object> read(ApiCall call, SObject object) {
        Matcher boundary = BOUNDARY.matcher(type(call));
        if (!boundary.find()) {
            throw malformed("the boundary is missing");
        }
        String text = boundary.group(1) == null ? boundary.group(2) : boundary.group(1);
        if (text.length() > MOST_BOUNDARY) {
            throw malformed("the boundary is longer than " + MOST_BOUNDARY + " characters");
        }
        Map<String, @Nullable Object> values = new LinkedHashMap<>();
        byte[] body = call.request().body();
        byte[] mark = ("--" + text).getBytes(StandardCharsets.ISO_8859_1);
        int at = find(body, mark, 0);
        boolean fields = false;
        while (at >= 0 && !startsWith(body, at + mark.length, "--")) {
            int begin = at + mark.length + 2;
            int end = find(body, concat("\r\n", mark), begin);
            if (end < 0) {
                throw malformed("a part has no end");
            }
            fields |= part(values, object, body, begin, end);
            at = end + 2;
        }
        if (!fields) {
            throw malformed("there is no part of JSON");
        }
        return values;
    }

    private static boolean part(Map<String, @Nullable Object> values, SObject object, byte[] body, int begin, int end) {
        int split = find(body, "\r\n\r\n".getBytes(StandardCharsets.ISO_8859_1), begin);
        if (split < 0 || split > end) {
            throw malformed("a part has no headers");
        }
        String head = new String(body, begin, split - begin, StandardCharsets.UTF_8);
        byte[] content = Arrays.copyOfRange(body, split + 4, end);
        Matcher name = NAME.matcher(head);
        String field = name.find() ? name.group(1) : "";
        if (object.field(field).filter(one -> one.type() == FieldType.BASE64).isPresent()) {
            values.put(field, Base64.getEncoder().encodeToString(content));
            return false;
        }
        try {
            if (Json.read(content) instanceof Map<?, ?> map) {
                values.putAll(ApiCall.texts(map));
                return true;
            }
        } catch (IOException e) {
            throw ApiException.json(String.valueOf(e.getMessage()));
        }
        throw malformed("the part " + field + " is neither a field of bytes nor a JSON object");
    }

    private static int find(byte[] in, byte[] what, int from) {
        for (int at = from; at <= in.length - what.length; at++) {
            if (in[at] == what[0] && Arrays.equals(in, at, at + what.length, what, 0, what.length)) {
                return at;
            }
        }
        return -1;
    }

    private static boolean startsWith(byte[] in, int at, String what) {
        byte[] bytes = what.getBytes(StandardCharsets.ISO_8859_1);
        return at + bytes.length <= in.length && Arrays.equals(in, at, at + bytes.length, bytes, 0, bytes.length);
    }

    private static byte[] concat(String before, byte[] bytes) {
        byte[] head = before.getBytes(StandardCharsets.ISO_8859_1);
        byte[] all = Arrays.copyOf(head, head.length + bytes.length);
        System.arraycopy(bytes, 0, all, head.length, bytes.length);
        return all;
    }

    private static ApiException malformed(String why) {
        return new ApiException(400, "INVALID_MULTIPART_REQUEST", "The multipart body is malformed: " + why);
    }
}

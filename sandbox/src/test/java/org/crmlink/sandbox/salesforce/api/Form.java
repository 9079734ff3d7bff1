package org.crmlink.sandbox.salesforce.api;

import java.io.ByteArrayInputStream;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;

/** A record with its bytes as clients send it. */
final class Form {

    static final String TYPE = "multipart/form-data; boundary=a_boundary";

    private Form() {}

    /** Parts of JSON, in which apostrophes are quotes, and of bytes. */
    static byte[] of(String json, String field, byte[] content) {
        byte[] head = head(json, field).getBytes(StandardCharsets.UTF_8);
        byte[] tail = "\r\n--a_boundary--\r\n".getBytes(StandardCharsets.UTF_8);
        byte[] form = new byte[head.length + content.length + tail.length];
        System.arraycopy(head, 0, form, 0, head.length);
        System.arraycopy(content, 0, form, head.length, content.length);
        System.arraycopy(tail, 0, form, head.length + content.length, tail.length);
        return form;
    }

    private static String head(String json, String field) {
        return String.join(
                "\r\n",
                "--a_boundary",
                "Content-Disposition: form-data; name=\"entity_content\"",
                "Content-Type: application/json",
                "",
                json.replace('\'', '"'),
                "--a_boundary",
                "Content-Type: application/octet-stream",
                "Content-Disposition: form-data; name=\"" + field + "\"; filename=\"a.bin\"",
                "",
                "");
    }

    static Org.Answer send(Org org, String method, String path, byte[] form) {
        return send(org, method, path, BodyPublishers.ofByteArray(form), TYPE);
    }

    static Org.Answer sendChunked(Org org, String method, String path, byte[] form) {
        return send(org, method, path, BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(form)), TYPE);
    }

    static Org.Answer send(Org org, String method, String path, BodyPublisher body, String type) {
        HttpResponse<byte[]> answer = org.exchange(method, path, body, "Content-Type", type);
        return new Org.Answer(
                answer.statusCode(), answer.headers().map(), new String(answer.body(), StandardCharsets.UTF_8));
    }
}

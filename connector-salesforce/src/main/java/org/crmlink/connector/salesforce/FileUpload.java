package org.crmlink.connector.salesforce;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import org.crmlink.sdk.ConnectorException;
import org.crmlink.sdk.ErrorKind;
import org.crmlink.sdk.Outcome;
import org.crmlink.sdk.RetryAdvice;
import org.crmlink.sdk.attachment.HashKind;
import org.crmlink.sdk.attachment.UploadTarget;
import org.crmlink.toolkit.attachment.ContentDigest;
import org.crmlink.toolkit.http.HttpAnswer;
import org.crmlink.toolkit.http.HttpCall;
import org.crmlink.toolkit.http.StreamedCall;
import org.crmlink.toolkit.json.JsonObject;
import org.jspecify.annotations.Nullable;

/**
 * One upload that is under way: a single request in two parts, the fields and the bytes, which travel while they are appended. The server makes nothing of
 * it before its end, and the end is sent by {@link #finish}. One-at-a-time. Source: salesforce.md §17.
 */
final class FileUpload implements AutoCloseable {

    private static final Duration LONGEST_PAUSE = Duration.ofMinutes(10);
    private static final Duration LONGEST_WAIT_FOR_REFUSAL = Duration.ofSeconds(20);
    /** Slower than this, in bytes per second, an upload is given up. */
    private static final long SLOWEST = 32 * 1024;

    private static final int STEP = 64 * 1024;

    private final SalesforceService service;
    private final Duration callTimeout;
    private final FileKind kind;
    private final UploadTarget target;
    private final Optional<StoredFile> existing;
    private final String boundary = "crmlink-" + UUID.randomUUID();
    private final ContentDigest digest = ContentDigest.of(HashKind.MD5);
    private @Nullable StreamedCall call;
    private @Nullable String checksum;

    FileUpload(
            SalesforceService service,
            Duration callTimeout,
            FileKind kind,
            UploadTarget target,
            Optional<StoredFile> existing) {
        this.service = service;
        this.callTimeout = callTimeout;
        this.kind = kind;
        this.target = target;
        this.existing = existing;
    }

    FileKind kind() {
        return kind;
    }

    UploadTarget target() {
        return target;
    }

    /** The file that gets another content. */
    Optional<StoredFile> existing() {
        return existing;
    }

    /** Bytes that were appended. */
    long count() {
        return digest.count();
    }

    /** The checksum of all bytes, MD5 in lower-case hex; ends the appending. */
    String checksum() {
        if (checksum == null) {
            checksum = digest.hex();
        }
        return checksum;
    }

    /** Sends bytes as they come. After a failure nothing more can be appended. */
    void append(InputStream chunk, long length) {
        if (count() + length > kind.maxSize()) {
            throw FileQueries.refused(
                            ErrorKind.LIMIT_EXCEEDED,
                            "the file has more than the " + kind.maxSize() + " bytes that the server takes")
                    .entity(kind.entity())
                    .hint("split the file")
                    .build();
        }
        StreamedCall open = open();
        byte[] bytes = new byte[(int) Math.min(STEP, Math.max(1, length))];
        for (long left = length; left > 0; ) {
            int read = read(chunk, bytes, (int) Math.min(bytes.length, left));
            if (!open.write(bytes, 0, read)) {
                throw ended(open);
            }
            digest.update(bytes, 0, read);
            left -= read;
        }
    }

    private static int read(InputStream chunk, byte[] bytes, int most) {
        try {
            int read = chunk.read(bytes, 0, most);
            if (read > 0) {
                return read;
            }
            throw FileQueries.refused(ErrorKind.INVALID_DATA, "the content ended before the length that was announced")
                    .hint("give the true length, and begin the upload again")
                    .build();
        } catch (IOException e) {
            throw FileQueries.refused(ErrorKind.INVALID_DATA, "the content to upload could not be read")
                    .hint("look at where the content comes from, and begin the upload again")
                    .cause(e)
                    .build();
        }
    }

    private StreamedCall open() {
        StreamedCall known = call;
        if (known != null) {
            return known;
        }
        byte[] head = head();
        long size = target.size().isPresent() ? target.size().getAsLong() : -1;
        long length = size < 0 ? -1 : head.length + size + tail().length;
        String[] request = kind.request(existing);
        HttpCall prepared = service.write(request[0], kind.entity(), request[1], new byte[0])
                .operation(FileQueries.OPERATION)
                .timeout(callTimeout
                        .plusSeconds((size < 0 ? kind.maxSize() : size) / SLOWEST)
                        .plus(LONGEST_PAUSE));
        StreamedCall opened = StreamedCall.begin(
                prepared, "multipart/form-data; boundary=" + boundary, length, LONGEST_PAUSE, service::sendOnce);
        call = opened;
        if (!opened.write(head, 0, head.length)) {
            throw ended(opened);
        }
        return opened;
    }

    private byte[] head() {
        String name = existing.map(StoredFile::name).orElse(target.name());
        String extension = FileNames.extension(name).replaceAll("[^A-Za-z0-9]", "");
        String type =
                target.mediaType().matches("[\\w.+-]+/[\\w.+-]+") ? target.mediaType() : "application/octet-stream";
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.writeBytes(("--" + boundary + "\r\nContent-Disposition: form-data; name=\"entity_content\"\r\n"
                        + "Content-Type: application/json; charset=UTF-8\r\n\r\n")
                .getBytes(UTF_8));
        out.writeBytes(FileQueries.json(kind.fields(target, existing)));
        // the name that counts is among the fields
        out.writeBytes(("\r\n--" + boundary + "\r\nContent-Disposition: form-data; name=\"" + kind.contentField()
                        + "\"; filename=\"content" + (extension.isEmpty() ? "" : "." + extension) + "\"\r\n"
                        + "Content-Type: " + type + "\r\n\r\n")
                .getBytes(UTF_8));
        return out.toByteArray();
    }

    private byte[] tail() {
        return ("\r\n--" + boundary + "--\r\n").getBytes(UTF_8);
    }

    /** Ends the request, and gives the id of the row that holds the bytes now. */
    String finish() {
        StreamedCall open = open();
        byte[] tail = tail();
        if (!open.write(tail, 0, tail.length)) {
            throw ended(open);
        }
        try (HttpAnswer answer = open.answer(callTimeout)) {
            if (!answer.isSuccess()) {
                throw SalesforceErrors.of(answer);
            }
            if (answer.status() == 204 && existing.isPresent()) {
                return existing.get().row();
            }
            JsonObject told = SalesforceService.json(answer, JsonObject::read);
            return told.text("id")
                    .flatMap(SalesforceIds::normalise)
                    .orElseThrow(() -> SalesforceService.missing(answer.call(), "id").toBuilder()
                            .outcome(Outcome.UNKNOWN)
                            .build());
        }
    }

    /** Why the request has ended before its body; nothing was applied then, since the server got no whole request. */
    private ConnectorException ended(StreamedCall open) {
        ConnectorException why;
        try (HttpAnswer answer = open.answer(LONGEST_WAIT_FOR_REFUSAL)) {
            if (!answer.isSuccess()) {
                return SalesforceErrors.of(answer);
            }
            why = SalesforceErrors.notJson(answer);
        } catch (ConnectorException e) {
            if (e.kind() == ErrorKind.CANCELLED) {
                return e;
            }
            why = e;
        }
        boolean speaks = why.kind() != ErrorKind.OUTCOME_UNKNOWN && why.outcome() == Outcome.NOT_APPLIED;
        return speaks
                ? why
                : FileQueries.refused(
                                ErrorKind.UNAVAILABLE, "the connection broke during the upload: " + why.getMessage())
                        .entity(kind.entity())
                        .retry(RetryAdvice.later())
                        .hint("begin the upload again")
                        .cause(why)
                        .build();
    }

    /** Gives it up; the server gets no end of the request and makes nothing of it. Idempotent. */
    @Override
    public void close() {
        if (call != null) {
            call.close();
        }
    }
}

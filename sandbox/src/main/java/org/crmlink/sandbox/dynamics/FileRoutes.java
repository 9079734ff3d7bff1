package org.crmlink.sandbox.dynamics;

import java.util.Arrays;
import java.util.Base64;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.crmlink.sandbox.http.HttpResponse;
import org.crmlink.sandbox.schema.Column;
import org.crmlink.sandbox.schema.ColumnType;
import org.crmlink.sandbox.store.Row;
import org.crmlink.sandbox.store.Store;
import org.crmlink.sandbox.store.Transaction;

/** The bytes of file and image columns by their own URLs (dynamics.md §8). Thread-safe. */
final class FileRoutes {

    /** What the service proposes for one part of a chunked upload. */
    private static final int CHUNK = 4 << 20;

    private static final String NAME = "x-ms-file-name";
    private static final String TOKEN = "sessiontoken";
    private static final Pattern RANGE = Pattern.compile("bytes\\s*=\\s*(\\d*)-(\\d*)");
    private static final Pattern CONTENT_RANGE = Pattern.compile("bytes\\s+(\\d{1,18})-(\\d{1,18})/(\\d{1,18})");

    private final Store store;
    private final Uploads uploads;

    FileRoutes(Store store, Uploads uploads) {
        this.store = store;
        this.uploads = uploads;
    }

    /** Whether a request on the column itself sends or removes bytes. */
    static boolean writes(Call call, Column column) {
        if (!FileColumns.isFile(column)) {
            return false;
        }
        boolean json = call.request().headers().first("Content-Type").orElse("").startsWith("application/json");
        return switch (call.method()) {
            case "PATCH", "PUT" -> !json;
            case "DELETE" -> column.type() == ColumnType.FILE;
            default -> false;
        };
    }

    /** {@code PATCH accounts(id)/new_file}: a whole file, the beginning of one in chunks, or a chunk. */
    HttpResponse write(Call call, Transaction transaction, Row row, Rows address, Column column) {
        if (call.method().equals("DELETE")) {
            FileColumns.remove(transaction, row, column);
            return Answers.noContent();
        }
        Optional<String> token = call.options().get(TOKEN);
        if (token.isPresent()) {
            return chunk(call, transaction, row, column, token.get());
        }
        String name = name(call, column);
        if (call.request().headers().first("x-ms-transfer-mode").orElse("").equalsIgnoreCase("chunked")) {
            return begin(call, row, address, column, name);
        }
        return put(transaction, row, column, name, call.request().body());
    }

    private HttpResponse put(Transaction transaction, Row row, Column column, String name, byte[] bytes) {
        FileColumns.Content content = new FileColumns.Content(name, FileColumns.mimeType(name), bytes);
        FileColumns.put(store, transaction, row, column, content);
        return Answers.noContent();
    }

    private static String name(Call call, Column column) {
        return call.request()
                .headers()
                .first(NAME)
                .or(() -> Optional.ofNullable(call.options().all().get(NAME)))
                .map(name -> Percent.decode(name, false))
                .filter(name -> !name.isBlank())
                .or(() -> column.type() == ColumnType.IMAGE
                        ? Optional.of(column.logicalName() + ".png")
                        : Optional.empty())
                .orElseThrow(() -> ApiErrors.invalidArgument("The header '" + NAME + "' is missing."));
    }

    private HttpResponse begin(Call call, Row row, Rows address, Column column, String name) {
        UploadRules.checkFile(store, column, name, 0);
        String token = uploads.begin(new Uploads.Upload(Optional.of(address), Optional.of(column), name));
        return HttpResponse.empty(200)
                .with("OData-Version", "4.0")
                .with(
                        "Location",
                        Links.row(call, row.table(), row.id()) + "/" + column.logicalName() + "?" + TOKEN + "=" + token)
                .with("x-ms-chunk-size", Integer.toString(CHUNK))
                .with("Accept-Ranges", "bytes");
    }

    private HttpResponse chunk(Call call, Transaction transaction, Row row, Column column, String token) {
        Uploads.Upload upload = uploads.upload(token);
        Matcher range = CONTENT_RANGE.matcher(
                call.request().headers().first("Content-Range").orElse("").trim());
        byte[] bytes = call.request().body();
        if (!range.matches()) {
            throw ApiErrors.invalidArgument("The header 'Content-Range' is missing or malformed.");
        }
        long from = Long.parseLong(range.group(1));
        long to = Long.parseLong(range.group(2));
        long total = Long.parseLong(range.group(3));
        boolean mine = upload.column().filter(column::equals).isPresent();
        if (!mine || from != upload.size() || to - from + 1 != bytes.length || to >= total) {
            throw ApiErrors.invalidArgument(
                    "The chunk does not continue the upload: " + upload.size() + " bytes were received so far.");
        }
        UploadRules.checkFile(store, column, upload.name(), total);
        upload.add(Long.toString(from), bytes);
        if (to + 1 < total) {
            return HttpResponse.empty(206)
                    .with("OData-Version", "4.0")
                    .with("x-ms-chunk-size", Integer.toString(CHUNK))
                    .with("Accept-Ranges", "bytes");
        }
        HttpResponse done = put(transaction, row, column, upload.name(), upload.joined());
        uploads.end(token);
        return done;
    }

    // ------------------------------------------------------------------ reading

    /** {@code GET accounts(id)/new_file/$value}, whole or a range of it. */
    HttpResponse read(Call call, Row row, Column column) {
        Optional<FileColumns.Content> found = FileColumns.get(store, row, column);
        if (found.isEmpty() && column.type() == ColumnType.IMAGE) {
            return Answers.noContent();
        }
        FileColumns.Content content = FileColumns.require(store, row, column);
        Part part = Part.of(call, content.bytes());
        if (part.isNothing()) {
            return notSatisfiable(content);
        }
        HttpResponse response = HttpResponse.of(part.status(), "application/octet-stream", part.bytes());
        return described(response, content, part);
    }

    /**
     * {@code GET accounts(id)/new_file}: base64 in JSON, whole or a range, with the headers of a download. Known from DynamicsWebApi, which
     * reads files in this way and goes on at {@code Location}; what else that address holds is our assumption.
     */
    HttpResponse property(Call call, Row row, Column column) {
        if (FileColumns.get(store, row, column).isEmpty()) {
            return Answers.noContent();
        }
        FileColumns.Content content = FileColumns.require(store, row, column);
        Part part = Part.of(call, content.bytes());
        if (part.isNothing()) {
            return notSatisfiable(content);
        }
        String path = row.table().entitySetName() + "(" + row.id().text() + ")/" + Properties.jsonName(column);
        String base64 = Base64.getEncoder().encodeToString(part.bytes());
        HttpResponse response = Answers.object(part.status(), out -> {
            out.writeStringField("@odata.context", Links.context(call, path));
            out.writeStringField("value", base64);
        });
        if (part.status() == 206) {
            response.with("Location", call.root() + path + "?size=full");
        }
        return described(response, content, part);
    }

    private static HttpResponse notSatisfiable(FileColumns.Content content) {
        return HttpResponse.empty(416)
                .with("OData-Version", "4.0")
                .with("Content-Range", "bytes */" + content.bytes().length);
    }

    /**
     * What of a file is wanted.
     *
     * @param status 200 for all of it, 206 for a range, 416 for nothing that is there
     */
    private record Part(int status, byte[] bytes, String range) {

        static Part of(Call call, byte[] all) {
            Optional<String> range = call.request().headers().first("Range");
            if (range.isEmpty()) {
                return new Part(200, all, "");
            }
            Matcher matcher = RANGE.matcher(range.get().trim());
            if (!matcher.matches()
                    || matcher.group(1).isEmpty() && matcher.group(2).isEmpty()) {
                throw ApiErrors.invalidArgument("The header 'Range' is malformed.");
            }
            long from = bound(matcher.group(1), all.length);
            long to = Math.min(bound(matcher.group(2), all.length), all.length - 1L);
            if (matcher.group(1).isEmpty()) { // the last so many bytes
                from = Math.max(0, all.length - bound(matcher.group(2), all.length));
                to = all.length - 1L;
            } else if (matcher.group(2).isEmpty()) {
                to = all.length - 1L;
            }
            if (from > to) {
                return new Part(416, new byte[0], "");
            }
            return new Part(
                    206,
                    Arrays.copyOfRange(all, (int) from, (int) to + 1),
                    "bytes " + from + "-" + to + "/" + all.length);
        }

        boolean isNothing() {
            return status == 416;
        }
    }

    private static long bound(String digits, long otherwise) {
        if (digits.isEmpty()) {
            return otherwise;
        }
        return digits.length() > 18 ? Long.MAX_VALUE : Long.parseLong(digits);
    }

    private static HttpResponse described(HttpResponse response, FileColumns.Content content, Part part) {
        String name = Percent.encode(content.name());
        if (response.headers().first("OData-Version").isEmpty()) {
            response.with("OData-Version", "4.0");
        }
        if (!part.range().isEmpty()) {
            response.with("Content-Range", part.range());
        }
        return response.with("Accept-Ranges", "bytes")
                .with(NAME, name)
                .with("x-ms-file-size", Integer.toString(content.bytes().length))
                .with("mimetype", content.mimeType())
                .with("Content-Disposition", "attachment; filename=\"" + name + "\"");
    }
}

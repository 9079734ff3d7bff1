package org.crmlink.sandbox.dynamics;

import java.util.List;
import java.util.Map;
import org.crmlink.sandbox.schema.Schema;
import org.crmlink.sandbox.store.Reference;
import org.crmlink.sandbox.store.Row;
import org.crmlink.sandbox.store.Transaction;

/**
 * Finds the rows that a body or a {@code $ref} names by URL: absolute, rooted, relative, by alternate key, or by the
 * {@code Content-ID} of an earlier part of the change set.
 */
final class Bindings {

    private final Schema schema;
    private final Transaction transaction;
    private final Map<String, String> contentIds;

    /**
     * Resolves within a transaction, whose own new rows count.
     *
     * @param contentIds URLs of rows created in earlier parts, by content id
     */
    Bindings(Schema schema, Transaction transaction, Map<String, String> contentIds) {
        this.schema = schema;
        this.transaction = transaction;
        this.contentIds = contentIds;
    }

    Reference resolve(String url) {
        Rows address = address(schema, url, contentIds);
        if (address.id().isPresent()) {
            return new Reference(address.table().logicalName(), address.id().get());
        }
        return transaction
                .getByKey(address.table().logicalName(), address.key())
                .map(Row::reference)
                .orElseThrow(address::notFound);
    }

    static String contentId(String id, Map<String, String> contentIds) {
        String url = contentIds.get(id);
        if (url == null) {
            throw new ApiException(
                    400, "0x80060888", "Content-ID Reference: '$" + id + "' does not exist in the batch context.");
        }
        return url;
    }

    /** The row that the URL names, whether it exists or not. */
    static Rows address(Schema schema, String url, Map<String, String> contentIds) {
        String path = url.startsWith("$") ? contentId(url.substring(1), contentIds) : url;
        int service = path.indexOf("/api/data/v");
        if (service >= 0) {
            int root = path.indexOf('/', service + "/api/data/v".length());
            path = root < 0 ? "" : path.substring(root + 1);
        } else if (path.contains("://")) {
            throw ApiErrors.badQuery("The URL '" + url + "' does not belong to this service.");
        }
        List<Segment> segments = Segment.parse(path);
        if (segments.size() != 1) {
            throw ApiErrors.badQuery("The URL '" + url + "' does not name a record.");
        }
        return Rows.of(schema, segments.get(0));
    }
}

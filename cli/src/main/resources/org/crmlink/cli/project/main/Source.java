package __package__;

import java.util.List;
import java.util.Optional;
import org.crmlink.sdk.ErrorKind;
import org.crmlink.sdk.change.ChangeQuery;
import org.crmlink.sdk.metadata.EntityType;
import org.crmlink.toolkit.http.HttpCall;
import org.crmlink.toolkit.json.MalformedJsonException;
import org.crmlink.toolkit.rest.JsonErrors;
import org.crmlink.toolkit.rest.RecordFormat;
import org.crmlink.toolkit.rest.RecordList;
import org.crmlink.toolkit.rest.RecordPage;
import org.crmlink.toolkit.rest.RecordSource;
import org.crmlink.toolkit.rest.RestClient;
import org.crmlink.toolkit.rest.RestPath;

/** How the service is read: changes since a number that counts them, page by page, and records by id. Thread-safe. */
record __Name__Source(RestClient client) implements RecordSource {

    /** {@code {"error": {"code": …, "message": …}}}; most codes mean what their status means. */
    static final JsonErrors ERRORS = JsonErrors.usual()
            .meaning("sequence_expired", ErrorKind.RESYNC_REQUIRED)
            .meaning("exists", ErrorKind.ALREADY_EXISTS);

    /** {@code {"records": [{"id": …, "version": …, "modified": …, …}, {"id": …, "deleted": true}], "next": link, "sequence": number}} */
    static final RecordFormat FORMAT =
            RecordFormat.list("records").version("version").modified("modified").deleted("deleted");

    /** The position is an address below the service's root: a next link of the server, or our own for later changes. */
    @Override
    public RecordPage page(EntityType type, ChangeQuery query, Optional<String> position) {
        RestPath list = RestPath.of(type.name()).with("limit", query.pageSize());
        HttpCall call = client.get("changes", type.name(), position.orElseGet(list::toString));
        return client.json(call, answer -> {
            RecordList read = FORMAT.read(answer.stream(), type, query.fields());
            Optional<String> next = read.around().text("next");
            if (next.isPresent()) {
                return RecordPage.of(read, client.below(answer, next.get()), false);
            }
            Object sequence = read.around().number("sequence").orElseThrow(() -> new MalformedJsonException(
                    "the last page does not say where later changes begin"));
            return RecordPage.of(read, list.with("since", sequence).toString(), true);
        });
    }

    @Override
    public RecordList fetch(EntityType type, List<String> ids, List<String> fields) {
        RestPath path = RestPath.of(type.name());
        for (String id : ids) {
            path = path.with("id", id);
        }
        return client.json(
                client.get("fetch", type.name(), path), answer -> FORMAT.read(answer.stream(), type, fields));
    }
}

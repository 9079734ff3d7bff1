package org.crmlink.paper.connector;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.function.Supplier;
import org.crmlink.sdk.ConnectorException;
import org.crmlink.sdk.SyncToken;
import org.crmlink.sdk.change.ChangeQuery;
import org.crmlink.sdk.change.ChangeReader;
import org.crmlink.sdk.change.ChangeStream;
import org.crmlink.sdk.change.FetchResult;
import org.crmlink.sdk.change.IdStream;
import org.crmlink.sdk.change.Row;
import org.crmlink.sdk.change.Unreadable;
import org.crmlink.sdk.filter.Filter;
import org.crmlink.sdk.metadata.ChangePath.Tracking;
import org.crmlink.sdk.metadata.EntityType;
import org.crmlink.sdk.metadata.Field;
import org.crmlink.toolkit.http.HttpCall;
import org.crmlink.toolkit.json.JsonObject;
import org.crmlink.toolkit.json.StrictJson;

/** Reads records. Thread-safe. */
final class PaperReader implements ChangeReader {

    /** The server's own limit. */
    private static final int MOST_IDS = 100;

    private final PaperService service;
    private final PaperMetadata metadata;
    private final StreamFlaws flaws = new StreamFlaws();

    PaperReader(PaperService service, PaperMetadata metadata) {
        this.service = service;
        this.metadata = metadata;
    }

    @Override
    public ChangeStream changes(ChangeQuery query) {
        ChangeQuery real = flaws.real(query);
        return flaws.around(real, () -> open(real, LateTokenStream.concerns(real)));
    }

    /** The feed itself, for {@link LateTokenStream}. */
    ChangeStream wholeFeed(ChangeQuery query) {
        return open(query, false);
    }

    private ChangeStream open(ChangeQuery query, boolean tokenAtEnd) {
        EntityType type = metadata.require("changes", query.entity());
        if (type.capabilities().changePath(query.path()).isEmpty()) {
            throw PaperErrors.unsupported(
                    "changes", query.entity(), query.entity() + " has no change path " + query.path());
        }
        List<Field> fields = metadata.readable("changes", type, query.fields());
        PaperFilter filter = filter("changes", type, query.filter());
        requireResidualFields(query, filter.residual());
        PageReader reader = new PageReader(service, "changes", type, query.fields(), fields);
        int pageSize = StreamFlaws.pageSize(Math.min(query.pageSize(), service.pageSize()), service.pageSize());
        String[] common = {
            "fields",
            reader.wireNames(),
            "limit",
            Integer.toString(pageSize),
            "filter",
            filter.json("changes", query.entity())
        };
        String identity = PaperTokens.identity(query);
        if (query.path() == Tracking.TOKEN) {
            if (tokenAtEnd) {
                return new LateTokenStream(this, query, pageSize);
            }
            return feed(query, reader, filter.residual(), pageSize, identity, common);
        }
        WatermarkStream.Place place = WatermarkStream.Place.START;
        if (query.since().isPresent()) {
            SyncToken token = query.since().get();
            place = orStart(() -> WatermarkStream.place(identity, query.entity(), token), place);
        }
        return new WatermarkStream(
                service,
                reader,
                filter.residual(),
                pageSize,
                identity,
                (from, after) -> get("changes", query.entity(), "api/records/", common, "from", from, "after", after),
                place);
    }

    private ChangeStream feed(
            ChangeQuery query, PageReader reader, Filter residual, int pageSize, String identity, String... common) {
        HttpCall start = get("changes", query.entity(), "api/changes/", common);
        String cursor = "";
        if (query.since().isPresent()) {
            SyncToken token = query.since().get();
            cursor = orStart(() -> FeedStream.cursor(identity, query.entity(), token), cursor);
        }
        HttpCall first =
                cursor.isEmpty() ? start : get("changes", query.entity(), "api/changes/", common, "cursor", cursor);
        return new FeedStream(service, reader, residual, pageSize, identity, start, first);
    }

    /** Reads a token; {@link Flaw#BAD_TOKEN_READS_ALL} takes a bad one for none. */
    private static <T> T orStart(Supplier<T> token, T start) {
        try {
            return token.get();
        } catch (ConnectorException e) {
            if (Flaw.BAD_TOKEN_READS_ALL.here()) {
                return start;
            }
            throw e;
        }
    }

    private HttpCall get(String operation, String entity, String path, String[] common, String... more) {
        List<String> parameters = new ArrayList<>();
        for (String[] list : List.of(common, more)) {
            for (int i = 0; i < list.length; i += 2) {
                if (!list[i + 1].isEmpty()) {
                    parameters.add(list[i]);
                    parameters.add(list[i + 1]);
                }
            }
        }
        return service.get(operation, entity, path + entity, parameters.toArray(String[]::new));
    }

    private PaperFilter filter(String operation, EntityType type, Filter filter) {
        metadata.readable(operation, type, List.copyOf(filter.fields()));
        return PaperFilter.of(filter);
    }

    private static void requireResidualFields(ChangeQuery query, Filter residual) {
        List<String> missing = residual.fields().stream()
                .filter(field -> !query.fields().contains(field))
                .toList();
        if (!missing.isEmpty()) {
            throw PaperErrors.invalid(
                    "changes",
                    query.entity(),
                    "the filter's relative dates need the field " + String.join(", ", missing),
                    "name the field in the query");
        }
    }

    @Override
    public OptionalLong estimate(ChangeQuery query) {
        EntityType type = metadata.require("estimate", query.entity());
        if (type.capabilities().changePath(query.path()).isEmpty()) {
            throw PaperErrors.unsupported(
                    "estimate", query.entity(), query.entity() + " has no change path " + query.path());
        }
        PaperFilter filter = filter("estimate", type, query.filter());
        if (query.since().isPresent()) {
            return OptionalLong.empty();
        }
        String[] common = {"filter", filter.json("estimate", query.entity())};
        HttpCall call = get("estimate", query.entity(), "api/estimate/", common);
        return OptionalLong.of(service.json(call, JsonObject::read)
                .number("count")
                .orElseThrow(() -> PaperErrors.missing(call, "count"))
                .longValue());
    }

    @Override
    public IdStream ids(String entity, Filter filter) {
        EntityType type = metadata.require("ids", entity);
        String json = filter("ids", type, filter).json("ids", entity);
        String[] common = {"filter", json, "limit", Integer.toString(service.pageSize())};
        return new PaperIds(service, get("ids", entity, "api/ids/", common));
    }

    @Override
    public FetchResult fetch(String entity, List<String> ids, List<String> fields) {
        EntityType type = metadata.require("fetch", entity);
        PageReader reader = new PageReader(service, "fetch", type, fields, metadata.readable("fetch", type, fields));
        List<Row> rows = new ArrayList<>();
        List<String> missing = new ArrayList<>();
        List<Unreadable> unreadable = new ArrayList<>();
        for (int from = 0; from < ids.size(); from += MOST_IDS) {
            List<String> some = ids.subList(from, Math.min(ids.size(), from + MOST_IDS));
            PageReader.Page page = service.json(
                    service.ask("fetch", entity, "api/fetch/" + entity, body(entity, some, reader.wireNames())),
                    reader::read);
            rows.addAll(page.rows());
            if (!Flaw.MISSING_NOT_REPORTED.here()) {
                missing.addAll(page.missing());
            }
            unreadable.addAll(page.unreadable());
        }
        return new FetchResult(rows, missing, unreadable);
    }

    private static byte[] body(String entity, List<String> ids, String fields) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (JsonGenerator out = StrictJson.generator(bytes)) {
            out.writeStartObject();
            out.writeArrayFieldStart("ids");
            for (String id : ids) {
                out.writeString(id);
            }
            out.writeEndArray();
            out.writeArrayFieldStart("fields");
            for (String field : fields.split(",", -1)) {
                if (!field.isEmpty()) {
                    out.writeString(field);
                }
            }
            out.writeEndArray();
            out.writeEndObject();
        } catch (IOException e) {
            throw PaperErrors.invalid("fetch", entity, "an id holds a text that is no Unicode", "correct the ids");
        }
        return bytes.toByteArray();
    }
}

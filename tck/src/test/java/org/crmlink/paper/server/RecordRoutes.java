package org.crmlink.paper.server;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Reads of records: by time, by change feed, ids, by id, counts and binary values. */
final class RecordRoutes {

    static final int LARGEST_PAGE = 500;
    private static final int MOST_IDS = 100;

    private final Store store;
    private final Cursors cursors;

    RecordRoutes(Store store, Cursors cursors) {
        this.store = store;
        this.cursors = cursors;
    }

    /** {@code GET /api/records/{entity}?fields&filter&limit&from&after}: in the order of modification, then id. */
    Reply byTime(Ask ask, String entity) {
        synchronized (store) {
            Store.Table table = store.allowed(entity);
            List<String> fields = fields(table.shape, ask.parameter("fields").orElse(""));
            FilterTree.Test test = test(table.shape, ask);
            int limit = ask.number("limit", 100, LARGEST_PAGE);
            Rec mark = new Rec(table.shape, ask.parameter("after").orElse(""));
            mark.modified = ask.parameter("from").map(RecordRoutes::instant).orElse(Instant.MIN);
            List<@Nullable Object> page = new ArrayList<>();
            Rec last = mark;
            boolean more = false;
            for (Rec rec : table.byTime.tailSet(mark, false)) {
                if (rec.visible() && test.matches(rec::value)) {
                    if (page.size() == limit) {
                        more = true;
                        break;
                    }
                    page.add(show(rec, fields));
                    last = rec;
                }
            }
            Map<String, @Nullable Object> answer = answer();
            answer.put("records", page);
            Map<String, String> next = new LinkedHashMap<>(ask.parameters());
            next.put("from", last.modified.toString());
            next.put("after", last.id);
            return end(ask, answer, more, next);
        }
    }

    /** {@code GET /api/changes/{entity}?fields&filter&limit&cursor}: in the order of change, with removals. */
    Reply feed(Ask ask, String entity) {
        synchronized (store) {
            Store.Table table = store.allowed(entity);
            if (!table.shape.paths().contains("token")) {
                throw new Refusal(501, "NO_FEED", entity + " has no change feed");
            }
            List<String> fields = fields(table.shape, ask.parameter("fields").orElse(""));
            FilterTree.Test test = test(table.shape, ask);
            int limit = ask.number("limit", 100, LARGEST_PAGE);
            Cursors.Place place = ask.parameter("cursor").map(cursors::read).orElseGet(cursors::start);
            List<@Nullable Object> page = new ArrayList<>();
            List<@Nullable Object> removed = new ArrayList<>();
            long last = place.seq();
            boolean more = false;
            for (Rec rec : table.bySeq.tailMap(place.seq(), false).values()) {
                if (page.size() + removed.size() == limit) {
                    more = true;
                    break;
                }
                last = rec.seq;
                String reason = reason(rec, test);
                if (reason.isEmpty()) {
                    page.add(show(rec, fields));
                } else if (rec.seq > place.removalsAfter()) {
                    removed.add(Map.of("id", rec.id, "reason", reason));
                }
            }
            Map<String, @Nullable Object> answer = answer();
            answer.put("records", page);
            answer.put("removed", removed);
            String cursor = cursors.write(more ? last : Math.max(last, store.head()), place.removalsAfter());
            answer.put("cursor", cursor);
            Map<String, String> next = new LinkedHashMap<>(ask.parameters());
            next.put("cursor", cursor);
            return end(ask, answer, more, next);
        }
    }

    private static String reason(Rec rec, FilterTree.Test test) {
        if (rec.deleted) {
            return rec.shape.intersect() ? "unlinked" : "deleted";
        }
        if (rec.hidden) {
            return "access";
        }
        return test.matches(rec::value) ? "" : "filter";
    }

    /** {@code GET /api/ids/{entity}?filter&limit&after}: in the order of ids. */
    Reply ids(Ask ask, String entity) {
        synchronized (store) {
            Store.Table table = store.allowed(entity);
            FilterTree.Test test = test(table.shape, ask);
            int limit = ask.number("limit", 100, LARGEST_PAGE);
            List<@Nullable Object> page = new ArrayList<>();
            String last = ask.parameter("after").orElse("");
            boolean more = false;
            for (Rec rec : table.byId.tailMap(last, false).values()) {
                if (rec.visible() && test.matches(rec::value)) {
                    if (page.size() == limit) {
                        more = true;
                        break;
                    }
                    page.add(rec.id);
                    last = rec.id;
                }
            }
            Map<String, @Nullable Object> answer = answer();
            answer.put("ids", page);
            Map<String, String> next = new LinkedHashMap<>(ask.parameters());
            next.put("after", last);
            return end(ask, answer, more, next);
        }
    }

    /** {@code POST /api/fetch/{entity}} with {@code {"ids":[…],"fields":[…]}}. */
    Reply fetch(Map<String, @Nullable Object> body, String entity) {
        if (!(body.get("ids") instanceof List<?> ids) || !(body.get("fields") instanceof List<?> names)) {
            throw new Refusal(400, "BAD_BODY", "ids and fields are expected");
        }
        if (ids.size() > MOST_IDS) {
            throw new Refusal(413, "TOO_MANY", "at most " + MOST_IDS + " ids at once");
        }
        synchronized (store) {
            Store.Table table = store.allowed(entity);
            List<String> fields = new ArrayList<>();
            names.forEach(name -> fields.add(readable(table.shape, String.valueOf(name))));
            List<@Nullable Object> found = new ArrayList<>();
            List<@Nullable Object> missing = new ArrayList<>();
            for (Object id : ids) {
                Optional<Rec> rec = store.find(entity, String.valueOf(id));
                if (rec.isPresent()) {
                    found.add(show(rec.get(), fields));
                } else {
                    missing.add(id);
                }
            }
            Map<String, @Nullable Object> answer = answer();
            answer.put("records", found);
            answer.put("missing", missing);
            answer.put("complete", true);
            return Reply.json(200, answer);
        }
    }

    /** {@code GET /api/estimate/{entity}?filter}. */
    Reply estimate(Ask ask, String entity) {
        synchronized (store) {
            Store.Table table = store.allowed(entity);
            FilterTree.Test test = test(table.shape, ask);
            long count = table.byTime.stream()
                    .filter(rec -> rec.visible() && test.matches(rec::value))
                    .count();
            return Reply.json(200, Map.of("count", count));
        }
    }

    /** {@code GET /api/binary/{entity}?id&field}. */
    Reply binary(Ask ask, String entity) {
        synchronized (store) {
            Store.Table table = store.allowed(entity);
            String field = readable(table.shape, ask.required("field"));
            Object value = store.find(entity, ask.required("id"))
                    .map(rec -> rec.value(field))
                    .orElseThrow(() -> new Refusal(404, "NO_RECORD", "there is no such record or value"));
            if (!(value instanceof byte[] bytes)) {
                throw Values.bad(table.shape.column(field).orElseThrow(), "is not binary");
            }
            return Reply.bytes(200, "application/octet-stream", bytes).header("X-Content-SHA256", Hashes.of(bytes));
        }
    }

    private Map<String, @Nullable Object> answer() {
        Map<String, @Nullable Object> answer = new LinkedHashMap<>();
        answer.put("now", store.now().toString());
        return answer;
    }

    private static Reply end(
            Ask ask, Map<String, @Nullable Object> answer, boolean more, Map<String, String> nextParameters) {
        if (more) {
            StringBuilder link = new StringBuilder(ask.root()).append(ask.path());
            char separator = '?';
            for (Map.Entry<String, String> parameter : nextParameters.entrySet()) {
                link.append(separator)
                        .append(parameter.getKey())
                        .append('=')
                        .append(URLEncoder.encode(parameter.getValue(), StandardCharsets.UTF_8));
                separator = '&';
            }
            answer.put("next", link.toString());
        } else {
            answer.put("complete", true);
        }
        return Reply.json(200, answer);
    }

    private FilterTree.Test test(Shape shape, Ask ask) {
        return ask.parameter("filter")
                .map(text -> new FilterTree(store, shape).test(Json.object(text.getBytes(StandardCharsets.UTF_8))))
                .orElse(record -> true);
    }

    private static List<String> fields(Shape shape, String names) {
        List<String> fields = new ArrayList<>();
        for (String name : names.split(",", -1)) {
            if (!name.isEmpty()) {
                fields.add(readable(shape, name));
            }
        }
        return fields;
    }

    private static String readable(Shape shape, String name) {
        return shape.column(name)
                .filter(Column::readable)
                .map(Column::name)
                .orElseThrow(() -> new Refusal(
                        400, "UNKNOWN_FIELD", shape.name() + " has no readable field '" + name + "'", name));
    }

    private static Instant instant(String text) {
        try {
            return Instant.parse(text);
        } catch (DateTimeException e) {
            throw new Refusal(400, "BAD_QUERY", "'from' is not a time");
        }
    }

    static Map<String, @Nullable Object> show(Rec rec, List<String> fields) {
        Map<String, @Nullable Object> values = new LinkedHashMap<>();
        fields.forEach(field -> values.put(field, Values.write(rec.value(field))));
        Map<String, @Nullable Object> record = new LinkedHashMap<>();
        record.put("id", rec.id);
        record.put("version", Long.toString(rec.seq));
        record.put("modified", rec.modified.toString());
        record.put("values", values);
        return record;
    }
}

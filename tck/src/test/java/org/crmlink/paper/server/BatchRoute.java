package org.crmlink.paper.server;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** {@code POST /api/batch}: up to {@value #MOST} writes, each a transaction of its own with a result of its own. */
final class BatchRoute {

    static final int MOST = 20;
    private static final int REMEMBERED = 100_000;

    private final Store store;
    private final Map<String, Map<String, @Nullable Object>> operations = new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Map<String, @Nullable Object>> eldest) {
            return size() > REMEMBERED;
        }
    };

    BatchRoute(Store store) {
        this.store = store;
    }

    Reply batch(Map<String, @Nullable Object> body) {
        if (!(body.get("items") instanceof List<?> items)) {
            throw new Refusal(400, "BAD_BODY", "items are expected");
        }
        if (items.size() > MOST) {
            throw new Refusal(413, "TOO_MANY", "at most " + MOST + " items at once");
        }
        List<@Nullable Object> results = new ArrayList<>();
        for (Object item : items) {
            results.add(one(item));
        }
        return Reply.json(200, Map.of("results", results));
    }

    /** {@code GET /api/operation?id}: what became of a write. */
    Reply operation(Ask ask) {
        synchronized (store) {
            Map<String, @Nullable Object> known = operations.get(ask.required("id"));
            Map<String, @Nullable Object> answer = new LinkedHashMap<>();
            answer.put("known", known != null);
            if (known != null) {
                answer.put("result", known);
            }
            return Reply.json(200, answer);
        }
    }

    private Map<String, @Nullable Object> one(@Nullable Object item) {
        Map<String, @Nullable Object> result = new LinkedHashMap<>();
        try {
            synchronized (store) {
                Item write = new Item(item);
                result.putAll(perform(write));
                operations.put(write.operationId(), result);
            }
        } catch (Refusal e) {
            result.put("status", e.status());
            result.putAll(e.body());
        }
        return result;
    }

    /** One entry of the request. */
    private record Item(Map<?, ?> map) {
        Item(@Nullable Object item) {
            this(item instanceof Map<?, ?> map ? map : Map.of());
        }

        String text(String name) {
            return optional(name).orElseThrow(() -> new Refusal(400, "BAD_ITEM", "'" + name + "' is missing"));
        }

        Optional<String> optional(String name) {
            return map.get(name) instanceof String text ? Optional.of(text) : Optional.empty();
        }

        String operationId() {
            return text("operationId");
        }

        Map<?, ?> object(String name) {
            return map.get(name) instanceof Map<?, ?> object ? object : Map.of();
        }
    }

    private Map<String, @Nullable Object> perform(Item item) {
        return switch (item.text("op")) {
            case "create" -> create(item);
            case "update" -> update(item);
            case "delete" -> delete(item);
            case "upsert" -> upsert(item);
            case "link" -> pair(item, true);
            case "unlink" -> pair(item, false);
            default -> throw new Refusal(400, "BAD_ITEM", "there is no such operation");
        };
    }

    private Map<String, @Nullable Object> create(Item item) {
        Shape shape = store.allowed(item.text("entity")).shape;
        Optional<String> id = item.optional("id");
        if (id.isPresent() && !shape.ids().equals("client")) {
            throw new Refusal(400, "BAD_VALUE", "the server gives the ids of " + shape.name(), "id");
        }
        Optional<Rec> before = id.flatMap(key -> store.find(shape.name(), key))
                .filter(rec -> rec.operation.equals(item.operationId()));
        Map<String, @Nullable Object> earlier = operations.get(item.operationId());
        if (before.isEmpty() && shape.repeatable().equals("external-id") && earlier != null) {
            before = store.find(shape.name(), String.valueOf(earlier.get("id")));
        }
        if (before.isPresent()) {
            return written(200, before.get());
        }
        Map<String, @Nullable Object> values = values(shape, item, true);
        for (Column column : shape.columns()) {
            if (column.required() && values.get(column.name()) == null) {
                throw Values.bad(column, "is required");
            }
        }
        return written(201, store.create(shape.name(), id, values, item.operationId(), store.stamp()));
    }

    private Map<String, @Nullable Object> update(Item item) {
        Shape shape = store.allowed(item.text("entity")).shape;
        Map<String, @Nullable Object> values = values(shape, item, false);
        return written(200, store.update(shape.name(), item.text("id"), values, item.optional("ifMatch")));
    }

    private Map<String, @Nullable Object> delete(Item item) {
        Shape shape = store.allowed(item.text("entity")).shape;
        if (shape.intersect()) {
            throw new Refusal(501, "NOT_OFFERED", "pairs are dissolved by unlink");
        }
        store.delete(shape.name(), item.text("id"), item.optional("ifMatch"));
        Map<String, @Nullable Object> result = new LinkedHashMap<>();
        result.put("status", 204);
        result.put("id", item.text("id"));
        return result;
    }

    private Map<String, @Nullable Object> upsert(Item item) {
        Shape shape = store.allowed(item.text("entity")).shape;
        Map<?, ?> key = item.object("key");
        if (shape.alternateKey().isEmpty() || !key.keySet().equals(java.util.Set.of(shape.alternateKey()))) {
            throw new Refusal(400, "BAD_KEY", "that is no alternate key of " + shape.name());
        }
        Column column = shape.column(shape.alternateKey()).orElseThrow();
        Object value = Values.read(column, key.get(column.name()));
        if (value == null) {
            throw Values.bad(column, "a key must not be null");
        }
        Optional<Rec> holder = store.byKey(shape.name(), value);
        Map<String, @Nullable Object> values = values(shape, item, holder.isEmpty());
        if (holder.isPresent()) {
            return written(200, store.update(shape.name(), holder.get().id, values, Optional.empty()));
        }
        values.put(column.name(), value);
        for (Column one : shape.columns()) {
            if (one.required() && values.get(one.name()) == null) {
                throw Values.bad(one, "is required");
            }
        }
        return written(201, store.create(shape.name(), Optional.empty(), values, item.operationId(), store.stamp()));
    }

    private Map<String, @Nullable Object> pair(Item item, boolean linked) {
        if (!item.text("relationship").equals("person_company")) {
            throw new Refusal(404, "UNKNOWN_RELATIONSHIP", "there is no such relationship");
        }
        store.allowed("person");
        String person = "";
        String company = "";
        for (String end : new String[] {"first", "second"}) {
            Map<?, ?> ref = item.object(end);
            if (ref.get("id") instanceof String id) {
                person = "person".equals(ref.get("entity")) ? id : person;
                company = "company".equals(ref.get("entity")) ? id : company;
            }
        }
        if (person.isEmpty() || company.isEmpty()) {
            throw new Refusal(400, "BAD_ITEM", "a person and a company are expected");
        }
        boolean done = store.pair(person, company, linked);
        Map<String, @Nullable Object> result = new LinkedHashMap<>();
        result.put("status", 200);
        result.put("already", !done);
        return result;
    }

    private static Map<String, @Nullable Object> values(Shape shape, Item item, boolean creating) {
        Map<String, @Nullable Object> values = new LinkedHashMap<>();
        for (Map.Entry<?, ?> entry : item.object("values").entrySet()) {
            String name = String.valueOf(entry.getKey());
            Column column = shape.column(name)
                    .orElseThrow(() ->
                            new Refusal(400, "UNKNOWN_FIELD", shape.name() + " has no field '" + name + "'", name));
            if (!(creating ? column.creatable() : column.updatable())) {
                throw new Refusal(400, "READ_ONLY", "field '" + name + "' cannot be written so", name);
            }
            if (!name.equals("id")) {
                values.put(name, Values.read(column, entry.getValue()));
            }
        }
        return values;
    }

    private static Map<String, @Nullable Object> written(int status, Rec rec) {
        Map<String, @Nullable Object> given = new LinkedHashMap<>();
        for (Column column : rec.shape.columns()) {
            if (column.computed() && column.readable()) {
                given.put(column.name(), Values.write(rec.value(column.name())));
            }
        }
        Map<String, @Nullable Object> result = new LinkedHashMap<>();
        result.put("status", status);
        result.put("id", rec.id);
        result.put("version", Long.toString(rec.seq));
        result.put("values", given);
        return result;
    }
}

package org.crmlink.sandbox.dynamics;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.crmlink.sandbox.dynamics.security.Privilege;
import org.crmlink.sandbox.http.HttpResponse;
import org.crmlink.sandbox.http.Json;
import org.crmlink.sandbox.schema.Schema;
import org.crmlink.sandbox.schema.Table;
import org.crmlink.sandbox.store.Store;
import org.jspecify.annotations.Nullable;

/** The service document, {@code $metadata} and the definitions of tables, relationships and option sets. Thread-safe. */
final class MetadataRoutes {

    private static final Set<String> SETS =
            Set.of("EntityDefinitions", "RelationshipDefinitions", "GlobalOptionSetDefinitions");

    private static final String ONE_TO_MANY = "OneToManyRelationshipMetadata";
    private static final String MANY_TO_MANY = "ManyToManyRelationshipMetadata";

    /** The types that items of a collection can be, besides the declared one; abstract types are not among them. */
    private static final Map<String, Set<String>> CASTS = Map.of(
            "Attributes", AttributeDocuments.TYPES,
            "RelationshipDefinitions", Set.of(ONE_TO_MANY, MANY_TO_MANY),
            "OneToManyRelationships", Set.of(ONE_TO_MANY),
            "ManyToOneRelationships", Set.of(ONE_TO_MANY),
            "ManyToManyRelationships", Set.of(MANY_TO_MANY),
            "GlobalOptionSetDefinitions", Set.of("OptionSetMetadata", "BooleanOptionSetMetadata"));

    private final Store store;
    private final MetadataDocuments documents;
    private final Operations operations;
    private final MetadataWrites writes;

    MetadataRoutes(Store store, MetadataDocuments documents, Operations operations) {
        this.operations = operations;
        this.writes = new MetadataWrites(store);
        this.store = store;
        this.documents = documents;
    }

    boolean handles(String name) {
        return name.equals("$metadata") || SETS.contains(name);
    }

    HttpResponse serviceDocument(Call call) {
        get(call);
        Schema schema = store.schema();
        return Answers.object(200, out -> {
            out.writeStringField("@odata.context", call.root() + "$metadata");
            out.writeArrayFieldStart("value");
            for (Table table : schema.tables()) {
                set(out, table.entitySetName());
            }
            for (String name : SETS) {
                set(out, name);
            }
            out.writeEndArray();
        });
    }

    private static void set(JsonGenerator out, String name) throws IOException {
        out.writeStartObject();
        out.writeStringField("name", name);
        out.writeStringField("kind", "EntitySet");
        out.writeStringField("url", name);
        out.writeEndObject();
    }

    private static void get(Call call) {
        if (!call.method().equals("GET") && !call.method().equals("HEAD")) {
            throw ApiErrors.methodNotAllowed(call.method());
        }
    }

    HttpResponse handle(Call call, boolean inChangeSet) {
        Segment first = call.segment(0);
        if (SETS.contains(first.name())
                && !call.method().equals("GET")
                && !call.method().equals("HEAD")) {
            call.access().mustHold(Privilege.CUSTOMIZE);
            return writes.handle(call, inChangeSet);
        }
        get(call);
        Schema schema = store.schema();
        if (first.name().equals("$metadata")) {
            boolean annotations = "true".equalsIgnoreCase(call.options().all().get("annotations"));
            String origin = call.request().origin();
            ServiceVersion version = call.version();
            return HttpResponse.streaming(
                            200,
                            "application/xml",
                            out -> new CsdlWriter(schema, annotations, origin, operations.in(schema, version), version)
                                    .write(out))
                    .with("OData-Version", "4.0");
        }
        List<MetadataNode> newest = switch (first.name()) {
            case "EntityDefinitions" -> documents.tables(schema);
            case "RelationshipDefinitions" -> documents.relationships(schema);
            default -> documents.globalOptionSets(schema);
        };
        ServiceVersion version = call.version();
        List<MetadataNode> nodes = newest.stream().map(node -> node.in(version)).toList();
        if (first.key() == null) {
            return collection(call, nodes, 1, first.name(), first.name());
        }
        String label = first.arguments().values().stream().findFirst().orElse("");
        return item(call, pick(nodes, first), 1, first.name(), first.name() + "(" + label + ")");
    }

    /** An item by {@code MetadataId} or by one of its names. */
    private static MetadataNode pick(List<MetadataNode> nodes, Segment segment) {
        Map<String, String> key = segment.arguments();
        for (MetadataNode node : nodes) {
            boolean fits = !key.isEmpty();
            for (Map.Entry<String, String> part : key.entrySet()) {
                String name = part.getKey().isEmpty() ? "MetadataId" : part.getKey();
                String literal = part.getValue();
                String value = literal.startsWith("'") && literal.endsWith("'") && literal.length() > 1
                        ? literal.substring(1, literal.length() - 1)
                        : Literals.guid(literal).map(Object::toString).orElse(literal);
                fits &= value.equalsIgnoreCase(String.valueOf(node.properties().get(name)));
            }
            if (fits) {
                return node;
            }
        }
        throw new ApiException(
                404,
                "0x80060888",
                "Could not find an item with the key '" + segment.key() + "' in '" + segment.name() + "'.");
    }

    private HttpResponse collection(Call call, List<MetadataNode> nodes, int next, String kind, String path) {
        if (call.depth() == next) {
            return list(call, nodes, kind, path, false);
        }
        Segment segment = call.segment(next);
        if (segment.name().startsWith(MetadataNode.NAMESPACE)) {
            String type = segment.name().substring(MetadataNode.NAMESPACE.length());
            if (!CASTS.getOrDefault(kind, Set.of()).contains(type)
                    || !call.version().hasType(type)) {
                throw ApiErrors.badQuery("'" + kind + "' cannot be cast to the type '" + segment.name() + "'.");
            }
            List<MetadataNode> ofType =
                    nodes.stream().filter(node -> node.type().equals(type)).toList();
            if (call.depth() == next + 1 && segment.key() == null) {
                return list(call, ofType, kind, path + "/" + segment.name(), true);
            }
        }
        throw ApiErrors.noSegment(segment.name());
    }

    private HttpResponse item(Call call, MetadataNode node, int next, String kind, String path) {
        if (call.depth() == next) {
            return one(call, node, kind, path, false);
        }
        Segment segment = call.segment(next);
        if (segment.name().startsWith(MetadataNode.NAMESPACE)) {
            String type = segment.name().substring(MetadataNode.NAMESPACE.length());
            if (!node.type().equals(type)) {
                throw ApiErrors.noSegment(segment.name());
            }
            return call.depth() == next + 1
                    ? one(call, node, kind, path + "/" + segment.name(), true)
                    : item(call, node, next + 1, kind, path + "/" + segment.name());
        }
        if (node.navigations().containsKey(segment.name())) {
            MetadataNode.Target target = node.navigation(segment.name());
            String here = path + "/" + segment.name();
            if (target instanceof MetadataNode.Target.Many many) {
                if (segment.key() == null) {
                    return collection(call, many.nodes(), next + 1, segment.name(), here);
                }
                String label = segment.arguments().values().stream().findFirst().orElse("");
                return item(call, pick(many.nodes(), segment), next + 1, segment.name(), here + "(" + label + ")");
            }
            MetadataNode one = ((MetadataNode.Target.One) target).node();
            return one == null ? Answers.noContent() : item(call, one, next + 1, segment.name(), here);
        }
        if (node.properties().containsKey(segment.name()) && call.depth() == next + 1) {
            return property(call, node, segment.name(), path);
        }
        throw ApiErrors.noSegment(segment.name());
    }

    private static HttpResponse property(Call call, MetadataNode node, String name, String path) {
        Object value = node.properties().get(name);
        if (value == null) {
            return Answers.noContent();
        }
        Map<String, @Nullable Object> body = new LinkedHashMap<>();
        body.put("@odata.context", Links.context(call, path + "/" + name));
        if (value instanceof Map<?, ?> complex) {
            complex.forEach((key, member) -> body.put(String.valueOf(key), member));
        } else {
            body.put("value", value);
        }
        return Answers.tree(200, body);
    }

    private static HttpResponse list(Call call, List<MetadataNode> nodes, String kind, String path, boolean cast) {
        List<Map<String, @Nullable Object>> items = MetadataQuery.list(nodes, call.options(), cast);
        String context = Links.context(call, path + selection(call.options()));
        boolean count = call.options().flag("$count");
        if (count && kind.equals("EntityDefinitions")) {
            throw ApiErrors.badQuery("The query parameter $count is not supported");
        }
        return Answers.object(200, out -> {
            out.writeStringField("@odata.context", context);
            out.writeFieldName("value");
            Json.write(out, items);
        });
    }

    private static HttpResponse one(Call call, MetadataNode node, String kind, String path, boolean cast) {
        Map<String, @Nullable Object> members = node.render(call.options(), cast);
        boolean top = SETS.contains(kind) && !cast;
        String context = Links.context(call, (top ? kind : path) + selection(call.options()) + "/$entity");
        return Answers.object(200, out -> {
            out.writeStringField("@odata.context", context);
            for (Map.Entry<String, @Nullable Object> member : members.entrySet()) {
                out.writeFieldName(member.getKey());
                Json.write(out, member.getValue());
            }
        });
    }

    private static String selection(QueryOptions options) {
        List<String> names = new ArrayList<>(options.select().orElse(List.of()));
        for (QueryOptions.Expand expand : options.expands()) {
            String inner = selection(expand.options());
            names.add(expand.navigation() + (inner.isEmpty() ? "()" : inner));
        }
        return names.isEmpty() ? "" : names.stream().collect(Collectors.joining(",", "(", ")"));
    }
}

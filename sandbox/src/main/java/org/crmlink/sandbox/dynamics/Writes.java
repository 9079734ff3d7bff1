package org.crmlink.sandbox.dynamics;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.crmlink.sandbox.http.HttpResponse;
import org.crmlink.sandbox.http.Json;
import org.crmlink.sandbox.schema.Column;
import org.crmlink.sandbox.schema.Schema;
import org.crmlink.sandbox.schema.Table;
import org.crmlink.sandbox.store.RecordId;
import org.crmlink.sandbox.store.Row;
import org.crmlink.sandbox.store.Transaction;
import org.crmlink.sandbox.store.Upserted;
import org.jspecify.annotations.Nullable;

/**
 * POST, PATCH, PUT and DELETE on rows and their properties, inside a transaction that the caller opened. One transaction,
 * one thread.
 */
final class Writes {

    private static final Pattern ETAG = Pattern.compile("(?:W/)?\"?(\\d+)\"?");

    private final Transaction transaction;
    private final Schema schema;
    private final Reads reads;
    private final Map<String, String> contentIds;

    Writes(Transaction transaction, Schema schema, Reads reads, Map<String, String> contentIds) {
        this.transaction = transaction;
        this.schema = schema;
        this.reads = reads;
        this.contentIds = contentIds;
    }

    private Bindings bindings() {
        return new Bindings(schema, transaction, contentIds);
    }

    private Body body(Call call, Table table) {
        Map<?, ?> json = object(call, table);
        if (!call.version().bindsNull()) {
            refuseNullBindings(table, json);
        }
        return body(table, json);
    }

    private void refuseNullBindings(Table table, Map<?, ?> json) {
        for (Map.Entry<?, ?> member : json.entrySet()) {
            String name = String.valueOf(member.getKey()).replace("@odata.bind", "");
            if (member.getValue() == null
                    && Navigation.find(schema, table, name).isPresent()) {
                throw ApiErrors.payload(
                        table.entitySetName(),
                        "A null value was found for the navigation property '" + name
                                + "'. Delete its $ref to remove the reference.");
            }
        }
    }

    /** What a JSON object wants a row of the table to become. */
    Body body(Table table, Map<?, ?> json) {
        return Body.read(schema, table, json, bindings());
    }

    /** The JSON object in the body. */
    static Map<?, ?> object(Call call, Table table) {
        try {
            if (call.request().body().length > 0 && Json.read(call.request().body()) instanceof Map<?, ?> map) {
                return map;
            }
        } catch (IOException e) {
            String message = String.valueOf(e.getMessage());
            throw ApiErrors.payload(table.entitySetName(), "Invalid JSON. " + message);
        }
        throw ApiErrors.payload(table.entitySetName(), "A JSON object is expected in the request body.");
    }

    // ------------------------------------------------------------------ whole rows

    HttpResponse create(Call call, Table table) {
        return created(call, insert(table, body(call, table), Map.of()));
    }

    /** POST on a collection: the new row belongs to the row above. */
    HttpResponse createRelated(Call call, Row parent, Navigation navigation) {
        Table table = schema.require(
                navigation instanceof Navigation.ToMany many
                        ? many.relation().referencingTable()
                        : ((Navigation.Pairs) navigation).target());
        if (!table.creatable()) {
            throw ApiErrors.messageNotSupported("Create", table.logicalName());
        }
        Row row = insertBelow(parent, navigation, table, body(call, table));
        return created(call, row);
    }

    private HttpResponse created(Call call, Row row) {
        String url = Links.row(call, row.table(), row.id());
        HttpResponse response = call.prefer().representation()
                ? reads.representation(call, row, 201).with("Preference-Applied", "return=representation")
                : Answers.noContent();
        return response.with("Location", url).with("OData-EntityId", url);
    }

    /** Creates a row and what is nested in it; further values go before those of the body. */
    Row insert(Table table, Body body, Map<String, ? extends @Nullable Object> more) {
        if (!table.creatable() && !(PartyList.isParties(table) && more.containsKey("activityid"))) {
            throw ApiErrors.messageNotSupported("Create", table.logicalName());
        }
        Map<String, @Nullable Object> values = new LinkedHashMap<>(body.values());
        values.putAll(more);
        for (Body.Nested nested : body.nested()) {
            if (nested.navigation() instanceof Navigation.ToOne lookup) {
                Row target = insert(nested.table(), nested.body(), Map.of());
                values.put(lookup.column().logicalName(), target.reference());
            }
        }
        UploadRules.check(reads.store(), table, values);
        Row row = transaction.insert(table.logicalName(), body.id().orElse(null), values);
        attach(row, body);
        // What was created below may have changed it: a quote has the sums of its lines.
        return transaction.get(table.logicalName(), row.id()).orElse(row);
    }

    private void attach(Row row, Body body) {
        for (Body.Nested nested : body.nested()) {
            if (!(nested.navigation() instanceof Navigation.ToOne)) {
                insertBelow(row, nested.navigation(), nested.table(), nested.body());
            }
        }
        for (Body.Link link : body.links()) {
            new References(transaction, schema).add(row, link.navigation(), link.target());
        }
    }

    private Row insertBelow(Row parent, Navigation navigation, Table table, Body body) {
        if (navigation instanceof Navigation.ToMany many) {
            return insert(table, body, Map.of(many.relation().referencingColumn(), parent.reference()));
        }
        Row row = insert(table, body, Map.of());
        new References(transaction, schema).add(parent, navigation, row.reference());
        return row;
    }

    HttpResponse patch(Call call, Rows address) {
        Table table = address.table();
        Optional<String> match = call.condition("If-Match");
        Optional<String> noneMatch = call.condition("If-None-Match");
        Optional<Row> existing = find(address);
        Body body = body(call, table);
        if (existing.isPresent()) {
            if (noneMatch.isPresent() && noneMatch.get().equals("*")) {
                throw ApiErrors.duplicate();
            }
            return updated(call, address, existing.get(), body, match);
        }
        if (match.isPresent()) {
            throw address.notFound();
        }
        return upserted(call, address, body);
    }

    private HttpResponse updated(Call call, Rows address, Row old, Body body, Optional<String> match) {
        Table table = address.table();
        if (!table.updatable()) {
            throw ApiErrors.messageNotSupported("Update", table.logicalName());
        }
        if (!body.links().isEmpty() || !PartyList.isOnly(body)) {
            throw ApiErrors.payload(
                    table.entitySetName(), "Deep update of navigation properties is not allowed in a PATCH request.");
        }
        Row row = update(old, body.values(), match);
        if (body.hasParties()) {
            PartyList.clear(transaction, old);
            attach(row, body);
        }
        return upsertAnswer(call, address, new Upserted(row, false));
    }

    /** Changes columns of a row. */
    Row update(Row old, Map<String, ? extends @Nullable Object> values) {
        return update(old, values, Optional.empty());
    }

    private Row update(Row old, Map<String, ? extends @Nullable Object> values, Optional<String> match) {
        String table = old.table().logicalName();
        UploadRules.check(reads.store(), old.table(), values);
        OptionalLong version = version(old.table(), match);
        return version.isPresent()
                ? transaction.update(table, old.id(), values, version.getAsLong())
                : transaction.update(table, old.id(), values);
    }

    private HttpResponse upserted(Call call, Rows address, Body body) {
        Map<String, @Nullable Object> values = new LinkedHashMap<>(body.values());
        Optional<RecordId> id = address.id().isPresent() ? address.id() : body.id();
        if (address.id().isEmpty()) {
            values.putAll(address.key());
        }
        Row row = insert(
                address.table(), new Body(id, values, body.nested(), body.links(), body.collections()), Map.of());
        return upsertAnswer(call, address, new Upserted(row, true));
    }

    private HttpResponse upsertAnswer(Call call, Rows address, Upserted upserted) {
        Row row = upserted.row();
        String url = address.id().isPresent()
                ? Links.row(call, row.table(), row.id())
                : call.root() + row.table().entitySetName() + "(" + address.keyText() + ")";
        HttpResponse response = call.prefer().representation()
                ? reads.representation(call, row, upserted.created() ? 201 : 200)
                        .with("Preference-Applied", "return=representation")
                        .with("ETag", RowWriter.etag(row))
                : Answers.noContent();
        return response.with("Location", url).with("OData-EntityId", url);
    }

    /** Deletes a row. */
    void delete(Row row) {
        mustBeDeletable(row.table());
        transaction.delete(row.table().logicalName(), row.id());
    }

    private static void mustBeDeletable(Table table) {
        if (!table.deletable()) {
            throw ApiErrors.messageNotSupported("Delete", table.logicalName());
        }
    }

    HttpResponse delete(Call call, Rows address) {
        mustBeDeletable(address.table());
        Row row = require(address);
        OptionalLong version = version(address.table(), call.condition("If-Match"));
        if (version.isPresent()) {
            transaction.delete(address.table().logicalName(), row.id(), version.getAsLong());
        } else {
            transaction.delete(address.table().logicalName(), row.id());
        }
        return Answers.noContent();
    }

    /** The row as this transaction sees it, if there is one. */
    Optional<Row> find(Rows address) {
        String table = address.table().logicalName();
        return address.id().isPresent()
                ? transaction.get(table, address.id().get())
                : transaction.getByKey(table, address.key());
    }

    /** The row as this transaction sees it. */
    Row require(Rows address) {
        return find(address).orElseThrow(address::notFound);
    }

    /** The version asked for; none if any will do. A tag that is no number matches no row. */
    private static OptionalLong version(Table table, Optional<String> match) {
        if (match.isEmpty() || match.get().equals("*")) {
            return OptionalLong.empty();
        }
        if (!table.optimisticConcurrency()) {
            throw ApiErrors.optimisticConcurrencyOff(table.logicalName());
        }
        Matcher tag = ETAG.matcher(match.get());
        try {
            return OptionalLong.of(tag.matches() ? Long.parseLong(tag.group(1)) : -1);
        } catch (NumberFormatException e) {
            return OptionalLong.of(-1);
        }
    }

    // ------------------------------------------------------------------ single properties

    HttpResponse putProperty(Call call, Rows address, Column column) {
        Row row = require(address);
        Map<?, ?> json = object(call, address.table());
        if (!json.containsKey("value")) {
            throw ApiErrors.payload(address.table().entitySetName(), "The property 'value' is missing.");
        }
        return setProperty(call, row, column, ColumnValues.ofJson(address.table(), column, json.get("value")));
    }

    HttpResponse deleteProperty(Call call, Rows address, Column column) {
        return setProperty(call, require(address), column, null);
    }

    private HttpResponse setProperty(Call call, Row row, Column column, @Nullable Object value) {
        if (!row.table().updatable()) {
            throw ApiErrors.messageNotSupported("Update", row.table().logicalName());
        }
        Map<String, @Nullable Object> values = new LinkedHashMap<>();
        values.put(column.logicalName(), value);
        update(row, values, call.condition("If-Match"));
        return Answers.noContent();
    }

    /** Bytes to or from a file column. */
    HttpResponse file(Call call, Rows address, Column column, FileRoutes files) {
        return files.write(call, transaction, matching(call, address), address, column);
    }

    // ------------------------------------------------------------------ links

    HttpResponse addReference(Call call, Rows address, Navigation navigation) {
        Object url = object(call, address.table()).get("@odata.id");
        if (!(url instanceof String text)) {
            throw ApiErrors.payload(address.table().entitySetName(), "The property '@odata.id' is missing.");
        }
        return references().add(matching(call, address), navigation, bindings().resolve(text));
    }

    HttpResponse removeReference(Call call, Rows address, Navigation navigation, RecordId member) {
        return references().remove(matching(call, address), navigation, member);
    }

    /** Removes the member that the URL names; a lookup needs none. */
    HttpResponse removeReference(Call call, Rows address, Navigation navigation, Optional<String> url) {
        Row row = matching(call, address);
        if (navigation instanceof Navigation.ToOne lookup) {
            return references().clear(row, lookup);
        }
        String member = url.orElseThrow(
                () -> ApiErrors.badQuery("The entity to be removed from the collection must be named by $id."));
        return references().remove(row, navigation, bindings().resolve(member).id());
    }

    /** The row whose link is written, if it has the version asked for. */
    private Row matching(Call call, Rows address) {
        Row row = require(address);
        OptionalLong version = version(address.table(), call.condition("If-Match"));
        if (version.isPresent() && version.getAsLong() != row.version()) {
            throw ApiErrors.versionMismatch();
        }
        return row;
    }

    private References references() {
        return new References(transaction, schema);
    }
}

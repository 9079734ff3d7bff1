package org.crmlink.sandbox.dynamics;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.crmlink.sandbox.dynamics.duplicates.Duplicates;
import org.crmlink.sandbox.dynamics.security.AccessRight;
import org.crmlink.sandbox.http.HttpResponse;
import org.crmlink.sandbox.schema.Column;
import org.crmlink.sandbox.schema.Table;
import org.crmlink.sandbox.schema.Values;
import org.crmlink.sandbox.store.RecordId;
import org.crmlink.sandbox.store.Row;
import org.jspecify.annotations.Nullable;

/** Duplicates of a row, and rules that come into force. */
final class DuplicateOperations {

    private static final String ANY = "mscrm.crmbaseentity";
    private static final int PUBLISHED = 2;
    private static final int UNPUBLISHED = 0;

    private DuplicateOperations() {}

    static List<Operation> list() {
        return List.of(
                Operation.function("RetrieveDuplicates")
                        .needs("duplicaterule")
                        .parameter("BusinessEntity", ANY)
                        .parameter("MatchingEntityName", "Edm.String")
                        .parameter("PagingInfo", "mscrm.PagingInfo")
                        .type(pagingInfo())
                        .returnsType("Collection(" + ANY + ")")
                        .does(DuplicateOperations::retrieve),
                Operation.action("PublishDuplicateRule")
                        .needs("duplicaterule")
                        .parameter("DuplicateRuleId", "Edm.Guid")
                        .returns("JobId", "Edm.Guid")
                        .does(in -> {
                            in.call().access().mustHold("prvPublishDuplicateRule");
                            state(in, 1, PUBLISHED);
                            return in.answer(Map.of("JobId", UUID.randomUUID().toString()));
                        }),
                Operation.action("UnpublishDuplicateRule")
                        .needs("duplicaterule")
                        .parameter("DuplicateRuleId", "Edm.Guid")
                        .does(in -> {
                            state(in, 0, UNPUBLISHED);
                            return Answers.noContent();
                        }));
    }

    private static NamedType pagingInfo() {
        return NamedType.Complex.of(
                "PagingInfo",
                "PageNumber",
                "Edm.Int32",
                "Count",
                "Edm.Int32",
                "ReturnTotalRecordCount",
                "Edm.Boolean",
                "PagingCookie",
                "Edm.String");
    }

    /** The real service publishes in a job a moment later; here the rule is in force at once. */
    private static void state(Invocation in, int state, int status) {
        RecordId id = in.arguments().id("DuplicateRuleId");
        if (in.transaction().get("duplicaterule", id).isEmpty()) {
            throw ApiErrors.noRow("duplicaterule", id);
        }
        in.transaction().update("duplicaterule", id, Map.of("statecode", state, "statuscode", status));
    }

    private static HttpResponse retrieve(Invocation in) {
        EntityArgument entity = in.entity("BusinessEntity");
        String name = in.arguments().text("MatchingEntityName");
        Table matching = in.schema()
                .table(name)
                .orElseThrow(() ->
                        new ApiException(400, "0x80041102", "The entity with a name = '" + name + "' was not found."));
        Optional<Row> row = existing(in, entity);
        row.ifPresent(found -> in.call().access().must(AccessRight.READ, found));
        in.call().access().mustRead(matching);
        List<Row> all = new Duplicates(in.store())
                .of(
                        entity.table(),
                        merged(entity, row),
                        row.map(Row::id),
                        matching,
                        in.call().access().readable(matching));
        Map<?, ?> paging = in.arguments().object("PagingInfo");
        int size = number(paging.get("Count"), in.reads().pageSize(in.call()));
        int from = Math.min(all.size(), (number(paging.get("PageNumber"), 1) - 1) * size);
        return in.reads().list(in.call(), matching, all.subList(from, Math.min(all.size(), from + size)));
    }

    private static int number(@Nullable Object json, int otherwise) {
        return json instanceof Long number && number > 0 && number <= 5_000 ? number.intValue() : otherwise;
    }

    private static Optional<Row> existing(Invocation in, EntityArgument entity) {
        return entity.address()
                .flatMap(Rows::id)
                .flatMap(id -> in.store().get(entity.table().logicalName(), id));
    }

    /** What the entity says itself, and for the rest what its row holds. */
    private static Values merged(EntityArgument entity, Optional<Row> row) {
        Table table = entity.table();
        Map<String, @Nullable Object> given = new HashMap<>();
        entity.content().forEach((name, json) -> {
            Optional<Column> column =
                    table.column(name).filter(found -> !found.type().isReference());
            if (column.isPresent() && !name.equals(table.primaryId())) {
                given.put(name, ColumnValues.ofJson(table, column.get(), json));
            }
        });
        return column -> given.containsKey(column)
                ? given.get(column)
                : row.map(found -> found.get(column)).orElse(null);
    }
}

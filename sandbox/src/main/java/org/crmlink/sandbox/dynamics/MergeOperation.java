package org.crmlink.sandbox.dynamics;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.crmlink.sandbox.http.HttpResponse;
import org.crmlink.sandbox.schema.ManyToMany;
import org.crmlink.sandbox.schema.OneToMany;
import org.crmlink.sandbox.schema.Option;
import org.crmlink.sandbox.store.RecordId;
import org.crmlink.sandbox.store.Row;
import org.jspecify.annotations.Nullable;

/** {@code Merge}: one row takes over what refers to another, which is closed. */
final class MergeOperation {

    private static final Set<String> TABLES = Set.of("account", "contact", "lead", "incident");
    private static final String ANY = "mscrm.crmbaseentity";

    private MergeOperation() {}

    static List<Operation> list() {
        return List.of(Operation.action("Merge")
                .parameter("Target", ANY)
                .parameter("Subordinate", ANY)
                .optional("UpdateContent", ANY)
                .parameter("PerformParentingChecks", "Edm.Boolean")
                .does(MergeOperation::merge));
    }

    private static HttpResponse merge(Invocation in) {
        Row target = in.entities().row(in.entity("Target"));
        Row subordinate = in.entities().row(in.entity("Subordinate"));
        String table = target.table().logicalName();
        if (!TABLES.contains(table)) {
            throw ApiErrors.messageNotSupported("Merge", table);
        }
        if (!subordinate.table().logicalName().equals(table)) {
            throw ApiErrors.invalidArgument("Merge cannot be performed on entities of different types: '" + table
                    + "' and '" + subordinate.table().logicalName() + "'.");
        }
        if (subordinate.id().equals(target.id())) {
            throw ApiErrors.invalidArgument("Merge cannot be performed on the same master and subordinate record.");
        }
        mustBeActive(target);
        mustBeActive(subordinate);
        if (in.arguments().flag("PerformParentingChecks", false)) {
            mustHaveSameParent(target, subordinate);
        }
        if (in.arguments().has("UpdateContent")) {
            EntityArgument content = in.entities().read(in.arguments().object("UpdateContent"), "mscrm." + table);
            Map<String, Object> json = content.content();
            json.remove(target.table().primaryId());
            in.writes().update(target, in.writes().body(target.table(), json).values());
        }
        moveLookups(in, target, subordinate);
        movePairs(in, target, subordinate);
        close(in, target, subordinate);
        return Answers.noContent();
    }

    private static void mustBeActive(Row row) {
        if (!Integer.valueOf(0).equals(row.get("statecode"))) {
            throw new ApiException(
                    400,
                    "0x80040233",
                    "Merge cannot be performed: the record " + row.id().text() + " is not active.");
        }
    }

    private static void mustHaveSameParent(Row target, Row subordinate) {
        for (String parent : List.of("parentaccountid", "parentcustomerid")) {
            if (target.table().column(parent).isPresent()) {
                Object first = target.get(parent);
                Object second = subordinate.get(parent);
                if (first != null && second != null && !first.equals(second)) {
                    throw ApiErrors.invalidArgument(
                            "Merge warning: the records have different parents in '" + parent + "'.");
                }
            }
        }
    }

    private static void moveLookups(Invocation in, Row target, Row subordinate) {
        for (OneToMany relation : in.schema().referencing(target.table().logicalName())) {
            String column = relation.referencingColumn();
            if (column.equals("masterid")) {
                continue;
            }
            for (Row row : in.transaction().related(relation.referencingTable(), column, subordinate.id())) {
                if (row.id().equals(target.id())) {
                    continue; // it would point to itself
                }
                Map<String, @Nullable Object> values = new LinkedHashMap<>();
                values.put(column, target.reference());
                in.transaction().update(relation.referencingTable(), row.id(), values);
            }
        }
    }

    private static void movePairs(Invocation in, Row target, Row subordinate) {
        String table = target.table().logicalName();
        for (ManyToMany relation : in.schema().manyToManyOf(table)) {
            boolean first = relation.table1().equals(table);
            String here = first ? relation.attribute1() : relation.attribute2();
            String there = first ? relation.attribute2() : relation.attribute1();
            List<RecordId> known = others(in, relation, here, there, target.id());
            for (RecordId other : others(in, relation, here, there, subordinate.id())) {
                in.transaction()
                        .disassociate(
                                relation.schemaName(),
                                first ? subordinate.id() : other,
                                first ? other : subordinate.id());
                if (!known.contains(other)) {
                    in.transaction()
                            .associate(relation.schemaName(), first ? target.id() : other, first ? other : target.id());
                }
            }
        }
    }

    private static List<RecordId> others(Invocation in, ManyToMany relation, String here, String there, RecordId id) {
        List<RecordId> others = new ArrayList<>();
        for (Row pair : in.transaction().related(relation.intersectTable(), here, id)) {
            if (pair.get(there) instanceof RecordId other) {
                others.add(other);
            }
        }
        return others;
    }

    private static void close(Invocation in, Row target, Row subordinate) {
        String table = target.table().logicalName();
        Map<String, @Nullable Object> values = new LinkedHashMap<>();
        // A case ends as cancelled because merged, a lead as disqualified, the others as inactive.
        int state = table.equals("incident") || table.equals("lead") ? 2 : 1;
        values.put("statecode", state);
        subordinate.table().require("statuscode").options().stream()
                .filter(option ->
                        option.state().orElse(-1) == state && option.label().equals("Merged"))
                .map(Option::value)
                .findFirst()
                .ifPresent(status -> values.put("statuscode", status));
        if (subordinate.table().column("masterid").isPresent()) {
            values.put("masterid", target.reference());
        }
        if (subordinate.table().column("merged").isPresent()) {
            values.put("merged", true);
        }
        in.transaction().update(table, subordinate.id(), values);
    }
}

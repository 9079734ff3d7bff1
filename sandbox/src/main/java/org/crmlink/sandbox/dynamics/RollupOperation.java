package org.crmlink.sandbox.dynamics;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import org.crmlink.sandbox.http.HttpResponse;
import org.crmlink.sandbox.store.Reference;
import org.crmlink.sandbox.store.Row;
import org.crmlink.sandbox.store.Transaction;
import org.jspecify.annotations.Nullable;

/** {@code CalculateRollupField}: works a rollup column out now instead of within the hour, and keeps the result. */
final class RollupOperation {

    /** The rollup columns that the sandbox knows, by table and column. */
    private static final Map<String, BiFunction<Invocation, Row, Object>> ROLLUPS =
            Map.of("account.opendeals", RollupOperation::openDeals);

    private RollupOperation() {}

    static List<Operation> list() {
        return List.of(Operation.function("CalculateRollupField")
                .parameter("Target", "mscrm.crmbaseentity")
                .parameter("FieldName", "Edm.String")
                .returnsType("mscrm.crmbaseentity")
                .does(RollupOperation::calculate));
    }

    private static HttpResponse calculate(Invocation in) {
        Row row = in.entities().row(in.entity("Target"));
        String table = row.table().logicalName();
        String field = in.arguments().text("FieldName");
        if (row.table().column(field).isEmpty()) {
            throw new ApiException(
                    400, "0x80041103", "'" + table + "' entity doesn't contain attribute with Name = '" + field + "'.");
        }
        BiFunction<Invocation, Row, Object> rollup = ROLLUPS.get(table + "." + field);
        if (rollup == null) {
            // Our wording: the real text was not public.
            throw ApiErrors.invalidArgument(
                    "The attribute '" + field + "' of entity '" + table + "' is no rollup field.");
        }
        Map<String, @Nullable Object> values = new HashMap<>();
        values.put(field, rollup.apply(in, row));
        Reference caller = in.call().caller().orElse(in.store().organization().user());
        Row updated = in.store()
                .write(
                        caller,
                        (Transaction transaction) -> transaction.asSystem().update(table, row.id(), values));
        Call shaped = in.call().with(QueryOptions.ofQuery("$select=" + field));
        return in.reads().representation(shaped, updated, 200);
    }

    /** The open opportunities of an account. */
    private static Object openDeals(Invocation in, Row account) {
        return (int) in.store().related("opportunity", "parentaccountid", account.id()).stream()
                .filter(opportunity -> Integer.valueOf(0).equals(opportunity.get("statecode")))
                .count();
    }
}

package org.crmlink.sandbox.dynamics;

import java.util.List;
import java.util.Map;
import java.util.Set;
import org.crmlink.sandbox.store.Row;
import org.jspecify.annotations.Nullable;

/** Endings of opportunities, cases and orders. */
final class SalesOperations {

    private static final int WON = 1;
    private static final int LOST = 2;

    private SalesOperations() {}

    static List<Operation> list() {
        return List.of(
                opportunity(WON).operation("WinOpportunity", SalesOperations::opportunityEnds),
                opportunity(LOST).operation("LoseOpportunity", SalesOperations::opportunityEnds),
                new Closing("IncidentResolution", "incidentresolution", "incidentid", "incident", 1, Set.of(0))
                        .operation("CloseIncident", Closing.NO_EFFECT),
                order(2).operation("CancelSalesOrder", Closing.NO_EFFECT),
                order(3).operation(
                                "FulfillSalesOrder",
                                (in, activity, row, values) ->
                                        values.put("datefulfilled", Closing.end(in, activity, row, "datefulfilled"))));
    }

    private static Closing opportunity(int state) {
        return new Closing("OpportunityClose", "opportunityclose", "opportunityid", "opportunity", state, Set.of(0));
    }

    /** An order can be ended while it is active or submitted. */
    private static Closing order(int state) {
        return new Closing("OrderClose", "orderclose", "salesorderid", "salesorder", state, Set.of(0, 1));
    }

    private static void opportunityEnds(
            Invocation in, Map<?, ?> activity, Row row, Map<String, @Nullable Object> values) {
        values.put("actualclosedate", Closing.end(in, activity, row, "actualclosedate"));
        Object revenue = activity.get("actualrevenue");
        if (revenue != null) {
            values.put(
                    "actualvalue", ColumnValues.ofJson(row.table(), row.table().require("actualvalue"), revenue));
        }
    }
}

package org.crmlink.sandbox.salesforce.query;

import java.util.List;
import java.util.Map;
import java.util.Set;
import org.crmlink.sandbox.salesforce.org.SObject;
import org.crmlink.sandbox.salesforce.soql.Condition;
import org.crmlink.sandbox.salesforce.soql.Operand;
import org.crmlink.sandbox.salesforce.soql.Query;

/** Objects that cannot be read as a whole: a query must name whose records it wants. Source: backend page, section 6. */
final class RestrictedObjects {

    private static final Map<String, Set<String>> NEEDED =
            Map.of("ContentDocumentLink", Set.of("id", "contentdocumentid", "linkedentityid"));

    private RestrictedObjects() {}

    static void check(SObject object, Query query) {
        Set<String> needed = NEEDED.get(object.name());
        if (needed == null) {
            return;
        }
        List<Condition> conditions = query.where()
                .map(where -> where instanceof Condition.All all ? all.parts() : List.of(where))
                .orElse(List.of());
        if (conditions.stream().noneMatch(condition -> names(condition, needed))) {
            throw query.text()
                    .malformed(
                            query.at(),
                            "Implementation restriction: " + object.name()
                                    + " requires a filter by a single Id on ContentDocumentId or LinkedEntityId using the equals"
                                    + " operator or multiple Id's using the IN operator.");
        }
    }

    private static boolean names(Condition condition, Set<String> needed) {
        if (condition instanceof Condition.Compare compare) {
            return compare.comparator() == Condition.Comparator.EQUAL && isOne(compare.left(), needed);
        }
        if (condition instanceof Condition.Among among) {
            return !among.negated() && isOne(among.left(), needed);
        }
        return condition instanceof Condition.SemiJoin join && !join.negated() && isOne(join.left(), needed);
    }

    private static boolean isOne(Operand left, Set<String> needed) {
        return needed.contains(left.toString().toLowerCase(java.util.Locale.ROOT));
    }
}

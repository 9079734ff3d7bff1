package org.crmlink.sandbox.dynamics;

import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Predicate;
import org.crmlink.sandbox.http.HttpResponse;
import org.crmlink.sandbox.schema.DeleteBehavior;
import org.crmlink.sandbox.schema.Table;
import org.crmlink.sandbox.store.Row;

/**
 * {@code BulkDelete}: deletes what queries find. The real service makes a job of it; the sandbox does the job at once, and there is
 * no row to ask how it went. What a relationship protects stays, and the others go.
 */
final class BulkDeleteOperation {

    private BulkDeleteOperation() {}

    static List<Operation> list() {
        return List.of(Operation.action("BulkDelete")
                .parameter("QuerySet", "Collection(mscrm.QueryExpression)")
                .parameter("JobName", "Edm.String")
                .parameter("SendEmailNotification", "Edm.Boolean")
                .parameter("RecurrencePattern", "Edm.String")
                .parameter("StartDateTime", "Edm.DateTimeOffset")
                .parameter("ToRecipients", "Collection(mscrm.activityparty)")
                .parameter("CCRecipients", "Collection(mscrm.activityparty)")
                .optional("SourceImportId", "Edm.Guid")
                .optional("RunNow", "Edm.Boolean")
                .type(QueryExpressions.TYPES)
                .returns("JobId", "Edm.Guid")
                .does(BulkDeleteOperation::delete));
    }

    private static HttpResponse delete(Invocation in) {
        if (!in.arguments().text("RecurrencePattern").isEmpty()) {
            throw ApiErrors.notSupported("A recurring BulkDelete");
        }
        for (Object item : in.arguments().list("QuerySet")) {
            Map<?, ?> query = (Map<?, ?>) item;
            Table table = QueryExpressions.table(in.schema(), query);
            Predicate<Row> test = QueryExpressions.predicate(in, table, query);
            for (Row row : in.store().scan(table.logicalName(), null, Integer.MAX_VALUE, test)) {
                deleteOne(in, row);
            }
        }
        return in.answer(Map.of("JobId", UUID.randomUUID().toString()));
    }

    private static void deleteOne(Invocation in, Row row) {
        boolean there =
                in.transaction().get(row.table().logicalName(), row.id()).isPresent();
        if (there && !isRestricted(in, row)) {
            in.writes().delete(row);
        }
    }

    private static boolean isRestricted(Invocation in, Row row) {
        return in.schema().referencing(row.table().logicalName()).stream()
                .filter(relation -> relation.onDelete() == DeleteBehavior.RESTRICT)
                .anyMatch(relation -> !in.transaction()
                        .related(relation.referencingTable(), relation.referencingColumn(), row.id())
                        .isEmpty());
    }
}

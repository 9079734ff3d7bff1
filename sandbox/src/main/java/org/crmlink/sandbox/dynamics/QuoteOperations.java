package org.crmlink.sandbox.dynamics;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.crmlink.sandbox.http.HttpResponse;
import org.crmlink.sandbox.schema.Column;
import org.crmlink.sandbox.schema.Table;
import org.crmlink.sandbox.store.RecordId;
import org.crmlink.sandbox.store.Row;
import org.jspecify.annotations.Nullable;

/** What happens to an active quote: won, closed, revised, made into an order. */
final class QuoteOperations {

    private static final int ACTIVE = 1;
    private static final int WON = 2;
    private static final int CLOSED = 3;
    /** The status reason of a quote that a revision took the place of. */
    private static final int REVISED = 7;

    private static final NamedType COLUMN_SET =
            NamedType.Complex.of("ColumnSet", "AllColumns", "Edm.Boolean", "Columns", "Collection(Edm.String)");

    private QuoteOperations() {}

    static List<Operation> list() {
        return List.of(
                closing(WON).operation("WinQuote", Closing.NO_EFFECT),
                closing(CLOSED).operation("CloseQuote", Closing.NO_EFFECT),
                Operation.action("ReviseQuote")
                        .needs("quote")
                        .parameter("QuoteId", "Edm.Guid")
                        .optional("ColumnSet", "mscrm.ColumnSet")
                        .type(COLUMN_SET)
                        .returnsType("mscrm.quote")
                        .does(QuoteOperations::revise),
                Operation.action("ConvertQuoteToSalesOrder")
                        .needs("quote", "salesorder")
                        .parameter("QuoteId", "Edm.Guid")
                        .optional("ColumnSet", "mscrm.ColumnSet")
                        .optional("QuoteCloseDate", "Edm.DateTimeOffset")
                        .optional("QuoteCloseStatus", "Edm.Int32")
                        .optional("QuoteCloseSubject", "Edm.String")
                        .optional("QuoteCloseDescription", "Edm.String")
                        .optional("ProcessInstanceId", ANY)
                        .type(COLUMN_SET)
                        .returnsType("mscrm.salesorder")
                        .does(QuoteOperations::convert));
    }

    private static final String ANY = "mscrm.crmbaseentity";

    private static Closing closing(int state) {
        return new Closing("QuoteClose", "quoteclose", "quoteid", "quote", state, Set.of(ACTIVE));
    }

    private static Row quote(Invocation in) {
        RecordId id = in.arguments().id("QuoteId");
        return in.transaction().get("quote", id).orElseThrow(() -> ApiErrors.noRow("quote", id));
    }

    /** A draft with the next revision number takes the place of a quote that is active or closed. */
    private static HttpResponse revise(Invocation in) {
        Row old = quote(in);
        Object state = old.get("statecode");
        if (!Integer.valueOf(ACTIVE).equals(state) && !Integer.valueOf(CLOSED).equals(state)) {
            throw new ApiException(
                    400,
                    "0x80040233",
                    "The quote cannot be revised because its current state does not allow it. EntityId: "
                            + old.id().text() + ".");
        }
        if (Integer.valueOf(ACTIVE).equals(state)) {
            closing(CLOSED).end(in, old, REVISED, Map.of(), Closing.NO_EFFECT);
        }
        Map<String, @Nullable Object> values = new LinkedHashMap<>(Copies.all(old, old.table()));
        withoutKeys(old.table(), values);
        if (old.table().column("revisionnumber").isPresent()) {
            values.put("revisionnumber", old.get("revisionnumber") instanceof Integer number ? number + 1 : 1);
        }
        // The server keeps the number over revisions, whether clients may write it or not.
        Row revision = in.transaction().insert("quote", null, values);
        lines(in, old, "quotedetail", revision, "quotedetail", "quoteid");
        return answer(in, revision);
    }

    private static HttpResponse convert(Invocation in) {
        Row quote = quote(in);
        Object state = quote.get("statecode");
        if (Integer.valueOf(ACTIVE).equals(state)) {
            closing(WON).end(in, quote, in.arguments().number("QuoteCloseStatus", -1), close(in), Closing.NO_EFFECT);
        } else if (!Integer.valueOf(WON).equals(state)) {
            throw new ApiException(
                    400,
                    "0x80040233",
                    "The quote cannot be converted because its current state does not allow it. EntityId: "
                            + quote.id().text() + ".");
        }
        Table orders = in.schema().require("salesorder");
        Map<String, @Nullable Object> values = new LinkedHashMap<>(Copies.all(quote, orders));
        withoutKeys(orders, values);
        if (orders.column("quoteid").isPresent()) {
            values.put("quoteid", quote.reference());
        }
        Row order = in.transaction().insert("salesorder", null, values);
        lines(in, quote, "quotedetail", order, "salesorderdetail", "salesorderid");
        return answer(in, order);
    }

    private static Map<String, Object> close(Invocation in) {
        Map<String, Object> activity = new LinkedHashMap<>();
        in.arguments().textIfGiven("QuoteCloseDate").ifPresent(date -> activity.put("actualend", date));
        in.arguments().textIfGiven("QuoteCloseSubject").ifPresent(subject -> activity.put("subject", subject));
        in.arguments().textIfGiven("QuoteCloseDescription").ifPresent(text -> activity.put("description", text));
        return activity;
    }

    /** What must be unique cannot be copied. */
    private static void withoutKeys(Table table, Map<String, @Nullable Object> values) {
        table.keys().stream()
                .filter(key -> key.columns().size() == 1)
                .forEach(key -> values.keySet().removeAll(key.columns()));
    }

    private static void lines(Invocation in, Row from, String table, Row to, String target, String lookup) {
        Optional<Table> source =
                in.schema().table(table).filter(found -> found.column("quoteid").isPresent());
        Optional<Table> lines =
                in.schema().table(target).filter(found -> found.column(lookup).isPresent());
        if (source.isEmpty() || lines.isEmpty()) {
            return;
        }
        for (Row line : in.transaction().related(table, "quoteid", from.id())) {
            Map<String, @Nullable Object> values = new LinkedHashMap<>(Copies.all(line, lines.get()));
            withoutKeys(lines.get(), values);
            values.put(lookup, to.reference());
            in.transaction().insert(target, null, values);
        }
    }

    /** The new row, with the columns of the column set. */
    private static HttpResponse answer(Invocation in, Row row) {
        Call call = in.call();
        if (in.arguments().has("ColumnSet")) {
            Map<?, ?> set = in.arguments().object("ColumnSet");
            List<String> names = new ArrayList<>();
            if (!Boolean.TRUE.equals(set.get("AllColumns")) && set.get("Columns") instanceof List<?> columns) {
                for (Object name : columns) {
                    Column column = row.table()
                            .column(String.valueOf(name))
                            .orElseThrow(() -> new ApiException(
                                    400,
                                    "0x80041103",
                                    "'" + row.table().logicalName() + "' entity doesn't contain attribute with Name = '"
                                            + name + "'."));
                    names.add(Properties.jsonName(column));
                }
                String id = row.table().primaryId();
                call = call.with(QueryOptions.ofQuery("$select=" + (names.isEmpty() ? id : String.join(",", names))));
            }
        }
        return in.reads().representation(call, row, 200);
    }
}

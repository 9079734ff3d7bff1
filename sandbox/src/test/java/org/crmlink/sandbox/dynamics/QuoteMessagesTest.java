package org.crmlink.sandbox.dynamics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.crmlink.sandbox.schema.ColumnBuilder.bool;
import static org.crmlink.sandbox.schema.ColumnBuilder.date;
import static org.crmlink.sandbox.schema.ColumnBuilder.decimal;
import static org.crmlink.sandbox.schema.ColumnBuilder.integer;
import static org.crmlink.sandbox.schema.ColumnBuilder.lookup;
import static org.crmlink.sandbox.schema.ColumnBuilder.of;
import static org.crmlink.sandbox.schema.ColumnBuilder.primaryId;
import static org.crmlink.sandbox.schema.ColumnBuilder.string;
import static org.crmlink.sandbox.schema.Option.inState;

import java.math.BigDecimal;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.crmlink.sandbox.schema.ColumnBuilder;
import org.crmlink.sandbox.schema.ColumnType;
import org.crmlink.sandbox.schema.DeleteBehavior;
import org.crmlink.sandbox.schema.OneToMany;
import org.crmlink.sandbox.schema.Option;
import org.crmlink.sandbox.schema.Schema;
import org.crmlink.sandbox.schema.Table;
import org.crmlink.sandbox.schema.TableBuilder;
import org.crmlink.sandbox.store.RecordId;
import org.crmlink.sandbox.store.Reference;
import org.crmlink.sandbox.store.Row;
import org.crmlink.sandbox.store.Store;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Quotes and orders; tables that the organization does not have are made here in their simplest form. */
class QuoteMessagesTest {

    private static final int DRAFT = 0;
    private static final int ACTIVE = 1;
    private static final int WON = 2;
    private static final int CLOSED = 3;

    private static Org org;

    @BeforeAll
    static void start() {
        org = Org.start();
        Store store = org.sandbox.store();
        Schema.Builder schema = store.schema().toBuilder();
        ColumnBuilder[] quote = {
            string("Name", "Name", 300),
            integer("RevisionNumber", "Revision").readOnly(),
            string("QuoteNumber", "", 100)
        };
        add(schema, "Quote", "quotes", quote, "Draft", "Active", "Won", "Closed");
        ColumnBuilder[] order = {
            string("Name", "Name", 300), lookup("QuoteId", "Quote", "quote"), date("DateFulfilled", "Fulfilled")
        };
        add(schema, "SalesOrder", "salesorders", order, "Active", "Submitted", "Canceled", "Fulfilled");
        line(schema, "QuoteDetail", "quote");
        line(schema, "SalesOrderDetail", "salesorder");
        ColumnBuilder[] close = {string("Subject", "Subject", 200), lookup("QuoteId", "Quote", "quote")};
        boolean closes = store.schema().table("quoteclose").isEmpty();
        add(schema, "QuoteClose", "quotecloses", close, "Open", "Completed", "Canceled");
        if (closes) {
            relate(schema, "quote", "quoteclose", "quoteid");
        }
        store.alter(schema.build());
    }

    @AfterAll
    static void stop() {
        org.close();
    }

    private static void add(Schema.Builder schema, String name, String set, ColumnBuilder[] columns, String... states) {
        if (org.sandbox.store().schema().table(name.toLowerCase(Locale.ROOT)).isPresent()) {
            return;
        }
        Option[] state = new Option[states.length];
        Option[] status = new Option[states.length + 1];
        for (int i = 0; i < states.length; i++) {
            state[i] = Option.of(i, states[i]);
            status[i] = inState(i, 10 + i, states[i]);
        }
        status[states.length] = inState(states.length - 1, 7, "Revised");
        schema.table(TableBuilder.table(name, name, set)
                .primaryName(name.equals("QuoteClose") ? "subject" : "name")
                .objectTypeCode(9_000)
                .columns(primaryId(name + "Id", name))
                .columns(columns)
                .columns(
                        of(ColumnType.STATE, "StateCode", "Status").options(state),
                        of(ColumnType.STATUS, "StatusCode", "Status Reason").options(status))
                .build());
    }

    private static void line(Schema.Builder schema, String name, String header) {
        String table = name.toLowerCase(Locale.ROOT);
        if (org.sandbox.store().schema().table(table).isPresent()) {
            return;
        }
        Table lines = TableBuilder.table(name, name, table + "s")
                .objectTypeCode(9_000)
                .columns(
                        primaryId(name + "Id", name),
                        lookup(header + "id", "", header),
                        bool("IsProductOverridden", ""),
                        string("ProductDescription", "", 500),
                        decimal("Quantity", "", 5),
                        decimal("PricePerUnit", "", 2))
                .build();
        schema.table(lines);
        relate(schema, header, table, header + "id");
    }

    private static void relate(Schema.Builder schema, String referenced, String referencing, String column) {
        schema.oneToMany(OneToMany.of(
                "test_" + referenced + "_" + referencing,
                referenced,
                referenced + "id",
                referencing,
                column,
                column,
                DeleteBehavior.CASCADE));
    }

    /** A quote with one line, made by the server so that no rule asks for price lists. */
    private static RecordId quote(String name, int state) {
        return org.sandbox
                .store()
                .write(transaction -> transaction.asServer(() -> {
                    Map<String, Object> values = new HashMap<>(Map.of("name", name, "statecode", state));
                    RecordId id = transaction.insert("quote", null, values).id();
                    transaction.insert(
                            "quotedetail",
                            null,
                            Map.of(
                                    "quoteid",
                                    new Reference("quote", id),
                                    "isproductoverridden",
                                    true,
                                    "productdescription",
                                    "thing of " + name,
                                    "quantity",
                                    BigDecimal.valueOf(2),
                                    "priceperunit",
                                    BigDecimal.TEN));
                    return id;
                }));
    }

    private static Object state(String table, RecordId id) {
        return org.row(table, id).get("statecode");
    }

    private static List<Row> lines(String table, String lookup, RecordId header) {
        return org.sandbox.store().related(table, lookup, header);
    }

    private static Org.Reply end(String action, String parameter, String lookup, String set, RecordId id) {
        return org.post(
                action,
                "{\"" + parameter + "\":{\"subject\":\"end\",\"" + lookup + "@odata.bind\":\"/" + set + "(" + id.text()
                        + ")\"},\"Status\":-1}");
    }

    @Test
    void onlyAnActiveQuoteIsWonOrClosed() {
        RecordId won = quote("won", ACTIVE);
        assertThat(end("WinQuote", "QuoteClose", "quoteid", "quotes", won).status())
                .isEqualTo(204);
        assertThat(state("quote", won)).isEqualTo(WON);
        RecordId closed = quote("closed", ACTIVE);
        assertThat(end("CloseQuote", "QuoteClose", "quoteid", "quotes", closed).status())
                .isEqualTo(204);
        assertThat(state("quote", closed)).isEqualTo(CLOSED);
        RecordId draft = quote("draft", DRAFT);
        assertThat(end("WinQuote", "QuoteClose", "quoteid", "quotes", draft).errorCode())
                .isEqualTo("0x80040233");
        assertThat(state("quote", draft)).isEqualTo(DRAFT);
    }

    @Test
    void theClosingActivityIsKeptWhereItsTableExists() {
        RecordId id = quote("kept", ACTIVE);
        assertThat(end("WinQuote", "QuoteClose", "quoteid", "quotes", id).status())
                .isEqualTo(204);
        List<Row> activities = lines("quoteclose", "quoteid", id);
        assertThat(activities).hasSize(1);
        assertThat(activities.get(0).get("subject")).isEqualTo("end");
        assertThat(activities.get(0).get("statecode")).isEqualTo(1);
    }

    @Test
    void aRevisionIsADraftWithTheLinesAndTheNextNumber() {
        RecordId id = quote("revised", ACTIVE);
        String body = "{\"QuoteId\":\"" + id.text()
                + "\",\"ColumnSet\":{\"AllColumns\":false,\"Columns\":[\"name\",\"revisionnumber\"]}}";
        Org.Reply reply = org.post("ReviseQuote", body);
        assertThat(reply.status()).as(reply.text()).isEqualTo(200);
        assertThat(reply.json().get("@odata.context"))
                .isEqualTo(org.root() + "$metadata#quotes(name,revisionnumber)/$entity");
        assertThat(reply.json().get("revisionnumber")).isEqualTo(1L);
        RecordId revision = RecordId.guid(reply.json().get("quoteid").toString());
        assertThat(state("quote", revision)).isEqualTo(DRAFT);
        assertThat(state("quote", id)).isEqualTo(CLOSED);
        assertThat(org.row("quote", id).get("statuscode")).isEqualTo(7);
        assertThat(lines("quotedetail", "quoteid", revision))
                .extracting(line -> line.get("productdescription"))
                .containsExactly("thing of revised");
        assertThat(lines("quotedetail", "quoteid", id)).hasSize(1);
        RecordId draft = quote("no revision", DRAFT);
        assertThat(org.post("ReviseQuote", "{\"QuoteId\":\"" + draft.text() + "\"}")
                        .errorCode())
                .isEqualTo("0x80040233");
    }

    @Test
    void anActiveQuoteBecomesAnOrderAndIsWonThereby() {
        RecordId id = quote("ordered", ACTIVE);
        Org.Reply reply = org.post(
                "ConvertQuoteToSalesOrder", "{\"QuoteId\":\"" + id.text() + "\",\"QuoteCloseSubject\":\"yes\"}");
        assertThat(reply.status()).as(reply.text()).isEqualTo(200);
        RecordId order = RecordId.guid(reply.json().get("salesorderid").toString());
        assertThat(org.row("salesorder", order).get("quoteid")).isEqualTo(new Reference("quote", id));
        assertThat(org.row("salesorder", order).get("name")).isEqualTo("ordered");
        assertThat(state("quote", id)).isEqualTo(WON);
        assertThat(lines("salesorderdetail", "salesorderid", order))
                .extracting(line -> line.get("productdescription"))
                .containsExactly("thing of ordered");
        assertThat(end("FulfillSalesOrder", "OrderClose", "salesorderid", "salesorders", order)
                        .status())
                .isEqualTo(204);
        assertThat(state("salesorder", order)).isEqualTo(3);
        assertThat(org.row("salesorder", order).get("datefulfilled")).isNotNull();
        assertThat(end("CancelSalesOrder", "OrderClose", "salesorderid", "salesorders", order)
                        .errorCode())
                .isEqualTo("0x80040233");
        RecordId draft = quote("not ordered", DRAFT);
        assertThat(org.post("ConvertQuoteToSalesOrder", "{\"QuoteId\":\"" + draft.text() + "\"}")
                        .errorCode())
                .isEqualTo("0x80040233");
    }
}

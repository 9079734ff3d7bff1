package org.crmlink.sandbox.salesforce.query;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.math.BigDecimal;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.crmlink.sandbox.salesforce.org.Field;
import org.crmlink.sandbox.salesforce.org.FieldType;
import org.crmlink.sandbox.salesforce.org.OnDelete;
import org.crmlink.sandbox.salesforce.org.OrgSchema;
import org.crmlink.sandbox.salesforce.org.RecordIds;
import org.crmlink.sandbox.salesforce.org.RecordStore;
import org.crmlink.sandbox.salesforce.org.Row;
import org.crmlink.sandbox.salesforce.org.SObject;
import org.crmlink.sandbox.salesforce.org.SObject.Traits;
import org.crmlink.sandbox.salesforce.org.Work;
import org.crmlink.sandbox.salesforce.soql.DateSpan;
import org.crmlink.sandbox.salesforce.soql.Query;
import org.crmlink.sandbox.salesforce.soql.SoqlException;
import org.crmlink.sandbox.salesforce.soql.SoqlParser;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RowTestTest {

    private static final Instant NOW = Instant.parse("2026-11-24T05:00:00Z");

    private static final SObject ACCOUNT = new SObject(
            "Account",
            "Account",
            "Accounts",
            "001",
            Traits.ORDINARY,
            List.of(
                    Field.of("Id", "Id", FieldType.ID).build(),
                    Field.of("Name", "Name", FieldType.STRING).nameField().build(),
                    Field.of("Amount", "Amount", FieldType.CURRENCY)
                            .digits(18, 2)
                            .build(),
                    Field.of("Active", "Active", FieldType.BOOLEAN).build(),
                    Field.of("Since", "Since", FieldType.DATE).build(),
                    Field.of("Called", "Called", FieldType.DATETIME).build(),
                    Field.of("Tags", "Tags", FieldType.MULTIPICKLIST)
                            .options("A", "B", "C")
                            .build(),
                    Field.of("Code__c", "Code", FieldType.STRING).unique(true).build(),
                    Field.of("Story", "Story", FieldType.TEXTAREA)
                            .length(32_000)
                            .build(),
                    Field.of("ParentId", "Parent", FieldType.REFERENCE)
                            .refersTo("Parent", "Account")
                            .children("ChildAccounts", OnDelete.CLEAR)
                            .build()));

    private final RecordStore store =
            new RecordStore(new OrgSchema(List.of(ACCOUNT)), Clock.fixed(NOW, ZoneOffset.UTC), new RecordIds("Q70"));
    private String acme = "";

    @BeforeEach
    void records() {
        try (Work work = store.begin("005")) {
            acme = add(
                    work,
                    Map.of(
                            "Name",
                            "Acme",
                            "Amount",
                            new BigDecimal("10.50"),
                            "Active",
                            true,
                            "Code__c",
                            "x",
                            "Tags",
                            "A;B"));
            // five in the morning in Greenwich is still yesterday in Los Angeles
            add(
                    work,
                    Map.of(
                            "Name",
                            "Blue",
                            "Since",
                            LocalDate.of(2026, 11, 23),
                            "Called",
                            NOW,
                            "Tags",
                            "C",
                            "ParentId",
                            acme));
            add(work, Map.of("Code__c", "X"));
            work.commit();
        }
    }

    private static String add(Work work, Map<String, Object> values) {
        @Nullable Object[] cells = new @Nullable Object[ACCOUNT.fields().size()];
        values.forEach((field, value) -> cells[ACCOUNT.slot(field)] = value);
        return work.insert(ACCOUNT, cells).id();
    }

    /** The names of the records that fit, {@code -} for the one without. */
    private List<String> found(String where) {
        Query query = SoqlParser.parse("SELECT Id FROM Account a WHERE " + where.replace("ACME", "'" + acme + "'"));
        return run(query).stream()
                .map(row -> row.get("Name") instanceof String name ? name : "-")
                .toList();
    }

    private List<Row> run(Query query) {
        QueryContext context = new QueryContext(
                store.schema(),
                store::get,
                this::inner,
                NOW,
                ZoneId.of("America/Los_Angeles"),
                DateSpan.Calendar.DEFAULT);
        return store.rows(ACCOUNT).stream()
                .filter(RowTest.of(query, ACCOUNT, context))
                .toList();
    }

    private Set<Object> inner(Query query) {
        Set<Object> values = new HashSet<>();
        for (Row row : run(query)) {
            Object value = row.get("ParentId");
            if (value != null) {
                values.add(value);
            }
        }
        return values;
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            Name = 'aCME'                         | Acme
            a.Name = 'acme'                       | Acme
            Account.Name = 'acme'                 | Acme
            Name != 'Acme'                        | Blue -
            Name = null                           | -
            Name != null                          | Acme Blue
            Name > 'b'                            | Blue
            Name LIKE '%E'                        | Acme Blue
            (NOT Name LIKE '%E')                  | -
            Name IN ('blue', null)                | Blue -
            Name NOT IN ('blue')                  | Acme -
            Code__c = 'X'                         | -
            Amount = 10.5                         | Acme
            Amount >= USD10.50                    | Acme
            Amount < 11                           | Acme
            Amount != 3                           | Acme Blue -
            Active = true                         | Acme
            Active = null                         | Blue -
            Active != true                        | Blue -
            Since = 2026-11-23                    | Blue
            Since = TODAY                         | Blue
            Called = TODAY                        | Blue
            Called < TODAY                        |
            Called >= YESTERDAY                   | Blue
            Called > 2026-11-24T05:00:00+01:00    | Blue
            Called > 2026-11-24T05:00:00Z         |
            Tags INCLUDES ('A;B', 'Z')            | Acme
            Tags INCLUDES ('A;C')                 |
            Tags EXCLUDES ('A')                   | Blue -
            Tags = 'a;b'                          | Acme
            ParentId = ACME                       | Blue
            Parent.Name = 'acme'                  | Blue
            Parent.Parent.Name = null             | Acme Blue -
            Id IN (SELECT ParentId FROM Account)  | Acme
            Id NOT IN (SELECT ParentId FROM Account WHERE Name = 'Blue') | Blue -
            Name = 'x' OR (Active = true AND Amount > 1) | Acme
            """)
    void whoFits(String where, @Nullable String names) {
        assertThat(found(where)).as(where).isEqualTo(names == null ? List.of() : List.of(names.split(" ")));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            Foo = 1                   | INVALID_FIELD | No such column 'Foo' on entity 'Account'.
            Foo.Name = 'x'            | INVALID_FIELD | Didn't understand relationship 'Foo' in field path.
            Name = 1                  | INVALID_FIELD | must be of type string and should be enclosed in quotes
            Amount = '1'              | INVALID_FIELD | must be of type currency and should not be enclosed in quotes
            Called = 2026-11-24       | INVALID_FIELD | must be of type datetime
            Active = 'true'           | INVALID_FIELD | must be of type boolean
            Story = 'x'               | INVALID_FIELD | can not be filtered
            Active > false            | INVALID_QUERY_FILTER_OPERATOR | boolean field Active
            Amount LIKE '1%'          | INVALID_QUERY_FILTER_OPERATOR | currency field Amount
            Name INCLUDES ('A')       | INVALID_QUERY_FILTER_OPERATOR | string field Name
            Tags > 'A'                | INVALID_QUERY_FILTER_OPERATOR | multipicklist field Tags
            ParentId = 'nonsense'     | INVALID_QUERY_FILTER_OPERATOR | invalid ID field: nonsense
            Name < null               | INVALID_QUERY_FILTER_OPERATOR | string field Name
            Name = 'x' OR Id IN (SELECT ParentId FROM Account) | MALFORMED_QUERY | top level
            Name IN (SELECT Name FROM Account) | MALFORMED_QUERY | no id
            Parent.Parent.Parent.Parent.Parent.Parent.Name = 'x' | INVALID_FIELD | more than 5
            """)
    void whatCannotBeAskedIsRefusedBeforeARecordIsLookedAt(String where, String code, String message) {
        SoqlException failure = catchThrowableOfType(SoqlException.class, () -> found(where));
        assertThat(failure).as(where).isNotNull();
        assertThat(failure.code()).isEqualTo(code);
        assertThat(failure).hasMessageContaining(message).hasMessageContaining("ERROR at Row:1:Column:");
    }

    @Test
    void noConditionFitsAll() {
        assertThat(run(SoqlParser.parse("SELECT Id FROM Account"))).hasSize(3);
    }
}

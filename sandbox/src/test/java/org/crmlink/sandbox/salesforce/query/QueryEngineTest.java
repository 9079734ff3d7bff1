package org.crmlink.sandbox.salesforce.query;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.StringWriter;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.crmlink.sandbox.salesforce.org.Field;
import org.crmlink.sandbox.salesforce.org.FieldType;
import org.crmlink.sandbox.salesforce.org.OnDelete;
import org.crmlink.sandbox.salesforce.org.OrgSchema;
import org.crmlink.sandbox.salesforce.org.PicklistValue;
import org.crmlink.sandbox.salesforce.org.RecordIds;
import org.crmlink.sandbox.salesforce.org.RecordStore;
import org.crmlink.sandbox.salesforce.org.SObject;
import org.crmlink.sandbox.salesforce.org.SObject.Traits;
import org.crmlink.sandbox.salesforce.org.Work;
import org.crmlink.sandbox.salesforce.soql.DateSpan;
import org.crmlink.sandbox.salesforce.soql.SoqlException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class QueryEngineTest {

    private static final Instant NOW = Instant.parse("2026-11-24T05:00:00Z");

    private static final SObject ACCOUNT = object(
            "Account",
            "001",
            Field.of("Name", "Name", FieldType.STRING).nameField().build(),
            Field.of("Industry", "Industry", FieldType.PICKLIST)
                    .options(List.of(
                            new PicklistValue("Tech", "Technology", true, false, Set.of()),
                            new PicklistValue("Art", "Arts", true, false, Set.of())))
                    .build(),
            Field.of("Revenue", "Revenue", FieldType.CURRENCY).digits(18, 2).build(),
            Field.of("Staff", "Staff", FieldType.INT).build(),
            Field.of("Story__c", "Story", FieldType.TEXTAREA).length(32_000).build(),
            Field.of("BillingAddress", "Address", FieldType.ADDRESS).build(),
            Field.of("BillingCity", "City", FieldType.STRING)
                    .partOf("BillingAddress")
                    .build(),
            Field.of("BillingPostalCode", "Zip", FieldType.STRING)
                    .partOf("BillingAddress")
                    .build(),
            Field.of("Logo__c", "Logo", FieldType.BASE64).build(),
            Field.of("SystemModstamp", "Stamp", FieldType.DATETIME).readOnly().build());

    private static final SObject CONTACT = object(
            "Contact",
            "003",
            Field.of("LastName", "Last", FieldType.STRING).nameField().build(),
            Field.of("Born", "Born", FieldType.DATE).build(),
            Field.of("Called", "Called", FieldType.DATETIME).build(),
            Field.of("Lunch", "Lunch", FieldType.TIME).build(),
            Field.of("AccountId", "Account", FieldType.REFERENCE)
                    .refersTo("Account", "Account")
                    .children("Contacts", OnDelete.CASCADE)
                    .build(),
            Field.of("OwnerId", "Owner", FieldType.REFERENCE)
                    .refersTo("Owner", "Group", "User")
                    .build());

    private static final SObject USER = object(
            "User",
            "005",
            Field.of("Name", "Name", FieldType.STRING).nameField().build(),
            Field.of("Email", "Email", FieldType.EMAIL).build());

    private static final SObject GROUP = object(
            "Group",
            "00G",
            Field.of("Name", "Name", FieldType.STRING).nameField().build());

    private final RecordStore store = new RecordStore(
            new OrgSchema(List.of(ACCOUNT, CONTACT, USER, GROUP)),
            Clock.fixed(NOW, ZoneOffset.UTC),
            new RecordIds("Q70"));
    private final QueryEngine engine = new QueryEngine(store);
    private final Map<String, String> ids = new LinkedHashMap<>();

    private static SObject object(String name, String prefix, Field... fields) {
        List<Field> all =
                new ArrayList<>(List.of(Field.of("Id", "Id", FieldType.ID).build()));
        all.add(Field.of("IsDeleted", "Deleted", FieldType.BOOLEAN).readOnly().build());
        all.addAll(List.of(fields));
        return new SObject(name, name, name + "s", prefix, Traits.ORDINARY, all);
    }

    @BeforeEach
    void records() {
        try (Work work = store.begin("005")) {
            add(work, USER, "una", Map.of("Name", "Una", "Email", "una@x.example"));
            add(work, GROUP, "queue", Map.of("Name", "Queue"));
            add(
                    work,
                    ACCOUNT,
                    "acme",
                    Map.of(
                            "Name",
                            "Acme",
                            "Industry",
                            "Art",
                            "Revenue",
                            new BigDecimal("950000000"),
                            "Staff",
                            new BigDecimal("12"),
                            "BillingCity",
                            "Rome",
                            "Logo__c",
                            work.blob(InputStream::nullInputStream, 0).orElseThrow()));
            add(work, ACCOUNT, "blue", Map.of("Name", "blue", "Industry", "Tech", "Revenue", new BigDecimal("10.50")));
            add(work, ACCOUNT, "cold", Map.of("Name", "Cold", "Industry", "Tech"));
            add(
                    work,
                    CONTACT,
                    "kim",
                    Map.of(
                            "LastName",
                            "Kim",
                            "AccountId",
                            ids.get("acme"),
                            "OwnerId",
                            ids.get("una"),
                            "Born",
                            LocalDate.of(1990, 2, 3),
                            "Called",
                            NOW,
                            "Lunch",
                            LocalTime.of(12, 30)));
            add(
                    work,
                    CONTACT,
                    "lee",
                    Map.of("LastName", "Lee", "AccountId", ids.get("acme"), "OwnerId", ids.get("queue")));
            add(work, CONTACT, "moe", Map.of("LastName", "Moe"));
            work.commit();
        }
    }

    private void add(Work work, SObject object, String name, Map<String, Object> values) {
        @Nullable Object[] cells = new @Nullable Object[object.fields().size()];
        values.forEach((field, value) -> cells[object.slot(field)] = value);
        ids.put(name, work.insert(object, cells).id());
    }

    private QueryResult run(String soql, boolean all) {
        String whole = soql;
        for (Map.Entry<String, String> id : ids.entrySet()) {
            whole = whole.replace("$" + id.getKey(), "'" + id.getValue() + "'");
        }
        return engine.run(
                whole, new QueryCaller(NOW, ZoneId.of("America/Los_Angeles"), DateSpan.Calendar.DEFAULT), all);
    }

    /** The records as JSON, without attributes but of aggregates, quotes as apostrophes, ids by their names here. */
    private String json(String soql) throws IOException {
        StringWriter text = new StringWriter();
        QueryResult result = run(soql, false);
        try (JsonGenerator json = new JsonFactory().createGenerator(text)) {
            JsonRecords writer = new JsonRecords("/r", (children, written) -> "next-" + written);
            json.writeStartArray();
            for (int at = 0; at < result.size(); at++) {
                writer.write(json, result.record(at).orElseThrow());
            }
            json.writeEndArray();
        }
        return shortened(text.toString());
    }

    private String shortened(String json) {
        String text = json.replace('"', '\'').replaceAll("'attributes':\\{[^}]*},?", "");
        for (Map.Entry<String, String> id : ids.entrySet()) {
            text = text.replace(id.getValue(), id.getKey());
        }
        return text;
    }

    private SoqlException refused(String soql) {
        return catchThrowableOfType(SoqlException.class, () -> run(soql, false));
    }

    @Test
    void valuesHaveTheirFormatAndTheOrderOfTheQuery() throws IOException {
        assertThat(json("SELECT staff, Revenue, Name FROM account WHERE Id = $acme"))
                .isEqualTo("[{'Staff':12,'Revenue':950000000.0,'Name':'Acme'}]");
        assertThat(json("SELECT Revenue FROM Account WHERE Id = $blue")).isEqualTo("[{'Revenue':10.5}]");
        assertThat(json("SELECT Born, Called, Lunch, IsDeleted FROM Contact WHERE Id = $kim"))
                .isEqualTo("[{'Born':'1990-02-03','Called':'2026-11-24T05:00:00.000+0000','Lunch':'12:30:00.000Z',"
                        + "'IsDeleted':false}]");
    }

    @Test
    void compoundFieldsHaveTheirPartsAndBytesAreALink() throws IOException {
        assertThat(json("SELECT BillingAddress, Logo__c FROM Account ORDER BY Name LIMIT 2"))
                .isEqualTo("[{'BillingAddress':{'city':'Rome','postalCode':null},"
                        + "'Logo__c':'/r/sobjects/Account/acme/Logo__c'},{'BillingAddress':null,'Logo__c':null}]");
    }

    @Test
    void attributesComeFirstAndNameTheRecord() throws IOException {
        StringWriter text = new StringWriter();
        try (JsonGenerator json = new JsonFactory().createGenerator(text)) {
            new JsonRecords("/r")
                    .write(json, run("SELECT Id FROM User", false).record(0).orElseThrow());
        }
        assertThat(text.toString())
                .isEqualTo("{\"attributes\":{\"type\":\"User\",\"url\":\"/r/sobjects/User/" + ids.get("una")
                        + "\"},\"Id\":\"" + ids.get("una") + "\"}");
    }

    @Test
    void fieldsOfOneParentStandTogetherAndAMissingParentIsNull() throws IOException {
        assertThat(json("SELECT Account.Name, LastName, Account.Staff FROM Contact ORDER BY LastName"))
                .isEqualTo("[{'Account':{'Name':'Acme','Staff':12},'LastName':'Kim'},"
                        + "{'Account':{'Name':'Acme','Staff':12},'LastName':'Lee'},{'Account':null,'LastName':'Moe'}]");
    }

    @Test
    void aParentOfSeveralKindsHasWhatAllHaveAndTypeofWhatEachHas() throws IOException {
        assertThat(json("SELECT Owner.Name FROM Contact ORDER BY LastName"))
                .isEqualTo("[{'Owner':{'Name':'Una'}},{'Owner':{'Name':'Queue'}},{'Owner':null}]");
        assertThat(
                        json(
                                "SELECT TYPEOF Owner WHEN User THEN Email ELSE Name END FROM Contact WHERE OwnerId != null ORDER BY LastName"))
                .isEqualTo("[{'Owner':{'Email':'una@x.example'}},{'Owner':{'Name':'Queue'}}]");
    }

    @Test
    void childrenAreAnAnswerOfTheirOwnAndNullIfThereAreNone() throws IOException {
        assertThat(json("SELECT Name, (SELECT LastName FROM Contacts ORDER BY LastName DESC LIMIT 1) FROM Account "
                        + "ORDER BY Name LIMIT 2"))
                .isEqualTo("[{'Name':'Acme','Contacts':{'totalSize':1,'done':true,'records':[{'LastName':'Lee'}]}},"
                        + "{'Name':'blue','Contacts':null}]");
    }

    @Test
    void childrenBeyondAPageAreFetchedLater() throws IOException {
        try (Work work = store.begin("005")) {
            for (int i = 0; i < 250; i++) {
                add(work, CONTACT, "c" + i, Map.of("LastName", "N" + i, "AccountId", ids.get("cold")));
            }
            work.commit();
        }
        assertThat(json("SELECT (SELECT Id FROM Contacts) FROM Account WHERE Id = $cold"))
                .startsWith("[{'Contacts':{'totalSize':250,'done':false,'nextRecordsUrl':'next-200'");
    }

    @Test
    void theOrderIsWithoutCaseEmptyFirstAndByThePicklistsOwn() {
        assertThat(names("SELECT Name FROM Account ORDER BY Name")).containsExactly("Acme", "blue", "Cold");
        assertThat(names("SELECT Name FROM Account ORDER BY Revenue")).containsExactly("Cold", "blue", "Acme");
        assertThat(names("SELECT Name FROM Account ORDER BY Revenue DESC NULLS LAST"))
                .containsExactly("Acme", "blue", "Cold");
        assertThat(names("SELECT Name FROM Account ORDER BY Industry, Name DESC"))
                .containsExactly("Cold", "blue", "Acme");
        assertThat(names("SELECT Name FROM Account ORDER BY Name LIMIT 1 OFFSET 1"))
                .containsExactly("blue");
    }

    private List<Object> names(String soql) {
        QueryResult result = run(soql, false);
        List<Object> names = new ArrayList<>();
        for (int at = 0; at < result.size(); at++) {
            names.add(String.valueOf(result.record(at).orElseThrow().value(0)));
        }
        return names;
    }

    @Test
    void aPageHoldsWhatIsCommittedWhenItIsMade() {
        QueryResult open = run("SELECT Name FROM Account ORDER BY Name", false);
        QueryResult openForAll = run("SELECT Name FROM Account ORDER BY Name", true);
        try (Work work = store.begin("005")) {
            work.delete(ids.get("blue"));
            work.commit();
        }
        assertThat(open.totalSize()).isEqualTo(3);
        assertThat(open.record(1)).isEmpty();
        assertThat(openForAll.record(1)).isPresent();
        assertThat(names("SELECT Name FROM Account ORDER BY Name")).containsExactly("Acme", "Cold");
        assertThat(run("SELECT Id FROM Account", true).size()).isEqualTo(3);
    }

    @Test
    void groupsHaveTheirAggregatesUnderAliasesOrNumbers() throws IOException {
        assertThat(
                        json(
                                "SELECT Industry, COUNT(Id), MAX(Revenue) top FROM Account GROUP BY Industry ORDER BY Industry"))
                .isEqualTo("[{'Industry':'Tech','expr0':2,'top':10.5},{'Industry':'Art','expr0':1,'top':950000000.0}]");
        assertThat(json("SELECT SUM(Revenue), AVG(Staff), MIN(Name) FROM Account"))
                .isEqualTo("[{'expr0':950000010.5,'expr1':12.0,'expr2':'Acme'}]");
        assertThat(json("SELECT Industry i, COUNT(Id) n FROM Account GROUP BY Industry HAVING COUNT(Id) > 1"))
                .isEqualTo("[{'i':'Tech','n':2}]");
        assertThat(json("SELECT Account.Name, COUNT(Id) FROM Contact WHERE AccountId != null GROUP BY Account.Name"))
                .isEqualTo("[{'Name':'Acme','expr0':2}]");
        assertThat(json("SELECT COUNT_DISTINCT(AccountId) FROM Contact")).isEqualTo("[{'expr0':1}]");
    }

    @Test
    void rollupsAddSubtotals() throws IOException {
        assertThat(json("SELECT Industry, COUNT(Id), GROUPING(Industry) FROM Account GROUP BY ROLLUP(Industry)"))
                .isEqualTo("[{'Industry':'Art','expr0':1,'expr1':0},{'Industry':'Tech','expr0':2,'expr1':0},"
                        + "{'Industry':null,'expr0':3,'expr1':1}]");
    }

    @Test
    void aCountHasNoRecords() {
        QueryResult count = run("SELECT COUNT() FROM Account WHERE Name != 'Acme'", false);
        assertThat(count.isCount()).isTrue();
        assertThat(count.totalSize()).isEqualTo(2);
        assertThat(count.size()).isZero();
    }

    @Test
    void functionsReadPartsOfDatesInUtcOrWhereTheUserIs() throws IOException {
        assertThat(names("SELECT LastName FROM Contact WHERE DAY_IN_MONTH(Called) = 24"))
                .containsExactly("Kim");
        assertThat(names("SELECT LastName FROM Contact WHERE DAY_IN_MONTH(convertTimezone(Called)) = 23"))
                .containsExactly("Kim");
        assertThat(
                        json(
                                "SELECT CALENDAR_YEAR(Born) y, COUNT(Id) FROM Contact WHERE Born != null GROUP BY CALENDAR_YEAR(Born)"))
                .isEqualTo("[{'y':1990,'expr0':1}]");
        assertThat(json("SELECT toLabel(Industry), FORMAT(Revenue) shown FROM Account WHERE Id = $blue"))
                .isEqualTo("[{'Industry':'Technology','shown':'USD 10.50'}]");
    }

    @Test
    void semiJoinsTakeTheValuesOfAnotherQuery() {
        assertThat(names("SELECT Name FROM Account WHERE Id IN (SELECT AccountId FROM Contact)"))
                .containsExactly("Acme");
        assertThat(names("SELECT Name FROM Account WHERE Id NOT IN (SELECT AccountId FROM Contact) ORDER BY Name"))
                .containsExactly("blue", "Cold");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "SELECT Id FROM Nope | INVALID_TYPE | sObject type 'Nope' is not supported",
                "SELECT Nope FROM Account | INVALID_FIELD | No such column 'Nope' on entity 'Account'",
                "SELECT Id, id FROM Account | INVALID_FIELD | duplicate field selected: Id",
                "SELECT Id, FIELDS(ALL) FROM Account LIMIT 5 | INVALID_FIELD | duplicate field selected: Id",
                "SELECT FIELDS(ALL) FROM Account | MALFORMED_QUERY | LIMIT of at most 200",
                "SELECT FIELDS(CUSTOM) FROM Contact LIMIT 5 | MALFORMED_QUERY | no fields to select",
                "SELECT Name, COUNT(Id) FROM Account | MALFORMED_QUERY | Field must be grouped or aggregated: Name",
                "SELECT Id FROM Account ORDER BY Story__c | INVALID_FIELD | can not be sorted",
                "SELECT Story__c FROM Account GROUP BY Story__c | INVALID_FIELD | can not be grouped",
                "SELECT Id FROM Account OFFSET 2001 | NUMBER_OUTSIDE_VALID_RANGE | 2000",
                "SELECT (SELECT Id FROM Nopes) FROM Account | INVALID_TYPE | Didn't understand relationship 'Nopes'",
                "SELECT SUM(Name) FROM Account | MALFORMED_QUERY | does not support aggregate operator SUM",
                "SELECT convertCurrency(Revenue) FROM Account | MALFORMED_QUERY | CONVERTCURRENCY",
                "SELECT CALENDAR_YEAR(Name) x FROM Account GROUP BY CALENDAR_YEAR(Name) | MALFORMED_QUERY | takes a date"
            })
    void whatCannotBeAskedIsRefused(String soql, String code, String words) {
        SoqlException refused = refused(soql);
        assertThat(refused).as(soql).isNotNull();
        assertThat(refused.code()).isEqualTo(code);
        assertThat(refused).hasMessageContaining(words);
    }

    @Test
    void aTableHasAllItsColumnsAlsoWhereAParentIsMissing() throws IOException {
        QueryResult result =
                run("SELECT LastName, Account.Name, Account.Staff, Called FROM Contact ORDER BY LastName", false);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        new CsvRecords(';', "\r\n").write(out, result, 0, result.size());
        assertThat(out.toString(StandardCharsets.UTF_8))
                .isEqualTo(String.join(
                        "\r\n",
                        "\"LastName\";\"Account.Name\";\"Account.Staff\";\"Called\"",
                        "\"Kim\";\"Acme\";\"12\";\"2026-11-24T05:00:00.000Z\"",
                        "\"Lee\";\"Acme\";\"12\";\"\"",
                        "\"Moe\";\"\";\"\";\"\"",
                        ""));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "SELECT BillingAddress FROM Account | Selecting compound data not supported in Bulk Query",
                "SELECT COUNT(Id) FROM Account | Aggregate Relationships not supported in Bulk Query",
                "SELECT Id, (SELECT Id FROM Contacts) FROM Account | Nested queries"
            })
    void whatIsNoTableIsRefused(String soql, String words) {
        QueryResult result = run(soql, false);
        assertThat(catchThrowableOfType(SoqlException.class, () -> CsvRecords.mustFit(result)))
                .hasMessageContaining(words);
    }

    @Test
    void aReaderReadsOneRecord() throws IOException {
        QueryEngine.Reader reader = engine.reader(CONTACT, List.of("lastname", "Account.Name"));
        StringWriter text = new StringWriter();
        try (JsonGenerator json = new JsonFactory().createGenerator(text)) {
            new JsonRecords("/r")
                    .write(json, reader.read(store.get(ids.get("kim")).orElseThrow()));
        }
        assertThat(shortened(text.toString())).isEqualTo("{'LastName':'Kim','Account':{'Name':'Acme'}}");
        assertThat(engine.reader(CONTACT, List.of())
                        .read(store.get(ids.get("kim")).orElseThrow())
                        .names())
                .hasSize(CONTACT.fields().size());
        assertThat(catchThrowableOfType(SoqlException.class, () -> engine.reader(CONTACT, List.of("Nope"))))
                .hasMessage("No such column 'Nope' on sobject of type Contact");
    }
}

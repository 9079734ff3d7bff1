package org.crmlink.connector.salesforce;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalTime;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import org.crmlink.sdk.metadata.EntityCapabilities;
import org.crmlink.sdk.metadata.EntityCapabilities.Operation;
import org.crmlink.sdk.metadata.EntityType;
import org.crmlink.sdk.metadata.Field;
import org.crmlink.sdk.metadata.FieldType;
import org.crmlink.sdk.metadata.LocalizedText;
import org.crmlink.sdk.upload.Mutation;
import org.crmlink.toolkit.rest.Entities;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** The tables that go to an ingest job and come back, to the letter. */
class IngestTablesTest {

    private static final String ID = "001000000000001AAA";
    private static final SObject ACCOUNT = account();

    private static SObject account() {
        List<Field> fields = List.of(
                Field.of("Id", FieldType.ID).nullable(false).build(),
                Field.of("Key__c", FieldType.TEXT).build(),
                Field.of("Name", FieldType.TEXT).build(),
                Field.of("Site", FieldType.TEXT).build(),
                Field.of("Amount", FieldType.DECIMAL).build(),
                Field.of("Opens", FieldType.TIME).build(),
                Field.of("Seen", FieldType.INSTANT).build(),
                Field.of("Body", FieldType.BINARY).build(),
                Field.of("Colours", FieldType.MULTI_CHOICE).build());
        EntityType type = new EntityType(
                "Account",
                LocalizedText.of("Account"),
                List.of("Id"),
                Optional.empty(),
                Optional.empty(),
                fields,
                List.of(),
                List.of(),
                false,
                new EntityCapabilities(
                        Set.of(Operation.CREATE),
                        Map.of(),
                        EntityCapabilities.IdAssignment.SERVER,
                        EntityCapabilities.RepeatableCreate.NONE,
                        List.of(Entities.feed()),
                        Duration.ofSeconds(1)));
        return new SObject(
                type,
                SObject.byName(fields.stream()
                        .map(field -> new Column(field, true, true, false, false, ""))
                        .toList()),
                Optional.empty(),
                true,
                Optional.of("Key__c"));
    }

    private static Preparation.Ready ready(Preparation.Way way, String operation, Object... namesAndValues) {
        Map<Column, @Nullable Object> values = new LinkedHashMap<>();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            values.put(ACCOUNT.column((String) namesAndValues[i]).orElseThrow(), namesAndValues[i + 1]);
        }
        boolean create = way == Preparation.Way.CREATE;
        if (create) {
            values.put(ACCOUNT.column("Key__c").orElseThrow(), operation);
        }
        Mutation mutation = create
                ? new Mutation.Create(operation, "Account", Optional.empty(), Map.of())
                : new Mutation.Update(operation, "Account", ID, Map.of(), Optional.empty());
        return new Preparation.Ready(
                mutation,
                ACCOUNT,
                way,
                create ? Optional.empty() : Optional.of(ID),
                create ? Optional.of("Key__c") : Optional.empty(),
                values,
                Optional.empty());
    }

    private static Preparation.Ready create(String operation, Object... namesAndValues) {
        return ready(Preparation.Way.CREATE, operation, namesAndValues);
    }

    private static String written(Preparation.Ready... rows) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        new IngestCsv(List.of(rows)).writeTo(out);
        return out.toString(StandardCharsets.UTF_8);
    }

    @Test
    void whatIsNotSentIsEmptyAndWhatIsNullIsMarked() throws IOException {
        assertThat(written(
                        create("o1", "Name", "a, \"b\"\nc", "Site", null),
                        create("o2", "Amount", new BigDecimal("1E+3"), "Name", " "),
                        create("o3", "Seen", Instant.parse("2024-02-29T23:59:58Z"), "Opens", LocalTime.of(7, 5)),
                        create("o4", "Colours", List.of("red", "green"), "Site", "#1"),
                        create("o5", "Colours", List.of(), "Amount", new BigDecimal("-0.000000001"))))
                .isEqualTo("""
                        Key__c,Name,Site,Amount,Seen,Opens,Colours
                        o1,"a, ""b""
                        c",#N/A,,,,
                        o2,#N/A,,1000,,,
                        o3,,,,2024-02-29T23:59:58.000Z,07:05:00.000Z,
                        o4,,#1,,,,red;green
                        o5,,,-0.000000001,,,#N/A
                        """);
    }

    @Test
    void aChangedOrDeletedRecordIsNamedByItsId() throws IOException {
        assertThat(written(ready(Preparation.Way.UPDATE, "o1", "Site", "north")))
                .isEqualTo("Id,Site\n" + ID + ",north\n");
        assertThat(written(ready(Preparation.Way.DELETE, "o1"))).isEqualTo("Id\n" + ID + "\n");
    }

    @Test
    void whatATableCannotSayIsFoundOut() {
        assertThat(IngestCsv.carries(create("o", "Name", "x", "Site", null, "Colours", List.of())))
                .isTrue();
        assertThat(IngestCsv.carries(create("o", "Name", "#N/A"))).isFalse();
        assertThat(IngestCsv.carries(create("o", "Name", " #n/a "))).isFalse();
        assertThat(IngestCsv.carries(create("o", "Body", new byte[1]))).isFalse();
        assertThat(IngestCsv.carries(create("o", "Name", "x".repeat(131_072)))).isTrue();
        assertThat(IngestCsv.carries(create("o", "Name", "x".repeat(131_073)))).isFalse();
    }

    @Test
    void theSizeIsNeverTooSmall() throws IOException {
        for (String text : List.of("", "plain", "\"\"\"\"", "äöü€🎈\uD83C\uDF88", "a\nb,c")) {
            Preparation.Ready row = create("o1", "Name", text, "Amount", new BigDecimal("-12345678901234567890.123"));
            int header = "Name,Amount,Key__c\n".length();
            assertThat(IngestCsv.size(row))
                    .as(text)
                    .isGreaterThanOrEqualTo(written(row).getBytes(StandardCharsets.UTF_8).length - header);
        }
    }

    @Test
    void aRunIsCutWhereAJobIsFull() {
        List<Preparation.Ready> rows = IntStream.range(0, 10)
                .mapToObj(i -> create("o" + i, "Name", "x".repeat(1_000)))
                .toList();
        long one = IngestCsv.size(rows.get(0));
        assertThat(BulkIngest.run(rows, 10, 10 * one)).isEqualTo(10);
        assertThat(BulkIngest.run(rows, 11, 100 * one)).isZero();
        // full before there are so many rows: worth a job all the same
        assertThat(BulkIngest.run(rows, 10, 4 * one)).isEqualTo(4);
        assertThat(BulkIngest.run(rows.subList(8, 10), 10, 4 * one)).isZero();
        // one that is too large alone still travels
        assertThat(BulkIngest.run(rows, 1, one / 2)).isEqualTo(1);
    }

    @Test
    void rowsThatAreToldComeWithTheirNames() throws IOException {
        List<String> told = new ArrayList<>();
        read("\"sf__Id\",\"sf__Error\",Name,Key__c\n\"\",\"a\nb\",\"x, y\",o1\n\"\",c,,o2\n", told);
        assertThat(told).containsExactly("o1=a\nb", "o2=c");
        told.clear();
        read("", told);
        assertThat(told).isEmpty();
        assertThatThrownBy(() -> read("sf__Id,sf__Error,Name\n", told)).hasMessageContaining("Key__c");
        assertThatThrownBy(() -> read("sf__Id,sf__Error,Key__c\na,b\n", told)).isInstanceOf(IOException.class);
    }

    private static void read(String table, List<String> told) throws IOException {
        IngestTable.read(
                new ByteArrayInputStream(table.getBytes(StandardCharsets.UTF_8)),
                "Key__c",
                "sf__Error",
                (name, said) -> told.add(name + "=" + said));
    }

    private static void error(String text, String code, String message, String... fields) {
        assertThat(IngestTable.error(text, ACCOUNT)).isEqualTo(new RestError(code, message, List.of(fields)));
    }

    @Test
    void errorsAreTakenApart() {
        error(
                "REQUIRED_FIELD_MISSING:Required fields are missing: [Name]:Name --",
                "REQUIRED_FIELD_MISSING",
                "Required fields are missing: [Name]",
                "Name");
        error("A_CODE:wrong:Name, Site --", "A_CODE", "wrong", "Name", "Site");
        error(
                "DUPLICATE_VALUE:duplicate value found: Key__c duplicates value on record with id: 001000000000001:--",
                "DUPLICATE_VALUE",
                "duplicate value found: Key__c duplicates value on record with id: 001000000000001");
        error("A_CODE:no such thing: here --", "A_CODE", "no such thing: here");
        error("A_CODE:no fields at all", "A_CODE", "no fields at all");
        error("A_CODE:: --", "A_CODE", "");
        error("something went wrong", "", "something went wrong");
        error("", "", "");
    }
}

package org.crmlink.toolkit.odata;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.crmlink.sdk.ConnectorException;
import org.crmlink.sdk.ErrorKind;
import org.crmlink.sdk.RecordRef;
import org.crmlink.sdk.change.Removal;
import org.crmlink.sdk.change.Row;
import org.crmlink.sdk.metadata.FieldType;
import org.crmlink.toolkit.json.CellDecoders;
import org.crmlink.toolkit.json.StrictJson;
import org.crmlink.toolkit.json.UndecodableCellException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ODataListReaderTest {

    private static final String A = "00000000-0000-0000-0000-00000000000a";
    private static final String B = "00000000-0000-0000-0000-00000000000b";

    private static RowLayout layout() {
        return RowLayout.of(List.of("name", "amount", "owner"), "id", CellDecoders::guid)
                .cell(0, "name", CellDecoders.of(FieldType.TEXT))
                .cell(1, "amount", CellDecoders.of(FieldType.DECIMAL))
                .cell(2, "_owner_value", CellDecoders::guid)
                .annotation(2, "_owner_value@target")
                .finisher(2, (id, decoded, annotation) -> {
                    if (decoded == null) {
                        return null;
                    }
                    if (annotation == null) {
                        throw new UndecodableCellException("no target");
                    }
                    return new RecordRef(annotation, (String) decoded);
                })
                .modified("modifiedon", CellDecoders::instant)
                .sequence("version", CellDecoders::integer)
                .build();
    }

    private static ODataPage read(String json) throws IOException {
        return ODataListReader.read(new ByteArrayInputStream(json.getBytes(UTF_8)), layout());
    }

    private static String row(String id, String more) {
        return "{\"@odata.etag\":\"W/\\\"7\\\"\",\"id\":\"" + id
                + "\",\"modifiedon\":\"2024-06-12T14:13:17Z\",\"version\":9007199254740993" + more + "}";
    }

    private static final String CELLS =
            ",\"name\":\"žluťoučký \\u6771\",\"amount\":1.0000000000,\"_owner_value@target\":\"team\",\"_owner_value\":\"{0000000A-0000-0000-0000-00000000000B}\"";

    @Test
    void aRowIsReadExactly() throws IOException {
        ODataPage page = read("{\"@odata.context\":\"x\",\"@odata.nextLink\":\"http://h/a?$x=%253c\",\"value\":["
                + row(A.toUpperCase(java.util.Locale.ROOT), CELLS + ",\"unknown\":{\"deep\":[1,{}]}") + "]}");
        assertThat(page.nextLink()).contains("http://h/a?$x=%253c");
        assertThat(page.deltaLink()).isEmpty();
        Row row = page.rows().get(0);
        assertThat(row.id()).isEqualTo(A);
        assertThat(row.version()).contains("W/\"7\"");
        assertThat(row.modified()).contains(Instant.parse("2024-06-12T14:13:17Z"));
        assertThat(row.values())
                .containsExactly(
                        "žluťoučký 東",
                        new BigDecimal("1.0000000000"),
                        new RecordRef("team", "0000000a-0000-0000-0000-00000000000b"));
        assertThat(page.marks())
                .containsExactly(
                        new ODataPage.Mark(9_007_199_254_740_993L, Optional.of(Instant.parse("2024-06-12T14:13:17Z"))));
    }

    @Test
    void annotationsMayComeBehindTheirProperty() throws IOException {
        ODataPage page = read("{\"value\":["
                + row(
                        A,
                        ",\"name\":null,\"amount\":null,\"_owner_value\":\"" + B
                                + "\",\"_owner_value@target\":\"user\"")
                + "]}");
        assertThat(page.rows().get(0).values()).containsExactly(null, null, new RecordRef("user", B));
    }

    @Test
    void removalsOfBothProtocolVersionsAreRead() throws IOException {
        ODataPage page = read("{\"value\":[{\"@odata.context\":\"http://h/$metadata#as/$deletedEntity\",\"id\":\"{"
                + A.toUpperCase(java.util.Locale.ROOT) + "}\",\"reason\":\"deleted\"},"
                + "{\"@removed\":{\"reason\":\"changed\"},\"@id\":\"http://h/as(" + B + ")\"}],"
                + "\"@odata.deltaLink\":\"http://h/d\"}");
        assertThat(page.removals())
                .containsExactly(new Removal(A, Removal.Reason.DELETED), new Removal(B, Removal.Reason.UNKNOWN));
        assertThat(page.deltaLink()).contains("http://h/d");
        assertThat(page.entries()).isEqualTo(2);
    }

    @Test
    void DEL_1_anIdComesOnceAndTheLastOneHolds() throws IOException {
        String removed = "{\"@odata.context\":\"x/$deletedEntity\",\"id\":\"" + A + "\",\"reason\":\"deleted\"}";
        ODataPage deletedLast = read("{\"value\":[" + row(A, CELLS) + "," + row(B, CELLS) + "," + removed + "]}");
        assertThat(deletedLast.rows()).extracting(Row::id).containsExactly(B);
        assertThat(deletedLast.removals()).extracting(Removal::id).containsExactly(A);
        ODataPage createdLast = read("{\"value\":[" + removed + "," + row(A, CELLS) + "]}");
        assertThat(createdLast.rows()).extracting(Row::id).containsExactly(A);
        assertThat(createdLast.removals()).isEmpty();
    }

    @Test
    void PART_3_aBrokenCellMakesItsRowUnreadableAndNoOther() throws IOException {
        List<String> broken = List.of(
                ",\"name\":5,\"amount\":1,\"_owner_value\":null",
                ",\"name\":\"x\",\"amount\":\"many\",\"_owner_value\":null",
                ",\"name\":\"x\",\"amount\":[1],\"_owner_value\":null",
                ",\"name\":\"x\",\"amount\":1e999999999,\"_owner_value\":null",
                ",\"name\":\"x\",\"amount\":1,\"_owner_value\":\"" + B + "\"",
                ",\"name\":\"x\",\"_owner_value\":null");
        for (String cells : broken) {
            ODataPage page = read("{\"value\":[" + row(A, cells) + "," + row(B, CELLS) + "]}");
            assertThat(page.rows()).extracting(Row::id).containsExactly(B);
            assertThat(page.unreadable()).singleElement().satisfies(one -> {
                assertThat(one.id()).isEqualTo(A);
                assertThat(one.error().getMessage()).contains("field '").doesNotContain("many");
            });
            assertThat(page.marks()).hasSize(2);
        }
        ODataPage withoutId = read("{\"value\":[{\"name\":\"x\"},{\"id\":\"nonsense\"}]}");
        assertThat(withoutId.unreadable())
                .hasSize(2)
                .allSatisfy(one -> assertThat(one.id()).isEmpty());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "   ",
                "<html></html>",
                "null",
                "[]",
                "{}",
                "{\"value\":null}",
                "{\"value\":[null]}",
                "{\"value\":[1]}",
                "{\"value\":[]}{}",
                "{\"value\":[]} x",
                "{\"value\":[],\"value\":[]}",
                "{\"value\":[],\"@odata.nextLink\":5}",
                "{\"value\":[],\"error\":{\"code\":\"x\",\"message\":\"in the middle\"}}"
            })
    void PAGE_5_whatIsNoPageIsAnError(String json) {
        assertThatThrownBy(() -> read(json))
                .isInstanceOfSatisfying(
                        IOException.class,
                        e -> assertThat(StrictJson.failure(e).kind()).isEqualTo(ErrorKind.PROTOCOL_ERROR));
    }

    @Property(tries = 200)
    void PAGE_5_aPageCutAnywhereIsAnError(@ForAll @IntRange(min = 0, max = 2_000) int cut) throws IOException {
        String whole = "{\"value\":[" + row(A, CELLS) + "," + row(B, CELLS) + "],\"@odata.nextLink\":\"http://h/n\"}";
        byte[] bytes = whole.getBytes(UTF_8);
        int length = cut % bytes.length;
        InputStream body = new ByteArrayInputStream(bytes, 0, length);
        assertThatThrownBy(() -> ODataListReader.read(body, layout())).isInstanceOfSatisfying(IOException.class, e -> {
            ConnectorException failure = StrictJson.failure(e);
            assertThat(failure.kind()).isEqualTo(ErrorKind.PROTOCOL_ERROR);
        });
        assertThat(read(whole).rows()).hasSize(2);
    }

    @Test
    void nestingIsBounded() {
        String deep = "{\"x\":" + "[".repeat(5_000) + "]".repeat(5_000) + ",\"value\":[]}";
        assertThatThrownBy(() -> read(deep)).isInstanceOf(IOException.class);
    }

    @Property(tries = 300)
    void TYPE_2_whatIsWrittenIsReadBackExactly(@ForAll List<@Size(max = 40) String> texts, @ForAll BigDecimal number)
            throws IOException {
        List<String> kept = texts.subList(0, Math.min(texts.size(), 20));
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (var json = StrictJson.generator(bytes)) {
            json.writeStartObject();
            json.writeArrayFieldStart("value");
            for (int i = 0; i < kept.size(); i++) {
                json.writeStartObject();
                json.writeStringField("id", String.format("%08x-0000-0000-0000-000000000000", i));
                json.writeFieldName("name");
                ODataValueWriter.write(json, FieldType.TEXT, kept.get(i));
                json.writeFieldName("amount");
                ODataValueWriter.write(json, FieldType.DECIMAL, number);
                json.writeNullField("_owner_value");
                json.writeEndObject();
            }
            json.writeEndArray();
            json.writeEndObject();
        }
        ODataPage page = ODataListReader.read(new ByteArrayInputStream(bytes.toByteArray()), layout());
        List<String> names = new ArrayList<>();
        for (Row row : page.rows()) {
            names.add((String) row.value(0));
            assertThat((BigDecimal) row.value(1)).isEqualByComparingTo(number);
        }
        assertThat(names)
                .containsExactlyElementsOf(
                        kept.stream().map(ODataListReaderTest::wellFormed).toList());
    }

    /** Half of a surrogate pair has no form in UTF-8; what is not text cannot come back. */
    private static String wellFormed(String text) {
        return new String(text.getBytes(UTF_8), UTF_8);
    }
}

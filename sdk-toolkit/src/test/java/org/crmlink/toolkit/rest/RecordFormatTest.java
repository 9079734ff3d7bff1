package org.crmlink.toolkit.rest;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.crmlink.sdk.RecordRef;
import org.crmlink.sdk.change.Removal;
import org.crmlink.sdk.change.Row;
import org.crmlink.toolkit.json.MalformedJsonException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RecordFormatTest {

    private static final RecordFormat FORMAT =
            RecordFormat.list("items").version("v").modified("modified").deleted("gone");

    private static RecordList read(String json, String... fields) throws IOException {
        return FORMAT.read(new ByteArrayInputStream(json.getBytes(UTF_8)), Shop.ITEM, List.of(fields));
    }

    @Test
    void everyTypeComesBackToTheLastDigitAsItWasWritten() throws IOException {
        Map<String, Object> values = new LinkedHashMap<>();
        values.put("name", "ä\u0001\"\\ \uD83D\uDE00");
        values.put("count", 9_007_199_254_740_993L);
        values.put("price", new BigDecimal("12345678901234567.890"));
        values.put("weight", 0.1);
        values.put("sold", false);
        values.put("made", LocalDate.of(1, 1, 1));
        values.put("opens", LocalTime.of(23, 59, 0, 1));
        values.put("party", LocalDateTime.of(2026, 3, 29, 2, 30));
        values.put("seen", Instant.parse("9999-12-31T23:59:59.999999999Z"));
        values.put("colours", List.of("red", "blue"));
        values.put("maker", new RecordRef("maker", "m/1"));

        ByteArrayOutputStream body = new ByteArrayOutputStream();
        FORMAT.body(Shop.ITEM, values).writeTo(body);
        String record = body.toString(UTF_8).replaceFirst("\\{", "{\"id\":\"i1\",\"v\":7,");
        Row row = FORMAT.readOne(
                new ByteArrayInputStream(record.getBytes(UTF_8)), Shop.ITEM, List.copyOf(values.keySet()));

        assertThat(row.values()).containsExactly(values.values().toArray());
        assertThat(row.version()).contains("7");
    }

    @Test
    void anEmptyTextIsNotNullAndWhatIsAroundTheListIsKept() throws IOException {
        RecordList list = read(
                "{\"a\":{\"b\":[1]},\"items\":[{\"x\":[{}],\"id\":\"1\",\"name\":\"\",\"count\":null}],\"next\":\"n\"}",
                "name",
                "count",
                "id");

        assertThat(list.rows().get(0).values()).containsExactly("", null, "1");
        assertThat(list.around().names()).containsExactly("a", "next");
    }

    @Test
    void aRecordThatCannotBeDecodedIsReportedByItsIdAndTheOthersGoOn() throws IOException {
        RecordList list = read(
                "{\"items\":["
                        + "{\"id\":\"1\",\"name\":\"a\",\"count\":\"many\"},"
                        + "{\"id\":\"2\",\"name\":\"a\",\"count\":{\"x\":[1,{}]}},"
                        + "{\"id\":\"3\",\"name\":\"a\"},"
                        + "{\"id\":\"4\",\"name\":null,\"count\":1},"
                        + "{\"name\":\"a\",\"count\":1},"
                        + "{\"id\":\"6\",\"name\":\"a\",\"count\":1}]}",
                "name",
                "count");

        assertThat(list.rows()).extracting(Row::id).containsExactly("6");
        assertThat(list.unreadable()).extracting(one -> one.id()).containsExactly("1", "2", "3", "4", "");
        assertThat(list.unreadable().get(0).error())
                .hasMessageContaining("'count'")
                .hasMessageNotContaining("many");
        assertThat(list.unreadable().get(2).error()).hasMessageContaining("does not have it");
        assertThat(list.unreadable().get(3).error()).hasMessageContaining("'name': null");
    }

    @Test
    void aListThatGoesWrongInTheMiddleDoesNotTakeTheNextRecordsMembers() throws IOException {
        RecordList list = read(
                "{\"items\":[{\"id\":\"1\",\"colours\":[\"a\",{\"id\":\"9\"},\"b\"]},{\"id\":\"2\",\"colours\":[\"c\"]}]}",
                "colours");

        assertThat(list.unreadable()).extracting(one -> one.id()).containsExactly("1");
        assertThat(list.rows().get(0).values()).containsExactly(List.of("c"));
    }

    @Test
    void theLastEntryOfAnIdHoldsAndADeletionNeedsNoFields() throws IOException {
        RecordList list = read(
                "{\"items\":[{\"id\":\"1\",\"name\":\"a\"},{\"id\":\"2\",\"name\":\"b\"},{\"id\":\"1\",\"gone\":true}]}",
                "name");

        assertThat(list.rows()).extracting(Row::id).containsExactly("2");
        assertThat(list.removals()).containsExactly(new Removal("1", Removal.Reason.DELETED));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "[]",
                "{}",
                "{\"items\":null}",
                "{\"items\":[],\"items\":[]}",
                "{\"items\":[1]}",
                "{\"items\":[]}{}",
                "{\"items\":[{\"id\":\"1\",\"name\":\"a\"}",
                "{\"items\":[{\"id\":\"1\",\"na",
                "<html></html>"
            })
    void whatIsNoListOfRecordsIsAnErrorAndNeverAShortList(String json) {
        assertThatThrownBy(() -> read(json, "name")).isInstanceOf(IOException.class);
    }

    @Test
    void theAnswerToAWriteIsOneRecordThatCanBeDecoded() {
        assertThatThrownBy(() -> FORMAT.readOne(
                        new ByteArrayInputStream("{\"id\":\"1\"}".getBytes(UTF_8)), Shop.ITEM, List.of("name")))
                .isInstanceOf(MalformedJsonException.class);
    }
}

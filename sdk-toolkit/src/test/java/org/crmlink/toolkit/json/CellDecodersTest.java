package org.crmlink.toolkit.json;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonParser;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import org.crmlink.sdk.metadata.FieldType;
import org.junit.jupiter.api.Test;

class CellDecodersTest {

    private static Object decode(CellDecoder decoder, String json) throws IOException, UndecodableCellException {
        try (JsonParser parser = StrictJson.parser(new ByteArrayInputStream(json.getBytes(UTF_8)))) {
            parser.nextToken();
            return decoder.decode(parser);
        }
    }

    private static Object decode(FieldType type, String json) throws IOException, UndecodableCellException {
        return decode(CellDecoders.of(type), json);
    }

    private static void refused(FieldType type, String... values) {
        for (String json : values) {
            assertThatThrownBy(() -> decode(type, json))
                    .as("%s %s", type, json)
                    .isInstanceOf(UndecodableCellException.class);
        }
    }

    @Test
    void TYPE_2_valuesHaveOneJavaTypeAndAreExact() throws Exception {
        assertThat(decode(FieldType.TEXT, "\"\"")).isEqualTo("");
        assertThat(decode(FieldType.INTEGER, "-9223372036854775808")).isEqualTo(Long.MIN_VALUE);
        assertThat(decode(FieldType.INTEGER, "\"42\"")).isEqualTo(42L);
        assertThat(decode(FieldType.INTEGER, "4.2e1")).isEqualTo(42L);
        assertThat(decode(FieldType.DECIMAL, "1.0000000000")).isEqualTo(new BigDecimal("1.0000000000"));
        assertThat(decode(FieldType.MONEY, "12345678901234567890.123456789"))
                .isEqualTo(new BigDecimal("12345678901234567890.123456789"));
        assertThat(decode(FieldType.DOUBLE, "0.1")).isEqualTo(0.1);
        assertThat(decode(FieldType.DOUBLE, "\"-INF\"")).isEqualTo(Double.NEGATIVE_INFINITY);
        assertThat(decode(FieldType.BOOLEAN, "true")).isEqualTo(true);
        assertThat(decode(FieldType.DATE, "\"2024-02-29\"")).isEqualTo(LocalDate.of(2024, 2, 29));
        assertThat(decode(FieldType.DATE, "\"2024-02-29T00:00:00Z\"")).isEqualTo(LocalDate.of(2024, 2, 29));
        assertThat(decode(FieldType.TIME, "\"14:30:00\"")).isEqualTo(LocalTime.of(14, 30));
        assertThat(decode(FieldType.LOCAL_DATE_TIME, "\"2024-03-31T02:30:00Z\""))
                .isEqualTo(LocalDateTime.of(2024, 3, 31, 2, 30));
        assertThat(decode(FieldType.CHOICE, "896320000")).isEqualTo("896320000");
        assertThat(decode(CellDecoders.choicesInText(List.of("3", "1")), "\"1, 3,2\""))
                .isEqualTo(List.of("3", "1", "2"));
        assertThat(decode(CellDecoders.choicesInText(List.of()), "\"\"")).isNull();
        assertThat(decode(CellDecoders::guid, "\"{ABCDEF00-0000-0000-0000-00000000000A}\""))
                .isEqualTo("abcdef00-0000-0000-0000-00000000000a");
    }

    @Property(tries = 500)
    void anInstantIsTheSameHoweverItIsWritten(
            @ForAll @LongRange(min = -6_847_804_800L, max = 253_402_214_400L) long second) throws Exception {
        Instant instant = Instant.ofEpochSecond(second);
        assertThat(decode(FieldType.INSTANT, "\"" + instant + "\"")).isEqualTo(instant);
        assertThat(decode(FieldType.INSTANT, "\"" + instant.toString().replace("Z", ".5+00:00") + "\""))
                .isEqualTo(instant.plusMillis(500));
    }

    @Test
    void whatIsOfAnotherTypeIsRefusedWithoutShowingIt() {
        refused(FieldType.TEXT, "1", "true");
        refused(FieldType.INTEGER, "1.5", "9223372036854775808", "\"x\"", "true");
        refused(FieldType.DECIMAL, "\"\"", "true", "1e999999");
        refused(FieldType.DOUBLE, "\"1\"", "true");
        refused(FieldType.BOOLEAN, "1", "\"true\"");
        refused(FieldType.INSTANT, "\"2024-02-30T00:00:00Z\"", "\"2024-01-01T25:00:00Z\"", "\"2024-01-01\"", "1");
        refused(FieldType.DATE, "\"2023-02-29\"", "\"2024-02-29T10:00:00Z\"");
        refused(FieldType.TIME, "\"25:00\"");
        refused(FieldType.LOCAL_DATE_TIME, "\"2024-01-01T00:00:00+02:00\"");
        refused(FieldType.CHOICE, "true", "1.5");
        assertThatThrownBy(() -> decode(CellDecoders::guid, "\"secret\""))
                .isInstanceOf(UndecodableCellException.class)
                .hasMessageNotContaining("secret");
    }
}

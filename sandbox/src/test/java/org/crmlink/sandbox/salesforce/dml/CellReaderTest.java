package org.crmlink.sandbox.salesforce.dml;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.util.List;
import java.util.Map;
import org.crmlink.sandbox.salesforce.org.OrgException;
import org.crmlink.sandbox.salesforce.org.SObject;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CellReaderTest {

    private static final SObject ACCOUNT = TestOrg.account();

    private static @Nullable Object read(String field, @Nullable Object value) {
        return CellReader.read(ACCOUNT.require(field), value);
    }

    private static OrgException refused(String field, @Nullable Object value) {
        OrgException failure = catchThrowableOfType(OrgException.class, () -> read(field, value));
        assertThat(failure).isNotNull();
        return failure;
    }

    @Test
    void textsAreTrimmedAndBare() {
        assertThat(read("Name", " \u0000a\u0007 b\tc ")).isEqualTo("a b\tc");
        assertThat(read("Name", "a\r\nb\uD83D\uDE00")).isEqualTo("a\r\nb\uD83D\uDE00");
        assertThat(read("Name", "  ")).isNull();
        assertThat(read("Name", null)).isNull();
        assertThat(read("BillingCity", " 1234567890 ")).isEqualTo("1234567890");
        OrgException tooLong = refused("BillingCity", "12345678901");
        assertThat(tooLong.code()).isEqualTo("STRING_TOO_LONG");
        assertThat(tooLong).hasMessage("BillingCity: data value too large: 12345678901 (max length=10)");
        assertThat(tooLong.fields()).containsExactly("BillingCity");
    }

    @ParameterizedTest
    @ValueSource(strings = {"a@b.example", "a.b+c@d-e.f.example"})
    void addressesAreKept(String address) {
        assertThat(read("Email__c", address)).isEqualTo(address);
    }

    @ParameterizedTest
    @ValueSource(strings = {"123", "a@b", "a b@c.example", "@c.example", "a@c..example"})
    void whatIsNoAddressIsRefused(String text) {
        OrgException failure = refused("Email__c", text);
        assertThat(failure.code()).isEqualTo("INVALID_EMAIL_ADDRESS");
        assertThat(failure).hasMessage("Email: invalid email address: " + text);
    }

    @Test
    void optionsMustBeAmongThoseOfARestrictedList() {
        assertThat(read("Industry", "Energy")).isEqualTo("Energy");
        OrgException failure = refused("Industry", "X");
        assertThat(failure.code()).isEqualTo("INVALID_OR_NULL_FOR_RESTRICTED_PICKLIST");
        assertThat(failure).hasMessage("Industry: bad value for restricted picklist field: X");
        assertThat(read("Tags__c", " C; A;C;;D ")).isEqualTo("A;C;D");
        assertThat(read("Tags__c", " ; ")).isNull();
    }

    @Test
    void numbersAreRoundedToTheirScale() {
        assertThat(read("Number__c", new BigDecimal("1.005"))).isEqualTo(new BigDecimal("1.01"));
        assertThat(read("Number__c", 3L)).isEqualTo(new BigDecimal("3.00"));
        assertThat(read("Number__c", BigInteger.TEN)).isEqualTo(new BigDecimal("10.00"));
        assertThat(read("Number__c", "9.9E3")).isEqualTo(new BigDecimal("9900.00"));
        assertThat(read("Number__c", new BigDecimal("9999.99"))).isEqualTo(new BigDecimal("9999.99"));
        assertThat(read("Employees", new BigDecimal("4.0"))).isEqualTo(new BigDecimal("4"));
        assertThat(refused("Employees", new BigDecimal("4.5"))).hasMessageContaining("int from VALUE_NUMBER_FLOAT");
    }

    @ParameterizedTest
    @ValueSource(strings = {"10000", "9999.995", "-10000", "1E+900000000"})
    void numbersMustFit(String number) {
        OrgException failure = refused("Number__c", new BigDecimal(number));
        assertThat(failure.code()).isEqualTo("NUMBER_OUTSIDE_VALID_RANGE");
        assertThat(failure.fields()).containsExactly("Number__c");
    }

    @ParameterizedTest
    @CsvSource({
        "2020-10-22T21:03:23Z, 2020-10-22T21:03:23Z",
        "2020-10-22T21:03:23.999+0000, 2020-10-22T21:03:23Z",
        "2020-10-22T21:03:23.1+02:00, 2020-10-22T19:03:23Z",
        "2020-10-22T21:03:23-0530, 2020-10-23T02:33:23Z"
    })
    void momentsComeWithAnyOffset(String text, Instant moment) {
        assertThat(read("Seen__c", text)).isEqualTo(moment);
    }

    @ParameterizedTest
    @CsvSource({
        "Seen__c, 2020-10-22T21:03:23",
        "Seen__c, 2020-10-22",
        "Seen__c, 2020-02-30T00:00:00Z",
        "Seen__c, 9999-01-01T00:00:00Z",
        "Since__c, 22.10.2020",
        "Since__c, 2020-10-22T00:00:00Z",
        "Since__c, 2021-02-29",
        "At__c, 25:00",
        "Number__c, x",
        "Active__c, maybe"
    })
    void textsThatAreNoSuchValueAreTheParsers(String field, String text) {
        OrgException failure = refused(field, text);
        assertThat(failure.code()).isEqualTo("JSON_PARSER_ERROR");
        assertThat(failure)
                .hasMessage("Cannot deserialize instance of "
                        + ACCOUNT.require(field).type().apiName() + " from VALUE_STRING value " + text
                        + " or request may be missing a required field");
        assertThat(failure.fields()).isEmpty();
    }

    @Test
    void daysTimesAndTruthsAreRead() {
        assertThat(read("Since__c", "2020-10-22")).isEqualTo(LocalDate.of(2020, 10, 22));
        assertThat(read("At__c", "10:15:00.000Z")).isEqualTo(LocalTime.of(10, 15));
        assertThat(read("Active__c", true)).isEqualTo(true);
        assertThat(read("Active__c", "FALSE")).isEqualTo(false);
        assertThat(refused("Active__c", null)).hasMessageContaining("boolean from VALUE_NULL value null");
    }

    @Test
    void valuesOfAnotherTypeAreTheParsers() {
        assertThat(refused("Name", 5L)).hasMessageContaining("string from VALUE_NUMBER_INT value 5");
        assertThat(refused("Name", true)).hasMessageContaining("string from VALUE_TRUE value true");
        assertThat(refused("Name", List.of("a"))).hasMessageContaining("string from START_ARRAY value [");
        assertThat(refused("Name", Map.of("a", 1))).hasMessageContaining("string from START_OBJECT value {");
        assertThat(refused("Employees", true)).hasMessageContaining("int from VALUE_TRUE");
        assertThat(refused("Since__c", 5L)).hasMessageContaining("date from VALUE_NUMBER_INT");
        assertThat(refused("ParentId", 5L).code()).isEqualTo("JSON_PARSER_ERROR");
    }
}

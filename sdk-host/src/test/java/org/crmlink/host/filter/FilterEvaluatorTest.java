package org.crmlink.host.filter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.math.BigDecimal;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.crmlink.sdk.ConnectorException;
import org.crmlink.sdk.ErrorKind;
import org.crmlink.sdk.RecordRef;
import org.crmlink.sdk.change.Row;
import org.crmlink.sdk.filter.Filter;
import org.crmlink.sdk.filter.FilterText;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FilterEvaluatorTest {

    private static final Instant NOW = Instant.parse("2024-06-30T22:30:00Z");
    private static final String USER = "3f2504e0-4f89-11d3-9a0c-0305e82c3301";
    private static final List<String> FIELDS = Entities.names(Entities.CONTACT);

    private Clock clock = Clock.fixed(NOW, ZoneOffset.UTC);

    private boolean matches(String filter, String field, Object value) {
        Object[] values = new Object[FIELDS.size()];
        values[FIELDS.indexOf(field)] = value;
        Filter bound = FilterBinding.bind(FilterText.parse(filter), Entities.CONTACT, Entities::find)
                .orThrow();
        FilterEnvironment environment = new FilterEnvironment(clock, USER, Entities::find, RelatedRecords.NONE);
        return FilterEvaluator.compile(bound, Entities.CONTACT, FIELDS, environment)
                .matches(new Row("id", null, null, values));
    }

    @Test
    void textsCompareWithoutCase() {
        assertThat(matches("lastname eq 'MÜLLER'", "lastname", "Müller")).isTrue();
        assertThat(matches("lastname ne 'MÜLLER'", "lastname", "Müller")).isFalse();
        assertThat(matches("lastname lt 'b'", "lastname", "A")).isTrue();
        assertThat(matches("lastname ge 'B'", "lastname", "a")).isFalse();
        assertThat(matches("lastname in ('x', 'ÄRGER')", "lastname", "ärger")).isTrue();
        assertThat(matches("startswith(lastname, 'mü')", "lastname", "MÜLLER")).isTrue();
        assertThat(matches("contains(lastname, 'LLE')", "lastname", "müller")).isTrue();
        assertThat(matches("contains(lastname, 'll_r')", "lastname", "müller")).isFalse();
        assertThat(matches("contains(lastname, '')", "lastname", "")).isTrue();
        assertThat(matches("startswith(lastname, 'long')", "lastname", "lo")).isFalse();
    }

    @Test
    void numbersCompareByValue() {
        assertThat(matches("factor eq 1", "factor", new BigDecimal("1.00"))).isTrue();
        assertThat(matches("factor in (1, 2, 3, 4, 5, 6, 7, 8, 9, 10)", "factor", new BigDecimal("7.0")))
                .isTrue();
        assertThat(matches("factor in (1, 2, 3, 4, 5, 6, 7, 8, 9, 10)", "factor", new BigDecimal("7.1")))
                .isFalse();
        assertThat(matches("income gt 0.1", "income", new BigDecimal("0.10000000000000000001")))
                .isTrue();
        assertThat(matches("children le 3", "children", 3L)).isTrue();
        assertThat(matches("latitude eq 0", "latitude", -0.0)).isTrue();
        assertThat(matches("latitude in (0, 1)", "latitude", -0.0)).isTrue();
        assertThat(matches("latitude ne 0", "latitude", Double.NaN)).isTrue();
        assertThat(matches("latitude le 0 or latitude gt 0", "latitude", Double.NaN))
                .isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "lastname eq 'x'",
                "lastname lt 'x'",
                "lastname ge ''",
                "lastname in ('x')",
                "contains(lastname, '')",
                "children gt -9",
                "today(createdon)",
                "olderthandays(birthdate, 0)",
                "currentuser(ownerid)",
                "not lastname ne 'x'",
                "related(parentcustomerid, account, all())"
            })
    void aNullFieldMatchesNoComparison(String filter) {
        assertThat(matches(filter, "lastname", null)).isFalse();
    }

    @Test
    void neIsTheNegationOfEqAndMatchesNullAndNotNegates() {
        assertThat(matches("lastname ne 'x'", "lastname", null)).isTrue();
        assertThat(matches("not lastname lt 'x'", "lastname", null)).isTrue();
        assertThat(matches("not lastname lt 'x'", "lastname", "a")).isFalse();
        assertThat(matches("lastname eq null", "lastname", null)).isTrue();
        assertThat(matches("lastname ne null", "lastname", "")).isTrue();
    }

    @Test
    void aFieldOfSeveralChoicesOrReferencesEqualsWhatItHolds() {
        assertThat(matches("hobbies eq 2", "hobbies", List.of("1", "2"))).isTrue();
        assertThat(matches("hobbies ne 2", "hobbies", List.of("1", "2"))).isFalse();
        assertThat(matches("hobbies in (3, 4)", "hobbies", List.of("1", "2"))).isFalse();
        assertThat(matches("parties eq 'a'", "parties", List.of(new RecordRef("contact", "a"))))
                .isTrue();
        assertThat(matches("parties eq 'A'", "parties", List.of(new RecordRef("contact", "a"))))
                .isFalse();
    }

    @Test
    void idsCompareExactlyAndGuidsWithoutCase() {
        assertThat(matches("parentcustomerid eq '001A'", "parentcustomerid", new RecordRef("account", "001a")))
                .isFalse();
        assertThat(matches(
                        "parentcustomerid eq " + USER.toUpperCase(java.util.Locale.ROOT),
                        "parentcustomerid",
                        new RecordRef("account", USER)))
                .isTrue();
        assertThat(matches("contactid in ('x', 'y')", "contactid", "y")).isTrue();
    }

    @Test
    void theCurrentUserIsTheOneOfTheEnvironment() {
        assertThat(matches("currentuser(ownerid)", "ownerid", new RecordRef("systemuser", USER)))
                .isTrue();
        assertThat(matches("currentuser(ownerid)", "ownerid", new RecordRef("systemuser", "other")))
                .isFalse();
    }

    @Test
    void otherTypesCompareInTheirOwnOrder() {
        assertThat(matches("donotemail eq true", "donotemail", true)).isTrue();
        assertThat(matches("donotemail in (true)", "donotemail", false)).isFalse();
        assertThat(matches("wakes lt 07:00", "wakes", LocalTime.of(6, 59))).isTrue();
        assertThat(matches("birthdate ge 2024-02-29", "birthdate", LocalDate.of(2024, 2, 29)))
                .isTrue();
        assertThat(matches("createdon gt 2024-06-30", "createdon", Instant.parse("2024-06-30T00:00:00Z")))
                .isFalse();
        assertThat(matches("appointment gt 2024-06-30", "appointment", LocalDateTime.of(2024, 6, 30, 0, 1)))
                .isTrue();
        assertThat(matches("statecode in (0, 1)", "statecode", "1")).isTrue();
    }

    /** Now is 22:30 on 30 June. */
    @ParameterizedTest
    @CsvSource({
        "today, 2024-06-29T23:59:59Z, false",
        "today, 2024-06-30T00:00:00Z, true",
        "today, 2024-06-30T23:59:59Z, true",
        "today, 2024-07-01T00:00:00Z, false",
        "yesterday, 2024-06-28T23:59:59Z, false",
        "yesterday, 2024-06-29T00:00:00Z, true",
        "yesterday, 2024-06-30T00:00:00Z, false",
        "lastdays 2, 2024-06-27T23:59:59Z, false",
        "lastdays 2, 2024-06-28T00:00:00Z, true",
        "lastdays 2, 2024-06-30T22:30:00Z, true",
        "lastdays 2, 2024-06-30T22:30:01Z, false",
        "lastdays 0, 2024-06-30T00:00:00Z, true",
        "lastdays 0, 2024-06-29T23:59:59Z, false",
        "nextdays 1, 2024-06-30T22:29:59Z, false",
        "nextdays 1, 2024-06-30T22:30:00Z, true",
        "nextdays 1, 2024-07-01T23:59:59Z, true",
        "nextdays 1, 2024-07-02T00:00:00Z, false",
        "olderthandays 2, 2024-06-27T23:59:59Z, true",
        "olderthandays 2, 2024-06-28T00:00:00Z, false",
        "olderthandays 2147483647, 2024-06-28T00:00:00Z, false"
    })
    void D12_relativeDatesOfInstantsCountDaysInUtc(String period, Instant value, boolean expected) {
        String[] parts = period.split(" ", 2);
        String filter = parts[0] + "(createdon" + (parts.length == 2 ? ", " + parts[1] : "") + ")";
        clock = Clock.fixed(NOW, ZoneId.of("Asia/Tokyo"));
        assertThat(matches(filter, "createdon", value)).isEqualTo(expected);
    }

    /** It is 30 June in UTC, already 1 July in Tokyo. */
    @ParameterizedTest
    @CsvSource({
        "today(birthdate), 2024-07-01, true", "today(birthdate), 2024-06-30, false",
        "yesterday(birthdate), 2024-06-30, true", "lastdays(birthdate; 1), 2024-06-30, true",
        "lastdays(birthdate; 1), 2024-06-29, false", "lastdays(birthdate; 1), 2024-07-02, false",
        "nextdays(birthdate; 1), 2024-07-01, true", "nextdays(birthdate; 1), 2024-07-02, true",
        "nextdays(birthdate; 1), 2024-07-03, false", "olderthandays(birthdate; 1), 2024-06-29, true",
        "olderthandays(birthdate; 1), 2024-06-30, false"
    })
    void D12_relativeDatesOfDaysCountInTheZoneOfTheClock(String filter, LocalDate value, boolean expected) {
        clock = Clock.fixed(NOW, ZoneId.of("Asia/Tokyo"));
        assertThat(matches(filter.replace(';', ','), "birthdate", value)).isEqualTo(expected);
    }

    @Test
    void D12_relativeDatesOfLocalTimesCountInTheZoneOfTheClock() {
        clock = Clock.fixed(NOW, ZoneId.of("Asia/Tokyo"));
        assertThat(matches("today(appointment)", "appointment", LocalDateTime.of(2024, 7, 1, 0, 0)))
                .isTrue();
        assertThat(matches("today(appointment)", "appointment", LocalDateTime.of(2024, 6, 30, 23, 59)))
                .isFalse();
        assertThat(matches("lastdays(appointment, 0)", "appointment", LocalDateTime.of(2024, 7, 1, 7, 30)))
                .isTrue();
        assertThat(matches("lastdays(appointment, 0)", "appointment", LocalDateTime.of(2024, 7, 1, 7, 31)))
                .isFalse();
    }

    @Test
    void allRowsAreJudgedByTheSameNow() {
        List<Instant> times = new ArrayList<>(List.of(NOW, NOW.plusSeconds(86_400)));
        Clock moving = new Clock() {
            @Override
            public ZoneId getZone() {
                return ZoneOffset.UTC;
            }

            @Override
            public Clock withZone(ZoneId zone) {
                return this;
            }

            @Override
            public Instant instant() {
                return times.remove(0);
            }
        };
        FilterEvaluator evaluator = FilterEvaluator.compile(
                FilterText.parse("today(createdon)"),
                Entities.CONTACT,
                List.of("createdon"),
                FilterEnvironment.of(moving, USER));
        assertThat(evaluator.matches(new Object[] {NOW})).isTrue();
        assertThat(evaluator.matches(new Object[] {NOW})).isTrue();
        assertThat(times).hasSize(1);
    }

    @Test
    void aSemiJoinAsksForTheTargetWithTheFieldsThatItNeeds() {
        List<String> asked = new ArrayList<>();
        RelatedRecords records = (entity, id, fields) -> {
            asked.add(entity + "/" + id + fields);
            return id.equals("a") ? Optional.of(new Object[] {"0"}) : Optional.empty();
        };
        Filter filter = FilterBinding.bind(
                        FilterText.parse("related(parentcustomerid, account, statecode eq 0)"),
                        Entities.CONTACT,
                        Entities::find)
                .orThrow();
        FilterEvaluator evaluator = FilterEvaluator.compile(
                filter,
                Entities.CONTACT,
                List.of("lastname", "parentcustomerid"),
                new FilterEnvironment(clock, USER, Entities::find, records));
        assertThat(evaluator.matches(new Object[] {"x", new RecordRef("account", "a")}))
                .isTrue();
        assertThat(evaluator.matches(new Object[] {"x", new RecordRef("account", "gone")}))
                .isFalse();
        assertThat(evaluator.matches(new Object[] {"x", new RecordRef("contact", "a")}))
                .isFalse();
        assertThat(asked).containsExactly("account/a[statecode]", "account/gone[statecode]");
    }

    @Test
    void whatIsNotBoundOrNotInTheRowsIsRefusedWhenCompiling() {
        FilterEnvironment environment = FilterEnvironment.of(clock, USER);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> FilterEvaluator.compile(
                        FilterText.parse("statecode eq 0"), Entities.CONTACT, FIELDS, environment))
                .withMessageContaining("not bound");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> FilterEvaluator.compile(
                        FilterText.parse("lastname eq 'x'"), Entities.CONTACT, List.of("children"), environment))
                .withMessageContaining("the rows do not hold this field");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> FilterEvaluator.compile(
                        FilterText.parse("other eq 'x'"), Entities.CONTACT, FIELDS, environment))
                .withMessageContaining("has no field 'other'");
    }

    @Test
    void READ5_aValueOfTheWrongJavaTypeIsADefectOfTheConnector() {
        ConnectorException e =
                catchThrowableOfType(ConnectorException.class, () -> matches("children eq 1", "children", 1));
        assertThat(e.kind()).isEqualTo(ErrorKind.PROTOCOL_ERROR);
        assertThat(e).hasMessageContaining("children").hasMessageContaining("java.lang.Integer");
    }
}

package org.crmlink.sandbox.salesforce.soql;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.DayOfWeek;
import java.time.LocalDate;
import java.time.Month;
import java.util.OptionalInt;
import org.crmlink.sandbox.salesforce.soql.DateSpan.Calendar;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class DateSpanTest {

    /** A Tuesday. */
    private static final LocalDate TODAY = LocalDate.of(2026, 11, 24);

    private static DateSpan span(DateWord word, @Nullable Integer number, Calendar calendar) {
        OptionalInt n = number == null ? OptionalInt.empty() : OptionalInt.of(number);
        return DateSpan.of(new Literal.Relative(word, n), TODAY, calendar);
    }

    @ParameterizedTest
    @CsvSource({
        "YESTERDAY, , 2026-11-23, 2026-11-24",
        "TODAY, , 2026-11-24, 2026-11-25",
        "TOMORROW, , 2026-11-25, 2026-11-26",
        "LAST_90_DAYS, , 2026-08-26, 2026-11-25",
        "NEXT_90_DAYS, , 2026-11-25, 2027-02-23",
        "LAST_N_DAYS, 1, 2026-11-23, 2026-11-25",
        "NEXT_N_DAYS, 2, 2026-11-25, 2026-11-27",
        "N_DAYS_AGO, 3, 2026-11-21, 2026-11-22",
        "LAST_WEEK, , 2026-11-15, 2026-11-22",
        "THIS_WEEK, , 2026-11-22, 2026-11-29",
        "NEXT_N_WEEKS, 2, 2026-11-29, 2026-12-13",
        "N_WEEKS_AGO, 2, 2026-11-08, 2026-11-15",
        "THIS_MONTH, , 2026-11-01, 2026-12-01",
        "LAST_N_MONTHS, 12, 2025-11-01, 2026-11-01",
        "N_MONTHS_AGO, 1, 2026-10-01, 2026-11-01",
        "THIS_QUARTER, , 2026-10-01, 2027-01-01",
        "LAST_QUARTER, , 2026-07-01, 2026-10-01",
        "NEXT_N_QUARTERS, 2, 2027-01-01, 2027-07-01",
        "THIS_YEAR, , 2026-01-01, 2027-01-01",
        "LAST_N_YEARS, 2, 2024-01-01, 2026-01-01",
        "N_YEARS_AGO, 3, 2023-01-01, 2024-01-01",
        "NEXT_YEAR, , 2027-01-01, 2028-01-01",
    })
    void wordsMeanDays(DateWord word, @Nullable Integer number, LocalDate from, LocalDate to) {
        assertThat(span(word, number, Calendar.DEFAULT)).isEqualTo(new DateSpan(from, to));
    }

    @ParameterizedTest
    @CsvSource({
        "THIS_FISCAL_YEAR, , 2026-02-01, 2027-02-01",
        "LAST_FISCAL_QUARTER, , 2026-08-01, 2026-11-01",
        "THIS_FISCAL_QUARTER, , 2026-11-01, 2027-02-01",
        "N_FISCAL_YEARS_AGO, 1, 2025-02-01, 2026-02-01",
        "THIS_YEAR, , 2026-01-01, 2027-01-01",
        "THIS_WEEK, , 2026-11-23, 2026-11-30",
    })
    void theYearAndTheWeekMayBeginElsewhere(DateWord word, @Nullable Integer number, LocalDate from, LocalDate to) {
        assertThat(span(word, number, new Calendar(DayOfWeek.MONDAY, Month.FEBRUARY)))
                .isEqualTo(new DateSpan(from, to));
    }

    @Test
    void aFiscalYearThatBeginsLaterInTheYearBeganLastYear() {
        DateSpan year = span(DateWord.THIS_FISCAL_YEAR, null, new Calendar(DayOfWeek.SUNDAY, Month.DECEMBER));
        assertThat(year).isEqualTo(new DateSpan(LocalDate.of(2025, 12, 1), LocalDate.of(2026, 12, 1)));
    }

    @ParameterizedTest
    @EnumSource(DateWord.class)
    void everyWordMeansSomeDays(DateWord word) {
        DateSpan span = span(word, word.takesNumber() ? 1 : null, Calendar.DEFAULT);
        assertThat(span.from()).isBefore(span.to());
    }
}

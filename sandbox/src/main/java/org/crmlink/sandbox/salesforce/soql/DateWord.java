package org.crmlink.sandbox.salesforce.soql;

import java.util.Locale;
import java.util.Optional;

/** The words for spans of time. Source: SOQL guide, "Date Formats and Date Literals". */
public enum DateWord {
    YESTERDAY,
    TODAY,
    TOMORROW,
    LAST_WEEK,
    THIS_WEEK,
    NEXT_WEEK,
    LAST_MONTH,
    THIS_MONTH,
    NEXT_MONTH,
    LAST_90_DAYS,
    NEXT_90_DAYS,
    LAST_N_DAYS,
    NEXT_N_DAYS,
    N_DAYS_AGO,
    LAST_N_WEEKS,
    NEXT_N_WEEKS,
    N_WEEKS_AGO,
    LAST_N_MONTHS,
    NEXT_N_MONTHS,
    N_MONTHS_AGO,
    THIS_QUARTER,
    LAST_QUARTER,
    NEXT_QUARTER,
    LAST_N_QUARTERS,
    NEXT_N_QUARTERS,
    N_QUARTERS_AGO,
    THIS_YEAR,
    LAST_YEAR,
    NEXT_YEAR,
    LAST_N_YEARS,
    NEXT_N_YEARS,
    N_YEARS_AGO,
    THIS_FISCAL_QUARTER,
    LAST_FISCAL_QUARTER,
    NEXT_FISCAL_QUARTER,
    LAST_N_FISCAL_QUARTERS,
    NEXT_N_FISCAL_QUARTERS,
    N_FISCAL_QUARTERS_AGO,
    THIS_FISCAL_YEAR,
    LAST_FISCAL_YEAR,
    NEXT_FISCAL_YEAR,
    LAST_N_FISCAL_YEARS,
    NEXT_N_FISCAL_YEARS,
    N_FISCAL_YEARS_AGO;

    /** Whether a number follows: {@code LAST_N_DAYS:30}. */
    public boolean takesNumber() {
        return name().contains("_N_") || name().startsWith("N_");
    }

    static Optional<DateWord> of(String word) {
        String name = word.toUpperCase(Locale.ROOT);
        for (DateWord known : values()) {
            if (known.name().equals(name)) {
                return Optional.of(known);
            }
        }
        return Optional.empty();
    }
}

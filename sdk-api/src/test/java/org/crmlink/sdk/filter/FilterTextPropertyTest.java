package org.crmlink.sdk.filter;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.crmlink.sdk.filter.Filter.Match;
import org.crmlink.sdk.filter.Filter.Operator;
import org.crmlink.sdk.filter.Filter.Period;
import org.crmlink.sdk.filter.FilterText.SyntaxException;

class FilterTextPropertyTest {

    @Property(tries = 2_000)
    void whatIsWrittenIsReadAsTheSameFilter(@ForAll("filters") Filter filter) {
        String text = FilterText.format(filter);
        assertThat(FilterText.parse(text)).as(text).isEqualTo(filter);
    }

    @Property(tries = 2_000)
    void anyTextIsReadOrRefusedWithAPositionInside(@ForAll("scraps") String text) {
        try {
            Filter filter = FilterText.parse(text);
            assertThat(FilterText.parse(FilterText.format(filter))).isEqualTo(filter);
        } catch (SyntaxException e) {
            assertThat(e.position()).isBetween(0, text.length());
            assertThat(e.getMessage()).contains("^");
        }
    }

    /** Texts out of pieces of the grammar in any order, so that many get far. */
    @Provide
    Arbitrary<String> scraps() {
        return Arbitraries.of(
                        "a",
                        "b.c",
                        "eq",
                        "ne",
                        "in",
                        "(",
                        ")",
                        ",",
                        "and",
                        "or",
                        "not",
                        "1",
                        "-2.5",
                        "'x''y'",
                        "\"n\"",
                        "null",
                        "true",
                        "today(",
                        "related(a, b,",
                        "contains(a, 'b')",
                        "2024-06-30",
                        "12:00",
                        "'",
                        "\"",
                        "a eq 1",
                        "a in (1, 2)",
                        "1e5",
                        "5m",
                        "*",
                        "3f2504e0-4f89-11d3-9a0c-0305e82c3301")
                .list()
                .ofMaxSize(12)
                .map(pieces -> String.join(" ", pieces));
    }

    @Provide
    Arbitrary<Filter> filters() {
        return filters(3);
    }

    private Arbitrary<Filter> filters(int depth) {
        if (depth == 0) {
            return leaves();
        }
        Arbitrary<Filter> inner = filters(depth - 1);
        Arbitrary<List<Filter>> parts = inner.list().ofMinSize(2).ofMaxSize(3);
        return Arbitraries.oneOf(
                leaves(),
                parts.map(Filter.And::new),
                parts.map(Filter.Or::new),
                inner.map(Filter.Not::new),
                Combinators.combine(names(), names(), inner).as(Filter.Related::new));
    }

    private Arbitrary<Filter> leaves() {
        Arbitrary<Filter> comparisons = Combinators.combine(names(), Arbitraries.of(Operator.class), values())
                .as(Filter.Comparison::new);
        Arbitrary<Filter> ins =
                Combinators.combine(names(), values().list().ofMaxSize(4)).as(Filter.In::new);
        Arbitrary<Filter> matches = Combinators.combine(names(), Arbitraries.of(Match.class), texts())
                .as(Filter.TextMatch::new);
        Arbitrary<Filter> counted = Combinators.combine(
                        names(),
                        Arbitraries.of(Period.LAST_DAYS, Period.NEXT_DAYS, Period.OLDER_THAN_DAYS),
                        Arbitraries.integers().greaterOrEqual(0))
                .as(Filter.RelativeDate::new);
        Arbitrary<Filter> plain = Combinators.combine(names(), Arbitraries.of(Period.TODAY, Period.YESTERDAY))
                .as((field, period) -> new Filter.RelativeDate(field, period, 0));
        return Arbitraries.oneOf(
                comparisons,
                ins,
                matches,
                counted,
                plain,
                names().map(Filter.IsNull::new),
                names().map(Filter.CurrentUser::new),
                Arbitraries.just(Filter.all()));
    }

    private Arbitrary<String> names() {
        return Arbitraries.oneOf(
                Arbitraries.of("name", "statecode", "_x$1", "and", "in", "null", "true", "today", "related", "not"),
                Arbitraries.strings().ofMinLength(1).ofMaxLength(6),
                Arbitraries.create(() -> "3f2504e0-4f89-11d3-9a0c-0305e82c3301"));
    }

    private Arbitrary<String> texts() {
        return Arbitraries.oneOf(
                Arbitraries.strings().ofMaxLength(8), Arbitraries.of("'", "''", "\"", "null", "a'b", "%_", "\n"));
    }

    private Arbitrary<Object> values() {
        Arbitrary<BigDecimal> decimals = Combinators.combine(
                        Arbitraries.bigIntegers().between(BigInteger.TEN.pow(40).negate(), BigInteger.TEN.pow(40)),
                        Arbitraries.integers().between(0, 30))
                .as(BigDecimal::new);
        Arbitrary<Instant> instants = Combinators.combine(
                        Arbitraries.longs().between(-62_167_219_200L, 253_402_300_799L),
                        Arbitraries.integers().between(0, 999_999_999))
                .as((seconds, nanos) -> Instant.ofEpochSecond(seconds, nanos));
        Arbitrary<LocalDate> dates =
                Arbitraries.longs().between(-719_528, 2_932_896).map(LocalDate::ofEpochDay);
        Arbitrary<LocalTime> times =
                Arbitraries.longs().between(0, 86_399_999_999_999L).map(LocalTime::ofNanoOfDay);
        return Arbitraries.oneOf(
                Arbitraries.longs().map(value -> value),
                decimals.map(value -> value),
                Arbitraries.doubles().map(value -> value),
                Arbitraries.of(true, false).map(value -> value),
                texts().map(value -> value),
                instants.map(value -> value),
                dates.map(value -> value),
                times.map(value -> value),
                Combinators.combine(dates, times).as(LocalDateTime::of).map(value -> value));
    }
}

package org.crmlink.sdk.filter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.util.List;
import org.crmlink.sdk.filter.Filter.Comparison;
import org.crmlink.sdk.filter.Filter.Operator;
import org.crmlink.sdk.filter.Filter.Period;
import org.crmlink.sdk.filter.FilterText.SyntaxException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FilterTextTest {

    private static Filter eq(String field, Object value) {
        return new Comparison(field, Operator.EQ, value);
    }

    private static Object literal(String text) {
        return ((Comparison) FilterText.parse("f eq " + text)).value();
    }

    @Test
    void aBlankTextMeansEveryRecord() {
        assertThat(FilterText.parse(" \n ")).isEqualTo(Filter.all());
        assertThat(FilterText.parse("all()")).isEqualTo(Filter.all());
    }

    @Test
    void literalsHaveTheJavaTypeThatTheySay() {
        assertThat(literal("0")).isEqualTo(0L);
        assertThat(literal("-9223372036854775808")).isEqualTo(Long.MIN_VALUE);
        assertThat(literal("1.50")).isEqualTo(new BigDecimal("1.50"));
        assertThat(literal("99999999999999999999m")).isEqualTo(new BigDecimal("99999999999999999999"));
        assertThat(literal("-1.5e3")).isEqualTo(-1500.0);
        assertThat(literal("2d")).isEqualTo(2.0);
        assertThat(literal("true")).isEqualTo(true);
        assertThat(literal("'O''Brien'")).isEqualTo("O'Brien");
        assertThat(literal("''")).isEqualTo("");
        assertThat(literal("2024-06-30")).isEqualTo(LocalDate.of(2024, 6, 30));
        assertThat(literal("14:30")).isEqualTo(LocalTime.of(14, 30));
        assertThat(literal("2024-06-30T14:30:01.5")).isEqualTo(LocalDateTime.of(2024, 6, 30, 14, 30, 1, 500_000_000));
        assertThat(literal("2024-06-30T14:30:00Z")).isEqualTo(Instant.parse("2024-06-30T14:30:00Z"));
        assertThat(literal("2024-06-30T14:30:00+02:00")).isEqualTo(Instant.parse("2024-06-30T12:30:00Z"));
        assertThat(literal("3F2504E0-4f89-11d3-9a0c-0305e82c3301")).isEqualTo("3F2504E0-4f89-11d3-9a0c-0305e82c3301");
        assertThat(literal("deadbeef-4f89-11d3-9a0c-0305e82c3301")).isEqualTo("deadbeef-4f89-11d3-9a0c-0305e82c3301");
    }

    @Test
    void andBindsTighterThanOrAndNotTighterThanAnd() {
        assertThat(FilterText.parse("a eq 1 or b eq 2 and not c eq 3"))
                .isEqualTo(new Filter.Or(List.of(
                        eq("a", 1L), new Filter.And(List.of(eq("b", 2L), new Filter.Not(eq("c", 3L)))))));
        assertThat(FilterText.parse("(a eq 1 or b eq 2) and c eq 3"))
                .isEqualTo(new Filter.And(List.of(new Filter.Or(List.of(eq("a", 1L), eq("b", 2L))), eq("c", 3L))));
    }

    @Test
    void nullIsAskedForWithEqAndNe() {
        assertThat(FilterText.parse("f eq null")).isEqualTo(new Filter.IsNull("f"));
        assertThat(FilterText.parse("f ne null")).isEqualTo(new Filter.Not(new Filter.IsNull("f")));
        assertThat(FilterText.parse("f eq 'null'")).isEqualTo(eq("f", "null"));
    }

    @Test
    void everyFunctionHasItsFilter() {
        assertThat(FilterText.parse("startswith(name, 'Ab')"))
                .isEqualTo(new Filter.TextMatch("name", Filter.Match.PREFIX, "Ab"));
        assertThat(FilterText.parse("contains(name,'%_')"))
                .isEqualTo(new Filter.TextMatch("name", Filter.Match.CONTAINS, "%_"));
        assertThat(FilterText.parse("today(d)")).isEqualTo(new Filter.RelativeDate("d", Period.TODAY, 0));
        assertThat(FilterText.parse("yesterday(d)")).isEqualTo(new Filter.RelativeDate("d", Period.YESTERDAY, 0));
        assertThat(FilterText.parse("lastdays(d, 7)")).isEqualTo(new Filter.RelativeDate("d", Period.LAST_DAYS, 7));
        assertThat(FilterText.parse("nextdays(d, 7)")).isEqualTo(new Filter.RelativeDate("d", Period.NEXT_DAYS, 7));
        assertThat(FilterText.parse("olderthandays(d, 30)"))
                .isEqualTo(new Filter.RelativeDate("d", Period.OLDER_THAN_DAYS, 30));
        assertThat(FilterText.parse("currentuser(ownerid)")).isEqualTo(new Filter.CurrentUser("ownerid"));
        assertThat(FilterText.parse("related(parentcustomerid, account, statecode eq 0 or name eq 'x')"))
                .isEqualTo(new Filter.Related(
                        "parentcustomerid", "account", new Filter.Or(List.of(eq("statecode", 0L), eq("name", "x")))));
        assertThat(FilterText.parse("f in (1, 'a', true)")).isEqualTo(new Filter.In("f", List.of(1L, "a", true)));
        assertThat(FilterText.parse("f in ()")).isEqualTo(new Filter.In("f", List.of()));
    }

    @Test
    void aFieldMayHaveTheNameOfAFunctionAndAnyNameInDoubleQuotes() {
        assertThat(FilterText.parse("today eq 1")).isEqualTo(eq("today", 1L));
        assertThat(FilterText.parse("\"and\" eq 1")).isEqualTo(eq("and", 1L));
        assertThat(FilterText.parse("\"a \"\"b\"\" (c)\" eq 1")).isEqualTo(eq("a \"b\" (c)", 1L));
        assertThat(FilterText.parse("Größe_2.x eq 1")).isEqualTo(eq("Größe_2.x", 1L));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '^', textBlock = """
                    statecode equals 0        | 10 | expected eq, ne, lt, le, gt, ge or in after 'statecode', found 'equals'
                    statecode EQ 0            | 10 | write eq in lower case
                    statecode = 0             | 10 | write eq for equal
                    statecode eq              | 12 | expected a value, found the end of the text
                    statecode eq open         | 13 | texts stand in single quotes
                    statecode eq "open"       | 13 | double quotes are for names
                    name eq 'open             |  8 | is not closed
                    a eq 1 b eq 2             |  7 | expected and, or, or the end of the text, found 'b'
                    (a eq 1                   |  7 | expected ')'
                    a eq 1)                   |  6 | found ')'
                    f lt null                 |  2 | null can only be compared with eq or ne
                    f in (1, null)            |  9 | null cannot stand here
                    f in 1                    |  5 | expected '(' after in
                    startwith(f, 'x')         |  0 | there is no function 'startwith'
                    startswith(f, 1)          | 14 | expected a text in single quotes
                    lastdays(f, -1)           | 12 | expected a whole number of days
                    today(f, 1)               |  7 | expected ')'
                    related(f, account)       | 18 | expected ','
                    f eq 2024-02-30           |  5 | no date or time that exists
                    f eq 12abc                |  5 | is neither a number nor a date
                    f eq 9223372036854775808  |  5 | beyond 64 bits
                    f eq 1e999                |  5 | too large
                    f eq ;                    |  5 | is not part of a filter
                    null eq 1                 |  0 | stands in double quotes
                    not                       |  3 | expected a field
                    """)
    void aTextThatIsNotOfTheGrammarIsRefusedWithPositionAndExpectation(String text, int position, String problem) {
        SyntaxException e = catchThrowableOfType(SyntaxException.class, () -> FilterText.parse(text));
        assertThat(e).as("refused: %s", text).isNotNull();
        assertThat(e.position()).isEqualTo(position);
        assertThat(e).hasMessageContaining("character " + (position + 1) + ":").hasMessageContaining(problem);
    }

    @Test
    void theMessageShowsTheTextWithACaretBelowThePosition() {
        SyntaxException e = catchThrowableOfType(SyntaxException.class, () -> FilterText.parse("a eq 1\nand b is 2"));
        String[] lines = e.getMessage().split("\n", -1);
        assertThat(lines[1]).isEqualTo("    a eq 1 and b is 2");
        assertThat(lines[2].indexOf('^')).isEqualTo(lines[1].indexOf("is 2"));
    }

    @Test
    void theMessageShowsOnlyThePartAroundThePositionOfALongText() {
        String text = "a eq 1 and ".repeat(1_000) + "b is 2" + " and a eq 1".repeat(1_000);
        SyntaxException e = catchThrowableOfType(SyntaxException.class, () -> FilterText.parse(text));
        String[] lines = e.getMessage().split("\n", -1);
        assertThat(e.getMessage()).hasSizeLessThan(500);
        assertThat(lines[1].substring(lines[2].indexOf('^'))).startsWith("is 2");
    }

    @Test
    void depthIsBoundedForReadingAndWriting() {
        String deepest = "not ".repeat(FilterText.MAX_DEPTH) + "f eq 1";
        assertThat(FilterText.format(FilterText.parse(deepest))).isEqualTo(deepest);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> FilterText.parse("not " + deepest))
                .withMessageContaining("nested deeper");
        for (String open : List.of("(", "not ", "related(f, g, ", "not (")) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> FilterText.parse(open.repeat(4_000) + "f eq 1"))
                    .withMessageContaining("nested deeper");
        }
        Filter deep = eq("f", 1L);
        for (int i = 0; i < 100_000; i++) {
            deep = new Filter.And(List.of(deep));
        }
        Filter tooDeep = deep;
        assertThatIllegalArgumentException().isThrownBy(() -> FilterText.format(tooDeep));
    }

    @Test
    void lengthIsBoundedForReadingAndWriting() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> FilterText.parse(" ".repeat(FilterText.MAX_LENGTH + 1)))
                .withMessageContaining("at most 65536");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> FilterText.format(eq("f", "x".repeat(FilterText.MAX_LENGTH))));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> FilterText.parse("f eq " + "1".repeat(5_000) + "m"))
                .withMessageContaining("too long");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> FilterText.format(eq("f", new BigDecimal("1E+100000000"))))
                .withMessageContaining("digits");
    }

    @Test
    void formsThatMeanTheSameAreWrittenAsOne() {
        assertThat(FilterText.format(new Filter.And(List.of()))).isEqualTo("all()");
        assertThat(FilterText.format(new Filter.Or(List.of()))).isEqualTo("not all()");
        assertThat(FilterText.format(new Filter.Or(List.of(eq("a", 1L))))).isEqualTo("a eq 1");
        assertThat(FilterText.format(new Filter.Not(new Filter.IsNull("a")))).isEqualTo("a ne null");
        assertThat(FilterText.format(eq("a", new BigDecimal("1E+3")))).isEqualTo("a eq 1000m");
        assertThat(FilterText.format(eq("a", 7))).isEqualTo("a eq 7");
    }

    @ParameterizedTest
    @ValueSource(strings = {"deadbeef-4f89-11d3-9a0c-0305e82c3301", "true", "and", "1st", "a-b", "f(", " "})
    void aNameThatWouldBeReadAsSomethingElseIsWrittenInDoubleQuotes(String name) {
        Filter filter = eq(name, 1L);
        assertThat(FilterText.format(filter)).isEqualTo("\"" + name + "\" eq 1");
        assertThat(FilterText.parse(FilterText.format(filter))).isEqualTo(filter);
    }

    @Test
    void aValueWithoutLiteralIsRefusedWhenWriting() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> FilterText.format(eq("f", new byte[1])))
                .withMessageContaining("[B");
        assertThatIllegalArgumentException().isThrownBy(() -> FilterText.format(eq("f", Double.NaN)));
        assertThatIllegalArgumentException().isThrownBy(() -> FilterText.format(eq("f", LocalDate.of(10_000, 1, 1))));
        assertThatIllegalArgumentException().isThrownBy(() -> FilterText.format(eq("", 1L)));
    }
}

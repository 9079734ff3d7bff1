package org.crmlink.sandbox.salesforce.soql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.crmlink.sandbox.salesforce.soql.Condition.All;
import org.crmlink.sandbox.salesforce.soql.Condition.Among;
import org.crmlink.sandbox.salesforce.soql.Condition.Any;
import org.crmlink.sandbox.salesforce.soql.Condition.Chosen;
import org.crmlink.sandbox.salesforce.soql.Condition.Comparator;
import org.crmlink.sandbox.salesforce.soql.Condition.Compare;
import org.crmlink.sandbox.salesforce.soql.Condition.Not;
import org.crmlink.sandbox.salesforce.soql.Condition.SemiJoin;
import org.crmlink.sandbox.salesforce.soql.Operand.Call;
import org.crmlink.sandbox.salesforce.soql.Operand.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SoqlParserTest {

    private static Condition where(String condition) {
        return SoqlParser.parse("SELECT Id FROM Account WHERE " + condition)
                .where()
                .orElseThrow();
    }

    private static Literal value(String written) {
        return ((Compare) where("X__c = " + written)).right();
    }

    private static SoqlException refused(String soql) {
        SoqlException failure = catchThrowableOfType(SoqlException.class, () -> SoqlParser.parse(soql));
        assertThat(failure).as(soql).isNotNull();
        return failure;
    }

    @Test
    void aQueryWithAllOfItsClauses() {
        Query query = SoqlParser.parse(
                "select a.Id, Owner.Name, (SELECT Id FROM Contacts LIMIT 3), FIELDS(CUSTOM)"
                        + " from Account a USING SCOPE mine where Name like 'A%' order by Name desc nulls last, Id LIMIT 10 OFFSET 5 FOR VIEW");
        assertThat(query.object()).isEqualTo("Account");
        assertThat(query.alias()).contains("a");
        assertThat(query.scope()).contains("mine");
        assertThat(query.selected()).hasSize(4);
        assertThat(((Selection.Value) query.selected().get(1)).operand()).hasToString("Owner.Name");
        Query children = ((Selection.Children) query.selected().get(2)).query();
        assertThat(children.object()).isEqualTo("Contacts");
        assertThat(children.limit()).isEqualTo(OptionalInt.of(3));
        assertThat(((Selection.Fields) query.selected().get(3)).group()).isEqualTo(Selection.Group.CUSTOM);
        assertThat(query.order()).extracting(Query.Order::descending).containsExactly(true, false);
        assertThat(query.order()).extracting(Query.Order::nullsLast).containsExactly(true, false);
        assertThat(query.limit()).isEqualTo(OptionalInt.of(10));
        assertThat(query.offset()).isEqualTo(OptionalInt.of(5));
    }

    @Test
    void countIsAQueryWithoutFields() {
        assertThat(SoqlParser.parse("SELECT count() FROM Account").isCount()).isTrue();
        assertThat(SoqlParser.parse("SELECT count(Id) FROM Account").isCount()).isFalse();
    }

    @Test
    void groupsHaveAliasesAndSubtotals() {
        Query query = SoqlParser.parse(
                "SELECT LeadSource, CALENDAR_YEAR(convertTimezone(CreatedDate)) y, COUNT(Id) n FROM Lead"
                        + " GROUP BY ROLLUP(LeadSource, CALENDAR_YEAR(convertTimezone(CreatedDate))) HAVING COUNT(Id) > 1");
        assertThat(query.grouping().orElseThrow().kind()).isEqualTo(Query.Grouping.Kind.ROLLUP);
        assertThat(query.grouping().orElseThrow().by()).hasSize(2);
        Selection.Value year = (Selection.Value) query.selected().get(1);
        assertThat(year.alias()).contains("y");
        assertThat(((Call) year.operand()).arguments().get(0)).isInstanceOf(Call.class);
        assertThat(query.having()).containsInstanceOf(Compare.class);
    }

    @Test
    void aPolymorphicLookupIsReadByType() {
        Query query = SoqlParser.parse(
                "SELECT TYPEOF What WHEN Account THEN Phone, Name WHEN Case THEN Subject ELSE Id END FROM Event");
        Selection.TypeOf typeOf = (Selection.TypeOf) query.selected().get(0);
        assertThat(typeOf.relationship()).isEqualTo("What");
        assertThat(typeOf.cases()).extracting(Selection.When::object).containsExactly("Account", "Case");
        assertThat(typeOf.cases().get(0).fields()).extracting(Path::toString).containsExactly("Phone", "Name");
        assertThat(typeOf.otherwise()).extracting(Path::toString).containsExactly("Id");
    }

    @Test
    void conditionsNest() {
        All all = (All)
                where(
                        "(A = 1 OR B != null) AND (NOT C LIKE 'x%') AND Id NOT IN (SELECT AccountId FROM Contact WHERE Name = 'Q')");
        assertThat(all.parts()).hasSize(3);
        assertThat(((Any) all.parts().get(0)).parts()).hasSize(2);
        assertThat(((Compare) ((Not) all.parts().get(1)).part()).comparator()).isEqualTo(Comparator.LIKE);
        SemiJoin join = (SemiJoin) all.parts().get(2);
        assertThat(join.negated()).isTrue();
        assertThat(join.inner().object()).isEqualTo("Contact");
        assertThat(((Among) where("N IN (1, 2.5, null)")).values())
                .containsExactly(
                        new Literal.Numeral(new BigDecimal("1")),
                        new Literal.Numeral(new BigDecimal("2.5")),
                        new Literal.Nothing());
        assertThat(((Chosen) where("I EXCLUDES ('A;B', 'C')")))
                .isEqualTo(new Chosen(
                        ((Chosen) where("I EXCLUDES ('C')")).left(), true, List.of(List.of("A", "B"), List.of("C"))));
    }

    @Test
    void values() {
        assertThat(value("-1.50")).isEqualTo(new Literal.Numeral(new BigDecimal("-1.50")));
        assertThat(value("1e3")).isEqualTo(new Literal.Numeral(new BigDecimal("1e3")));
        assertThat(value("TRUE")).isEqualTo(new Literal.Truth(true));
        assertThat(value("2026-05-01")).isEqualTo(new Literal.Day(LocalDate.of(2026, 5, 1)));
        for (String moment : List.of(
                "2026-05-01T08:00:00Z",
                "2026-05-01T10:00:00+02:00",
                "2026-05-01T10:00:00.000+0200",
                "2026-05-01T00:00:00.000-08:00")) {
            assertThat(value(moment)).as(moment).isEqualTo(new Literal.Moment(Instant.parse("2026-05-01T08:00:00Z")));
        }
        assertThat(value("last_n_days:30")).isEqualTo(new Literal.Relative(DateWord.LAST_N_DAYS, OptionalInt.of(30)));
        assertThat(value("TODAY")).isEqualTo(new Literal.Relative(DateWord.TODAY, OptionalInt.empty()));
        assertThat(value("USD5000.25")).isEqualTo(new Literal.Money("USD", new BigDecimal("5000.25")));
        assertThat(value("eur7")).isEqualTo(new Literal.Money("EUR", new BigDecimal("7")));
    }

    @Test
    void textsHaveEscapesAndPatternsKeepThoseOfWildcards() {
        assertThat(value("'O\\'Brien \\\\ \\n \\u00e9 100\\% a\\_b'"))
                .isEqualTo(new Literal.Text("O'Brien \\ \n \u00e9 100% a_b", "O'Brien \\\\ \n \u00e9 100\\% a\\_b"));
    }

    @Test
    void whereItIsWrongIsShownWithACaret() {
        SoqlException failure = refused("SELECT Id\nFROM Account\nWHERE A = 1 AND B = 2 OR C = 3");
        assertThat(failure.code()).isEqualTo("MALFORMED_QUERY");
        assertThat(failure)
                .hasMessage(
                        "\nWHERE A = 1 AND B = 2 OR C = 3\n                      ^\nERROR at Row:3:Column:23\nunexpected token: 'OR'");
        assertThat(refused("SELECT Id FROM")).hasMessageEndingWith("unexpected token: '<EOF>'");
        assertThat(refused("SELECT Id\nFROM A WHERE B = 'x"))
                .hasMessageEndingWith("Row:2:Column:20\nline 2:19 mismatched character '<EOF>' expecting '''");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "SELECT",
                "SELECT FROM Account",
                "SELECT Id Account",
                "SELECT * FROM Account",
                "SELECT Id, FROM Account",
                "SELECT Id FROM Account WHERE",
                "SELECT Id FROM Account WHERE Name",
                "SELECT Id FROM Account WHERE Name = ",
                "SELECT Id FROM Account WHERE Name = Other",
                "SELECT Id FROM Account WHERE Name IS NULL",
                "SELECT Id FROM Account WHERE Name = 'open",
                "SELECT Id FROM Account WHERE Name = 'stray \\x'",
                "SELECT Id FROM Account WHERE Name = 'half \\u12'",
                "SELECT Id FROM Account WHERE A = 1 AND NOT B = 2",
                "SELECT Id FROM Account WHERE (A = 1",
                "SELECT Id FROM Account WHERE A IN ()",
                "SELECT Id FROM Account WHERE A = 2026-13-01",
                "SELECT Id FROM Account WHERE A = 2026-05-01T10:00:00",
                "SELECT Id FROM Account WHERE A = 2026-05-01T10:00:00ZZ",
                "SELECT Id FROM Account WHERE A = 2026-05-01T10:00:00+02:00+0200",
                "SELECT Id FROM Account WHERE A = LAST_N_DAYS",
                "SELECT Id FROM Account WHERE A = 12abc",
                "SELECT Id FROM Account WHERE A = -",
                "SELECT Id FROM Account LIMIT x",
                "SELECT Id FROM Account LIMIT -1",
                "SELECT Id FROM Account LIMIT 99999999999",
                "SELECT Id FROM Account ORDER Name",
                "SELECT Id FROM Account FOR UPDATES",
                "SELECT Id FROM Account; DROP",
                "SELECT (SELECT count() FROM Contacts) FROM Account",
                "SELECT TYPEOF What END FROM Event",
                "SELECT FIELDS(SOME) FROM Account",
            })
    void whatIsNoQueryIsRefused(String soql) {
        assertThat(refused(soql).code()).isEqualTo("MALFORMED_QUERY");
    }

    @Test
    void whatIsTooMuchIsRefused() {
        assertThat(refused("SELECT Id FROM Account WHERE " + "(".repeat(5_000) + "A = 1" + ")".repeat(5_000)))
                .hasMessageContaining("brackets");
        assertThat(refused("SELECT " + "a(".repeat(5_000) + "b" + ")".repeat(5_000) + " FROM Account"))
                .hasMessageContaining("brackets");
        assertThat(refused("SELECT Id FROM Account WHERE A = '" + "x".repeat(4_001) + "'"))
                .hasMessageContaining("4000");
        assertThat(refused("SELECT Id FROM Account WHERE A = '" + "x".repeat(100_000) + "'")
                        .code())
                .isEqualTo("QUERY_TOO_COMPLICATED");
    }

    @Test
    void wordsOfTheLanguageAreNamesElsewhere() {
        Query query = SoqlParser.parse("SELECT Id FROM Group WHERE Limit = 1 AND Order.Name = 'x'");
        assertThat(query.object()).isEqualTo("Group");
        assertThat(query.alias()).isEqualTo(Optional.empty());
        assertThat(query.where()).containsInstanceOf(All.class);
    }
}

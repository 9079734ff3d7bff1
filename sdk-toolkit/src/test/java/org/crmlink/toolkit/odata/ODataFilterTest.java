package org.crmlink.toolkit.odata;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.crmlink.sdk.filter.Filter;
import org.crmlink.sdk.filter.Filter.Operator;
import org.crmlink.sdk.metadata.FieldType;
import org.junit.jupiter.api.Test;

class ODataFilterTest {

    private static final String ID = "00000000-0000-0000-0000-00000000000a";
    private static final Clock CLOCK = Clock.fixed(Instant.parse("2024-06-12T14:13:17Z"), ZoneOffset.UTC);

    private static final class Fields implements ODataFields {
        private static final Map<String, Property> PROPERTIES = Map.of(
                "name", new Property("name", FieldType.TEXT, false),
                "count", new Property("count", FieldType.INTEGER, false),
                "amount", new Property("amount", FieldType.MONEY, false),
                "state", new Property("state", FieldType.CHOICE, false),
                "owner", new Property("_owner_value", FieldType.LOOKUP, true),
                "when", new Property("when", FieldType.INSTANT, false),
                "day", new Property("day", FieldType.DATE, false),
                "tags", new Property("tags", FieldType.MULTI_CHOICE, false));

        @Override
        public Optional<Property> property(String field) {
            return Optional.ofNullable(PROPERTIES.get(field));
        }

        @Override
        public Optional<Navigation> navigation(String field, String target) {
            return field.equals("owner") ? Optional.of(new Navigation("Owner", "userid", this)) : Optional.empty();
        }

        @Override
        public Optional<String> holdsOption(String path, String option) {
            return Optional.of("Holds(" + path + "," + option + ")");
        }

        @Override
        public String currentUserId() {
            return ID;
        }
    }

    private static ODataFilter.Translation translate(Filter filter) {
        return ODataFilter.translate(filter, new Fields(), CLOCK);
    }

    private static void exact(Filter filter, String expression) {
        assertThat(translate(filter)).isEqualTo(new ODataFilter.Translation(expression, Filter.all(), 0));
    }

    private static void wider(Filter filter, String expression) {
        assertThat(translate(filter).expression()).isEqualTo(expression);
        assertThat(translate(filter).residual()).isEqualTo(filter);
    }

    private static Filter compare(String field, Operator operator, Object value) {
        return Filter.compare(field, operator, value);
    }

    @Test
    void comparisonsOfExactTypesAreExact() {
        exact(Filter.all(), "");
        exact(compare("count", Operator.GE, 5L), "count ge 5");
        exact(compare("amount", Operator.LT, new BigDecimal("1E+3")), "amount lt 1000");
        exact(compare("state", Operator.EQ, "1"), "state eq 1");
        exact(compare("owner", Operator.EQ, "{" + ID + "}"), "_owner_value eq " + ID);
        exact(compare("when", Operator.GT, Instant.parse("2024-01-01T00:00:00Z")), "when gt 2024-01-01T00:00:00Z");
        exact(compare("tags", Operator.EQ, "7"), "Holds(tags,7)");
        exact(new Filter.IsNull("name"), "name eq null");
        exact(new Filter.CurrentUser("owner"), "_owner_value eq " + ID);
    }

    @Test
    void aNegationMatchesNullsWhateverTheServerMakesOfNot() {
        exact(compare("count", Operator.NE, 5L), "(count ne 5 or count eq null)");
        exact(new Filter.Not(compare("count", Operator.LT, 5L)), "(count ge 5 or count eq null)");
        exact(new Filter.Not(new Filter.Not(compare("count", Operator.LT, 5L))), "count lt 5");
        exact(
                new Filter.Not(compare("count", Operator.EQ, 1L).and(new Filter.IsNull("name"))),
                "((count ne 1 or count eq null) or name ne null)");
        exact(
                new Filter.Not(new Filter.In("state", List.of("1", "2"))),
                "((state ne 1 or state eq null) and (state ne 2 or state eq null))");
    }

    @Test
    void READ_2_textsAreWiderOnTheServerAndNeverNegatedThere() {
        wider(compare("name", Operator.EQ, "O'Brien"), "name eq 'O''Brien'");
        wider(new Filter.TextMatch("name", Filter.Match.PREFIX, "a%"), "startswith(name,'a%')");
        wider(compare("name", Operator.NE, "x"), "");
        wider(new Filter.Not(compare("name", Operator.EQ, "x")), "");
        wider(new Filter.Not(new Filter.TextMatch("name", Filter.Match.CONTAINS, "x")), "");
        wider(compare("name", Operator.LT, "x"), "");
        // SQL would read it as a set of characters and find less.
        wider(new Filter.TextMatch("name", Filter.Match.CONTAINS, "[x]"), "");
    }

    @Test
    void whatCannotBeAskedStaysWithTheHostAndTheRestIsAsked() {
        Filter asked = compare("count", Operator.EQ, 1L);
        Filter unknown = compare("unknown", Operator.EQ, 1L);
        assertThat(translate(asked.and(unknown))).isEqualTo(new ODataFilter.Translation("count eq 1", unknown, 1));
        wider(new Filter.Or(List.of(asked, unknown)), "");
        wider(compare("count", Operator.EQ, 5_000_000_000L), "");
        wider(compare("owner", Operator.EQ, "nonsense' or 1 eq 1"), "");
        wider(compare("state", Operator.EQ, "1 or 1 eq 1"), "");
        wider(new Filter.In("count", List.of()), "");
        List<Object> many =
                IntStream.range(0, 1_000).mapToObj(i -> (Object) (long) i).toList();
        wider(new Filter.In("count", many), "");
    }

    @Test
    void datesAgainstTheClockAreWrittenOut() {
        exact(
                new Filter.RelativeDate("when", Filter.Period.YESTERDAY, 0),
                "(when ge 2024-06-11T00:00:00Z and when lt 2024-06-12T00:00:00Z)");
        exact(
                new Filter.RelativeDate("when", Filter.Period.LAST_DAYS, 7),
                "(when ge 2024-06-05T00:00:00Z and when le 2024-06-12T14:13:17Z)");
        exact(
                new Filter.Not(new Filter.RelativeDate("when", Filter.Period.OLDER_THAN_DAYS, 1)),
                "(when ge 2024-06-11T00:00:00Z or when eq null)");
        wider(new Filter.RelativeDate("day", Filter.Period.TODAY, 0), "(day ge 2024-06-11 and day lt 2024-06-14)");
        wider(new Filter.RelativeDate("day", Filter.Period.OLDER_THAN_DAYS, 3), "day lt 2024-06-10");
    }

    @Test
    void aSemiJoinFollowsTheNavigationAndNeedsATarget() {
        Filter inside = compare("count", Operator.EQ, 1L);
        exact(new Filter.Related("owner", "user", inside), "(Owner/userid ne null and Owner/count eq 1)");
        exact(
                new Filter.Related("owner", "user", new Filter.IsNull("name")),
                "(Owner/userid ne null and Owner/name eq null)");
        exact(
                new Filter.Not(new Filter.Related("owner", "user", inside)),
                "(Owner/userid eq null or (Owner/count ne 1 or Owner/count eq null))");
        Filter text = new Filter.Related("owner", "user", compare("name", Operator.EQ, "x"));
        wider(text, "(Owner/userid ne null and Owner/name eq 'x')");
        wider(new Filter.Not(text), "");
    }

    @Test
    void SEC_6_queriesAreEncodedByteForByte() {
        assertThat(ODataQuery.of("as")
                        .select(List.of("a", "_b_value"))
                        .filter("name eq 'a&b#c+d %ž\"'")
                        .orderBy("a asc")
                        .top(5)
                        .build())
                .isEqualTo(
                        "as?$select=a,_b_value&$filter=name%20eq%20'a%26b%23c%2Bd%20%25%C5%BE%22'&$orderby=a%20asc&$top=5");
        assertThat(ODataQuery.encodeSegment("'a/b?c'")).isEqualTo("'a%2Fb%3Fc'");
    }

    @Test
    void errorsAreReadInEveryGenerationsForm() {
        assertThat(ODataError.parse("{\"error\":{\"code\":\"0x80040217\",\"message\":\"gone\"}}"))
                .hasValueSatisfying(error -> {
                    assertThat(error.code()).isEqualTo("0x80040217");
                    assertThat(error.message()).isEqualTo("gone");
                });
        assertThat(
                        ODataError.parse(
                                "\uFEFF{\"error\":{\"code\":\"\",\"message\":{\"lang\":\"en\",\"value\":\"old\"},\"innererror\":{}}}"))
                .hasValueSatisfying(error -> assertThat(error.message()).isEqualTo("old"));
        assertThat(ODataError.parse("{\"Message\":\"gateway\"}"))
                .hasValueSatisfying(error -> assertThat(error.message()).isEqualTo("gateway"));
        assertThat(ODataError.parse("<html>")).isEmpty();
        assertThat(ODataError.parse("")).isEmpty();
        assertThat(ODataError.parse("{\"error\":")).isEmpty();
    }
}

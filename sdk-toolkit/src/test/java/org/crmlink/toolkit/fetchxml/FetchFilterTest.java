package org.crmlink.toolkit.fetchxml;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.StringReader;
import java.math.BigDecimal;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.crmlink.sdk.filter.Filter;
import org.crmlink.sdk.filter.Filter.Operator;
import org.crmlink.sdk.metadata.FieldType;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.xml.sax.InputSource;

class FetchFilterTest {

    private static final String ID = "00000000-0000-0000-0000-00000000000a";
    private static final Clock CLOCK = Clock.fixed(Instant.parse("2024-06-12T14:13:17Z"), ZoneOffset.UTC);
    private static final FetchDialect DIALECT = new FetchDialect(true, true, true, 5, 100, 500, 20_000);

    private static final class Fields implements FetchFields {
        private static final Map<String, Property> PROPERTIES = Map.of(
                "name", new Property("name", FieldType.TEXT, false),
                "count", new Property("numberof", FieldType.INTEGER, false),
                "amount", new Property("amount", FieldType.MONEY, false),
                "state", new Property("statecode", FieldType.CHOICE, false),
                "owner", new Property("ownerid", FieldType.LOOKUP, true),
                "when", new Property("createdon", FieldType.INSTANT, false),
                "day", new Property("day", FieldType.DATE, false),
                "flag", new Property("flag", FieldType.BOOLEAN, false),
                "tags", new Property("tags", FieldType.MULTI_CHOICE, false));

        @Override
        public Optional<Property> property(String field) {
            return Optional.ofNullable(PROPERTIES.get(field));
        }

        @Override
        public Optional<Link> link(String field, String target) {
            return field.equals("owner")
                    ? Optional.of(new Link(target, target + "id", "ownerid", this))
                    : Optional.empty();
        }
    }

    private static FetchFilter.Translation translate(Filter filter) {
        return FetchFilter.translate(filter, new Fields(), DIALECT, CLOCK);
    }

    private static String said(Filter filter) {
        String text = FetchQuery.of("t").filter(translate(filter)).firstPage(9);
        String head = "<fetch page=\"1\" count=\"9\"><entity name=\"t\"";
        assertThat(text).startsWith(head);
        return text.equals(head + "/></fetch>")
                ? ""
                : text.substring(head.length() + 1, text.length() - "</entity></fetch>".length());
    }

    private static void exact(Filter filter, String xml) {
        assertThat(said(filter)).isEqualTo(xml);
        assertThat(translate(filter).residual()).isEqualTo(Filter.all());
        assertThat(translate(filter).unsaid()).isZero();
    }

    private static void wider(Filter filter, String xml) {
        assertThat(said(filter)).isEqualTo(xml);
        assertThat(translate(filter).residual()).isEqualTo(filter);
    }

    private static String and(String inside) {
        return "<filter type=\"and\">" + inside + "</filter>";
    }

    private static String or(String inside) {
        return "<filter type=\"or\">" + inside + "</filter>";
    }

    private static String condition(String attribute, String operator, String value) {
        return "<condition attribute=\"" + attribute + "\" operator=\"" + operator + "\" value=\"" + value + "\"/>";
    }

    private static String condition(String attribute, String operator) {
        return "<condition attribute=\"" + attribute + "\" operator=\"" + operator + "\"/>";
    }

    private static Filter compare(String field, Operator operator, Object value) {
        return Filter.compare(field, operator, value);
    }

    private static Filter not(Filter inside) {
        return new Filter.Not(inside);
    }

    @Test
    void comparisonsOfExactTypesAreExactAndNegationsMatchNulls() {
        exact(Filter.all(), "");
        exact(compare("count", Operator.GE, 5L), and(condition("numberof", "ge", "5")));
        exact(
                not(compare("count", Operator.GE, 5L)),
                and(or(condition("numberof", "lt", "5") + condition("numberof", "null"))));
        exact(compare("amount", Operator.LT, new BigDecimal("1E+3")), and(condition("amount", "lt", "1000")));
        exact(
                compare("state", Operator.NE, "1"),
                and(or(condition("statecode", "ne", "1") + condition("statecode", "null"))));
        exact(compare("flag", Operator.EQ, true), and(condition("flag", "eq", "1")));
        exact(
                compare("owner", Operator.EQ, "{" + ID.toUpperCase(java.util.Locale.ROOT) + "}"),
                and(condition("ownerid", "eq", ID)));
        exact(new Filter.IsNull("name"), and(condition("name", "null")));
        exact(not(new Filter.IsNull("name")), and(condition("name", "not-null")));
        exact(new Filter.CurrentUser("owner"), and(condition("ownerid", "eq-userid")));
        exact(
                not(new Filter.CurrentUser("owner")),
                and(or(condition("ownerid", "ne-userid") + condition("ownerid", "null"))));
    }

    @Test
    void listsAndSeveralChoicesAreOneCondition() {
        exact(
                new Filter.In("state", List.of("0", "1")),
                and("<condition attribute=\"statecode\" operator=\"in\"><value>0</value><value>1</value></condition>"));
        exact(
                not(new Filter.In("state", List.of("0", "1"))),
                and(or(
                        "<condition attribute=\"statecode\" operator=\"not-in\"><value>0</value><value>1</value></condition>"
                                + condition("statecode", "null"))));
        exact(
                compare("tags", Operator.EQ, "7"),
                and("<condition attribute=\"tags\" operator=\"contain-values\"><value>7</value></condition>"));
        exact(
                not(new Filter.In("tags", List.of("7", "8"))),
                and(or(
                        "<condition attribute=\"tags\" operator=\"not-contain-values\"><value>7</value><value>8</value></condition>"
                                + condition("tags", "null"))));
        FetchFilter.Translation old = FetchFilter.translate(
                compare("tags", Operator.EQ, "7"), new Fields(), DIALECT.withoutMultiChoice(), CLOCK);
        assertThat(old.unsaid()).isEqualTo(1);
        assertThat(old.residual()).isEqualTo(compare("tags", Operator.EQ, "7"));
    }

    @Test
    void textsAreWiderAndAPatternsSyntaxStandsForAnyCharacter() {
        wider(compare("name", Operator.EQ, "Novák"), and(condition("name", "eq", "Novák")));
        wider(
                new Filter.TextMatch("name", Filter.Match.PREFIX, "50% [x]_y"),
                and(condition("name", "like", "50% _x__y%")));
        wider(new Filter.TextMatch("name", Filter.Match.CONTAINS, "a"), and(condition("name", "like", "%a%")));
        wider(not(compare("name", Operator.EQ, "a")), "");
        wider(compare("name", Operator.EQ, ""), "");
        wider(compare("name", Operator.EQ, "a\u0000b"), "");
        wider(compare("name", Operator.EQ, "half \ud83d"), "");
    }

    @Test
    void valuesAreNeverReadAsMarkup() throws Exception {
        String evil = "\"/><condition attribute='x' operator='null'/>&amp;<!--\t\r\n]]>";
        String text = FetchQuery.of("t")
                .filter(translate(compare("name", Operator.EQ, evil)))
                .firstPage(1);
        DocumentBuilderFactory factory = DocumentBuilderFactory.newInstance();
        factory.setFeature("http://apache.org/xml/features/disallow-doctype-decl", true);
        Document document = factory.newDocumentBuilder().parse(new InputSource(new StringReader(text)));
        assertThat(document.getElementsByTagName("condition").getLength()).isEqualTo(1);
        Element condition = (Element) document.getElementsByTagName("condition").item(0);
        assertThat(condition.getAttribute("value")).isEqualTo(evil);
    }

    @Test
    void relativeDatesAreWrittenOut() {
        exact(
                new Filter.RelativeDate("when", Filter.Period.LAST_DAYS, 2),
                and(and(condition("createdon", "ge", "2024-06-10T00:00:00Z")
                        + condition("createdon", "le", "2024-06-12T14:13:17Z"))));
        exact(
                not(new Filter.RelativeDate("when", Filter.Period.OLDER_THAN_DAYS, 1)),
                and(or(condition("createdon", "ge", "2024-06-11T00:00:00Z") + condition("createdon", "null"))));
        wider(
                new Filter.RelativeDate("day", Filter.Period.TODAY, 0),
                and(and(condition("day", "ge", "2024-06-11") + condition("day", "lt", "2024-06-14"))));
    }

    @Test
    void semiJoinsThatMustHoldAreInnerJoinsAlsoWithinEachOther() {
        Filter inside = compare("count", Operator.EQ, 1L);
        exact(
                new Filter.Related("owner", "user", inside),
                "<link-entity name=\"user\" from=\"userid\" to=\"ownerid\" link-type=\"inner\" alias=\"j1\">"
                        + and(condition("numberof", "eq", "1")) + "</link-entity>");
        exact(
                new Filter.Related("owner", "user", inside.and(new Filter.Related("owner", "boss", Filter.all()))),
                "<link-entity name=\"user\" from=\"userid\" to=\"ownerid\" link-type=\"inner\" alias=\"j1\">"
                        + and(condition("numberof", "eq", "1"))
                        + "<link-entity name=\"boss\" from=\"bossid\" to=\"ownerid\" link-type=\"inner\" alias=\"j2\"/>"
                        + "</link-entity>");
    }

    @Test
    void semiJoinsUnderOrAndNotAreOuterJoinsWhosePartnerIsAskedAbout() {
        Filter inside = compare("state", Operator.EQ, "1");
        Filter related = new Filter.Related("owner", "user", inside);
        String join = "<link-entity name=\"user\" from=\"userid\" to=\"ownerid\" link-type=\"outer\" alias=\"j1\"/>";
        exact(
                new Filter.Or(List.of(related, compare("count", Operator.EQ, 1L))),
                and(or(and(
                                        "<condition entityname=\"j1\" attribute=\"userid\" operator=\"not-null\"/>"
                                                + "<condition entityname=\"j1\" attribute=\"statecode\" operator=\"eq\" value=\"1\"/>")
                                + condition("numberof", "eq", "1")))
                        + join);
        exact(
                not(related),
                and(
                                or(
                                        "<condition entityname=\"j1\" attribute=\"userid\" operator=\"null\"/>"
                                                + or(
                                                        "<condition entityname=\"j1\" attribute=\"statecode\" operator=\"ne\" value=\"1\"/>"
                                                                + "<condition entityname=\"j1\" attribute=\"statecode\" operator=\"null\"/>")))
                        + join);
        exact(
                not(new Filter.Related("owner", "user", Filter.all())),
                and("<condition entityname=\"j1\" attribute=\"userid\" operator=\"null\"/>") + join);
        // Not over a superset would miss records.
        wider(not(new Filter.Related("owner", "user", new Filter.TextMatch("name", Filter.Match.PREFIX, "a"))), "");
        // A join under "not" within a join: both are outer.
        exact(
                new Filter.Related("owner", "user", not(new Filter.Related("owner", "boss", Filter.all()))),
                and(and("<condition entityname=\"j1\" attribute=\"userid\" operator=\"not-null\"/>"
                                + "<condition entityname=\"j2\" attribute=\"bossid\" operator=\"null\"/>"))
                        + "<link-entity name=\"user\" from=\"userid\" to=\"ownerid\" link-type=\"outer\" alias=\"j1\">"
                        + "<link-entity name=\"boss\" from=\"bossid\" to=\"ownerid\" link-type=\"outer\" alias=\"j2\"/>"
                        + "</link-entity>");
    }

    @Test
    void whatIsTooMuchForTheServerStaysWithTheHost() {
        List<Filter> many = IntStream.range(0, 7)
                .<Filter>mapToObj(i -> new Filter.Related("owner", "user", compare("count", Operator.EQ, (long) i)))
                .toList();
        FetchFilter.Translation joins = translate(new Filter.And(many));
        assertThat(joins.links()).hasSize(5);
        assertThat(joins.residual()).isEqualTo(many.get(5).and(many.get(6)));
        assertThat(joins.unsaid()).isEqualTo(2);

        List<Object> values =
                IntStream.range(0, 501).<Object>mapToObj(i -> (long) i).toList();
        wider(new Filter.In("count", values), "");
        Filter or = new Filter.Or(IntStream.range(0, 101)
                .<Filter>mapToObj(i -> compare("count", Operator.EQ, (long) i))
                .toList());
        wider(or, "");
        wider(new Filter.Or(List.of()), "");
        wider(compare("unknown", Operator.EQ, 1L), "");
    }

    @Test
    void pagesCarryTheServersCookieDecodedTwiceAndEscaped() {
        PagingCookie cookie = PagingCookie.parse(
                        "<cookie pagenumber=\"2\" pagingcookie=\"%253ccookie%2520page%253d%25221%2522%253e%253cname%2520last%253d%2522A%2526amp%253bB%2522%2520first%253d%2522a%2522%2520%252f%253e%253c%252fcookie%253e\" istracking=\"False\" />")
                .orElseThrow();
        assertThat(cookie)
                .isEqualTo(new PagingCookie(2, "<cookie page=\"1\"><name last=\"A&amp;B\" first=\"a\" /></cookie>"));
        FetchQuery query = FetchQuery.of("account")
                .attributes(List.of("name", "accountid"))
                .condition("versionnumber", "gt", "7")
                .orderBy("name")
                .orderByDescending("accountid");
        assertThat(query.page(3, cookie))
                .isEqualTo(
                        "<fetch page=\"2\" count=\"3\" paging-cookie=\"&lt;cookie page=&quot;1&quot;&gt;&lt;name"
                                + " last=&quot;A&amp;amp;B&quot; first=&quot;a&quot; /&gt;&lt;/cookie&gt;\"><entity name=\"account\">"
                                + "<attribute name=\"name\"/><attribute name=\"accountid\"/>"
                                + and(condition("versionnumber", "gt", "7"))
                                + "<order attribute=\"name\"/><order attribute=\"accountid\" descending=\"true\"/></entity></fetch>");
        assertThat(query.page(3, 4)).startsWith("<fetch page=\"4\" count=\"3\"><entity");
        assertThat(PagingCookie.parse("")).isEmpty();
        assertThat(PagingCookie.parse("<cookie pagenumber=\"2\" pagingcookie=\"%zz\" />"))
                .isEmpty();
        assertThat(PagingCookie.parse("<cookie pagenumber=\"2\" pagingcookie=\"\" />"))
                .isEmpty();
    }
}

package org.crmlink.host.filter;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.crmlink.sdk.filter.Filter;
import org.crmlink.sdk.filter.Filter.Operator;
import org.crmlink.sdk.filter.FilterText;

/** The evaluator against laws, and against a slow interpreter that is written straight from the sentences of the contract. */
class FilterEvaluatorPropertyTest {

    private static final List<String> FIELDS = List.of("lastname", "children", "factor");
    private static final FilterEnvironment ENVIRONMENT = FilterEnvironment.of(Clock.systemUTC(), "u");

    private static boolean matches(Filter filter, List<Object> row) {
        return FilterEvaluator.compile(filter, Entities.CONTACT, FIELDS, ENVIRONMENT)
                .matches(row.toArray());
    }

    @Property(tries = 3_000)
    void eachPartAloneAgreesWithTheSentencesOfTheContract(
            @ForAll("parts") Filter filter, @ForAll("rows") List<Object> row) {
        assertThat(matches(filter, row)).as("%s on %s", filter, row).isEqualTo(reference(filter, row));
    }

    @Property(tries = 3_000)
    void agreesWithTheSentencesOfTheContract(@ForAll("filters") Filter filter, @ForAll("rows") List<Object> row) {
        assertThat(matches(filter, row)).as("%s on %s", filter, row).isEqualTo(reference(filter, row));
    }

    @Property
    void isTwoValued(@ForAll("filters") Filter filter, @ForAll("rows") List<Object> row) {
        assertThat(matches(new Filter.Not(filter), row)).isNotEqualTo(matches(filter, row));
    }

    @Property
    void obeysDeMorgan(@ForAll("filters") Filter a, @ForAll("filters") Filter b, @ForAll("rows") List<Object> row) {
        assertThat(matches(new Filter.Not(new Filter.And(List.of(a, b))), row))
                .isEqualTo(matches(new Filter.Or(List.of(new Filter.Not(a), new Filter.Not(b))), row));
    }

    @Property
    void meansTheSameAfterWritingReadingAndBinding(@ForAll("filters") Filter filter, @ForAll("rows") List<Object> row) {
        Filter again = FilterBinding.bind(FilterText.parse(FilterText.format(filter)), Entities.CONTACT, Entities::find)
                .orThrow();
        assertThat(matches(again, row)).isEqualTo(matches(filter, row));
    }

    private static boolean reference(Filter filter, List<Object> row) {
        if (filter instanceof Filter.And and) {
            return and.parts().stream().allMatch(part -> reference(part, row));
        }
        if (filter instanceof Filter.Or or) {
            return or.parts().stream().anyMatch(part -> reference(part, row));
        }
        if (filter instanceof Filter.Not not) {
            return !reference(not.inside(), row);
        }
        if (filter instanceof Filter.IsNull isNull) {
            return cell(isNull.field(), row) == null;
        }
        if (filter instanceof Filter.In in) {
            return in.values().stream()
                    .anyMatch(value -> reference(new Filter.Comparison(in.field(), Operator.EQ, value), row));
        }
        if (filter instanceof Filter.TextMatch match) {
            Object cell = cell(match.field(), row);
            String wanted = match.text().toLowerCase(Locale.ROOT);
            String text = cell == null ? null : cell.toString().toLowerCase(Locale.ROOT);
            return text != null
                    && (match.match() == Filter.Match.PREFIX ? text.startsWith(wanted) : text.contains(wanted));
        }
        if (filter instanceof Filter.Comparison comparison) {
            Object cell = cell(comparison.field(), row);
            if (comparison.operator() == Operator.NE) {
                return cell == null || compare(cell, comparison.value()) != 0;
            }
            int sign = cell == null ? 0 : compare(cell, comparison.value());
            return cell != null
                    && switch (comparison.operator()) {
                        case EQ -> sign == 0;
                        case NE -> false;
                        case LT -> sign < 0;
                        case LE -> sign <= 0;
                        case GT -> sign > 0;
                        case GE -> sign >= 0;
                    };
        }
        return true;
    }

    private static Object cell(String field, List<Object> row) {
        return row.get(FIELDS.indexOf(field));
    }

    private static int compare(Object cell, Object value) {
        if (cell instanceof String text) {
            return text.toLowerCase(Locale.ROOT).compareTo(value.toString().toLowerCase(Locale.ROOT));
        }
        return new BigDecimal(cell.toString()).compareTo(new BigDecimal(value.toString()));
    }

    @Provide
    Arbitrary<List<Object>> rows() {
        return Combinators.combine(
                        texts().injectNull(0.3),
                        longs().injectNull(0.3),
                        decimals().injectNull(0.3))
                .as((text, whole, decimal) -> {
                    List<Object> row = new ArrayList<>();
                    row.add(text);
                    row.add(whole);
                    row.add(decimal);
                    return row;
                });
    }

    @Provide
    Arbitrary<Filter> parts() {
        return leaves();
    }

    @Provide
    Arbitrary<Filter> filters() {
        return filters(3);
    }

    private static Arbitrary<Filter> filters(int depth) {
        if (depth == 0) {
            return leaves();
        }
        Arbitrary<Filter> inner = filters(depth - 1);
        return Arbitraries.oneOf(
                leaves(),
                inner.list().ofMaxSize(3).map(Filter.And::new),
                inner.list().ofMaxSize(3).map(Filter.Or::new),
                inner.map(Filter.Not::new));
    }

    private static Arbitrary<Filter> leaves() {
        Arbitrary<Operator> operators = Arbitraries.of(Operator.class);
        return Arbitraries.oneOf(
                Combinators.combine(operators, texts()).as((op, v) -> new Filter.Comparison("lastname", op, v)),
                Combinators.combine(operators, longs()).as((op, v) -> new Filter.Comparison("children", op, v)),
                Combinators.combine(operators, decimals()).as((op, v) -> new Filter.Comparison("factor", op, v)),
                texts().map(v -> (Object) v).list().ofMaxSize(3).map(v -> new Filter.In("lastname", v)),
                decimals().map(v -> (Object) v).list().ofMaxSize(12).map(v -> new Filter.In("factor", v)),
                Combinators.combine(Arbitraries.of(Filter.Match.class), texts())
                        .as((match, v) -> new Filter.TextMatch("lastname", match, v)),
                Arbitraries.of(FIELDS).map(Filter.IsNull::new),
                Arbitraries.just(Filter.all()));
    }

    /** Few letters, so that texts often meet. */
    private static Arbitrary<String> texts() {
        return Arbitraries.strings().withChars("aAbBäÄ").ofMaxLength(3);
    }

    private static Arbitrary<Long> longs() {
        return Arbitraries.longs().between(-2, 2);
    }

    private static Arbitrary<BigDecimal> decimals() {
        return Combinators.combine(
                        Arbitraries.integers().between(-20, 20),
                        Arbitraries.integers().between(0, 2))
                .as((unscaled, scale) -> BigDecimal.valueOf(unscaled).setScale(scale));
    }
}

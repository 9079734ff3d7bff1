package org.crmlink.toolkit.odata;

import java.time.Clock;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.crmlink.sdk.filter.Filter;
import org.crmlink.sdk.filter.Filter.Operator;
import org.crmlink.sdk.metadata.FieldType;
import org.crmlink.toolkit.filter.DayWindow;
import org.crmlink.toolkit.filter.InstantWindow;
import org.crmlink.toolkit.filter.LeafField;
import org.crmlink.toolkit.json.Guids;
import org.jspecify.annotations.Nullable;

/**
 * Translates a filter into an OData expression and what the host has to evaluate after it. Immutable, one translation at a time.
 *
 * <p>The expression selects exactly the filter's records or more of them, never fewer; what it selects too much, the residual takes out [READ-2].
 * Texts are never exact: server collations ignore accents and trailing blanks. Negations are pushed inwards (only over exact insides) and written
 * so that nulls match as the filter's two-valued meaning wants, whatever the server makes of {@code not}.
 */
public final class ODataFilter {

    /** A longer expression is left to the host: addresses end at about 32 KB, and encoding lengthens. */
    static final int LONGEST = 12_000;

    private static final int MOST_IN_VALUES = 200;
    /** Characters that SQL's LIKE, which servers build from contains, may read as syntax and so find less. */
    private static final String PATTERN_SYNTAX = "[]^\\";

    /**
     * The two halves of a filter.
     *
     * @param expression for {@code $filter}; empty selects everything
     * @param residual what the host evaluates on the answer
     * @param unsaid how many conditions are not asked at all; another language may be able to ask them
     */
    public record Translation(String expression, Filter residual, int unsaid) {}

    /** An expression for a part; null stands for "cannot be asked", which selects everything. */
    private record Part(@Nullable String expression, boolean exact) {
        private static final Part EVERYTHING = new Part(null, false);

        private static Part exact(String expression) {
            return new Part(expression, true);
        }

        private static Part wider(String expression) {
            return new Part(expression, false);
        }
    }

    private final ODataFields fields;
    private final Clock clock;
    private final String prefix;
    private int unsaid;

    private ODataFilter(ODataFields fields, Clock clock, String prefix) {
        this.fields = fields;
        this.clock = clock;
        this.prefix = prefix;
    }

    private Part unsaid() {
        unsaid++;
        return Part.EVERYTHING;
    }

    /** Translates; relative dates are taken from the clock now. */
    public static Translation translate(Filter filter, ODataFields fields, Clock clock) {
        Clock now = Clock.fixed(clock.instant(), clock.getZone());
        return new ODataFilter(fields, now, "").translate(filter);
    }

    private Translation translate(Filter filter) {
        List<String> expressions = new ArrayList<>();
        Filter residual = Filter.all();
        int length = 0;
        for (Filter conjunct : conjuncts(filter)) {
            Part part = part(conjunct, false);
            @Nullable String expression = part.expression();
            boolean asked = expression != null && length + expression.length() <= LONGEST;
            if (asked && expression != null) {
                expressions.add(expression);
                length += expression.length();
            }
            if (!asked && expression != null) {
                unsaid++;
            }
            if (!asked || !part.exact()) {
                residual = residual.and(conjunct);
            }
        }
        return new Translation(join(expressions, " and "), residual, unsaid);
    }

    /** The parts of nested conjunctions: each goes to the server or stays by itself. */
    private static List<Filter> conjuncts(Filter filter) {
        if (filter instanceof Filter.All) {
            return List.of();
        }
        if (!(filter instanceof Filter.And and)) {
            return List.of(filter);
        }
        return and.parts().stream().flatMap(part -> conjuncts(part).stream()).toList();
    }

    private Part part(Filter filter, boolean negated) {
        if (filter instanceof Filter.All) {
            return negated ? nothing() : Part.EVERYTHING;
        }
        if (filter instanceof Filter.Not not) {
            return part(not.inside(), !negated);
        }
        if (filter instanceof Filter.And and) {
            return negated ? anyOf(and.parts(), true) : allOf(and.parts(), false);
        }
        if (filter instanceof Filter.Or or) {
            return negated ? allOf(or.parts(), true) : anyOf(or.parts(), false);
        }
        if (filter instanceof Filter.Related related) {
            return related(related, negated);
        }
        Part part = leaf(filter, negated);
        // The complement of a wider set is a narrower one: records would be missed.
        return negated && !part.exact() ? Part.EVERYTHING : part;
    }

    private Part allOf(List<Filter> parts, boolean negated) {
        List<String> expressions = new ArrayList<>();
        boolean exact = true;
        for (Filter inner : parts) {
            Part part = part(inner, negated);
            if (part.expression() != null) {
                expressions.add(part.expression());
            }
            exact &= part.exact();
        }
        if (expressions.isEmpty()) {
            // An empty conjunction is true; one whose parts all cannot be asked selects everything too.
            return Part.EVERYTHING;
        }
        return new Part(group(join(expressions, " and "), expressions.size()), exact);
    }

    private Part anyOf(List<Filter> parts, boolean negated) {
        List<String> expressions = new ArrayList<>();
        boolean exact = true;
        for (Filter inner : parts) {
            Part part = part(inner, negated);
            if (part.expression() == null) {
                return Part.EVERYTHING;
            }
            expressions.add(part.expression());
            exact &= part.exact();
        }
        if (expressions.isEmpty()) {
            return nothing();
        }
        return new Part(group(join(expressions, " or "), expressions.size()), exact);
    }

    private static String join(List<String> expressions, String word) {
        return String.join(word, expressions);
    }

    private static String group(String expression, int size) {
        return size > 1 ? "(" + expression + ")" : expression;
    }

    /** "Matches nothing" cannot be written without a property that is never null; the host says it. */
    private static Part nothing() {
        return Part.EVERYTHING;
    }

    private Part related(Filter.Related related, boolean negated) {
        Optional<ODataFields.Navigation> found = fields.navigation(related.field(), related.target());
        if (found.isEmpty()) {
            return unsaid();
        }
        ODataFields.Navigation navigation = found.get();
        String inner = prefix + navigation.path() + "/";
        ODataFilter there = new ODataFilter(navigation.fields(), clock, inner);
        Part inside = there.part(related.inside(), negated);
        unsaid += there.unsaid;
        String key = inner + navigation.key();
        if (!negated) {
            // A lookup that points nowhere has no target that matches, also where the inside asks for null.
            String points = key + " ne null";
            return inside.expression() == null
                    ? Part.wider(points)
                    : new Part("(" + points + " and " + inside.expression() + ")", inside.exact());
        }
        return inside.expression() == null || !inside.exact()
                ? Part.EVERYTHING
                : Part.exact("(" + key + " eq null or " + inside.expression() + ")");
    }

    private Part leaf(Filter filter, boolean negated) {
        String field = LeafField.of(filter);
        Optional<ODataFields.Property> found = fields.property(field);
        if (found.isEmpty()) {
            return unsaid();
        }
        ODataFields.Property property = found.get();
        String path = prefix + property.path();
        if (filter instanceof Filter.IsNull) {
            // A text column may hold an empty text where the server says null; both sides of null are asked as they
            // are.
            return Part.exact(path + (negated ? " ne null" : " eq null"));
        }
        if (filter instanceof Filter.Comparison comparison) {
            return comparison(path, property, comparison.operator(), comparison.value(), negated);
        }
        if (filter instanceof Filter.In in) {
            return in(path, property, in.values(), negated);
        }
        if (filter instanceof Filter.TextMatch match) {
            return text(path, property, match, negated);
        }
        if (filter instanceof Filter.RelativeDate date) {
            return relative(path, property, date, negated);
        }
        return equal(path, property, fields.currentUserId(), negated);
    }

    private Part comparison(
            String path, ODataFields.Property property, Operator operator, Object value, boolean negated) {
        if (operator == Operator.EQ || operator == Operator.NE) {
            return equal(path, property, value, negated != (operator == Operator.NE));
        }
        @Nullable String literal = ordered(property.type()) ? literal(property, value) : null;
        if (literal == null) {
            return unsaid();
        }
        return Part.exact(ordering(path, operator, literal, negated));
    }

    private static String ordering(String path, Operator operator, String literal, boolean negated) {
        if (!negated) {
            return path + " " + word(operator) + " " + literal;
        }
        Operator opposite = switch (operator) {
            case LT -> Operator.GE;
            case LE -> Operator.GT;
            case GT -> Operator.LE;
            case GE -> Operator.LT;
            case EQ -> Operator.NE;
            case NE -> Operator.EQ;
        };
        return "(" + path + " " + word(opposite) + " " + literal + " or " + path + " eq null)";
    }

    private static String word(Operator operator) {
        return switch (operator) {
            case EQ -> "eq";
            case NE -> "ne";
            case LT -> "lt";
            case LE -> "le";
            case GT -> "gt";
            case GE -> "ge";
        };
    }

    private Part equal(String path, ODataFields.Property property, Object value, boolean negated) {
        if (property.type() == FieldType.MULTI_CHOICE) {
            Optional<String> holds = value instanceof String option && ODataLiteral.isWholeNumber(option)
                    ? fields.holdsOption(path, option)
                    : Optional.empty();
            return holds.isEmpty() || negated ? unsaid() : Part.exact(holds.get());
        }
        @Nullable String literal = literal(property, value);
        if (literal == null) {
            return unsaid();
        }
        if (property.type() == FieldType.TEXT) {
            return negated ? unsaid() : Part.wider(path + " eq " + literal);
        }
        return Part.exact(
                negated ? "(" + path + " ne " + literal + " or " + path + " eq null)" : path + " eq " + literal);
    }

    private Part in(String path, ODataFields.Property property, List<Object> values, boolean negated) {
        if (values.isEmpty() || values.size() > MOST_IN_VALUES) {
            return unsaid();
        }
        List<String> expressions = new ArrayList<>();
        boolean exact = true;
        for (Object value : values) {
            Part part = equal(path, property, value, negated);
            if (part.expression() == null) {
                return Part.EVERYTHING;
            }
            expressions.add(part.expression());
            exact &= part.exact();
        }
        return new Part(group(join(expressions, negated ? " and " : " or "), expressions.size()), exact);
    }

    private Part text(String path, ODataFields.Property property, Filter.TextMatch match, boolean negated) {
        boolean syntax = match.text().chars().anyMatch(c -> PATTERN_SYNTAX.indexOf(c) >= 0);
        if (property.type() != FieldType.TEXT
                || negated
                || syntax
                || match.text().isEmpty()) {
            return unsaid();
        }
        String function = match.match() == Filter.Match.PREFIX ? "startswith" : "contains";
        return Part.wider(function + "(" + path + "," + ODataLiteral.text(match.text()) + ")");
    }

    private Part relative(String path, ODataFields.Property property, Filter.RelativeDate date, boolean negated) {
        if (property.type() == FieldType.INSTANT) {
            return Part.exact(within(path, InstantWindow.of(date, clock.instant()), negated));
        }
        if (negated || (property.type() != FieldType.DATE && property.type() != FieldType.LOCAL_DATE_TIME)) {
            return unsaid();
        }
        DayWindow days = DayWindow.of(date, clock.instant());
        String before = path + " lt " + day(property.type(), days.before());
        return Part.wider(days.from()
                .map(from -> "(" + path + " ge " + day(property.type(), from) + " and " + before + ")")
                .orElse(before));
    }

    private static String day(FieldType type, LocalDate day) {
        return ODataLiteral.of(type == FieldType.DATE ? day : day.atStartOfDay());
    }

    private static String within(String path, InstantWindow window, boolean negated) {
        String end = ODataLiteral.of(window.to());
        Operator last = window.endIncluded() ? Operator.LE : Operator.LT;
        if (window.from().isEmpty()) {
            return ordering(path, last, end, negated);
        }
        String begin = ODataLiteral.of(window.from().get());
        return negated
                ? "(" + path + " lt " + begin + " or " + path + (window.endIncluded() ? " gt " : " ge ") + end + " or "
                        + path + " eq null)"
                : "(" + path + " ge " + begin + " and " + path + " " + word(last) + " " + end + ")";
    }

    private static boolean ordered(FieldType type) {
        return switch (type) {
            case INTEGER, DECIMAL, MONEY, DOUBLE, INSTANT, DATE, TIME, LOCAL_DATE_TIME -> true;
            // Texts are ordered by the server's collation, options by number or by text: the host knows what it means.
            case TEXT, BOOLEAN, CHOICE, MULTI_CHOICE, LOOKUP, LOOKUP_LIST, ID, BINARY -> false;
        };
    }

    /** The literal of a value for a property, or null if this value cannot be asked for. */
    private static @Nullable String literal(ODataFields.Property property, Object value) {
        if (property.guid()) {
            return value instanceof String text ? Guids.normalise(text) : null;
        }
        return switch (property.type()) {
            case TEXT, ID -> value instanceof String text ? ODataLiteral.text(text) : null;
            case CHOICE ->
                value instanceof String option && ODataLiteral.isWholeNumber(option) && option.length() < 10
                        ? option
                        : null;
            // Beyond 32 bits most servers refuse the literal instead of finding nothing.
            case INTEGER -> value instanceof Long number && number.intValue() == number ? number.toString() : null;
            case DOUBLE -> value instanceof Double number && Double.isFinite(number) ? number.toString() : null;
            case DECIMAL, MONEY, BOOLEAN, INSTANT, DATE, TIME, LOCAL_DATE_TIME ->
                property.type().javaType().isInstance(value) ? ODataLiteral.of(value) : null;
            case LOOKUP, MULTI_CHOICE, LOOKUP_LIST, BINARY -> null;
        };
    }
}

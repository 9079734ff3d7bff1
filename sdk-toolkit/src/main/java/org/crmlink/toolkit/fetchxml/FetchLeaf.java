package org.crmlink.toolkit.fetchxml;

import java.time.Clock;
import java.time.Instant;
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
import org.crmlink.toolkit.odata.ODataLiteral;
import org.jspecify.annotations.Nullable;

/** Translates conditions on single fields; a null answer is "cannot be asked". Immutable. */
final class FetchLeaf {

    /**
     * What a condition became.
     *
     * @param exact whether it selects exactly the condition's records, else more of them
     */
    record Said(FetchNode node, boolean exact) {}

    private final FetchDialect dialect;
    private final Clock clock;
    private final String alias;

    FetchLeaf(FetchDialect dialect, Clock clock, String alias) {
        this.dialect = dialect;
        this.clock = clock;
        this.alias = alias;
    }

    @Nullable
    Said said(Filter filter, FetchFields fields, boolean negated) {
        Optional<FetchFields.Property> found = fields.property(LeafField.of(filter));
        if (found.isEmpty()) {
            return null;
        }
        FetchFields.Property property = found.get();
        if (filter instanceof Filter.IsNull) {
            return exact(isNull(property, !negated));
        }
        if (filter instanceof Filter.Comparison comparison) {
            return comparison(property, comparison.operator(), comparison.value(), negated);
        }
        if (filter instanceof Filter.In in) {
            return in(property, in.values(), negated);
        }
        if (filter instanceof Filter.TextMatch match) {
            return negated ? null : text(property, match);
        }
        if (filter instanceof Filter.RelativeDate date) {
            return relative(property, date, negated);
        }
        return dialect.currentUser() ? equality(property, "userid", List.of(), negated) : null;
    }

    private static Said exact(FetchNode node) {
        return new Said(node, true);
    }

    FetchNode condition(String attribute, String operator, List<String> values) {
        return new FetchNode.Condition(alias, attribute, operator, values);
    }

    private FetchNode isNull(FetchFields.Property property, boolean wanted) {
        return condition(property.attribute(), wanted ? "null" : "not-null", List.of());
    }

    /** A negation that nulls match too, whatever the server's own operator makes of nulls. */
    private FetchNode orNull(FetchFields.Property property, String operator, List<String> values) {
        return new FetchNode.Group(
                false, List.of(condition(property.attribute(), operator, values), isNull(property, true)));
    }

    /** {@code eq} and {@code ne}, or {@code eq-userid} and {@code ne-userid}. */
    private Said equality(FetchFields.Property property, String ending, List<String> values, boolean negated) {
        String suffix = ending.isEmpty() ? "" : "-" + ending;
        return exact(
                negated
                        ? orNull(property, "ne" + suffix, values)
                        : condition(property.attribute(), "eq" + suffix, values));
    }

    private @Nullable Said comparison(FetchFields.Property property, Operator operator, Object value, boolean negated) {
        if (operator == Operator.EQ || operator == Operator.NE) {
            return in(property, List.of(value), negated != (operator == Operator.NE));
        }
        @Nullable String text = FetchValue.isOrdered(property.type()) ? FetchValue.text(property, value) : null;
        return text == null ? null : exact(ordering(property, operator, text, negated));
    }

    private FetchNode ordering(FetchFields.Property property, Operator operator, String text, boolean negated) {
        if (!negated) {
            return condition(property.attribute(), word(operator), List.of(text));
        }
        Operator opposite = switch (operator) {
            case LT -> Operator.GE;
            case LE -> Operator.GT;
            case GT -> Operator.LE;
            case GE -> Operator.LT;
            case EQ -> Operator.NE;
            case NE -> Operator.EQ;
        };
        return orNull(property, word(opposite), List.of(text));
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

    private @Nullable Said in(FetchFields.Property property, List<Object> values, boolean negated) {
        boolean multi = property.type() == FieldType.MULTI_CHOICE;
        boolean vague = property.type() == FieldType.TEXT;
        if (values.isEmpty()
                || values.size() > dialect.mostValues()
                || multi && !dialect.multiChoice()
                || vague && negated) {
            return null;
        }
        List<String> texts = new ArrayList<>(values.size());
        for (Object value : values) {
            @Nullable String text = FetchValue.text(property, value);
            if (text == null) {
                return null;
            }
            texts.add(text);
        }
        if (multi) {
            // It holds one of the values, whatever else it holds.
            return exact(
                    negated
                            ? orNull(property, "not-contain-values", texts)
                            : condition(property.attribute(), "contain-values", texts));
        }
        if (texts.size() == 1) {
            Said one = equality(property, "", texts, negated);
            return new Said(one.node(), !vague);
        }
        return new Said(
                negated ? orNull(property, "not-in", texts) : condition(property.attribute(), "in", texts), !vague);
    }

    /** A superset: collations ignore accents, and a character that a pattern reads as syntax stands for any other one. */
    private @Nullable Said text(FetchFields.Property property, Filter.TextMatch match) {
        if (property.type() != FieldType.TEXT || match.text().isEmpty() || !FetchWriter.canSay(match.text())) {
            return null;
        }
        String pattern = match.text().replaceAll("[\\[\\]^\\\\]", "_") + "%";
        return new Said(
                condition(
                        property.attribute(),
                        "like",
                        List.of(match.match() == Filter.Match.PREFIX ? pattern : "%" + pattern)),
                false);
    }

    /** The server's own words (today, last-x-days) mean the user's days, the filter's mean days in UTC: instants are written out. */
    private @Nullable Said relative(FetchFields.Property property, Filter.RelativeDate date, boolean negated) {
        if (property.type() == FieldType.INSTANT) {
            return exact(within(property, InstantWindow.of(date, clock.instant()), negated));
        }
        boolean day = property.type() == FieldType.DATE;
        if (negated || !day && property.type() != FieldType.LOCAL_DATE_TIME) {
            return null;
        }
        DayWindow days = DayWindow.of(date, clock.instant());
        List<FetchNode> bounds = new ArrayList<>();
        days.from().ifPresent(from -> bounds.add(condition(property.attribute(), "ge", List.of(day(property, from)))));
        bounds.add(condition(property.attribute(), "lt", List.of(day(property, days.before()))));
        return new Said(bounds.size() == 1 ? bounds.get(0) : new FetchNode.Group(true, bounds), false);
    }

    private static String day(FetchFields.Property property, LocalDate day) {
        return ODataLiteral.of(property.type() == FieldType.DATE ? day : day.atStartOfDay());
    }

    private FetchNode within(FetchFields.Property property, InstantWindow window, boolean negated) {
        Operator last = window.endIncluded() ? Operator.LE : Operator.LT;
        Optional<Instant> from = window.from();
        String end = ODataLiteral.of(window.to());
        FetchNode before = ordering(property, last, end, negated);
        if (from.isEmpty()) {
            return before;
        }
        return new FetchNode.Group(
                !negated, List.of(ordering(property, Operator.GE, ODataLiteral.of(from.get()), negated), before));
    }
}

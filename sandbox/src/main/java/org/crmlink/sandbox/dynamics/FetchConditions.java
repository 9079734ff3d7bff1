package org.crmlink.sandbox.dynamics;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Turns the filters of a query into tests of joined rows. One request, one thread. */
final class FetchConditions {

    private final FetchScope scope;
    private final QueryContext context;
    private final FetchPlan.Tests tests;

    FetchConditions(FetchScope scope, QueryContext context, FetchPlan.Tests tests) {
        this.scope = scope;
        this.context = context;
        this.tests = tests;
    }

    /** Whether the criterion speaks of another table than the one it stands in. */
    static boolean isForeign(FetchXml.Criterion criterion) {
        if (criterion instanceof FetchXml.Filter filter) {
            return filter.parts().stream().anyMatch(FetchConditions::isForeign);
        }
        return criterion instanceof FetchXml.Condition condition
                && (condition.entity().isPresent()
                        || condition
                                .valueOf()
                                .filter(name -> name.contains("."))
                                .isPresent());
    }

    Predicate<JoinedRow> all(List<? extends FetchXml.Criterion> criteria, FetchScope.Entry at) {
        return combined(new FetchXml.Filter(false, List.copyOf(criteria)), at);
    }

    private Predicate<JoinedRow> test(FetchXml.Criterion criterion, FetchScope.Entry at) {
        if (criterion instanceof FetchXml.Filter filter) {
            return combined(filter, at);
        }
        if (criterion instanceof FetchXml.Related related) {
            return tests.test(related.node(), at);
        }
        return condition((FetchXml.Condition) criterion, at);
    }

    /** A filter without conditions lets everything pass, whatever its type. */
    private Predicate<JoinedRow> combined(FetchXml.Filter filter, FetchScope.Entry at) {
        List<Predicate<JoinedRow>> parts = new ArrayList<>();
        for (FetchXml.Criterion part : filter.parts()) {
            parts.add(test(part, at));
        }
        boolean any = filter.any() && !parts.isEmpty();
        return joined -> {
            for (Predicate<JoinedRow> part : parts) {
                if (part.test(joined) == any) {
                    return any;
                }
            }
            return !any;
        };
    }

    private Predicate<JoinedRow> condition(FetchXml.Condition condition, FetchScope.Entry at) {
        FetchScope.Entry entry = condition.entity().isEmpty()
                ? at
                : scope.called(condition.entity().get())
                        .orElseThrow(
                                () -> FetchErrors.noSuchAlias(condition.entity().get()));
        Source<JoinedRow> source = scope.source(entry, condition.attribute());
        if (condition.valueOf().isPresent()) {
            return columns(condition, source, other(condition.valueOf().get(), entry));
        }
        Predicate<@Nullable Object> test = FetchOperators.test(condition, source, context);
        Function<JoinedRow, @Nullable Object> value = source.value();
        return joined -> test.test(value.apply(joined));
    }

    private Source<JoinedRow> other(String name, FetchScope.Entry entry) {
        int dot = name.indexOf('.');
        if (dot < 0) {
            return scope.source(entry, name);
        }
        String alias = name.substring(0, dot);
        FetchScope.Entry there = scope.called(alias).orElseThrow(() -> FetchErrors.noSuchAlias(alias));
        return scope.source(there, name.substring(dot + 1));
    }

    private static Predicate<JoinedRow> columns(
            FetchXml.Condition condition, Source<JoinedRow> left, Source<JoinedRow> right) {
        Expression.Operator operator = FetchOperators.comparison(condition.operator());
        try {
            Comparables.mustCompare(left.column(), right.column(), operator);
        } catch (ApiException e) {
            throw FetchErrors.invalidValue("The attributes '" + left.column().logicalName() + "' and '"
                    + right.column().logicalName() + "' can't be compared: their types differ.");
        }
        return joined -> {
            Object a = left.value().apply(joined);
            Object b = right.value().apply(joined);
            if (a == null || b == null) {
                return operator == Expression.Operator.NE && a != b;
            }
            return Comparables.holds(
                    operator, Comparables.value(left.column(), a).compareTo(Comparables.value(right.column(), b)));
        };
    }
}

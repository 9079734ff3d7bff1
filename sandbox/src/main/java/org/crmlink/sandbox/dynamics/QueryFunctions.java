package org.crmlink.sandbox.dynamics;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import org.crmlink.sandbox.schema.Automatic;
import org.crmlink.sandbox.schema.Column;
import org.crmlink.sandbox.schema.ColumnType;
import org.crmlink.sandbox.schema.Table;
import org.crmlink.sandbox.store.RecordId;
import org.crmlink.sandbox.store.Reference;
import org.jspecify.annotations.Nullable;

/**
 * The query functions of the vendor's namespace, which are the operators of FetchXML under other names. A missing value fails each
 * test and passes what is negated.
 */
final class QueryFunctions {

    private QueryFunctions() {}

    /** Whether each value passes the function. Everything that the function refers to is read now, not for each value. */
    static Predicate<@Nullable Object> of(
            String name, Source<?> source, List<@Nullable Object> values, QueryContext context) {
        Column column = source.column();
        switch (name) {
            case "In":
                return in(column, values);
            case "NotIn":
                return negate(in(column, values));
            case "Between":
                return between(column, values);
            case "NotBetween":
                return negate(between(column, values));
            case "Contains":
                return contains(column, values);
            case "ContainValues":
                return containValues(column, values);
            case "DoesNotContainValues":
                return negate(containValues(column, values));
            case "On":
                return inSpan(column, DateSpans.day(moment(column, values)));
            case "NotOn":
                return negate(inSpan(column, DateSpans.day(moment(column, values))));
            case "OnOrAfter":
                return inSpan(
                        column,
                        DateSpans.since(DateSpans.day(moment(column, values)).from()));
            case "OnOrBefore":
                return inSpan(
                        column,
                        DateSpans.before(DateSpans.day(moment(column, values)).to()));
            case "InFiscalPeriod":
                return inPeriod(column, DateSpans.periodNumber(name, values));
            default:
                break;
        }
        Optional<DateSpans.Span> span =
                DateSpans.of(name, values, context.clock().instant());
        return span.isPresent() ? inSpan(column, span.get()) : aboutIds(name, source, values, context);
    }

    private static Predicate<@Nullable Object> aboutIds(
            String name, Source<?> source, List<@Nullable Object> values, QueryContext context) {
        Column column = source.column();
        return switch (name) {
            case "EqualUserId" -> isOneOf(column, context.user());
            case "NotEqualUserId" -> negate(isOneOf(column, context.user()));
            case "EqualUserTeams" -> isOneOf(column, context.teamsOf(context.user()));
            case "EqualUserOrUserTeams" -> isOneOf(column, withTeams(context, context.user()));
            case "EqualUserOrUserHierarchy" -> isOneOf(column, context.userAndStaff());
            case "EqualUserOrUserHierarchyAndTeams" -> isOneOf(column, withTeams(context, context.userAndStaff()));
            case "EqualBusinessId", "EqualRoleBusinessId" -> isOneOf(column, context.businessUnit());
            case "NotEqualBusinessId" -> negate(isOneOf(column, context.businessUnit()));
            case "EqualUserLanguage" -> {
                Object language = context.language();
                List<@Nullable Object> wanted = new ArrayList<>();
                wanted.add(language == null ? null : language.toString());
                yield in(column, wanted);
            }
            case "Under" -> isOneOf(column, tree(source, values, context, false, false));
            case "UnderOrEqual" -> isOneOf(column, tree(source, values, context, false, true));
            case "NotUnder" -> negate(isOneOf(column, tree(source, values, context, false, false)));
            case "Above" -> isOneOf(column, tree(source, values, context, true, false));
            case "AboveOrEqual" -> isOneOf(column, tree(source, values, context, true, true));
            default -> throw ApiErrors.notSupported("The query function Microsoft.Dynamics.CRM." + name);
        };
    }

    private static Set<RecordId> withTeams(QueryContext context, Set<RecordId> users) {
        Set<RecordId> all = new LinkedHashSet<>(users);
        all.addAll(context.teamsOf(users));
        return all;
    }

    /** The ids above or below one in the tree of the table whose id the column holds. */
    private static Set<RecordId> tree(
            Source<?> source, List<@Nullable Object> values, QueryContext context, boolean above, boolean self) {
        Column column = source.column();
        Table table = source.table();
        if (column.type().isReference() && column.targets().size() == 1) {
            table = context.reader().schema().require(column.targets().get(0));
        } else if (column.automatic() != Automatic.PRIMARY_ID) {
            throw notFor(column);
        }
        String name = table.logicalName();
        Hierarchy hierarchy = Hierarchy.of(context.reader(), table)
                .orElseThrow(() -> ApiErrors.invalidArgument(
                        "The entity " + name + " does not have a hierarchical relationship."));
        Object value = values.size() == 1 ? values.get(0) : null;
        RecordId id = Literals.guid(String.valueOf(value))
                .map(RecordId::of)
                .orElseThrow(() -> ApiErrors.invalidArgument("The operator needs the id of one record."));
        Set<RecordId> found = above ? hierarchy.above(id) : hierarchy.under(id);
        if (self) {
            found.add(id);
        }
        return found;
    }

    private static Predicate<@Nullable Object> isOneOf(Column column, Set<RecordId> ids) {
        if (!column.type().isReference() && column.type() != ColumnType.UNIQUEIDENTIFIER) {
            throw notFor(column);
        }
        return value -> value instanceof Reference reference
                ? ids.contains(reference.id())
                : value instanceof RecordId id && ids.contains(id);
    }

    private static Predicate<@Nullable Object> negate(Predicate<@Nullable Object> test) {
        return value -> !test.test(value);
    }

    private static Predicate<@Nullable Object> in(Column column, List<@Nullable Object> values) {
        Set<Comparable<Object>> wanted = new LinkedHashSet<>();
        for (Object value : values) {
            if (value != null) {
                wanted.add(Comparables.hashed(Comparables.constant(column, value, Expression.Operator.EQ)));
            }
        }
        return value -> value != null && wanted.contains(Comparables.hashed(Comparables.value(column, value)));
    }

    private static Predicate<@Nullable Object> between(Column column, List<@Nullable Object> values) {
        if (values.size() != 2 || values.get(0) == null || values.get(1) == null) {
            throw ApiErrors.invalidArgument("The Between operator requires two values.");
        }
        Comparable<Object> low = Comparables.constant(column, values.get(0), Expression.Operator.GE);
        Comparable<Object> high = Comparables.constant(column, values.get(1), Expression.Operator.LE);
        return value -> {
            if (value == null) {
                return false;
            }
            Comparable<Object> found = Comparables.value(column, value);
            return low.compareTo(found) <= 0 && high.compareTo(found) >= 0;
        };
    }

    /** The real function needs a full-text index, which few columns have; here it looks into every text. */
    private static Predicate<@Nullable Object> contains(Column column, List<@Nullable Object> values) {
        if (!Properties.isText(column) || values.size() != 1) {
            throw notFor(column);
        }
        String wanted = String.valueOf(values.get(0)).toLowerCase(Locale.ROOT);
        return value ->
                value instanceof String text && text.toLowerCase(Locale.ROOT).contains(wanted);
    }

    private static Predicate<@Nullable Object> containValues(Column column, List<@Nullable Object> values) {
        if (column.type() != ColumnType.MULTISELECT) {
            throw notFor(column);
        }
        List<Integer> wanted = new ArrayList<>();
        for (Object value : values) {
            wanted.add(DateSpans.whole(value));
        }
        return value -> value instanceof List<?> options && wanted.stream().anyMatch(options::contains);
    }

    private static Instant moment(Column column, List<@Nullable Object> values) {
        if (values.size() == 1
                && values.get(0) != null
                && (Object) Comparables.constant(column, values.get(0), Expression.Operator.EQ)
                        instanceof Instant moment) {
            return moment;
        }
        throw ApiErrors.invalidArgument("The operator needs one date.");
    }

    private static Predicate<@Nullable Object> inSpan(Column column, DateSpans.Span span) {
        mustBeDate(column);
        return value -> value != null && span.contains(Comparables.value(column, value));
    }

    private static Predicate<@Nullable Object> inPeriod(Column column, int period) {
        mustBeDate(column);
        return value -> value != null && DateSpans.fiscalPeriod(day(value)) == period;
    }

    /** The calendar day of a date value. */
    static LocalDate day(Object value) {
        return value instanceof LocalDate date ? date : LocalDate.ofInstant((Instant) value, ZoneOffset.UTC);
    }

    private static void mustBeDate(Column column) {
        if (column.type() != ColumnType.DATETIME) {
            throw notFor(column);
        }
    }

    private static ApiException notFor(Column column) {
        return ApiErrors.invalidArgument("The operator is not valid for the attribute '" + column.logicalName() + "'.");
    }
}

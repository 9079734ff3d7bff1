package org.crmlink.engine.paper;

import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.List;
import java.util.Locale;
import org.crmlink.sdk.RecordRef;
import org.crmlink.sdk.filter.Filter;
import org.jspecify.annotations.Nullable;

/** The server's own reading of filters; knows nothing of the host's. */
final class PaperFilter {

    private PaperFilter() {}

    static boolean matches(PaperServer server, Filter filter, PaperRecord record) {
        if (filter instanceof Filter.All) {
            return true;
        } else if (filter instanceof Filter.And and) {
            return and.parts().stream().allMatch(part -> matches(server, part, record));
        } else if (filter instanceof Filter.Or or) {
            return or.parts().stream().anyMatch(part -> matches(server, part, record));
        } else if (filter instanceof Filter.Not not) {
            return !matches(server, not.inside(), record);
        } else if (filter instanceof Filter.IsNull isNull) {
            return record.value(isNull.field()) == null;
        } else if (filter instanceof Filter.Comparison comparison) {
            return compare(comparison, plain(record.value(comparison.field())));
        } else if (filter instanceof Filter.In in) {
            Object value = plain(record.value(in.field()));
            return value != null && in.values().stream().anyMatch(wanted -> order(value, plain(wanted)) == 0);
        } else if (filter instanceof Filter.TextMatch match) {
            return text(match, record.value(match.field()));
        } else if (filter instanceof Filter.RelativeDate date && date.period() == Filter.Period.LAST_DAYS) {
            return record.value(date.field()) instanceof LocalDate day
                    && !day.isBefore(server.today().minusDays(date.count()))
                    && !day.isAfter(server.today());
        } else if (filter instanceof Filter.Related related) {
            return record.value(related.field()) instanceof RecordRef ref
                    && ref.entity().equals(related.target())
                    && server.find(ref.entity(), ref.id())
                            .filter(target -> matches(server, related.inside(), target))
                            .isPresent();
        }
        throw new IllegalArgumentException("the server on paper does not know this filter");
    }

    private static boolean compare(Filter.Comparison comparison, @Nullable Object value) {
        if (value == null) {
            return comparison.operator() == Filter.Operator.NE;
        }
        int order = order(value, plain(comparison.value()));
        return switch (comparison.operator()) {
            case EQ -> order == 0;
            case NE -> order != 0;
            case LT -> order < 0;
            case LE -> order <= 0;
            case GT -> order > 0;
            case GE -> order >= 0;
        };
    }

    private static boolean text(Filter.TextMatch match, @Nullable Object value) {
        if (!(value instanceof String text)) {
            return false;
        }
        String held = text.toLowerCase(Locale.ROOT);
        String wanted = match.text().toLowerCase(Locale.ROOT);
        return match.match() == Filter.Match.PREFIX ? held.startsWith(wanted) : held.contains(wanted);
    }

    private static @Nullable Object plain(@Nullable Object value) {
        if (value instanceof RecordRef ref) {
            return ref.id();
        }
        if (value instanceof Number number) {
            return new BigDecimal(number.toString());
        }
        return value instanceof String text ? text.toLowerCase(Locale.ROOT) : value;
    }

    @SuppressWarnings("unchecked") // two values of one field have one Java type
    private static int order(Object value, @Nullable Object wanted) {
        if (value instanceof List<?> list) {
            return list.contains(wanted) ? 0 : 1;
        }
        return wanted == null ? 1 : ((Comparable<Object>) value).compareTo(wanted);
    }
}

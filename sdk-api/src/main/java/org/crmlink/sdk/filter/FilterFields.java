package org.crmlink.sdk.filter;

import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.Set;

/** Collects what {@link Filter#fields()} tells. */
final class FilterFields {

    private FilterFields() {}

    static Set<String> of(Filter filter) {
        Set<String> names = new LinkedHashSet<>();
        collect(filter, names);
        return Collections.unmodifiableSet(names);
    }

    private static void collect(Filter filter, Set<String> names) {
        if (filter instanceof Filter.And and) {
            and.parts().forEach(part -> collect(part, names));
        } else if (filter instanceof Filter.Or or) {
            or.parts().forEach(part -> collect(part, names));
        } else if (filter instanceof Filter.Not not) {
            collect(not.inside(), names);
        } else if (filter instanceof Filter.Comparison comparison) {
            names.add(comparison.field());
        } else if (filter instanceof Filter.In in) {
            names.add(in.field());
        } else if (filter instanceof Filter.TextMatch match) {
            names.add(match.field());
        } else if (filter instanceof Filter.IsNull isNull) {
            names.add(isNull.field());
        } else if (filter instanceof Filter.RelativeDate date) {
            names.add(date.field());
        } else if (filter instanceof Filter.CurrentUser user) {
            names.add(user.field());
        } else if (filter instanceof Filter.Related related) {
            names.add(related.field());
        }
    }
}

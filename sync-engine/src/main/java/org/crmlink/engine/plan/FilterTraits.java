package org.crmlink.engine.plan;

import org.crmlink.sdk.filter.Filter;

/** What a filter means for choosing a path. */
final class FilterTraits {

    private FilterTraits() {}

    /** Whether membership can change by a change of another record (D16). */
    static boolean hasRelated(Filter filter) {
        if (filter instanceof Filter.And and) {
            return and.parts().stream().anyMatch(FilterTraits::hasRelated);
        } else if (filter instanceof Filter.Or or) {
            return or.parts().stream().anyMatch(FilterTraits::hasRelated);
        } else if (filter instanceof Filter.Not not) {
            return hasRelated(not.inside());
        }
        return filter instanceof Filter.Related;
    }

    /** Whether membership can change by the passing of time alone (D12). */
    static boolean dependsOnTime(Filter filter) {
        if (filter instanceof Filter.And and) {
            return and.parts().stream().anyMatch(FilterTraits::dependsOnTime);
        } else if (filter instanceof Filter.Or or) {
            return or.parts().stream().anyMatch(FilterTraits::dependsOnTime);
        } else if (filter instanceof Filter.Not not) {
            return dependsOnTime(not.inside());
        } else if (filter instanceof Filter.Related related) {
            return dependsOnTime(related.inside());
        }
        return filter instanceof Filter.RelativeDate;
    }
}

package org.crmlink.toolkit.filter;

import org.crmlink.sdk.filter.Filter;

/** The one field of a condition that holds no other conditions. */
public final class LeafField {

    private LeafField() {}

    /**
     * The field that the condition is about.
     *
     * @throws IllegalArgumentException if it is not about one field: all, and, or, not, a semi-join
     */
    public static String of(Filter filter) {
        if (filter instanceof Filter.Comparison f) {
            return f.field();
        } else if (filter instanceof Filter.In f) {
            return f.field();
        } else if (filter instanceof Filter.TextMatch f) {
            return f.field();
        } else if (filter instanceof Filter.IsNull f) {
            return f.field();
        } else if (filter instanceof Filter.RelativeDate f) {
            return f.field();
        } else if (filter instanceof Filter.CurrentUser f) {
            return f.field();
        }
        throw new IllegalArgumentException("no leaf: " + filter.getClass().getSimpleName());
    }
}

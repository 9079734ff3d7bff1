package org.crmlink.toolkit.fetchxml;

/**
 * What a server's FetchXML can say. Immutable.
 *
 * @param outerJoins whether a condition may name the alias of an outer link ({@code entityname}), which semi-joins under "or" and "not" need
 * @param multiChoice whether there are {@code contain-values} and {@code not-contain-values}
 * @param currentUser whether there are {@code eq-userid} and {@code ne-userid}
 * @param mostLinks most {@code link-entity} elements in a query
 * @param mostConditions most {@code condition} elements in a query
 * @param mostValues most values of one {@code in}
 * @param longest most characters of the filter; what is longer stays with the host
 */
public record FetchDialect(
        boolean outerJoins,
        boolean multiChoice,
        boolean currentUser,
        int mostLinks,
        int mostConditions,
        int mostValues,
        int longest) {

    /** The same dialect without multi-choices, which came late. */
    public FetchDialect withoutMultiChoice() {
        return new FetchDialect(outerJoins, false, currentUser, mostLinks, mostConditions, mostValues, longest);
    }
}

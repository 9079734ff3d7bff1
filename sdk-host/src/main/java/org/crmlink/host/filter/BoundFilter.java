package org.crmlink.host.filter;

import static java.util.Objects.requireNonNull;

import java.util.List;
import java.util.stream.Collectors;
import org.crmlink.sdk.ConnectorException;
import org.crmlink.sdk.ErrorKind;
import org.crmlink.sdk.filter.Filter;

/**
 * What {@link FilterBinding} made of a filter. Immutable.
 *
 * @param filter the filter with values of the fields' Java types; where there are problems, their parts are as they were
 * @param problems everything that is wrong; empty if the filter can be used
 */
public record BoundFilter(Filter filter, List<FilterProblem> problems) {

    public BoundFilter {
        requireNonNull(filter, "filter is null");
        problems = List.copyOf(problems);
    }

    /**
     * The filter, if nothing is wrong with it.
     *
     * @throws ConnectorException of kind CONFIG_INVALID naming every problem
     */
    public Filter orThrow() {
        if (problems.isEmpty()) {
            return filter;
        }
        String all = problems.stream().map(FilterProblem::toString).collect(Collectors.joining("; "));
        throw ConnectorException.of(ErrorKind.CONFIG_INVALID, "the filter does not fit the entity: " + all)
                .operation("filter")
                .entity(problems.get(0).entity())
                .hint("correct the filter; fields and types are those of the entity's description")
                .build();
    }
}

package org.crmlink.sandbox.dynamics;

import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import org.crmlink.sandbox.schema.Table;
import org.crmlink.sandbox.store.Reference;
import org.crmlink.sandbox.store.Row;

/** Follows the navigation properties of rows that are written. One request, one thread. */
final class Expander {

    private static final int MAX_RELATED = 5_000;

    private final Reader reader;
    private final Evaluation evaluation;
    private final String root;

    /**
     * Reads from here.
     *
     * @param root URL of the service root with its final slash, for links
     */
    Expander(Reader reader, Evaluation evaluation, String root) {
        this.reader = reader;
        this.evaluation = evaluation;
        this.root = root;
    }

    Optional<Row> target(Row row, Navigation.ToOne lookup) {
        Object value = row.get(lookup.column());
        if (value instanceof Reference reference && lookup.targets().contains(reference.table())) {
            return reader.find(reference.table(), reference.id());
        }
        return Optional.empty();
    }

    List<Row> related(Row row, RowShape.Expansion expansion) {
        Table target = expansion.shapes().values().iterator().next().table();
        QueryOptions options = expansion.options();
        Predicate<Row> wanted = options.filter()
                .map(filter -> evaluation.predicate(filter, target))
                .orElse(any -> true);
        Sorting sorting = evaluation.sorting(options.orderBy(), target);
        Comparator<Row> order = Comparator.comparing(sorting::place, sorting.order());
        return reader.related(row, expansion.navigation()).stream()
                .filter(wanted)
                .sorted(order)
                .limit(options.number("$top").orElse(MAX_RELATED))
                .toList();
    }

    /** Where the expanded collection is by itself; the service gives this link even if all rows are here already. */
    String link(Row row, RowShape.Expansion expansion) {
        StringBuilder url = new StringBuilder(root)
                .append(row.table().entitySetName())
                .append('(')
                .append(row.id().text())
                .append(")/")
                .append(expansion.name());
        char separator = '?';
        for (Map.Entry<String, String> option : expansion.options().all().entrySet()) {
            url.append(separator).append(option.getKey()).append('=').append(Percent.encode(option.getValue()));
            separator = '&';
        }
        return url.toString();
    }
}

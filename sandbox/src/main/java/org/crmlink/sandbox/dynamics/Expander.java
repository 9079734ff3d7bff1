package org.crmlink.sandbox.dynamics;

import java.util.Comparator;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import org.crmlink.sandbox.store.Reference;
import org.crmlink.sandbox.store.Row;

/** Follows the navigation properties of rows that are written. One request, one thread. */
final class Expander {

    private static final int MAX_RELATED = 5_000;

    private final Reader reader;
    private final Evaluation evaluation;
    private final String root;
    private final IdentityHashMap<RowShape.Expansion, Plan> plans = new IdentityHashMap<>();

    private boolean linksOnly;

    /** What of a collection is wanted, in which order, and how many rows. */
    private record Plan(Predicate<Row> wanted, Comparator<Row> order, int limit) {}

    /**
     * Reads from here. Everything in the options is checked now, because once an answer has begun it is too late to refuse.
     *
     * @param root URL of the service root with its final slash, for links
     * @param shape shape of the rows whose navigation properties are followed
     */
    Expander(Reader reader, Evaluation evaluation, String root, RowShape shape) {
        this.reader = reader;
        this.evaluation = evaluation;
        this.root = root;
        plan(shape);
    }

    /** Gives the collections of rows as links alone, as servers before 9.2 do in lists. */
    void onlyLinkCollections() {
        linksOnly = true;
    }

    private void plan(RowShape shape) {
        for (RowShape.Expansion expansion : shape.expansions()) {
            RowShape first = expansion.shapes().values().iterator().next();
            if (expansion.shapes().size() == 1) {
                // Of several targets, such as users and teams, each row has but one: what cannot be read there is left
                // out.
                reader.mustRead(first.table());
            }
            QueryOptions options = expansion.options();
            Predicate<Row> wanted = options.filter()
                    .map(filter -> evaluation.predicate(filter, first.table()))
                    .orElse(any -> true);
            Sorting sorting = evaluation.sorting(options.orderBy(), first.table());
            plans.put(
                    expansion,
                    new Plan(
                            wanted,
                            Comparator.comparing(sorting::place, sorting.order()),
                            options.number("$top").orElse(MAX_RELATED)));
            expansion.shapes().values().forEach(this::plan);
        }
    }

    Optional<Row> target(Row row, Navigation.ToOne lookup) {
        Object value = row.get(lookup.column());
        if (value instanceof Reference reference && lookup.targets().contains(reference.table())) {
            return reader.find(reference.table(), reference.id());
        }
        return Optional.empty();
    }

    List<Row> related(Row row, RowShape.Expansion expansion) {
        Plan plan = plans.get(expansion);
        if (plan == null) {
            throw new IllegalArgumentException("an expansion of another shape: " + expansion.name());
        }
        if (linksOnly) {
            return List.of();
        }
        return reader.related(row, expansion.navigation()).stream()
                .filter(plan.wanted())
                .sorted(plan.order())
                .limit(plan.limit())
                .toList();
    }

    /** Where the row is by itself. */
    String url(Row row) {
        return root + row.table().entitySetName() + "(" + row.id().text() + ")";
    }

    /** Where the expanded collection is by itself; the service gives this link even if all rows are here already. */
    String link(Row row, RowShape.Expansion expansion) {
        StringBuilder url = new StringBuilder(url(row)).append('/').append(expansion.name());
        char separator = '?';
        for (Map.Entry<String, String> option : expansion.options().all().entrySet()) {
            url.append(separator).append(option.getKey()).append('=').append(Percent.encode(option.getValue()));
            separator = '&';
        }
        return url.toString();
    }
}

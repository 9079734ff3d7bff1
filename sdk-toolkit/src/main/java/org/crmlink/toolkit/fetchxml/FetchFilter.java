package org.crmlink.toolkit.fetchxml;

import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.crmlink.sdk.filter.Filter;
import org.jspecify.annotations.Nullable;

/**
 * Translates a filter into FetchXML and what the host has to evaluate after it, by the rules of
 * {@link org.crmlink.toolkit.odata.ODataFilter}: exactly the filter's records or more of them, never fewer [READ-2]; texts are never exact;
 * negations are pushed inwards, only over exact insides, and written so that nulls match.
 *
 * <p>A semi-join follows a lookup, so each record has one partner at most and a join makes no row twice. Where it must hold, it is an inner join
 * with the conditions inside. Under "or" and "not" it is an outer join, and the root's filter asks about the partner by the join's alias: the same
 * answer as the link type {@code any} would give, from servers of every age.
 */
public final class FetchFilter {

    /** The two halves of a filter: what the server is asked, and the rest. Immutable. */
    public static final class Translation {
        private final List<FetchNode> conditions;
        private final List<FetchNode.Link> links;
        private final Filter residual;
        private final int unsaid;

        private Translation(List<FetchNode> conditions, List<FetchNode.Link> links, Filter residual, int unsaid) {
            this.conditions = List.copyOf(conditions);
            this.links = List.copyOf(links);
            this.residual = residual;
            this.unsaid = unsaid;
        }

        List<FetchNode> conditions() {
            return conditions;
        }

        List<FetchNode.Link> links() {
            return links;
        }

        /** What the host evaluates on the answer. */
        public Filter residual() {
            return residual;
        }

        /** How many conditions are not asked at all. */
        public int unsaid() {
            return unsaid;
        }
    }

    /**
     * A part; without a node and links it selects everything.
     *
     * @param links joins that the node, or nothing, needs
     */
    private record Part(@Nullable FetchNode node, List<FetchNode.Link> links, boolean exact) {
        private static final Part EVERYTHING = new Part(null, List.of(), false);

        private int conditions() {
            return (node == null ? 0 : node.conditions())
                    + links.stream().mapToInt(FetchNode::conditions).sum();
        }

        private int joins() {
            return links.stream().mapToInt(FetchNode.Link::count).sum();
        }

        private int length() {
            FetchWriter out = new FetchWriter();
            if (node != null) {
                node.write(out);
            }
            links.forEach(link -> link.write(out));
            return out.toString().length();
        }
    }

    private final FetchDialect dialect;
    private final Clock clock;
    private int aliases;
    private int unsaid;

    private FetchFilter(FetchDialect dialect, Clock clock) {
        this.dialect = dialect;
        this.clock = clock;
    }

    /** Translates; relative dates are taken from the clock now. */
    public static Translation translate(Filter filter, FetchFields fields, FetchDialect dialect, Clock clock) {
        Clock now = Clock.fixed(clock.instant(), clock.getZone());
        return new FetchFilter(dialect, now).translate(filter, fields);
    }

    private Translation translate(Filter filter, FetchFields fields) {
        List<FetchNode> conditions = new ArrayList<>();
        List<FetchNode.Link> links = new ArrayList<>();
        Filter residual = Filter.all();
        int count = 0;
        int joins = 0;
        int length = 0;
        for (Filter conjunct : conjuncts(filter)) {
            Part part = demanded(conjunct, fields);
            boolean fits = count + part.conditions() <= dialect.mostConditions()
                    && joins + part.joins() <= dialect.mostLinks()
                    && length + part.length() <= dialect.longest();
            if (!fits) {
                unsaid++;
                residual = residual.and(conjunct);
                continue;
            }
            count += part.conditions();
            joins += part.joins();
            length += part.length();
            if (part.node() != null) {
                conditions.add(part.node());
            }
            links.addAll(part.links());
            if (!part.exact()) {
                residual = residual.and(conjunct);
            }
        }
        return new Translation(conditions, links, residual, unsaid);
    }

    private static List<Filter> conjuncts(Filter filter) {
        if (filter instanceof Filter.All) {
            return List.of();
        }
        if (!(filter instanceof Filter.And and)) {
            return List.of(filter);
        }
        return and.parts().stream().flatMap(part -> conjuncts(part).stream()).toList();
    }

    /** A part that must hold by itself: its semi-joins may be inner joins. */
    private Part demanded(Filter filter, FetchFields fields) {
        return filter instanceof Filter.Related related && isPlain(related.inside())
                ? inner(related, fields)
                : part(filter, new Place(fields, ""), false);
    }

    /** Whether all semi-joins inside must hold: a condition inside a joined entity cannot name other joins. */
    private static boolean isPlain(Filter filter) {
        return conjuncts(filter).stream()
                .allMatch(part -> part instanceof Filter.Related related ? isPlain(related.inside()) : !joins(part));
    }

    private static boolean joins(Filter filter) {
        if (filter instanceof Filter.And and) {
            return and.parts().stream().anyMatch(FetchFilter::joins);
        } else if (filter instanceof Filter.Or or) {
            return or.parts().stream().anyMatch(FetchFilter::joins);
        } else if (filter instanceof Filter.Not not) {
            return joins(not.inside());
        }
        return filter instanceof Filter.Related;
    }

    private Part inner(Filter.Related related, FetchFields fields) {
        Optional<FetchFields.Link> found = fields.link(related.field(), related.target());
        if (found.isEmpty()) {
            return unsaid();
        }
        FetchFields.Link link = found.get();
        List<FetchNode> conditions = new ArrayList<>();
        List<FetchNode.Link> links = new ArrayList<>();
        boolean exact = true;
        String alias = nextAlias();
        for (Filter conjunct : conjuncts(related.inside())) {
            Part part = demanded(conjunct, link.fields());
            if (part.node() != null) {
                conditions.add(part.node());
            }
            links.addAll(part.links());
            exact &= part.exact();
        }
        return new Part(null, List.of(join(link, false, alias, conditions, links)), exact);
    }

    private static FetchNode.Link join(
            FetchFields.Link link,
            boolean outer,
            String alias,
            List<FetchNode> conditions,
            List<FetchNode.Link> links) {
        return new FetchNode.Link(link.entity(), link.key(), link.attribute(), outer, alias, conditions, links);
    }

    private String nextAlias() {
        aliases++;
        return "j" + aliases;
    }

    private Part unsaid() {
        unsaid++;
        return Part.EVERYTHING;
    }

    /**
     * Whose fields a condition is about.
     *
     * @param alias of the outer join, or an empty text for the entity that the filter stands in
     */
    private record Place(FetchFields fields, String alias) {}

    private Part part(Filter filter, Place place, boolean negated) {
        if (filter instanceof Filter.All) {
            return negated ? unsaid() : new Part(null, List.of(), true);
        }
        if (filter instanceof Filter.Not not) {
            return part(not.inside(), place, !negated);
        }
        if (filter instanceof Filter.And and) {
            return negated ? anyOf(and.parts(), place, true) : allOf(and.parts(), place, false);
        }
        if (filter instanceof Filter.Or or) {
            return negated ? allOf(or.parts(), place, true) : anyOf(or.parts(), place, false);
        }
        if (filter instanceof Filter.Related related) {
            return outer(related, place, negated);
        }
        FetchLeaf.@Nullable Said said =
                new FetchLeaf(dialect, clock, place.alias()).said(filter, place.fields(), negated);
        // The complement of a wider set is a narrower one: records would be missed.
        return said == null || negated && !said.exact() ? unsaid() : new Part(said.node(), List.of(), said.exact());
    }

    private Part allOf(List<Filter> parts, Place place, boolean negated) {
        List<FetchNode> nodes = new ArrayList<>();
        List<FetchNode.Link> links = new ArrayList<>();
        boolean exact = true;
        for (Filter inside : parts) {
            Part part = part(inside, place, negated);
            if (part.node() != null) {
                nodes.add(part.node());
                links.addAll(part.links());
            }
            exact &= part.exact();
        }
        if (nodes.isEmpty()) {
            return new Part(null, List.of(), exact);
        }
        return new Part(nodes.size() == 1 ? nodes.get(0) : new FetchNode.Group(true, nodes), links, exact);
    }

    private Part anyOf(List<Filter> parts, Place place, boolean negated) {
        List<FetchNode> nodes = new ArrayList<>();
        List<FetchNode.Link> links = new ArrayList<>();
        boolean exact = true;
        for (Filter inside : parts) {
            Part part = part(inside, place, negated);
            if (part.node() == null) {
                return part.exact() ? part : Part.EVERYTHING;
            }
            nodes.add(part.node());
            links.addAll(part.links());
            exact &= part.exact();
        }
        if (nodes.isEmpty()) {
            // "Matches nothing" cannot be written; the host says it.
            return unsaid();
        }
        return new Part(nodes.size() == 1 ? nodes.get(0) : new FetchNode.Group(false, nodes), links, exact);
    }

    private Part outer(Filter.Related related, Place place, boolean negated) {
        Optional<FetchFields.Link> found = place.fields().link(related.field(), related.target());
        if (found.isEmpty() || !dialect.outerJoins()) {
            return unsaid();
        }
        FetchFields.Link link = found.get();
        String alias = nextAlias();
        if (negated && conjuncts(related.inside()).isEmpty()) {
            FetchNode none = new FetchNode.Condition(alias, link.key(), "null", List.of());
            return new Part(none, List.of(join(link, true, alias, List.of(), List.of())), true);
        }
        Part inside = part(related.inside(), new Place(link.fields(), alias), negated);
        if (negated && (!inside.exact() || inside.node() == null)) {
            return new Part(null, List.of(), inside.exact());
        }
        // A lookup that points nowhere has no partner that matches, also where the inside asks for null.
        FetchNode partner = new FetchNode.Condition(alias, link.key(), negated ? "null" : "not-null", List.of());
        FetchNode node =
                inside.node() == null ? partner : new FetchNode.Group(!negated, List.of(partner, inside.node()));
        return new Part(node, List.of(join(link, true, alias, List.of(), inside.links())), inside.exact());
    }
}

package org.crmlink.toolkit.fetchxml;

import java.util.List;

/** An element of a query's filter. A sealed family of immutable values. */
sealed interface FetchNode {

    void write(FetchWriter out);

    int conditions();

    /**
     * One test.
     *
     * @param alias the link whose attribute it is, or an empty text for the entity that the filter stands in
     * @param values none, one, or several for operators that take a list
     */
    record Condition(String alias, String attribute, String operator, List<String> values) implements FetchNode {
        public Condition {
            values = List.copyOf(values);
        }

        @Override
        public void write(FetchWriter out) {
            out.open("condition");
            if (!alias.isEmpty()) {
                out.attribute("entityname", alias);
            }
            out.attribute("attribute", attribute).attribute("operator", operator);
            if (values.size() == 1 && !isList()) {
                out.attribute("value", values.get(0));
            } else {
                values.forEach(value -> out.open("value").text(value).close());
            }
            out.close();
        }

        /** Operators that take a list want it as elements also if it is of one. */
        private boolean isList() {
            return operator.equals("in") || operator.equals("not-in") || operator.endsWith("contain-values");
        }

        @Override
        public int conditions() {
            return 1;
        }
    }

    /** Several tests, all of which or one of which must hold. */
    record Group(boolean all, List<FetchNode> parts) implements FetchNode {
        public Group {
            parts = List.copyOf(parts);
        }

        @Override
        public void write(FetchWriter out) {
            out.open("filter").attribute("type", all ? "and" : "or");
            parts.forEach(part -> part.write(out));
            out.close();
        }

        @Override
        public int conditions() {
            return parts.stream().mapToInt(FetchNode::conditions).sum();
        }
    }

    /**
     * A joined entity.
     *
     * @param from attribute of the joined entity
     * @param to attribute of the entity that it is joined to
     * @param outer whether rows without a partner stay
     * @param parts what must hold of the partner; in outer joins the conditions stand in the root's filter
     * @param links what is joined to the joined entity
     */
    record Link(
            String entity, String from, String to, boolean outer, String alias, List<FetchNode> parts, List<Link> links)
            implements FetchNode {
        public Link {
            parts = List.copyOf(parts);
            links = List.copyOf(links);
        }

        @Override
        public void write(FetchWriter out) {
            out.open("link-entity")
                    .attribute("name", entity)
                    .attribute("from", from)
                    .attribute("to", to)
                    .attribute("link-type", outer ? "outer" : "inner")
                    .attribute("alias", alias);
            if (!parts.isEmpty()) {
                new Group(true, parts).write(out);
            }
            links.forEach(link -> link.write(out));
            out.close();
        }

        @Override
        public int conditions() {
            return parts.stream().mapToInt(FetchNode::conditions).sum()
                    + links.stream().mapToInt(FetchNode::conditions).sum();
        }

        int count() {
            return 1 + links.stream().mapToInt(Link::count).sum();
        }
    }
}

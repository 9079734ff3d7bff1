package org.crmlink.sandbox.dynamics;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.crmlink.sandbox.dynamics.FetchXml.Attribute;
import org.crmlink.sandbox.dynamics.FetchXml.Condition;
import org.crmlink.sandbox.dynamics.FetchXml.Criterion;
import org.crmlink.sandbox.dynamics.FetchXml.Filter;
import org.crmlink.sandbox.dynamics.FetchXml.Link;
import org.crmlink.sandbox.dynamics.FetchXml.Node;
import org.crmlink.sandbox.dynamics.FetchXml.Options;
import org.crmlink.sandbox.dynamics.FetchXml.Order;
import org.crmlink.sandbox.dynamics.FetchXml.Related;

/**
 * Reads FetchXML. What may change an answer and is not known is refused; attributes that only concern user interfaces or the
 * database's work are ignored. One use, one thread.
 */
final class FetchParser {

    private static final int MAX_LINKS = 15;
    private static final int MAX_CONDITIONS = 500;
    private static final int MAX_TOP = 5_000;
    private static final String NODES = "filter, order, link-entity, attribute, all-attributes, no-attrs";

    private static final Set<String> FETCH = Set.of(
            "aggregate",
            "aggregatelimit",
            "count",
            "distinct",
            "page",
            "paging-cookie",
            "returntotalrecordcount",
            "top",
            "useraworderby",
            // Without influence on what comes:
            "version",
            "output-format",
            "mapping",
            "no-lock",
            "latematerialize",
            "options",
            "savedqueryid");
    private static final Set<String> ENTITY = Set.of("name", "enableprefiltering", "prefilterparametername");
    private static final Set<String> LINK = Set.of(
            "name",
            "from",
            "to",
            "alias",
            "link-type",
            "intersect",
            "visible",
            "enableprefiltering",
            "prefilterparametername");
    private static final Set<String> ATTRIBUTE =
            Set.of("name", "alias", "aggregate", "groupby", "dategrouping", "usertimezone", "distinct", "rowaggregate");
    private static final Set<String> ORDER = Set.of("attribute", "alias", "descending", "entityname");
    private static final Set<String> FILTER = Set.of(
            "type",
            "hint",
            "isquickfindfields",
            "overridequickfindrecordlimitenabled",
            "overridequickfindrecordlimitdisabled");
    private static final Set<String> CONDITION = Set.of(
            "attribute",
            "operator",
            "value",
            "valueof",
            "entityname",
            "alias",
            "aggregate",
            "rowaggregate",
            "column",
            "uiname",
            "uitype",
            "uihidden");

    private int links;
    private int conditions;

    private FetchParser() {}

    static FetchXml parse(String xml) {
        XmlElement root = XmlElement.parse(xml)
                .filter(element -> element.name().equals("fetch"))
                .orElseThrow(FetchErrors::invalidXml);
        List<XmlElement> entities = root.children();
        if (entities.isEmpty()) {
            throw FetchErrors.invalidXml();
        }
        XmlElement entity = entities.get(0);
        if (entities.size() > 1 || !entity.name().equals("entity")) {
            throw FetchErrors.badNode(
                    "entity", entities.get(entities.size() - 1).name());
        }
        known(root, FETCH);
        known(entity, ENTITY);
        return new FetchXml(options(root), new FetchParser().node(entity, Link.INNER));
    }

    /** Refuses what is not known: it might change the answer. */
    private static void known(XmlElement element, Set<String> names) {
        for (String name : element.attributes().keySet()) {
            if (!names.contains(name)) {
                throw ApiErrors.notSupported(
                        "The attribute '" + name + "' of the FetchXML element '" + element.name() + "'");
            }
        }
    }

    private static Options options(XmlElement fetch) {
        String mapping = fetch.attribute("mapping").orElse("logical");
        if (!mapping.equals("logical") && !mapping.equals("internal")) {
            throw FetchErrors.badMapping();
        }
        Optional<Integer> top = number(fetch, "top");
        if (top.isPresent()) {
            if (top.get() < 1) {
                throw FetchErrors.topNotPositive();
            }
            if (top.get() > MAX_TOP) {
                throw FetchErrors.invalidValue("The value of the attribute 'top' can't exceed " + MAX_TOP + ".");
            }
            for (String paging : List.of("page", "count", "paging-cookie", "returntotalrecordcount")) {
                boolean off = paging.equals("returntotalrecordcount") && !flag(fetch, paging);
                if (fetch.attribute(paging).isPresent() && !off) {
                    throw FetchErrors.topWithPaging(paging);
                }
            }
        }
        return new Options(
                flag(fetch, "aggregate"),
                flag(fetch, "distinct"),
                flag(fetch, "returntotalrecordcount"),
                flag(fetch, "useraworderby"),
                top,
                positive(fetch, "count"),
                positive(fetch, "page").orElse(1),
                fetch.attribute("paging-cookie"),
                positive(fetch, "aggregatelimit"));
    }

    private static Optional<Integer> positive(XmlElement element, String name) {
        Optional<Integer> number = number(element, name);
        if (number.isPresent() && number.get() < 1) {
            throw FetchErrors.notPositive(name);
        }
        return number;
    }

    private static Optional<Integer> number(XmlElement element, String name) {
        return element.attribute(name).map(text -> {
            try {
                return Integer.valueOf(text.trim());
            } catch (NumberFormatException e) {
                throw FetchErrors.invalidValue("Invalid value '" + text + "' of the attribute '" + name + "'.");
            }
        });
    }

    private static boolean flag(XmlElement element, String name) {
        String text = element.attribute(name).orElse("false").toLowerCase(Locale.ROOT);
        return switch (text) {
            case "true", "1" -> true;
            case "false", "0" -> false;
            default -> throw FetchErrors.invalidValue("Invalid value '" + text + "' of the attribute '" + name + "'.");
        };
    }

    private static String required(XmlElement element, String name) {
        return element.attribute(name).orElseThrow(() -> FetchErrors.attributeMissing(element.name(), name));
    }

    private Node node(XmlElement element, Link link) {
        boolean all = false;
        List<Attribute> attributes = new ArrayList<>();
        List<Order> orders = new ArrayList<>();
        List<Criterion> filters = new ArrayList<>();
        List<Node> inner = new ArrayList<>();
        for (XmlElement child : element.children()) {
            switch (child.name()) {
                case "all-attributes" -> all = true;
                case "no-attrs" -> throw ApiErrors.notSupported("The FetchXML element 'no-attrs'");
                case "attribute" -> attributes.add(attribute(child));
                case "order" -> orders.add(order(child));
                case "filter" -> filters.add(filter(child));
                case "link-entity" -> {
                    Node joined = linked(child);
                    if (joined.link().isFilter()) {
                        throw FetchErrors.badLinkType(
                                child.attribute("link-type").orElse(""));
                    }
                    inner.add(joined);
                }
                default -> throw FetchErrors.badNode(NODES, child.name());
            }
        }
        return new Node(
                required(element, "name"),
                element.attribute("alias"),
                element.attribute("from"),
                element.attribute("to"),
                link,
                all,
                attributes,
                orders,
                filters,
                inner);
    }

    private Node linked(XmlElement element) {
        known(element, LINK);
        count();
        if (++links > MAX_LINKS) {
            throw FetchErrors.tooManyLinks();
        }
        String type = element.attribute("link-type").orElse("inner");
        Node node = node(element, one(Link.class, type, FetchErrors::badLinkType));
        if (node.link().isTest()
                && (node.all() || !node.attributes().isEmpty() || !node.orders().isEmpty())) {
            throw FetchErrors.invalidValue("A link-entity of the type '" + type + "' returns no columns.");
        }
        return node;
    }

    private void count() {
        if (++conditions > MAX_CONDITIONS) {
            throw FetchErrors.tooManyConditions();
        }
    }

    /** The constant with this name, blanks and hyphens read as underscores. */
    private static <E extends Enum<E>> E one(Class<E> type, String text, Function<String, ApiException> otherwise) {
        String name = text.replace(' ', '_').replace('-', '_').toUpperCase(Locale.ROOT);
        for (E constant : type.getEnumConstants()) {
            if (constant.name().equals(name)) {
                return constant;
            }
        }
        throw otherwise.apply(text);
    }

    private static Attribute attribute(XmlElement element) {
        known(element, ATTRIBUTE);
        if (element.attribute("rowaggregate").isPresent()) {
            throw ApiErrors.notSupported("The attribute 'rowaggregate' of the FetchXML element 'attribute'");
        }
        return new Attribute(
                required(element, "name"),
                element.attribute("alias"),
                element.attribute("aggregate")
                        .map(text -> one(FetchXml.Measure.class, text, FetchErrors::badAggregate)),
                flag(element, "groupby"),
                element.attribute("dategrouping")
                        .map(text -> one(
                                FetchXml.DatePart.class,
                                text,
                                bad -> FetchErrors.invalidValue("The dategrouping '" + bad + "' is invalid."))),
                flag(element, "distinct"));
    }

    private static Order order(XmlElement element) {
        known(element, ORDER);
        Order order = new Order(
                element.attribute("attribute"),
                element.attribute("alias"),
                element.attribute("entityname"),
                flag(element, "descending"));
        if (order.attribute().isEmpty() && order.alias().isEmpty()) {
            throw FetchErrors.attributeMissing("order", "attribute");
        }
        return order;
    }

    private Filter filter(XmlElement element) {
        known(element, FILTER);
        String type = element.attribute("type").orElse("and");
        if (!type.equals("and") && !type.equals("or")) {
            throw FetchErrors.badFilterType(type);
        }
        List<Criterion> parts = new ArrayList<>();
        for (XmlElement child : element.children()) {
            switch (child.name()) {
                case "condition" -> parts.add(condition(child));
                case "filter" -> parts.add(filter(child));
                case "link-entity" -> {
                    Node node = linked(child);
                    if (!node.link().isFilter()) {
                        throw FetchErrors.badLinkType(
                                child.attribute("link-type").orElse("inner"));
                    }
                    parts.add(new Related(node));
                }
                default -> throw FetchErrors.badNode("condition, filter, link-entity", child.name());
            }
        }
        return new Filter(type.equals("or"), parts);
    }

    private Condition condition(XmlElement element) {
        known(element, CONDITION);
        for (String unknown : List.of("alias", "aggregate", "rowaggregate", "column")) {
            if (element.attribute(unknown).isPresent()) {
                throw ApiErrors.notSupported("The attribute '" + unknown + "' of the FetchXML element 'condition'");
            }
        }
        count();
        List<String> values = new ArrayList<>();
        Optional.ofNullable(element.attributes().get("value")).ifPresent(values::add);
        for (XmlElement child : element.children()) {
            if (!child.name().equals("value")) {
                throw FetchErrors.badNode("value", child.name());
            }
            values.add(child.text());
        }
        return new Condition(
                element.attribute("entityname"),
                required(element, "attribute"),
                required(element, "operator"),
                values,
                element.attribute("valueof"));
    }
}

package org.crmlink.toolkit.fetchxml;

import static java.util.Objects.requireNonNull;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A query, written page by page. One-at-a-time while it is put together. */
public final class FetchQuery {

    private record Order(String attribute, boolean descending) {}

    private final String entity;
    private final List<String> attributes = new ArrayList<>();
    private final List<FetchNode> conditions = new ArrayList<>();
    private final List<FetchNode.Link> links = new ArrayList<>();
    private final List<Order> orders = new ArrayList<>();

    private FetchQuery(String entity) {
        this.entity = requireNonNull(entity, "entity is null");
    }

    /** @param entity its name in FetchXML */
    public static FetchQuery of(String entity) {
        return new FetchQuery(entity);
    }

    public FetchQuery attributes(List<String> names) {
        attributes.addAll(names);
        return this;
    }

    /** Adds what the server can say of a filter. */
    public FetchQuery filter(FetchFilter.Translation translation) {
        conditions.addAll(translation.conditions());
        links.addAll(translation.links());
        return this;
    }

    /** Adds a condition on the entity itself. */
    public FetchQuery condition(String attribute, String operator, String value) {
        conditions.add(new FetchNode.Condition("", attribute, operator, List.of(value)));
        return this;
    }

    public FetchQuery orderBy(String attribute) {
        orders.add(new Order(attribute, false));
        return this;
    }

    public FetchQuery orderByDescending(String attribute) {
        orders.add(new Order(attribute, true));
        return this;
    }

    /** The first page. */
    public String firstPage(int size) {
        return write(size, 1, Optional.empty());
    }

    /** A later page. */
    public String page(int size, PagingCookie cookie) {
        return write(size, cookie.page(), Optional.of(cookie.cookie()));
    }

    /** A later page of a server that pages by number alone. */
    public String page(int size, int number) {
        return write(size, number, Optional.empty());
    }

    private String write(int size, int page, Optional<String> cookie) {
        FetchWriter out = new FetchWriter();
        out.open("fetch").attribute("page", Integer.toString(page)).attribute("count", Integer.toString(size));
        cookie.ifPresent(text -> out.attribute("paging-cookie", text));
        out.open("entity").attribute("name", entity);
        attributes.forEach(name -> out.open("attribute").attribute("name", name).close());
        if (!conditions.isEmpty()) {
            new FetchNode.Group(true, conditions).write(out);
        }
        links.forEach(link -> link.write(out));
        for (Order order : orders) {
            out.open("order").attribute("attribute", order.attribute());
            if (order.descending()) {
                out.attribute("descending", "true");
            }
            out.close();
        }
        return out.close().close().toString();
    }
}

package org.crmlink.sandbox.dynamics;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.crmlink.sandbox.schema.Column;

/**
 * The groups and measures that an aggregating query asks for.
 *
 * @param items the columns of the result
 * @param orders its order
 */
record FetchGroups(List<Aggregation.Item<JoinedRow>> items, List<Aggregation.Order> orders) {

    static FetchGroups of(FetchScope scope) {
        List<Aggregation.Item<JoinedRow>> items = new ArrayList<>();
        List<Aggregation.Order> orders = new ArrayList<>();
        Set<String> aliases = new HashSet<>();
        for (FetchScope.Entry entry : scope.entries()) {
            if (entry.node().all()) {
                throw FetchErrors.attributeWithAggregate("all-attributes");
            }
            for (FetchXml.Attribute attribute : entry.node().attributes()) {
                Aggregation.Item<JoinedRow> item = item(scope, entry, attribute);
                if (!aliases.add(item.alias())) {
                    throw FetchErrors.aliasNotUnique(item.alias());
                }
                items.add(item);
            }
            for (FetchXml.Order order : entry.node().orders()) {
                if (order.attribute().isPresent()) {
                    throw FetchErrors.attributeWithAggregate(order.attribute().get());
                }
                orders.add(new Aggregation.Order(order.alias().orElse(""), order.descending()));
            }
        }
        if (items.isEmpty()) {
            throw FetchErrors.invalidValue("An aggregation needs at least one attribute.");
        }
        for (Aggregation.Order order : orders) {
            if (!aliases.contains(order.alias())) {
                throw FetchErrors.orderOfUnknownAlias(order.alias());
            }
        }
        return new FetchGroups(items, orders);
    }

    private static Aggregation.Item<JoinedRow> item(
            FetchScope scope, FetchScope.Entry entry, FetchXml.Attribute attribute) {
        String name = attribute.name();
        Source<JoinedRow> source = scope.source(entry, name);
        Optional<FetchXml.Measure> measure = attribute.measure();
        if (measure.isPresent() == attribute.groupBy()) {
            throw FetchErrors.attributeWithAggregate(name);
        }
        String alias = attribute
                .alias()
                .orElseThrow(() -> FetchErrors.aliasMissing("the attribute '" + name + "' of an aggregation"));
        Column column = source.column();
        if (measure.isPresent() && !Measuring.fits(measure.get(), column)) {
            throw FetchErrors.badAggregate(measure.get().name().toLowerCase(java.util.Locale.ROOT));
        }
        if (attribute.part().isPresent() && !Aggregation.isDate(column)) {
            throw FetchErrors.invalidValue("The attribute '" + name + "' is no date: it has no dategrouping.");
        }
        boolean distinct = attribute.distinct()
                && measure.filter(kind -> kind == FetchXml.Measure.COUNTCOLUMN).isPresent();
        return new Aggregation.Item<>(alias, name, source, measure, distinct, attribute.part());
    }
}

package org.crmlink.benchmarks.data;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * An entity that the server makes up. Immutable.
 *
 * @param name logical name
 * @param set name of its set in addresses
 * @param properties the key first; those that are synchronized, and what else an answer may hold
 * @param seed what its records are made from
 */
public record Entity(String name, String set, List<Property> properties, long seed) {

    /** The account of every measurement: a key and 20 fields. */
    public static final Entity ACCOUNT = new Entity(
            "account",
            "accounts",
            List.of(
                    Property.of("accountid", Kind.KEY),
                    Property.of("name", Kind.TEXT, 26),
                    Property.of("accountnumber", Kind.TEXT, 10),
                    Property.of("emailaddress1", Kind.TEXT, 28),
                    Property.of("telephone1", Kind.TEXT, 16),
                    Property.of("websiteurl", Kind.TEXT, 30),
                    Property.of("address1_line1", Kind.TEXT, 22),
                    Property.of("address1_city", Kind.TEXT, 12),
                    Property.of("description", Kind.MEMO, 120),
                    Property.of("revenue", Kind.MONEY),
                    Property.of("exchangerate", Kind.RATE),
                    Property.of("numberofemployees", Kind.INTEGER),
                    Property.of("industrycode", Kind.CHOICE),
                    Property.of("statecode", Kind.STATE),
                    Property.of("creditonhold", Kind.BOOLEAN),
                    Property.of("createdon", Kind.INSTANT),
                    Property.of("modifiedon", Kind.INSTANT),
                    Property.of("acme_renewalday", Kind.DATE),
                    Property.of("ownerid", Kind.OWNER),
                    Property.of("primarycontactid", Kind.LOOKUP),
                    Property.of("parentaccountid", Kind.LOOKUP),
                    Property.of("versionnumber", Kind.VERSION)),
            1);

    /** The entities of the measurement with latency, the one with the most pages first. */
    public static final List<Entity> TWELVE = List.of(
            small("contact", "contacts", "contactid", "lastname", 11),
            small("lead", "leads", "leadid", "lastname", 12),
            small("opportunity", "opportunities", "opportunityid", "name", 13),
            small("incident", "incidents", "incidentid", "title", 14),
            small("task", "tasks", "activityid", "subject", 15),
            small("phonecall", "phonecalls", "activityid", "subject", 16),
            small("appointment", "appointments", "activityid", "subject", 17),
            small("quote", "quotes", "quoteid", "name", 18),
            small("salesorder", "salesorders", "salesorderid", "name", 19),
            small("annotation", "annotations", "annotationid", "subject", 20),
            small("product", "products", "productid", "name", 21),
            small("competitor", "competitors", "competitorid", "name", 22));

    private static Entity small(String name, String set, String key, String title, long seed) {
        return new Entity(
                name,
                set,
                List.of(
                        Property.of(key, Kind.KEY),
                        Property.of(title, Kind.TEXT, 26),
                        Property.of("createdon", Kind.INSTANT),
                        Property.of("modifiedon", Kind.INSTANT),
                        Property.of("versionnumber", Kind.VERSION)),
                seed);
    }

    public Property key() {
        return properties.get(0);
    }

    /** The fields of the key and all others that a contestant stores, in the order of its table. */
    public List<Property> stored() {
        return properties.stream()
                .filter(property -> property.kind() != Kind.VERSION)
                .toList();
    }

    /** Names of the fields that are synchronized, without the key. */
    public List<String> fields() {
        return stored().stream().skip(1).map(Property::column).toList();
    }

    /** What a list of them has to select. */
    public String select() {
        List<String> names = new ArrayList<>();
        stored().forEach(property -> names.add(property.wire()));
        return String.join(",", names);
    }

    public Optional<Property> byWire(String wire) {
        return properties.stream()
                .filter(property -> property.wire().equals(wire))
                .findFirst();
    }
}

package org.crmlink.sandbox.salesforce.data;

import java.math.BigDecimal;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import org.crmlink.sandbox.data.Pools;
import org.crmlink.sandbox.salesforce.org.Field;
import org.crmlink.sandbox.salesforce.org.FieldType;
import org.crmlink.sandbox.salesforce.org.PicklistValue;
import org.crmlink.sandbox.salesforce.org.RecordStore;
import org.crmlink.sandbox.salesforce.org.SObject;

/**
 * Makes values of records that look real: names in many scripts, empty fields, long texts. Only of fields that the object has and clients may write;
 * options are those of the object. Equal seeds make equal values. Used by one thread.
 */
final class RecordMaker {

    private static final int DAYS_BACK = 25_000;

    private final SplittableRandom random;
    private final Pools pools;
    private final LocalDate today;

    /** Values of one record on the way, for the fields that there are. */
    private final class Values {

        private final SObject object;
        private final Map<String, Object> values = new LinkedHashMap<>();

        Values(SObject object) {
            this.object = object;
        }

        Values put(String name, Object value) {
            Optional<Field> field = object.field(name).filter(Field::createable);
            if (field.isPresent() && field.get().type() == FieldType.PICKLIST) {
                option(field.get());
            } else if (field.isPresent()) {
                boolean cut = value instanceof String text
                        && field.get().length() > 0
                        && text.length() > field.get().length();
                values.put(
                        field.get().name(),
                        cut ? value.toString().substring(0, field.get().length()) : value);
            }
            return this;
        }

        /** Some records have it. */
        Values sometimes(int percent, String name, Object value) {
            return chance(percent) ? put(name, value) : this;
        }

        private void option(Field field) {
            List<PicklistValue> options =
                    field.options().stream().filter(PicklistValue::active).toList();
            if (!options.isEmpty()) {
                values.put(field.name(), Pools.pick(random, options).value());
            }
        }

        Values address(String prefix, Pools.Culture culture) {
            return put(prefix + "Street", Pools.pick(random, culture.streets()))
                    .put(prefix + "City", Pools.pick(random, culture.cities()))
                    .sometimes(50, prefix + "State", Pools.pick(random, culture.states()))
                    .put(prefix + "PostalCode", Pools.pick(random, culture.postalCodes()))
                    .put(prefix + "Country", culture.country());
        }

        Map<String, Object> made() {
            return values;
        }
    }

    RecordMaker(RecordStore store, SplittableRandom random, long seed) {
        Instant now = store.now();
        this.random = random;
        this.pools = new Pools(seed, Clock.fixed(now, ZoneOffset.UTC));
        this.today = now.atOffset(ZoneOffset.UTC).toLocalDate();
    }

    boolean chance(int percent) {
        return random.nextInt(100) < percent;
    }

    /** Values of any object of the samples. */
    Map<String, Object> make(SObject object, String number, List<String> accounts, List<String> contacts) {
        return switch (object.name()) {
            case "Account" -> account(object, number);
            case "Contact" -> contact(object, number, accounts);
            case "Lead" -> lead(object, number);
            case "Opportunity" -> opportunity(object, accounts);
            case "Case" -> problem(object, accounts, contacts);
            case "Task" -> task(object, accounts, contacts);
            default -> throw new IllegalArgumentException("there are no samples of " + object);
        };
    }

    private Map<String, Object> account(SObject object, String number) {
        Pools.Culture culture = pools.culture(random);
        return new Values(object)
                .put("Name", Pools.pick(random, culture.companies()))
                .put("AccountNumber", "A-" + number)
                .put("Phone", Pools.pick(random, culture.phones()))
                .sometimes(30, "Website", "https://www." + number + ".example")
                .sometimes(80, "Industry", "")
                .sometimes(60, "Type", "")
                .sometimes(50, "NumberOfEmployees", (long) random.nextInt(1, 100_000))
                .sometimes(50, "AnnualRevenue", amount())
                .sometimes(20, "Description", pools.paragraph(random))
                .address("Billing", culture)
                .made();
    }

    private Map<String, Object> contact(SObject object, String number, List<String> accounts) {
        Pools.Culture culture = pools.culture(random);
        Values values = new Values(object)
                .sometimes(40, "Salutation", "")
                .sometimes(95, "FirstName", Pools.pick(random, culture.firstNames()))
                .put("LastName", Pools.pick(random, culture.lastNames()))
                .put("Email", "contact" + number.toLowerCase(Locale.ROOT) + "@mail.example")
                .put("Phone", Pools.pick(random, culture.phones()))
                .sometimes(50, "MobilePhone", Pools.pick(random, culture.phones()))
                .sometimes(60, "Title", pools.jobTitle(random))
                .sometimes(
                        40,
                        "Birthdate",
                        today.minusDays(random.nextInt(6_600, DAYS_BACK)).toString())
                .sometimes(10, "Description", pools.paragraph(random))
                .address("Mailing", culture);
        return (accounts.isEmpty() ? values : values.sometimes(90, "AccountId", Pools.pick(random, accounts))).made();
    }

    private Map<String, Object> lead(SObject object, String number) {
        Pools.Culture culture = pools.culture(random);
        return new Values(object)
                .put("FirstName", Pools.pick(random, culture.firstNames()))
                .put("LastName", Pools.pick(random, culture.lastNames()))
                .put("Company", Pools.pick(random, culture.companies()))
                .put("Email", "lead" + number.toLowerCase(Locale.ROOT) + "@mail.example")
                .put("Phone", Pools.pick(random, culture.phones()))
                .sometimes(60, "LeadSource", "")
                .sometimes(60, "Rating", "")
                .put("City", Pools.pick(random, culture.cities()))
                .put("Country", culture.country())
                .made();
    }

    private Map<String, Object> opportunity(SObject object, List<String> accounts) {
        Values values = new Values(object)
                .put("Name", pools.sentence(random))
                .put("StageName", "Prospecting")
                .put("CloseDate", today.plusDays(random.nextInt(-300, 300)).toString())
                .sometimes(90, "Amount", amount())
                .sometimes(60, "LeadSource", "")
                .sometimes(60, "Type", "")
                .sometimes(20, "Description", pools.paragraph(random));
        return (accounts.isEmpty() ? values : values.put("AccountId", Pools.pick(random, accounts))).made();
    }

    private Map<String, Object> problem(SObject object, List<String> accounts, List<String> contacts) {
        Values values = new Values(object)
                .put("Subject", pools.sentence(random))
                .put("Status", "New")
                .put("Origin", "Phone")
                .put("Priority", "Medium")
                .sometimes(60, "Description", pools.paragraph(random));
        if (!accounts.isEmpty()) {
            values.put("AccountId", Pools.pick(random, accounts));
        }
        return (contacts.isEmpty() ? values : values.sometimes(60, "ContactId", Pools.pick(random, contacts))).made();
    }

    private Map<String, Object> task(SObject object, List<String> accounts, List<String> contacts) {
        Values values = new Values(object)
                .put("Subject", pools.sentence(random))
                .put("Status", "Not Started")
                .put("Priority", "Normal")
                .sometimes(
                        80,
                        "ActivityDate",
                        today.plusDays(random.nextInt(-60, 60)).toString());
        if (!accounts.isEmpty()) {
            values.sometimes(60, "WhatId", Pools.pick(random, accounts));
        }
        return (contacts.isEmpty() ? values : values.sometimes(60, "WhoId", Pools.pick(random, contacts))).made();
    }

    /** Values with which somebody changes a record. */
    Map<String, Object> edit(SObject object) {
        Pools.Culture culture = pools.culture(random);
        Values values = new Values(object);
        Values edited = switch (object.name()) {
            case "Account" ->
                switch (random.nextInt(3)) {
                    case 0 -> values.put("Phone", Pools.pick(random, culture.phones()));
                    case 1 -> values.put("AnnualRevenue", amount()).put("Description", pools.paragraph(random));
                    default -> values.address("Billing", culture);
                };
            case "Contact" ->
                switch (random.nextInt(3)) {
                    case 0 -> values.put("LastName", Pools.pick(random, culture.lastNames()));
                    case 1 -> values.put("Title", pools.jobTitle(random));
                    default -> values.put("MobilePhone", Pools.pick(random, culture.phones()));
                };
            case "Opportunity" -> values.put("StageName", "Prospecting").put("Amount", amount());
            case "Lead" -> values.put("Rating", "").put("Phone", Pools.pick(random, culture.phones()));
            default -> values.put("Status", "New").put("Subject", pools.sentence(random));
        };
        return edited.made();
    }

    private BigDecimal amount() {
        return BigDecimal.valueOf(random.nextLong(1_000, 100_000_000), 2);
    }
}

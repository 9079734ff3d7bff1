package org.crmlink.cli.chaos;

import java.util.ArrayList;
import java.util.List;

/** The entities of the run: what of them is edited and what is compared. */
enum Entity {
    ACCOUNT(
            "account",
            "name",
            List.of("telephone1", "address1_city", "description"),
            "numberofemployees",
            List.of(
                    new Lookup("parentaccountid", List.of("account"), false),
                    new Lookup("primarycontactid", List.of("contact"), false)),
            List.of("createdon", "modifiedon"),
            Winner.SERVER),
    CONTACT(
            "contact",
            "lastname",
            List.of("firstname", "jobtitle", "description"),
            "numberofchildren",
            List.of(new Lookup("parentcustomerid", List.of("account", "contact"), true)),
            List.of("fullname", "createdon", "modifiedon"),
            Winner.DEVICE),
    /** Its change tracking is switched off: changes come by watermark, deletions by comparing ids. */
    LEAD(
            "lead",
            "lastname",
            List.of("firstname", "subject", "description"),
            "numberofemployees",
            List.of(
                    new Lookup("parentaccountid", List.of("account"), false),
                    new Lookup("parentcontactid", List.of("contact"), false)),
            List.of("fullname", "modifiedon"),
            Winner.SERVER);

    static final String VERSION = "versionnumber";

    /** Who wins a conflict. */
    enum Winner {
        SERVER("server-wins"),
        DEVICE("device-wins");

        private final String text;

        Winner(String text) {
            this.text = text;
        }

        String text() {
            return text;
        }
    }

    /**
     * A lookup column.
     *
     * @param targets tables that it may point to
     * @param cascade whether a deleted target takes the row with it
     */
    record Lookup(String field, List<String> targets, boolean cascade) {
        boolean polymorphic() {
            return targets.size() > 1;
        }

        /** Second column in SQLite of a lookup with several targets. */
        String companion() {
            return field + "_entity";
        }
    }

    private final String table;
    private final String name;
    private final List<String> texts;
    private final String number;
    private final List<Lookup> lookups;
    private final List<String> readOnly;
    private final Winner winner;

    Entity(
            String table,
            String name,
            List<String> texts,
            String number,
            List<Lookup> lookups,
            List<String> readOnly,
            Winner winner) {
        this.table = table;
        this.name = name;
        this.texts = texts;
        this.number = number;
        this.lookups = lookups;
        this.readOnly = readOnly;
        this.winner = winner;
    }

    static Entity of(String table) {
        for (Entity entity : values()) {
            if (entity.table.equals(table)) {
                return entity;
            }
        }
        throw new IllegalArgumentException("the run has no table " + table);
    }

    String table() {
        return table;
    }

    String key() {
        return table + "id";
    }

    /** The required column; its value is unique in the whole run, so that a doubled record shows. */
    String nameField() {
        return name;
    }

    List<Lookup> lookups() {
        return lookups;
    }

    boolean serverWins() {
        return winner == Winner.SERVER;
    }

    Winner winner() {
        return winner;
    }

    boolean isNumber(String field) {
        return field.equals(number);
    }

    /** Columns that get a new unique value with each edit. */
    List<String> editable() {
        List<String> all = new ArrayList<>();
        all.add(name);
        all.addAll(texts);
        all.add(number);
        return all;
    }

    /** What the configuration asks for. */
    List<String> fields() {
        List<String> all = editable();
        lookups.forEach(lookup -> all.add(lookup.field()));
        all.addAll(readOnly);
        all.add(VERSION);
        return all;
    }

    /** What both sides must agree on, by column of SQLite. */
    List<String> columns() {
        List<String> all = fields();
        lookups.stream().filter(Lookup::polymorphic).forEach(lookup -> all.add(lookup.companion()));
        return all;
    }
}

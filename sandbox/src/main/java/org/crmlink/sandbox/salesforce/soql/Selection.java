package org.crmlink.sandbox.salesforce.soql;

import java.util.List;
import java.util.Optional;

/** One entry behind SELECT. */
public sealed interface Selection {

    /**
     * A field or a function.
     *
     * @param alias its name in the answer, of grouped queries only
     */
    record Value(Operand operand, Optional<String> alias) implements Selection {}

    /** {@code (SELECT Id FROM Contacts)}: the query's object is the name of a child relationship. */
    record Children(Query query) implements Selection {}

    /** {@code FIELDS(STANDARD)}. */
    record Fields(Group group, int at) implements Selection {}

    /** {@code TYPEOF Owner WHEN User THEN Email ELSE Name END}. */
    record TypeOf(String relationship, List<When> cases, List<Operand.Path> otherwise, int at) implements Selection {
        public TypeOf {
            cases = List.copyOf(cases);
            otherwise = List.copyOf(otherwise);
        }
    }

    /** One case of TYPEOF. */
    record When(String object, List<Operand.Path> fields) {
        public When {
            fields = List.copyOf(fields);
        }
    }

    /** Which fields FIELDS() means. */
    enum Group {
        ALL,
        STANDARD,
        CUSTOM
    }
}

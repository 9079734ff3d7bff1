package org.crmlink.sandbox.salesforce.soql;

import java.util.List;

/** What stands on the left of a comparison, in a list of fields or in a function's brackets. */
public sealed interface Operand {

    /** Offset in the query's text. */
    int at();

    /**
     * A field, maybe of a parent: {@code Account.Owner.Name}.
     *
     * @param steps names as they were written, at least one; the last is the field
     */
    record Path(List<String> steps, int at) implements Operand {

        public Path {
            steps = List.copyOf(steps);
        }

        @Override
        public String toString() {
            return String.join(".", steps);
        }
    }

    /**
     * A function: {@code COUNT(Id)}, {@code CALENDAR_YEAR(convertTimezone(CreatedDate))}.
     *
     * @param name in upper case
     */
    record Call(String name, List<Operand> arguments, int at) implements Operand {

        public Call {
            arguments = List.copyOf(arguments);
        }

        @Override
        public String toString() {
            return name + arguments;
        }
    }

    /** A value among a function's arguments: {@code GEOLOCATION(37.8, -122.4)}. */
    record Constant(Literal value, int at) implements Operand {}
}

package org.crmlink.sandbox.dynamics;

import java.util.ArrayList;
import java.util.List;
import org.crmlink.sandbox.http.HttpResponse;
import org.crmlink.sandbox.schema.Schema;
import org.crmlink.sandbox.schema.Table;

/**
 * A function or action of the Web API: what it is called with, and what it does. A family of operations is a class with one method
 * that lists them; {@link Operations#standard} lists the families.
 *
 * @param name name without a namespace
 * @param kind function (GET) or action (POST)
 * @param scope what it is called on
 * @param table for a bound operation: the table; empty for any
 * @param parameters what it is called with, without the binding parameter
 * @param returns CSDL type of the answer; empty if there is none
 * @param types types that only operations use
 * @param needs tables without which it does not exist
 * @param customizing whether it changes the schema and so runs outside of the call's transaction
 * @param work does it
 */
record Operation(
        String name,
        Kind kind,
        Scope scope,
        String table,
        List<Parameter> parameters,
        String returns,
        List<NamedType> types,
        List<String> needs,
        boolean customizing,
        Work work) {

    /** How it is called. */
    enum Kind {
        /** By GET, with its arguments in the path; changes nothing. */
        FUNCTION,
        /** By POST, with its arguments in the body; runs in the call's transaction. */
        ACTION
    }

    /** What it is called on. */
    enum Scope {
        UNBOUND,
        ROW,
        SET
    }

    /**
     * One parameter.
     *
     * @param type CSDL type; {@code mscrm.} names tables and types of operations
     * @param required whether a call without it is refused
     */
    record Parameter(String name, String type, boolean required) {}

    /** Does an operation. */
    @FunctionalInterface
    interface Work {
        HttpResponse run(Invocation in);
    }

    static Builder function(String name) {
        return new Builder(name, Kind.FUNCTION);
    }

    static Builder action(String name) {
        return new Builder(name, Kind.ACTION);
    }

    /** Whether the organization has what it works on. */
    boolean existsIn(Schema schema) {
        return needs.stream().allMatch(name -> schema.table(name).isPresent());
    }

    /** Whether it can be called on rows, or on the set, of the table. */
    boolean fits(Scope where, Table bound) {
        return scope == where && (table.isEmpty() || table.equals(bound.logicalName()));
    }

    /** Collects what an operation consists of. Single use. */
    static final class Builder {

        private final String name;
        private final Kind kind;
        private Scope scope = Scope.UNBOUND;
        private String table = "";
        private String returns = "";
        private boolean customizing;
        private final List<Parameter> parameters = new ArrayList<>();
        private final List<NamedType> types = new ArrayList<>();
        private final List<String> needs = new ArrayList<>();

        private Builder(String name, Kind kind) {
            this.name = name;
            this.kind = kind;
        }

        /** Called on a row of this table, which must exist. */
        Builder onRowOf(String bound) {
            scope = Scope.ROW;
            table = bound;
            return needs(bound);
        }

        /** Called on a row of any table. */
        Builder onAnyRow() {
            scope = Scope.ROW;
            return this;
        }

        /** Called on the set of any table. */
        Builder onAnySet() {
            scope = Scope.SET;
            return this;
        }

        /** An organization without these tables does not have the operation either. */
        Builder needs(String... names) {
            needs.addAll(List.of(names));
            return this;
        }

        Builder parameter(String parameter, String type) {
            parameters.add(new Parameter(parameter, type, true));
            return this;
        }

        Builder optional(String parameter, String type) {
            parameters.add(new Parameter(parameter, type, false));
            return this;
        }

        /** Answers a structure called after the operation, with these names and CSDL types in turn. */
        Builder returns(String... namesAndTypes) {
            NamedType.Complex response = NamedType.Complex.of(name + "Response", namesAndTypes);
            types.add(response);
            returns = "mscrm." + response.name();
            return this;
        }

        Builder returnsType(String type) {
            returns = type;
            return this;
        }

        Builder type(NamedType... more) {
            types.addAll(List.of(more));
            return this;
        }

        /** Changes the schema. */
        Builder customizes() {
            customizing = true;
            return this;
        }

        Operation does(Work work) {
            return new Operation(
                    name,
                    kind,
                    scope,
                    table,
                    List.copyOf(parameters),
                    returns,
                    List.copyOf(types),
                    List.copyOf(needs),
                    customizing,
                    work);
        }
    }
}

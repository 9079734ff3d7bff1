package org.crmlink.connector.dynamics;

import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import org.crmlink.sdk.ConnectorContext;
import org.crmlink.sdk.ConnectorException;
import org.crmlink.sdk.ErrorKind;
import org.crmlink.sdk.filter.Filter;
import org.crmlink.sdk.metadata.FieldType;
import org.crmlink.toolkit.fetchxml.FetchDialect;
import org.crmlink.toolkit.fetchxml.FetchFilter;
import org.crmlink.toolkit.odata.ODataFields;
import org.crmlink.toolkit.odata.ODataFilter;
import org.crmlink.toolkit.odata.ODataLiteral;

/** Translates filters with the wire names of a table. Thread-safe. */
@Singleton
final class DynamicsFilter {

    /**
     * Dynamics' FetchXML. Servers before 9.0 take 10 joins, later ones 15; 500 conditions; a database request has 2,100 parameters. The filter's
     * length leaves room for columns and the cookie in the 64 KB that an address may have after encoding.
     */
    private static final FetchDialect DIALECT = new FetchDialect(true, true, true, 10, 400, 500, 12_000);

    private final DynamicsMetadata metadata;
    private final DynamicsIdentity identity;
    private final Clock clock;

    @Inject
    DynamicsFilter(DynamicsMetadata metadata, DynamicsIdentity identity, ConnectorContext context) {
        this.metadata = metadata;
        this.identity = identity;
        this.clock = context.clock();
    }

    /**
     * How a filter is asked.
     *
     * @param odata what OData can say of it
     * @param fetch the same in FetchXML, if that can say more
     */
    record Plan(ODataFilter.Translation odata, Optional<FetchFilter.Translation> fetch) {

        /** What the host evaluates on the answer. */
        Filter residual() {
            return fetch.map(FetchFilter.Translation::residual).orElse(odata.residual());
        }
    }

    /** Decides in which language a filter is asked (decision 9): in OData, unless FetchXML can ask what OData cannot. */
    Plan plan(String operation, Filter filter, Table table) {
        requireKnown(operation, filter, table);
        ODataFilter.Translation odata = ODataFilter.translate(filter, new Fields(table), clock);
        if (odata.unsaid() == 0) {
            return new Plan(odata, Optional.empty());
        }
        FetchFilter.Translation fetch =
                FetchFilter.translate(filter, new DynamicsFetchFields(table, metadata), DIALECT, clock);
        return new Plan(odata, fetch.unsaid() < odata.unsaid() ? Optional.of(fetch) : Optional.empty());
    }

    /** Refuses fields that the entity does not have: the server would refuse them with less clear words. */
    private static void requireKnown(String operation, Filter filter, Table table) {
        List<String> unknown = filter.fields().stream()
                .filter(field -> table.column(field).isEmpty())
                .toList();
        if (!unknown.isEmpty()) {
            throw ConnectorException.of(
                            ErrorKind.INVALID_DATA,
                            "the filter names fields that entity '" + table.name() + "' does not have: '"
                                    + String.join("', '", unknown) + "'")
                    .operation(operation)
                    .entity(table.name())
                    .hint("describe the entity to see its fields")
                    .build();
        }
    }

    private final class Fields implements ODataFields {
        private final Table table;

        private Fields(Table table) {
            this.table = table;
        }

        @Override
        public Optional<Property> property(String field) {
            return table.column(field)
                    .filter(column ->
                            column.field().readable() && column.field().type() != FieldType.BINARY)
                    .map(column ->
                            new Property(column.property(), column.field().type(), column.guid()));
        }

        @Override
        public Optional<Navigation> navigation(String field, String target) {
            Optional<String> path =
                    table.column(field).map(column -> column.navigation().get(target));
            if (path.isEmpty() || metadata.entry(target).isEmpty()) {
                return Optional.empty();
            }
            Table other = metadata.table(target);
            return Optional.of(new Navigation(path.get(), other.key(), new Fields(other)));
        }

        @Override
        public Optional<String> holdsOption(String path, String option) {
            // The function takes a property's name, not a path through a lookup.
            return path.contains("/")
                    ? Optional.empty()
                    : Optional.of("Microsoft.Dynamics.CRM.ContainValues(PropertyName=" + ODataLiteral.text(path)
                            + ",PropertyValues=[" + ODataLiteral.text(option) + "])");
        }

        @Override
        public String currentUserId() {
            return identity.userId();
        }
    }
}

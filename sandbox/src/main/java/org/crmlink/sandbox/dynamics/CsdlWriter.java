package org.crmlink.sandbox.dynamics;

import java.io.IOException;
import java.io.OutputStream;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import javax.xml.stream.XMLOutputFactory;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamWriter;
import org.crmlink.sandbox.schema.AlternateKey;
import org.crmlink.sandbox.schema.Automatic;
import org.crmlink.sandbox.schema.Column;
import org.crmlink.sandbox.schema.ManyToMany;
import org.crmlink.sandbox.schema.OneToMany;
import org.crmlink.sandbox.schema.Schema;
import org.crmlink.sandbox.schema.Table;

/** Streams the CSDL document behind {@code $metadata}. One use, one thread. */
final class CsdlWriter {

    private static final String EDMX = "http://docs.oasis-open.org/odata/ns/edmx";
    private static final String EDM = "http://docs.oasis-open.org/odata/ns/edm";

    private final Schema schema;
    private final boolean annotations;
    private final ServiceVersion version;
    private final String origin;
    private final List<Operation> operations;

    CsdlWriter(Schema schema, boolean annotations, String origin, List<Operation> operations, ServiceVersion version) {
        this.schema = schema;
        this.operations = operations;
        this.origin = origin;
        this.annotations = annotations;
        this.version = version;
    }

    void write(OutputStream stream) throws IOException {
        try {
            XMLStreamWriter out = XMLOutputFactory.newFactory().createXMLStreamWriter(stream, "UTF-8");
            out.writeStartDocument("UTF-8", "1.0");
            out.writeStartElement("edmx", "Edmx", EDMX);
            out.writeNamespace("edmx", EDMX);
            out.writeAttribute("Version", "4.0");
            reference(out, Vocabularies.KEYS);
            reference(out, Vocabularies.DISPLAY);
            out.writeStartElement("edmx", "DataServices", EDMX);
            out.writeStartElement("Schema");
            out.writeDefaultNamespace(EDM);
            out.writeAttribute("Namespace", "Microsoft.Dynamics.CRM");
            out.writeAttribute("Alias", "mscrm");
            baseTypes(out);
            for (Table table : schema.tables()) {
                entityType(out, table);
            }
            managedProperty(out);
            OperationsCsdl csdl = new OperationsCsdl(out, schema, operations);
            csdl.types();
            csdl.operations();
            container(out, csdl);
            out.writeEndElement();
            out.writeEndElement();
            out.writeEndElement();
            out.writeEndDocument();
            out.flush();
        } catch (XMLStreamException e) {
            throw new IOException(e);
        }
    }

    private void reference(XMLStreamWriter out, String namespace) throws XMLStreamException {
        out.writeStartElement("edmx", "Reference", EDMX);
        out.writeAttribute("Uri", Vocabularies.uri(origin, namespace));
        out.writeEmptyElement("edmx", "Include", EDMX);
        out.writeAttribute("Namespace", namespace);
        out.writeEndElement();
    }

    private void baseTypes(XMLStreamWriter out) throws XMLStreamException {
        out.writeEmptyElement("EntityType");
        out.writeAttribute("Name", "crmbaseentity");
        out.writeAttribute("Abstract", "true");
        out.writeEmptyElement("EntityType");
        out.writeAttribute("Name", "expando");
        out.writeAttribute("BaseType", "mscrm.crmbaseentity");
        out.writeAttribute("Abstract", "true");
        out.writeAttribute("OpenType", "true");
        // Users and teams are keyed by what they have in common, whatever their own id column is called.
        out.writeStartElement("EntityType");
        out.writeAttribute("Name", "principal");
        out.writeAttribute("BaseType", "mscrm.crmbaseentity");
        out.writeAttribute("Abstract", "true");
        key(out, "ownerid");
        property(out, "ownerid", "Edm.Guid");
        out.writeEndElement();
    }

    private static void key(XMLStreamWriter out, String name) throws XMLStreamException {
        out.writeStartElement("Key");
        out.writeEmptyElement("PropertyRef");
        out.writeAttribute("Name", name);
        out.writeEndElement();
    }

    private static void property(XMLStreamWriter out, String name, String type) throws XMLStreamException {
        out.writeEmptyElement("Property");
        out.writeAttribute("Name", name);
        out.writeAttribute("Type", type);
        if (type.equals("Edm.Decimal")) {
            out.writeAttribute("Scale", "Variable");
        } else if (type.equals("Edm.String")) {
            out.writeAttribute("Unicode", "false");
        }
    }

    private void entityType(XMLStreamWriter out, Table table) throws XMLStreamException {
        boolean principal = Properties.isPrincipal(table);
        out.writeStartElement("EntityType");
        out.writeAttribute("Name", table.logicalName());
        out.writeAttribute("BaseType", principal ? "mscrm.principal" : "mscrm.crmbaseentity");
        if (!principal) {
            key(out, table.primaryId());
        }
        for (Column column : table.columns()) {
            if (Properties.isReadable(column) && column.automatic() != Automatic.PRINCIPAL_ID) {
                property(out, Properties.jsonName(column), Properties.edmType(column));
                if (version.is8() && column.automatic() == Automatic.ROW_VERSION) {
                    // OData 4 does not know the attribute, but that is what these servers wrote.
                    out.writeAttribute("ConcurrencyMode", "Fixed");
                }
            }
        }
        lookups(out, table);
        collections(out, table);
        if (annotations) {
            alternateKeys(out, table);
        }
        out.writeEndElement();
    }

    private void lookups(XMLStreamWriter out, Table table) throws XMLStreamException {
        Set<String> names = new LinkedHashSet<>();
        for (OneToMany relation : schema.lookupsOf(table.logicalName())) {
            names.add(relation.lookupNavigation());
        }
        for (String name : names) {
            Navigation.ToOne lookup = Navigation.toOne(schema, table, name).orElseThrow();
            boolean several = lookup.targets().size() > 1;
            out.writeStartElement("NavigationProperty");
            out.writeAttribute("Name", name);
            out.writeAttribute(
                    "Type", "mscrm." + (several ? "principal" : lookup.targets().get(0)));
            out.writeAttribute("Nullable", "false");
            if (!several) {
                out.writeAttribute("Partner", partner(table, name));
            }
            out.writeEmptyElement("ReferentialConstraint");
            out.writeAttribute("Property", Properties.jsonName(lookup.column()));
            String target = lookup.targets().get(0);
            out.writeAttribute("ReferencedProperty", several ? "ownerid" : Properties.idName(schema.require(target)));
            out.writeEndElement();
        }
    }

    private String partner(Table table, String lookupNavigation) {
        for (OneToMany relation : schema.lookupsOf(table.logicalName())) {
            if (relation.lookupNavigation().equals(lookupNavigation)) {
                return relation.collectionNavigation();
            }
        }
        throw new IllegalStateException("no relationship for " + lookupNavigation);
    }

    private void collections(XMLStreamWriter out, Table table) throws XMLStreamException {
        Set<String> written = new LinkedHashSet<>();
        for (OneToMany relation : schema.referencing(table.logicalName())) {
            if (!written.add(relation.collectionNavigation())) {
                continue;
            }
            Table target = schema.require(relation.referencingTable());
            boolean several = Navigation.toOne(schema, target, relation.lookupNavigation())
                    .map(lookup -> lookup.targets().size() > 1)
                    .orElse(false);
            out.writeEmptyElement("NavigationProperty");
            out.writeAttribute("Name", relation.collectionNavigation());
            out.writeAttribute("Type", "Collection(mscrm." + relation.referencingTable() + ")");
            if (!several) {
                out.writeAttribute("Partner", relation.lookupNavigation());
            }
        }
        for (ManyToMany relation : schema.manyToManyOf(table.logicalName())) {
            if (relation.table1().equals(table.logicalName()) && written.add(relation.navigation1())) {
                pairs(out, relation.navigation1(), relation.table2(), relation.navigation2());
            }
            if (relation.table2().equals(table.logicalName()) && written.add(relation.navigation2())) {
                pairs(out, relation.navigation2(), relation.table1(), relation.navigation1());
            }
        }
    }

    private static void pairs(XMLStreamWriter out, String name, String target, String partner)
            throws XMLStreamException {
        out.writeEmptyElement("NavigationProperty");
        out.writeAttribute("Name", name);
        out.writeAttribute("Type", "Collection(mscrm." + target + ")");
        out.writeAttribute("Partner", partner);
    }

    private static void alternateKeys(XMLStreamWriter out, Table table) throws XMLStreamException {
        if (table.keys().isEmpty()) {
            return;
        }
        out.writeStartElement("Annotation");
        out.writeAttribute("Term", "OData.Community.Keys.V1.AlternateKeys");
        out.writeStartElement("Collection");
        for (AlternateKey key : table.keys()) {
            out.writeStartElement("Record");
            out.writeAttribute("Type", "OData.Community.Keys.V1.AlternateKey");
            out.writeStartElement("PropertyValue");
            out.writeAttribute("Property", "Key");
            out.writeStartElement("Collection");
            for (String column : key.columns()) {
                String name = Properties.jsonName(table.require(column));
                out.writeStartElement("Record");
                out.writeAttribute("Type", "OData.Community.Keys.V1.PropertyRef");
                value(out, "Alias", "String", name);
                value(out, "Name", "PropertyPath", name);
                out.writeEndElement();
            }
            out.writeEndElement();
            out.writeEndElement();
            out.writeEndElement();
        }
        out.writeEndElement();
        out.writeEndElement();
    }

    private static void value(XMLStreamWriter out, String property, String kind, String value)
            throws XMLStreamException {
        out.writeEmptyElement("PropertyValue");
        out.writeAttribute("Property", property);
        out.writeAttribute(kind, value);
    }

    private static void managedProperty(XMLStreamWriter out) throws XMLStreamException {
        out.writeStartElement("ComplexType");
        out.writeAttribute("Name", "BooleanManagedProperty");
        property(out, "Value", "Edm.Boolean");
        property(out, "CanBeChanged", "Edm.Boolean");
        property(out, "ManagedPropertyLogicalName", "Edm.String");
        out.writeEndElement();
    }

    private void container(XMLStreamWriter out, OperationsCsdl csdl) throws XMLStreamException {
        out.writeStartElement("EntityContainer");
        out.writeAttribute("Name", "System");
        for (Table table : schema.tables()) {
            out.writeStartElement("EntitySet");
            out.writeAttribute("Name", table.entitySetName());
            out.writeAttribute("EntityType", "Microsoft.Dynamics.CRM." + table.logicalName());
            bindings(out, table);
            if (annotations) {
                tracking(out, table.changeTracking());
            }
            out.writeEndElement();
        }
        csdl.imports();
        if (annotations) {
            capability(out, "BatchSupported", "true");
            capability(out, "BatchContinueOnErrorSupported", Boolean.toString(version.continuesOnError()));
            capability(out, "AsynchronousRequestsSupported", "false");
            capability(out, "CrossJoinSupported", "false");
        }
        out.writeEndElement();
    }

    private void bindings(XMLStreamWriter out, Table table) throws XMLStreamException {
        Set<String> written = new LinkedHashSet<>();
        for (OneToMany relation : schema.lookupsOf(table.logicalName())) {
            Navigation.ToOne lookup =
                    Navigation.toOne(schema, table, relation.lookupNavigation()).orElseThrow();
            if (lookup.targets().size() == 1 && written.add(relation.lookupNavigation())) {
                binding(out, relation.lookupNavigation(), relation.referencedTable());
            }
        }
        for (OneToMany relation : schema.referencing(table.logicalName())) {
            if (written.add(relation.collectionNavigation())) {
                binding(out, relation.collectionNavigation(), relation.referencingTable());
            }
        }
        for (ManyToMany relation : schema.manyToManyOf(table.logicalName())) {
            if (relation.table1().equals(table.logicalName()) && written.add(relation.navigation1())) {
                binding(out, relation.navigation1(), relation.table2());
            }
            if (relation.table2().equals(table.logicalName()) && written.add(relation.navigation2())) {
                binding(out, relation.navigation2(), relation.table1());
            }
        }
    }

    private void binding(XMLStreamWriter out, String path, String table) throws XMLStreamException {
        out.writeEmptyElement("NavigationPropertyBinding");
        out.writeAttribute("Path", path);
        out.writeAttribute("Target", schema.require(table).entitySetName());
    }

    private static void tracking(XMLStreamWriter out, boolean supported) throws XMLStreamException {
        out.writeStartElement("Annotation");
        out.writeAttribute("Term", "Org.OData.Capabilities.V1.ChangeTracking");
        out.writeStartElement("Record");
        value(out, "Supported", "Bool", Boolean.toString(supported));
        out.writeEndElement();
        out.writeEndElement();
    }

    private static void capability(XMLStreamWriter out, String name, String value) throws XMLStreamException {
        out.writeEmptyElement("Annotation");
        out.writeAttribute("Term", "Org.OData.Capabilities.V1." + name);
        out.writeAttribute("Bool", value);
    }
}

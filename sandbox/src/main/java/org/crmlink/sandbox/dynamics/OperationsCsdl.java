package org.crmlink.sandbox.dynamics;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamWriter;
import org.crmlink.sandbox.schema.Schema;

/** Operations, their types and their imports in the CSDL document. One use, one thread. */
final class OperationsCsdl {

    private static final String NAMESPACE = "Microsoft.Dynamics.CRM.";

    private final XMLStreamWriter out;
    private final Schema schema;
    private final List<Operation> operations;

    OperationsCsdl(XMLStreamWriter out, Schema schema, List<Operation> operations) {
        this.out = out;
        this.schema = schema;
        this.operations = operations;
    }

    /** Complex and enumeration types. */
    void types() throws XMLStreamException {
        Map<String, NamedType> named = new LinkedHashMap<>();
        for (Operation operation : operations) {
            operation.types().forEach(type -> named.putIfAbsent(type.name(), type));
        }
        for (NamedType type : named.values()) {
            if (type instanceof NamedType.Complex complex) {
                complex(complex);
            } else {
                choice((NamedType.Choice) type);
            }
        }
    }

    private void complex(NamedType.Complex type) throws XMLStreamException {
        out.writeStartElement("ComplexType");
        out.writeAttribute("Name", type.name());
        for (Map.Entry<String, String> member : type.members().entrySet()) {
            // What refers to rows is a navigation property: only these may have entity types.
            boolean entity = isEntity(member.getValue());
            out.writeEmptyElement(entity ? "NavigationProperty" : "Property");
            out.writeAttribute("Name", member.getKey());
            out.writeAttribute("Type", resolved(member.getValue()));
            if (member.getValue().equals("Edm.String")) {
                out.writeAttribute("Unicode", "false");
            } else if (member.getValue().equals("Edm.Decimal")) {
                out.writeAttribute("Scale", "Variable");
            }
        }
        out.writeEndElement();
    }

    private void choice(NamedType.Choice type) throws XMLStreamException {
        out.writeStartElement("EnumType");
        out.writeAttribute("Name", type.name());
        if (type.flags()) {
            out.writeAttribute("IsFlags", "true");
        }
        for (Map.Entry<String, Integer> member : type.members().entrySet()) {
            out.writeEmptyElement("Member");
            out.writeAttribute("Name", member.getKey());
            out.writeAttribute("Value", member.getValue().toString());
        }
        out.writeEndElement();
    }

    /** Functions and actions, bound and unbound. */
    void operations() throws XMLStreamException {
        for (Operation operation : ordered()) {
            out.writeStartElement(operation.kind() == Operation.Kind.FUNCTION ? "Function" : "Action");
            out.writeAttribute("Name", operation.name());
            if (operation.scope() != Operation.Scope.UNBOUND) {
                out.writeAttribute("IsBound", "true");
                String type = "mscrm." + (operation.table().isEmpty() ? "crmbaseentity" : operation.table());
                boolean set = operation.scope() == Operation.Scope.SET;
                parameter(set ? "entityset" : "entity", set ? "Collection(" + type + ")" : type, true);
            }
            for (Operation.Parameter parameter : operation.parameters()) {
                parameter(parameter.name(), parameter.type(), parameter.required());
            }
            if (!operation.returns().isEmpty()) {
                out.writeEmptyElement("ReturnType");
                out.writeAttribute("Type", resolved(operation.returns()));
                out.writeAttribute("Nullable", "false");
            }
            out.writeEndElement();
        }
    }

    /** Functions before actions, as the real document has them. */
    private List<Operation> ordered() {
        List<Operation> ordered = new ArrayList<>(operations);
        ordered.removeIf(operation -> operation.kind() == Operation.Kind.ACTION);
        operations.stream()
                .filter(operation -> operation.kind() == Operation.Kind.ACTION)
                .forEach(ordered::add);
        return ordered;
    }

    private void parameter(String name, String type, boolean required) throws XMLStreamException {
        out.writeEmptyElement("Parameter");
        out.writeAttribute("Name", name);
        out.writeAttribute("Type", resolved(type));
        if (required) {
            out.writeAttribute("Nullable", "false");
        }
        if (type.equals("Edm.String")) {
            out.writeAttribute("Unicode", "false");
        }
    }

    /** A table that this organization does not have is declared as what all tables are. */
    private String resolved(String type) {
        boolean collection = type.startsWith("Collection(");
        String one = collection ? type.substring("Collection(".length(), type.length() - 1) : type;
        boolean known = !one.startsWith("mscrm.")
                || one.equals("mscrm.crmbaseentity")
                || schema.table(one.substring("mscrm.".length())).isPresent()
                || declared(one);
        String name = known ? one : "mscrm.crmbaseentity";
        return collection ? "Collection(" + name + ")" : name;
    }

    private boolean declared(String type) {
        return operations.stream()
                .flatMap(operation -> operation.types().stream())
                .anyMatch(named -> type.equals("mscrm." + named.name()));
    }

    private boolean isEntity(String type) {
        String resolved = resolved(type).replace("Collection(", "").replace(")", "");
        return resolved.startsWith("mscrm.") && !declared(resolved);
    }

    /** What the container offers at its root. */
    void imports() throws XMLStreamException {
        for (Operation operation : ordered()) {
            if (operation.scope() == Operation.Scope.UNBOUND) {
                String kind = operation.kind() == Operation.Kind.FUNCTION ? "Function" : "Action";
                out.writeEmptyElement(kind + "Import");
                out.writeAttribute("Name", operation.name());
                out.writeAttribute(kind, NAMESPACE + operation.name());
            }
        }
    }
}

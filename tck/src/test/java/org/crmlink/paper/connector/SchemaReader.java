package org.crmlink.paper.connector;

import java.io.IOException;
import java.io.InputStream;
import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;
import org.crmlink.sdk.metadata.AlternateKey;
import org.crmlink.sdk.metadata.ChangePath;
import org.crmlink.sdk.metadata.EntityCapabilities;
import org.crmlink.sdk.metadata.EntityCapabilities.Operation;
import org.crmlink.sdk.metadata.EntityCapabilities.VersionCheck;
import org.crmlink.sdk.metadata.EntityType;
import org.crmlink.sdk.metadata.Field;
import org.crmlink.sdk.metadata.FieldType;
import org.crmlink.sdk.metadata.LocalizedText;
import org.crmlink.sdk.metadata.Normalisation;
import org.crmlink.sdk.metadata.Option;
import org.crmlink.sdk.metadata.Relationship;

/** Reads the schema's XML, without document types, entities or anything from outside [SEC-4]. */
final class SchemaReader {

    /** How late a transaction of Paper CRM may commit. */
    static final Duration LATE_COMMIT_BOUND = Duration.ofMinutes(5);

    private static final Duration CURSOR_LIFE = Duration.ofDays(30);
    private static final int DEEPEST = 8;

    private final XMLStreamReader xml;
    private final Map<String, Draft> drafts = new LinkedHashMap<>();
    private final List<Relationship.ManyToMany> pairs = new ArrayList<>();

    /** An entity that is being read. */
    private record Draft(Map<String, String> attributes, List<Field> fields) {}

    private SchemaReader(XMLStreamReader xml) {
        this.xml = xml;
    }

    /** @throws IOException if the document is not a schema; its message holds nothing of the document */
    static Map<String, EntityType> read(InputStream in) throws IOException {
        XMLInputFactory factory = XMLInputFactory.newDefaultFactory();
        factory.setProperty(XMLInputFactory.SUPPORT_DTD, Flaw.XML_DOCUMENT_TYPES.here());
        factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, Flaw.XML_DOCUMENT_TYPES.here());
        factory.setProperty(XMLInputFactory.IS_NAMESPACE_AWARE, false);
        if (!Flaw.XML_DOCUMENT_TYPES.here()) {
            factory.setXMLResolver((publicId, systemId, base, namespace) -> {
                throw new XMLStreamException("nothing from outside");
            });
        }
        try {
            return new SchemaReader(factory.createXMLStreamReader(in)).document();
        } catch (XMLStreamException e) {
            throw new IOException("it is not well-formed XML");
        } catch (IllegalArgumentException | DateTimeException e) {
            throw new IOException("it holds a word that this version does not know");
        }
    }

    private Map<String, EntityType> document() throws XMLStreamException, IOException {
        int depth = 0;
        boolean ended = false;
        while (xml.hasNext()) {
            switch (xml.next()) {
                case XMLStreamConstants.DTD, XMLStreamConstants.ENTITY_REFERENCE ->
                    throw new IOException("it has a document type or entities");
                case XMLStreamConstants.START_ELEMENT -> {
                    if (++depth > DEEPEST) {
                        throw new IOException("it is nested too deeply");
                    }
                    if (element(depth)) {
                        depth--;
                    }
                }
                case XMLStreamConstants.END_ELEMENT -> {
                    depth--;
                    ended = depth == 0;
                }
                default -> {}
            }
        }
        if (!ended || drafts.isEmpty()) {
            throw new IOException("it holds no entities");
        }
        Map<String, EntityType> types = new LinkedHashMap<>();
        drafts.forEach((name, draft) -> types.put(name, type(name, draft)));
        return types;
    }

    /** Takes up an element; true if it was read up to its end. */
    private boolean element(int depth) throws IOException, XMLStreamException {
        String name = xml.getLocalName();
        Map<String, String> attributes = attributes();
        if (depth == 1 && !name.equals("schema")) {
            throw new IOException("it is no schema");
        }
        if (name.equals("entity")) {
            drafts.put(attributes.getOrDefault("name", ""), new Draft(attributes, new ArrayList<>()));
        } else if (name.equals("field")) {
            Draft last = drafts.values().stream()
                    .reduce((one, other) -> other)
                    .orElseThrow(() -> new IOException("a field is outside of entities"));
            last.fields().add(field(attributes));
            return true;
        } else if (name.equals("pairs")) {
            pairs.add(new Relationship.ManyToMany(
                    attributes.getOrDefault("name", ""),
                    attributes.getOrDefault("first", ""),
                    attributes.getOrDefault("second", ""),
                    attributes.getOrDefault("entity", ""),
                    attributes.getOrDefault("firstField", ""),
                    attributes.getOrDefault("secondField", "")));
        }
        return false;
    }

    private Map<String, String> attributes() {
        Map<String, String> attributes = new LinkedHashMap<>();
        for (int i = 0; i < xml.getAttributeCount(); i++) {
            attributes.put(xml.getAttributeLocalName(i), xml.getAttributeValue(i));
        }
        return attributes;
    }

    /** {@link Flaw#NULL_IN_NOT_NULLABLE}. */
    private static boolean lies(Map<String, String> attributes) {
        return Flaw.NULL_IN_NOT_NULLABLE.here() && "Initials".equals(attributes.get("name"));
    }

    /** Reads the field's options too, up to its end. */
    private Field field(Map<String, String> attributes) throws XMLStreamException, IOException {
        List<Option> options = new ArrayList<>();
        while (xml.next() != XMLStreamConstants.END_ELEMENT
                || !xml.getLocalName().equals("field")) {
            if (xml.getEventType() == XMLStreamConstants.ENTITY_REFERENCE) {
                throw new IOException("it has entities");
            }
            if (xml.getEventType() == XMLStreamConstants.START_ELEMENT) {
                Map<String, String> option = attributes();
                String value = option.getOrDefault("value", "");
                options.add(Option.of(value, option.getOrDefault("label", value)));
            }
        }
        String flags = attributes.getOrDefault("flags", "");
        FieldType type = FieldType.valueOf(attributes.getOrDefault("type", ""));
        boolean computed = flags.contains("=");
        boolean required = flags.contains("!");
        Field.Builder field = Field.of(attributes.getOrDefault("name", ""), type)
                .nullable(!required && !computed && type != FieldType.ID && !lies(attributes))
                .readable(flags.contains("r"))
                .creatable(flags.contains("c"))
                .updatable(flags.contains("u"))
                .required(required)
                .computed(computed)
                .options(options);
        Optional.ofNullable(attributes.get("max")).ifPresent(max -> field.maxLength(Integer.parseInt(max)));
        Optional.ofNullable(attributes.get("precision")).ifPresent(digits -> field.precision(Integer.parseInt(digits)));
        Optional.ofNullable(attributes.get("scale")).ifPresent(digits -> field.scale(Integer.parseInt(digits)));
        Optional.ofNullable(attributes.get("lowest")).ifPresent(text -> field.min(bound(type, text)));
        Optional.ofNullable(attributes.get("highest")).ifPresent(text -> field.max(bound(type, text)));
        Optional.ofNullable(attributes.get("targets")).ifPresent(names -> field.targets(words(names)));
        if (type == FieldType.TEXT && Flaw.ODD_EMPTY_IS_NULL.here()) {
            field.normalisations(Set.of(Normalisation.EMPTY_IS_NULL));
        }
        return field.build();
    }

    private static Comparable<?> bound(FieldType type, String text) {
        return switch (type) {
            case INTEGER -> Long.valueOf(text);
            case DECIMAL, MONEY -> new BigDecimal(text);
            case INSTANT -> Instant.parse(text);
            case DATE -> LocalDate.parse(text);
            case LOCAL_DATE_TIME -> LocalDateTime.parse(text);
            default -> throw new IllegalArgumentException("no bounds for " + type);
        };
    }

    private static List<String> words(String text) {
        return text.isEmpty() ? List.of() : List.of(text.split(" ", -1));
    }

    private EntityType type(String name, Draft draft) {
        Map<String, String> attributes = draft.attributes();
        String nameField = attributes.getOrDefault("nameField", "");
        String key = attributes.getOrDefault("key", "");
        List<Relationship> relationships = new ArrayList<>();
        for (Field field : draft.fields()) {
            for (String target : field.type() == FieldType.LOOKUP ? field.targets() : List.<String>of()) {
                relationships.add(new Relationship.ManyToOne(
                        name + "_" + field.name() + "_" + target,
                        name,
                        field.name(),
                        target,
                        Relationship.OnDelete.NOTHING));
            }
        }
        pairs.stream()
                .filter(pair -> pair.firstEntity().equals(name)
                        || pair.secondEntity().equals(name)
                        || pair.intersectEntity().equals(name))
                .forEach(relationships::add);
        return new EntityType(
                name,
                LocalizedText.of(attributes.getOrDefault("label", name)),
                List.of("id"),
                nameField.isEmpty() ? Optional.empty() : Optional.of(nameField),
                Optional.of("version"),
                draft.fields(),
                relationships,
                key.isEmpty() ? List.of() : List.of(new AlternateKey("by_" + key, List.of(key))),
                Boolean.parseBoolean(attributes.getOrDefault("intersect", "false")),
                capabilities(attributes));
    }

    private static EntityCapabilities capabilities(Map<String, String> attributes) {
        Set<Operation> operations = EnumSet.noneOf(Operation.class);
        words(attributes.getOrDefault("operations", ""))
                .forEach(word -> operations.add(constant(Operation.class, word)));
        Map<Operation, VersionCheck> checks = new EnumMap<>(Operation.class);
        for (String check : words(attributes.getOrDefault("checks", ""))) {
            String[] parts = check.split(":", 2);
            checks.put(constant(Operation.class, parts[0]), constant(VersionCheck.class, parts[1]));
        }
        List<ChangePath> paths = new ArrayList<>();
        for (String word : words(attributes.getOrDefault("paths", ""))) {
            boolean token = constant(ChangePath.Tracking.class, word) == ChangePath.Tracking.TOKEN;
            paths.add(
                    token
                            ? new ChangePath(
                                    ChangePath.Tracking.TOKEN,
                                    ChangePath.Deletions.IN_FEED,
                                    true,
                                    true,
                                    Optional.of(CURSOR_LIFE),
                                    Optional.empty())
                            : new ChangePath(
                                    ChangePath.Tracking.WATERMARK,
                                    ChangePath.Deletions.NONE,
                                    true,
                                    true,
                                    Optional.empty(),
                                    Optional.of(LATE_COMMIT_BOUND)));
        }
        return new EntityCapabilities(
                operations,
                checks,
                constant(EntityCapabilities.IdAssignment.class, attributes.getOrDefault("ids", "")),
                constant(EntityCapabilities.RepeatableCreate.class, attributes.getOrDefault("repeatable", "")),
                paths,
                Duration.ofMillis(1));
    }

    private static <E extends Enum<E>> E constant(Class<E> type, String word) {
        return Enum.valueOf(type, word.toUpperCase(Locale.ROOT).replace('-', '_'));
    }
}

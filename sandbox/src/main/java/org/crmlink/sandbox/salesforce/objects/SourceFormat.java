package org.crmlink.sandbox.salesforce.objects;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.crmlink.sandbox.salesforce.org.Field;
import org.crmlink.sandbox.salesforce.org.OrgSchema;
import org.crmlink.sandbox.salesforce.org.SObject;
import org.crmlink.sandbox.salesforce.org.SObject.Traits;

/**
 * Custom objects and fields from a folder in Salesforce DX source format: {@code objects/X__c/X__c.object-meta.xml}, {@code objects/X__c/fields/*} and
 * {@code globalValueSets/*}; objects of the org may get more fields. Everything else in the folder is passed over. Stateless. Source: Metadata API guide,
 * "CustomObject", "CustomField", "GlobalValueSet".
 */
public final class SourceFormat {

    private static final String OBJECT = ".object-meta.xml";
    private static final String FIELD = ".field-meta.xml";
    private static final String VALUES = ".globalValueSet-meta.xml";
    private static final String DIGITS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

    private final OrgSchema base;
    private final Map<String, SourceElement> valueSets = new LinkedHashMap<>();
    private final Map<String, SObject> objects = new LinkedHashMap<>();

    private SourceFormat(OrgSchema base) {
        this.base = base;
        base.objects().forEach(object -> objects.put(object.name(), object));
    }

    /**
     * The schema with the folder's objects and fields.
     *
     * @param folder with a folder {@code objects} somewhere below it, such as a project's
     * @throws IOException if a file cannot be read
     * @throws IllegalArgumentException if a file does not fit, or the folder has nothing that would; the message names the file
     */
    public static OrgSchema apply(OrgSchema base, Path folder) throws IOException {
        if (!Files.isDirectory(folder)) {
            throw new IllegalArgumentException(folder + " is no folder; give one in Salesforce DX source format");
        }
        List<Path> files;
        try (Stream<Path> all = Files.walk(folder)) {
            files = all.filter(Files::isRegularFile).sorted().toList();
        }
        return new SourceFormat(base).read(folder, files);
    }

    private OrgSchema read(Path folder, List<Path> files) throws IOException {
        Map<String, Path> customObjects = new LinkedHashMap<>();
        Map<String, List<Path>> fields = new LinkedHashMap<>();
        for (Path file : files) {
            String name = file.getFileName().toString();
            if (name.endsWith(VALUES)) {
                valueSets.put(without(name, VALUES), SourceElement.read(file));
            } else if (name.endsWith(OBJECT)) {
                customObjects.put(without(name, OBJECT), file);
            } else if (name.endsWith(FIELD)) {
                fields.computeIfAbsent(objectOf(file), unused -> new ArrayList<>())
                        .add(file);
            }
        }
        if (customObjects.isEmpty() && fields.isEmpty()) {
            throw new IllegalArgumentException(folder + " has neither *" + OBJECT + " nor *" + FIELD
                    + " files; give a folder in Salesforce DX source format");
        }
        for (Map.Entry<String, Path> object : customObjects.entrySet()) {
            if (base.object(object.getKey()).isEmpty()) {
                define(object.getKey(), object.getValue(), fields.getOrDefault(object.getKey(), List.of()));
            }
        }
        for (Map.Entry<String, List<Path>> more : fields.entrySet()) {
            extend(more.getKey(), more.getValue());
        }
        return new OrgSchema(objects.values());
    }

    private static String without(String name, String tail) {
        return name.substring(0, name.length() - tail.length());
    }

    /** {@code objects/X__c/fields/Y__c.field-meta.xml} is a field of {@code X__c}. */
    private static String objectOf(Path file) {
        Path fields = file.getParent();
        Path object = fields == null ? null : fields.getParent();
        if (fields == null || object == null || !fields.endsWith("fields")) {
            throw new IllegalArgumentException(file + ": a field's file lies in objects/OBJECT/fields");
        }
        return object.getFileName().toString();
    }

    // ---------------------------------------------------------------- objects

    private void define(String name, Path file, List<Path> fieldFiles) throws IOException {
        SourceElement source = SourceElement.read(file);
        boolean owned = true;
        for (Path fieldFile : fieldFiles) {
            // what has a master belongs to whom the master does
            owned &= !SourceElement.read(fieldFile).text("type").equals("MasterDetail");
        }
        FieldList list = FieldList.deletable();
        if (owned) {
            list.owner("Group", "User");
        }
        SourceElement nameField = source.child("nameField")
                .orElseThrow(() -> new IllegalArgumentException(file + ": nameField is missing"));
        String label = nameField.text("label");
        if (nameField.text("type").equals("AutoNumber")) {
            String form = nameField.text("displayFormat");
            list.text(
                    "Name",
                    label,
                    80,
                    f -> f.autoNumber(form.isEmpty() ? "{0000}" : form)
                            .nameField()
                            .idLookup());
        } else {
            list.text("Name", label, 80, f -> f.nameField());
        }
        List<Field> fields = list.auditedAndViewed();
        String singular = source.text("label");
        String plural = source.text("pluralLabel");
        if (singular.isEmpty()) {
            throw new IllegalArgumentException(file + ": label is missing");
        }
        objects.put(
                name,
                new SObject(
                        name, singular, plural.isEmpty() ? singular + "s" : plural, prefix(), Traits.CUSTOM, fields));
    }

    /** The next of {@code a00}, {@code a01}, … that is free. */
    private String prefix() {
        for (int number = 0; number < DIGITS.length() * DIGITS.length(); number++) {
            String prefix = "a" + DIGITS.charAt(number / DIGITS.length()) + DIGITS.charAt(number % DIGITS.length());
            if (objects.values().stream().noneMatch(object -> object.keyPrefix().equals(prefix))) {
                return prefix;
            }
        }
        throw new IllegalArgumentException("there are too many custom objects");
    }

    private void extend(String name, List<Path> files) throws IOException {
        SObject object = objects.get(name);
        if (object == null) {
            throw new IllegalArgumentException(
                    files.get(0) + ": there is no object " + name + "; its file " + name + OBJECT + " is missing");
        }
        List<Field> fields = new ArrayList<>();
        for (Path file : files) {
            fields.addAll(new SourceField(file, SourceElement.read(file), name, valueSets).fields());
        }
        try {
            objects.put(name, object.with(fields));
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(files.get(0).getParent() + ": " + e.getMessage(), e);
        }
    }
}

package org.crmlink.sandbox.salesforce.objects;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.crmlink.sandbox.salesforce.org.Field;
import org.crmlink.sandbox.salesforce.org.OrgSchema;
import org.crmlink.sandbox.salesforce.org.SObject;

/** What files and attachments hang on: custom objects too, whenever they are made. Source: describes of orgs, whose lookups name all of them. */
public final class FileParents {

    private static final Map<String, String> LOOKUPS = Map.of(
            "ContentVersion", "FirstPublishLocationId",
            "ContentDocumentLink", "LinkedEntityId",
            "Attachment", "ParentId",
            "Note", "ParentId");

    private FileParents() {}

    /** A schema of these objects in which files may belong to records of all custom ones. */
    public static OrgSchema schema(Collection<SObject> objects) {
        List<String> custom = objects.stream()
                .filter(object -> object.traits().custom() && object.name().endsWith("__c"))
                .map(SObject::name)
                .toList();
        List<SObject> widened = new ArrayList<>();
        for (SObject object : objects) {
            String lookup = LOOKUPS.getOrDefault(object.name(), "");
            widened.add(
                    lookup.isEmpty()
                            ? object
                            : object.redefined(object.field(lookup).stream()
                                    .map(field -> widened(field, custom))
                                    .toList()));
        }
        return new OrgSchema(widened);
    }

    private static Field widened(Field field, List<String> custom) {
        List<String> targets = new ArrayList<>(field.referenceTo());
        custom.stream().filter(name -> !targets.contains(name)).forEach(targets::add);
        return field.toBuilder()
                .refersTo(field.relationshipName().orElseThrow(), targets.toArray(String[]::new))
                .build();
    }
}

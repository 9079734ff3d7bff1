package org.crmlink.sandbox.salesforce.describe;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.crmlink.sandbox.salesforce.org.Field;
import org.crmlink.sandbox.salesforce.org.OnDelete;
import org.crmlink.sandbox.salesforce.org.OrgSchema;
import org.crmlink.sandbox.salesforce.org.RecordStore;
import org.crmlink.sandbox.salesforce.org.Row;
import org.crmlink.sandbox.salesforce.org.SObject;
import org.jspecify.annotations.Nullable;

/** Describe documents as trees for JSON. Stateless. Source: backend page, sections 5.1 to 5.3. */
public final class DescribeWriter {

    private static final int MOST_IN_A_BATCH = 200;
    private static final String MASTER_RECORD_TYPE = "012000000000000AAA";

    private DescribeWriter() {}

    /**
     * All objects of an org.
     *
     * @param root {@code /services/data/v62.0}
     */
    public static Map<String, @Nullable Object> global(OrgSchema schema, String root) {
        List<Map<String, @Nullable Object>> objects = new ArrayList<>();
        for (SObject object : schema.objects()) {
            objects.add(summary(object, root));
        }
        Map<String, @Nullable Object> document = new LinkedHashMap<>();
        document.put("encoding", "UTF-8");
        document.put("maxBatchSize", MOST_IN_A_BATCH);
        document.put("sobjects", objects);
        return document;
    }

    /** An object without its fields. */
    public static Map<String, @Nullable Object> summary(SObject object, String root) {
        SObject.Traits traits = object.traits();
        boolean layoutable = traits.createable();
        Map<String, @Nullable Object> summary = new LinkedHashMap<>();
        summary.put("activateable", false);
        summary.put("associateEntityType", null);
        summary.put("associateParentEntity", null);
        summary.put("createable", traits.createable());
        summary.put("custom", traits.custom());
        summary.put("customSetting", false);
        summary.put("deepCloneable", object.name().equals("Opportunity"));
        summary.put("deletable", traits.deletable());
        summary.put("deprecatedAndHidden", false);
        summary.put("feedEnabled", layoutable);
        summary.put("hasSubtypes", false);
        summary.put("isInterface", false);
        summary.put("isSubtype", false);
        summary.put("keyPrefix", object.keyPrefix());
        summary.put("label", object.label());
        summary.put("labelPlural", object.labelPlural());
        summary.put("layoutable", layoutable);
        summary.put("mergeable", List.of("Account", "Contact", "Lead").contains(object.name()));
        summary.put("mruEnabled", layoutable);
        summary.put("name", object.name());
        summary.put("queryable", true);
        summary.put("replicateable", traits.replicateable());
        summary.put("retrieveable", true);
        summary.put("searchable", layoutable);
        summary.put("triggerable", traits.createable());
        summary.put("undeletable", traits.undeletable());
        summary.put("updateable", traits.updateable());
        summary.put("urls", urls(object, root));
        return summary;
    }

    private static Map<String, @Nullable Object> urls(SObject object, String root) {
        String base = root + "/sobjects/" + object.name();
        Map<String, @Nullable Object> urls = new LinkedHashMap<>();
        urls.put("compactLayouts", base + "/describe/compactLayouts");
        urls.put("rowTemplate", base + "/{ID}");
        urls.put("approvalLayouts", base + "/describe/approvalLayouts");
        urls.put("listviews", base + "/listviews");
        urls.put("describe", base + "/describe");
        urls.put("quickActions", base + "/quickActions");
        urls.put("layouts", base + "/describe/layouts");
        urls.put("sobject", base);
        return urls;
    }

    /**
     * An object with its fields and those that point to it.
     *
     * @param store whose rows of RecordType belong to it, too
     */
    public static Map<String, @Nullable Object> describe(RecordStore store, SObject object, String root) {
        OrgSchema schema = store.schema();
        Map<String, @Nullable Object> summary = summary(object, root);
        boolean layoutable = Boolean.TRUE.equals(summary.get("layoutable"));
        List<Map<String, @Nullable Object>> fields = new ArrayList<>();
        for (Field field : object.fields()) {
            fields.add(FieldDescription.of(object, field));
        }
        Map<String, @Nullable Object> document = new LinkedHashMap<>();
        document.put("actionOverrides", List.of());
        moved(summary, document, "activateable", "associateEntityType", "associateParentEntity");
        document.put("childRelationships", children(schema, object));
        document.put("compactLayoutable", layoutable);
        moved(summary, document, "createable", "custom", "customSetting", "deepCloneable");
        document.put("defaultImplementation", null);
        moved(summary, document, "deletable", "deprecatedAndHidden");
        document.put("extendedBy", null);
        document.put("extendsInterfaces", null);
        moved(summary, document, "feedEnabled");
        document.put("fields", fields);
        moved(summary, document, "hasSubtypes");
        document.put("implementedBy", null);
        document.put("implementsInterfaces", null);
        moved(summary, document, "isInterface", "isSubtype", "keyPrefix", "label", "labelPlural", "layoutable");
        document.put("listviewable", null);
        document.put("lookupLayoutable", null);
        moved(summary, document, "mergeable", "mruEnabled", "name");
        document.put("namedLayoutInfos", List.of());
        document.put("networkScopeFieldName", null);
        moved(summary, document, "queryable");
        document.put("recordTypeInfos", recordTypes(object, rowsOf(store, object), root));
        moved(summary, document, "replicateable", "retrieveable");
        document.put("searchLayoutable", layoutable);
        moved(summary, document, "searchable");
        document.put("sobjectDescribeOption", "FULL");
        document.put("supportedScopes", scopes(object));
        moved(summary, document, "triggerable", "undeletable", "updateable", "urls");
        return document;
    }

    private static void moved(Map<String, @Nullable Object> from, Map<String, @Nullable Object> to, String... names) {
        for (String name : names) {
            to.put(name, from.get(name));
        }
    }

    private static List<Map<String, @Nullable Object>> children(OrgSchema schema, SObject object) {
        List<Map<String, @Nullable Object>> children = new ArrayList<>();
        for (OrgSchema.Child child : schema.children(object.name())) {
            Field lookup = child.lookup();
            Map<String, @Nullable Object> one = new LinkedHashMap<>();
            one.put("cascadeDelete", lookup.onDelete() == OnDelete.CASCADE);
            one.put("childSObject", child.object().name());
            one.put("deprecatedAndHidden", false);
            one.put("field", lookup.name());
            one.put("junctionIdListNames", List.of());
            one.put("junctionReferenceTo", List.of());
            one.put("relationshipName", lookup.childRelationshipName().orElse(null));
            one.put(
                    "restrictedDelete",
                    lookup.onDelete() == OnDelete.RESTRICT
                            && lookup.childRelationshipName().isPresent());
            children.add(one);
        }
        return children;
    }

    private static List<Row> rowsOf(RecordStore store, SObject object) {
        return store.schema().object("RecordType").map(store::rows).orElse(List.of()).stream()
                .filter(row -> object.name().equals(row.get("SobjectType")) && !row.isDeleted())
                .toList();
    }

    private static List<Map<String, @Nullable Object>> recordTypes(SObject object, List<Row> rows, String root) {
        List<Map<String, @Nullable Object>> infos = new ArrayList<>();
        String layouts = root + "/sobjects/" + object.name() + "/describe/layouts/";
        for (Row row : rows) {
            boolean active = Boolean.TRUE.equals(row.get("IsActive"));
            infos.add(
                    recordType(row.id(), text(row, "Name"), text(row, "DeveloperName"), active, false, false, layouts));
        }
        infos.add(recordType(MASTER_RECORD_TYPE, "Master", "Master", true, rows.isEmpty(), true, layouts));
        return infos;
    }

    private static String text(Row row, String field) {
        return row.get(field) instanceof String text ? text : "";
    }

    private static Map<String, @Nullable Object> recordType(
            String id,
            String name,
            String developerName,
            boolean active,
            boolean isDefault,
            boolean master,
            String layouts) {
        Map<String, @Nullable Object> info = new LinkedHashMap<>();
        info.put("active", active);
        info.put("available", active);
        info.put("defaultRecordTypeMapping", isDefault);
        info.put("developerName", developerName);
        info.put("master", master);
        info.put("name", name);
        info.put("recordTypeId", id);
        info.put("urls", Map.of("layout", layouts + id));
        return info;
    }

    private static List<Map<String, String>> scopes(SObject object) {
        String plural = object.labelPlural().toLowerCase(java.util.Locale.ROOT);
        return List.of(scope("All " + plural, "everything"), scope("My " + plural, "mine"));
    }

    private static Map<String, String> scope(String label, String name) {
        Map<String, String> scope = new LinkedHashMap<>();
        scope.put("label", label);
        scope.put("name", name);
        return scope;
    }
}

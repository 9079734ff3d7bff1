package org.crmlink.sandbox.dynamics;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.crmlink.sandbox.dynamics.schema.PartyTable;
import org.crmlink.sandbox.dynamics.security.Privilege;
import org.crmlink.sandbox.schema.Column;
import org.crmlink.sandbox.schema.ColumnType;
import org.crmlink.sandbox.schema.Ownership;
import org.crmlink.sandbox.schema.Table;
import org.jspecify.annotations.Nullable;

/** {@code EntityMetadata} of one table, with the property names of recorded answers. */
final class EntityDocument {

    private EntityDocument() {}

    static Map<String, @Nullable Object> of(Table table) {
        Map<String, @Nullable Object> p = new LinkedHashMap<>();
        p.put("MetadataId", table.metadataId().toString());
        p.put("HasChanged", null);
        p.put("ActivityTypeMask", table.isActivity() ? 1 : 0);
        p.put("AutoRouteToOwnerQueue", false);
        p.put("CanTriggerWorkflow", !table.isIntersect());
        p.put("EntityHelpUrlEnabled", false);
        p.put("EntityHelpUrl", null);
        p.put("IsDocumentManagementEnabled", false);
        p.put("IsOneNoteIntegrationEnabled", false);
        p.put("IsInteractionCentricEnabled", false);
        p.put("IsKnowledgeManagementEnabled", false);
        p.put("IsSLAEnabled", false);
        p.put("IsBPFEntity", false);
        p.put("DataProviderId", null);
        p.put("DataSourceId", null);
        p.put("AutoCreateAccessTeams", false);
        p.put("IsActivity", table.isActivity());
        p.put("IsActivityParty", PartyTable.isParty(table));
        p.put("IsRetrieveAuditEnabled", false);
        p.put("IsRetrieveMultipleAuditEnabled", false);
        p.put("IsArchivalEnabled", false);
        p.put("IsRetentionEnabled", false);
        p.put("IsAvailableOffline", !table.isIntersect());
        p.put("IsChildEntity", false);
        p.put("IsAIRUpdated", true);
        p.put("IsCustomEntity", table.isCustom());
        p.put("IsBusinessProcessEnabled", false);
        p.put("SyncToExternalSearchIndex", false);
        p.put("IsOptimisticConcurrencyEnabled", table.optimisticConcurrency());
        p.put("ChangeTrackingEnabled", table.changeTracking());
        p.put("IsImportable", !table.isIntersect());
        p.put("IsIntersect", table.isIntersect());
        p.put("IsManaged", !table.isCustom());
        p.put("IsEnabledForCharts", !table.isIntersect());
        p.put("IsEnabledForTrace", false);
        p.put("IsValidForAdvancedFind", !table.isIntersect());
        p.put("DaysSinceRecordLastModified", 0);
        p.put("MobileOfflineFilters", "");
        p.put("IsReadingPaneEnabled", true);
        p.put("IsQuickCreateEnabled", false);
        p.put("LogicalName", table.logicalName());
        p.put("ObjectTypeCode", table.objectTypeCode());
        p.put("OwnershipType", ownership(table.ownership()));
        p.put("PrimaryNameAttribute", table.primaryName().orElse(null));
        p.put("PrimaryImageAttribute", primaryImage(table));
        p.put("PrimaryIdAttribute", table.primaryId());
        p.put("RecurrenceBaseEntityLogicalName", null);
        p.put("ReportViewName", "Filtered" + table.schemaName());
        p.put("SchemaName", table.schemaName());
        p.put("IntroducedVersion", table.isCustom() ? "1.0" : "5.0.0.0");
        p.put("IsStateModelAware", table.column("statecode").isPresent());
        p.put("EnforceStateTransitions", table.enforceStateTransitions());
        p.put("ExternalName", null);
        p.put("EntityColor", "");
        p.put("LogicalCollectionName", table.collectionName());
        p.put("ExternalCollectionName", null);
        p.put("CollectionSchemaName", table.schemaName() + "s");
        p.put("EntitySetName", table.entitySetName());
        p.put("IsEnabledForExternalChannels", false);
        p.put("IsPrivate", false);
        p.put("UsesBusinessDataLabelTable", false);
        p.put("IsLogicalEntity", false);
        p.put("HasNotes", !table.isIntersect());
        p.put("HasActivities", false);
        p.put("HasFeedback", false);
        p.put("IsSolutionAware", false);
        p.put("CreatedOn", "1900-01-01T00:00:00Z");
        p.put("ModifiedOn", "2024-01-01T00:00:00Z");
        p.put("HasEmailAddresses", table.column("emailaddress1").isPresent());
        p.put("OwnerId", null);
        p.put("OwnerIdType", null);
        p.put("OwningBusinessUnit", null);
        p.put("TableType", "Standard");
        p.put("Description", Labels.of(""));
        p.put("DisplayCollectionName", Labels.of(table.displayCollectionName()));
        p.put("DisplayName", Labels.of(table.displayName(), table.translations()));
        managed(p, "IsAuditEnabled", false);
        managed(p, "IsValidForQueue", false);
        managed(p, "IsConnectionsEnabled", false);
        managed(p, "IsCustomizable", true);
        managed(p, "IsRenameable", true);
        managed(p, "IsMappable", true);
        managed(p, "IsDuplicateDetectionEnabled", false);
        managed(p, "CanCreateAttributes", true);
        managed(p, "CanCreateForms", true);
        managed(p, "CanCreateViews", true);
        managed(p, "CanCreateCharts", true);
        managed(p, "CanBeRelatedEntityInRelationship", true);
        managed(p, "CanBePrimaryEntityInRelationship", true);
        managed(p, "CanBeInManyToMany", true);
        managed(p, "CanBeInCustomEntityAssociation", true);
        managed(p, "CanEnableSyncToExternalSearchIndex", true);
        managed(p, "CanModifyAdditionalSettings", true);
        managed(p, "CanChangeHierarchicalRelationship", true);
        managed(p, "CanChangeTrackingBeEnabled", !table.changeTracking());
        managed(p, "IsMailMergeEnabled", false);
        managed(p, "IsVisibleInMobile", true);
        managed(p, "IsVisibleInMobileClient", true);
        managed(p, "IsReadOnlyInMobileClient", false);
        managed(p, "IsOfflineInMobileClient", true);
        p.put("Privileges", privileges(table));
        p.put("Settings", List.of());
        return p;
    }

    private static @Nullable String primaryImage(Table table) {
        return table.columns().stream()
                .filter(column -> column.type() == ColumnType.IMAGE)
                .map(Column::logicalName)
                .findFirst()
                .orElse(null);
    }

    private static void managed(Map<String, @Nullable Object> properties, String name, boolean value) {
        properties.put(name, Labels.managed(value, name.toLowerCase(Locale.ROOT)));
    }

    private static String ownership(Ownership ownership) {
        return switch (ownership) {
            case USER_OWNED -> "UserOwned";
            case ORGANIZATION_OWNED -> "OrganizationOwned";
            case BUSINESS_OWNED -> "BusinessOwned";
            case NONE -> "None";
        };
    }

    private static List<Map<String, @Nullable Object>> privileges(Table table) {
        List<Map<String, @Nullable Object>> privileges = new ArrayList<>();
        for (Privilege one : Privilege.of(table)) {
            Map<String, @Nullable Object> privilege = new LinkedHashMap<>();
            privilege.put("CanBeBasic", one.levels());
            privilege.put("CanBeDeep", one.levels());
            privilege.put("CanBeGlobal", true);
            privilege.put("CanBeLocal", one.levels());
            privilege.put("CanBeEntityReference", false);
            privilege.put("CanBeParentEntityReference", false);
            privilege.put("CanBeRecordFilter", false);
            privilege.put("Name", one.name());
            privilege.put("PrivilegeId", one.id().text());
            privilege.put("PrivilegeType", one.type());
            privileges.add(privilege);
        }
        return privileges;
    }
}

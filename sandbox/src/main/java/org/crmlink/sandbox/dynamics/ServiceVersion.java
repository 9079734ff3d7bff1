package org.crmlink.sandbox.dynamics;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.crmlink.sandbox.schema.Column;
import org.crmlink.sandbox.schema.ColumnType;
import org.crmlink.sandbox.schema.Schema;
import org.crmlink.sandbox.schema.Table;
import org.crmlink.sandbox.schema.TableBuilder;

/**
 * The version of the server that the sandbox passes for, and what follows from it. 8.0 to 9.1 are on-premises servers behind
 * federation: they send their users to AD FS and have no service protection; 9.2 is the online service.
 *
 * <p>A server answers under its own version's address and older ones. That it answers 404 under a newer one is our assumption; no
 * public source shows it.
 */
public enum ServiceVersion {
    V8_0("8.0", "8.0.1.79"),
    V8_1("8.1", "8.1.1.1005"),
    V8_2("8.2", "8.2.2.112"),
    V9_0("9.0", "9.0.2.3034"),
    V9_1("9.1", "9.1.0.4287"),
    V9_2("9.2", "9.2.25084.176");

    /** Members of an entity's definition that came with 9.x; the choice is ours, made by the descriptions of both versions. */
    private static final Set<String> NOT_IN_8 = Set.of(
            "IsRetrieveAuditEnabled",
            "IsRetrieveMultipleAuditEnabled",
            "IsArchivalEnabled",
            "IsRetentionEnabled",
            "IsMSTeamsIntegrationEnabled",
            "DataProviderId",
            "DataSourceId",
            "ExternalCollectionName",
            "ExternalName",
            "EntityHelpUrl",
            "EntityHelpUrlEnabled",
            "HasActivities",
            "HasEmailAddresses",
            "HasFeedback",
            "HasNotes",
            "IsBPFEntity",
            "IsSolutionAware",
            "IsSLAEnabled",
            "MobileOfflineFilters",
            "OwnerId",
            "OwnerIdType",
            "OwningBusinessUnit",
            "Settings",
            "TableType",
            "CreatedOn",
            "ModifiedOn",
            "UsesBusinessDataLabelTable",
            "CanStoreFullImage",
            "IsPrimaryImage",
            "MaxSizeInKB",
            "ParentValues",
            "Tag",
            "AutoNumberFormat",
            "IsSortableEnabled");

    private static final Set<String> TYPES_NOT_IN_8 =
            Set.of("MultiSelectPicklistAttributeMetadata", "FileAttributeMetadata");

    private final String api;
    private final String build;

    ServiceVersion(String api, String build) {
        this.api = api;
        this.build = build;
    }

    /** The version of this name, such as {@code 8.2}. */
    public static Optional<ServiceVersion> named(String name) {
        return Arrays.stream(values())
                .filter(version -> version.api.equals(name))
                .findFirst();
    }

    /** All names, oldest first. */
    public static List<String> names() {
        return Arrays.stream(values()).map(ServiceVersion::api).toList();
    }

    /** The version as it stands in addresses: {@code 9.2}. */
    public String api() {
        return api;
    }

    /** What {@code RetrieveVersion} answers. */
    public String build() {
        return build;
    }

    /** Whether it runs at the customer's, behind AD FS and without service protection. */
    public boolean onPremises() {
        return this != V9_2;
    }

    /** Whether addresses of this version are served; the newest are not on older servers. */
    boolean serves(String version) {
        return named(version).map(asked -> asked.compareTo(this) <= 0).orElse(false);
    }

    /** 8.0, 8.1 or 8.2. */
    boolean is8() {
        return compareTo(V9_0) < 0;
    }

    /** Whether a batch can go on behind a failed part. */
    boolean continuesOnError() {
        return !is8();
    }

    /** Whether an operation that is known today exists in this version. */
    boolean hasOperation(String name) {
        return switch (name) {
            case "CreateMultiple", "UpdateMultiple", "UpsertMultiple", "DeleteMultiple" -> this == V9_2;
            case "RetrieveMetadataChanges" -> compareTo(V9_1) >= 0;
            case "RetrieveTotalRecordCount" -> !is8();
            default -> compareTo(V9_1) >= 0 || !isOfFiles(name);
        };
    }

    private static boolean isOfFiles(String name) {
        return name.endsWith("BlocksUpload")
                || name.endsWith("BlocksDownload")
                || name.equals("UploadBlock")
                || name.equals("DownloadBlock")
                || name.equals("DeleteFile");
    }

    /** Whether columns may hold several choices, or files. */
    boolean hasMultipleChoices() {
        return !is8();
    }

    /** The schema without the columns that this version does not know. */
    public Schema limit(Schema schema) {
        if (hasMultipleChoices()) {
            return schema;
        }
        Schema.Builder limited = schema.toBuilder();
        for (Table table : schema.tables()) {
            TableBuilder kept = table.toBuilder();
            for (Column column : table.columns()) {
                if (column.type() == ColumnType.MULTISELECT || column.type() == ColumnType.FILE) {
                    kept.withoutColumn(column.logicalName());
                }
            }
            limited.table(kept.build());
        }
        return limited.build();
    }

    /** Whether a lookup is emptied by a null behind {@code @odata.bind}; older servers want its {@code $ref} deleted. */
    boolean bindsNull() {
        return !is8();
    }

    /** Whether expanded collections of a list's rows come with their rows; older servers give only the link. */
    boolean expandsCollections() {
        return this == V9_2;
    }

    /** Whether a tracked read that asks for annotations ends without its delta link, a known defect. */
    boolean losesDeltaLinkWithAnnotations() {
        return is8();
    }

    /** Whether lists tell the version of the metadata when annotations are asked for. */
    boolean tellsMetadataVersion() {
        return !is8();
    }

    /** Whether definitions are as complete as those of the newest version. */
    boolean hasAllMembers() {
        return !is8();
    }

    /** Whether a definition has this member. */
    boolean hasMember(String name) {
        return hasAllMembers() || !NOT_IN_8.contains(name);
    }

    /** Whether metadata knows this type. */
    boolean hasType(String name) {
        return !is8() || !TYPES_NOT_IN_8.contains(name);
    }

    /** Whether errors carry no code but an inner error: 8.x mostly does so, and clients must cope. */
    boolean hidesCodes() {
        return is8();
    }

    /** Whether what is wrong with a body is told without a code of its own. */
    boolean hidesPayloadCode() {
        return this != V9_2;
    }
}

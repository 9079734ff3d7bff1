package org.crmlink.sandbox.dynamics;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.crmlink.sandbox.http.HttpResponse;
import org.crmlink.sandbox.http.Json;
import org.crmlink.sandbox.schema.Table;
import org.crmlink.sandbox.store.Reference;
import org.crmlink.sandbox.store.Row;
import org.crmlink.sandbox.store.Store;
import org.jspecify.annotations.Nullable;

/** Unbound functions of the service root. Functions without parameters are read with and without parentheses. */
final class Functions {

    static final String VERSION = "9.2.25084.176";

    private static final Set<String> KNOWN = Set.of(
            "WhoAmI",
            "RetrieveVersion",
            "RetrieveCurrentOrganization",
            "RetrieveTimestamp",
            "RetrieveTotalRecordCount",
            "RetrieveMetadataChanges");

    /** Messages of the real service that are named here only to be refused honestly. */
    private static final Set<String> UNSUPPORTED = Set.of(
            "InitializeAnnotationBlocksUpload",
            "InitializeAttachmentBlocksUpload",
            "InitializeFileBlocksUpload",
            "InitializeFileBlocksDownload",
            "UploadBlock",
            "DownloadBlock",
            "CommitAnnotationBlocksUpload",
            "CommitAttachmentBlocksUpload",
            "CommitFileBlocksUpload",
            "DeleteFile",
            "WinOpportunity",
            "LoseOpportunity",
            "CloseIncident",
            "WinQuote",
            "CancelSalesOrder",
            "Merge",
            "BulkDelete",
            "GrantAccess",
            "RevokeAccess",
            "RetrieveDuplicates",
            "FormatAddress",
            "InitializeFrom",
            "Rollup",
            "ExecuteWorkflow",
            "CreateMultiple",
            "UpdateMultiple",
            "UpsertMultiple",
            "DeleteMultiple");

    private final Store store;
    private final Tenant tenant;
    private final MetadataChanges metadataChanges;

    Functions(Store store, Tenant tenant, MetadataChanges metadataChanges) {
        this.store = store;
        this.tenant = tenant;
        this.metadataChanges = metadataChanges;
    }

    boolean handles(String name) {
        return KNOWN.contains(name) || UNSUPPORTED.contains(name);
    }

    HttpResponse handle(Call call) {
        Segment segment = call.segment(0);
        if (UNSUPPORTED.contains(segment.name())) {
            throw ApiErrors.notSupported("The operation '" + segment.name() + "'");
        }
        if (!call.method().equals("GET") && !call.method().equals("HEAD")) {
            throw ApiErrors.methodNotAllowed(call.method());
        }
        return switch (segment.name()) {
            case "WhoAmI" -> whoAmI(call);
            case "RetrieveVersion" -> answer(call, Map.of("Version", VERSION));
            case "RetrieveTimestamp" -> answer(call, Map.of("Timestamp", MetadataStamp.version(store.schema())));
            case "RetrieveCurrentOrganization" -> currentOrganization(call);
            case "RetrieveTotalRecordCount" -> totalRecordCount(call);
            default -> metadataChanges.handle(call);
        };
    }

    private static HttpResponse answer(Call call, Map<String, ? extends @Nullable Object> members) {
        Map<String, @Nullable Object> body = new LinkedHashMap<>();
        body.put(
                "@odata.context",
                Links.context(call, "Microsoft.Dynamics.CRM." + call.segment(0).name() + "Response"));
        body.putAll(members);
        return Answers.tree(200, body);
    }

    private HttpResponse whoAmI(Call call) {
        Map<String, @Nullable Object> members = new LinkedHashMap<>();
        members.put("BusinessUnitId", businessUnit(call));
        members.put("UserId", call.caller().map(user -> user.id().text()).orElse(Tenant.NOBODY));
        members.put("OrganizationId", tenant.organizationId());
        return answer(call, members);
    }

    private String businessUnit(Call call) {
        return call.caller()
                .flatMap(user -> store.get(user.table(), user.id()))
                .map(user -> user.table().column("businessunitid").isPresent() ? user.get("businessunitid") : null)
                .map(unit ->
                        unit instanceof Reference reference ? reference.id().text() : Tenant.NOBODY)
                .orElse(Tenant.NOBODY);
    }

    private HttpResponse currentOrganization(Call call) {
        String url = call.request().origin() + "/";
        Map<String, Object> endpoints = new LinkedHashMap<>();
        endpoints.put("Count", 3);
        endpoints.put("IsReadOnly", false);
        endpoints.put("Keys", List.of("WebApplication", "OrganizationService", "OrganizationDataService"));
        endpoints.put(
                "Values",
                List.of(url, url + "XRMServices/2011/Organization.svc", url + "XRMServices/2011/OrganizationData.svc"));
        Map<String, Object> detail = new LinkedHashMap<>();
        detail.put("OrganizationId", tenant.organizationId());
        detail.put("FriendlyName", tenant.name());
        detail.put("OrganizationVersion", VERSION);
        detail.put("EnvironmentId", tenant.organizationId());
        detail.put("DatacenterId", Tenant.NOBODY);
        detail.put("Geo", "EMEA");
        detail.put("TenantId", Tenant.TENANT_ID);
        detail.put("UrlName", tenant.name());
        detail.put("UniqueName", tenant.name());
        detail.put("State", "Enabled");
        detail.put("Endpoints", endpoints);
        return answer(call, Map.of("Detail", detail));
    }

    private HttpResponse totalRecordCount(Call call) {
        String names = call.segment(0).arguments().getOrDefault("EntityNames", "[]");
        names = names.startsWith("@") ? call.options().all().getOrDefault(names, "[]") : names;
        List<String> keys = new ArrayList<>();
        List<Integer> values = new ArrayList<>();
        for (String name : strings(names)) {
            Table table = store.schema()
                    .table(name)
                    .orElseThrow(() -> new ApiException(
                            400, "0x80041102", "The entity with a name = '" + name + "' was not found."));
            // Assumption: a number says nothing of rows that the caller cannot see.
            call.access().mustReadAll(table);
            keys.add(name);
            values.add(store.count(table.logicalName()));
        }
        Map<String, Object> collection = new LinkedHashMap<>();
        collection.put("Count", keys.size());
        collection.put("IsReadOnly", false);
        collection.put("Keys", keys);
        collection.put("Values", values);
        return answer(call, Map.of("EntityRecordCountCollection", collection));
    }

    private static List<String> strings(String array) {
        List<String> strings = new ArrayList<>();
        try {
            if (Json.read(array.replace('\'', '"')) instanceof List<?> items) {
                items.forEach(item -> strings.add(String.valueOf(item)));
                return strings;
            }
        } catch (IOException e) {
            throw ApiErrors.syntax("The value '" + array + "' is not an array of strings.");
        }
        throw ApiErrors.syntax("The value '" + array + "' is not an array of strings.");
    }

    /** The organization's row, if there is one. */
    static java.util.Optional<Row> organization(Store store) {
        return store.schema()
                .table("organization")
                .flatMap(table -> store.scan("organization", null, 1).stream().findFirst());
    }
}

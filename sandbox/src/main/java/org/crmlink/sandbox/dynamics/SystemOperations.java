package org.crmlink.sandbox.dynamics;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.crmlink.sandbox.http.HttpResponse;
import org.crmlink.sandbox.schema.Table;
import org.crmlink.sandbox.store.Reference;
import org.crmlink.sandbox.store.Row;
import org.jspecify.annotations.Nullable;

/** Who is there and what is there: the functions that clients call first. */
final class SystemOperations {

    private final Tenant tenant;
    private final MetadataChanges metadataChanges;

    SystemOperations(Tenant tenant, MetadataChanges metadataChanges) {
        this.tenant = tenant;
        this.metadataChanges = metadataChanges;
    }

    List<Operation> list() {
        return List.of(
                Operation.function("WhoAmI")
                        .returns("BusinessUnitId", "Edm.Guid", "UserId", "Edm.Guid", "OrganizationId", "Edm.Guid")
                        .does(this::whoAmI),
                Operation.function("RetrieveVersion")
                        .returns("Version", "Edm.String")
                        .does(in ->
                                in.answer(Map.of("Version", in.call().version().build()))),
                Operation.function("RetrieveTimestamp")
                        .returns("Timestamp", "Edm.String")
                        .does(in -> in.answer(Map.of("Timestamp", MetadataStamp.version(in.schema())))),
                Operation.function("RetrieveTotalRecordCount")
                        .parameter("EntityNames", "Collection(Edm.String)")
                        .returns("EntityRecordCountCollection", "mscrm.EntityRecordCountCollection")
                        .type(collection("EntityRecordCountCollection", "Collection(Edm.Int64)"))
                        .does(SystemOperations::totalRecordCount),
                Operation.function("RetrieveCurrentOrganization")
                        .parameter("AccessType", "mscrm.EndpointAccessType")
                        .returns("Detail", "mscrm.OrganizationDetail")
                        .type(
                                NamedType.Choice.of("EndpointAccessType", "Default", "Internet", "Intranet"),
                                NamedType.Choice.of("OrganizationState", "Enabled", "Disabled"),
                                collection("EndpointCollection", "Collection(Edm.String)"),
                                organizationDetail())
                        .does(this::currentOrganization),
                Operation.function("RetrieveMetadataChanges")
                        .optional("Query", "mscrm.EntityQueryExpression")
                        .optional("DeletedMetadataFilters", "mscrm.DeletedMetadataFilters")
                        .optional("ClientVersionStamp", "Edm.String")
                        .optional("AppModuleId", "Edm.Guid")
                        .optional("RetrieveAllSettings", "Edm.Boolean")
                        .returns(
                                "EntityMetadata",
                                "Collection(mscrm.ComplexEntityMetadata)",
                                "ServerVersionStamp",
                                "Edm.String",
                                "DeletedMetadata",
                                "mscrm.DeletedMetadataCollection")
                        .type(MetadataQueryTypes.ALL)
                        .does(in -> metadataChanges.handle(in.call())));
    }

    private static NamedType collection(String name, String values) {
        return NamedType.Complex.of(
                name,
                "Count",
                "Edm.Int32",
                "IsReadOnly",
                "Edm.Boolean",
                "Keys",
                "Collection(Edm.String)",
                "Values",
                values);
    }

    private static NamedType organizationDetail() {
        return NamedType.Complex.of(
                "OrganizationDetail",
                "OrganizationId",
                "Edm.Guid",
                "FriendlyName",
                "Edm.String",
                "OrganizationVersion",
                "Edm.String",
                "EnvironmentId",
                "Edm.String",
                "DatacenterId",
                "Edm.Guid",
                "Geo",
                "Edm.String",
                "TenantId",
                "Edm.String",
                "UrlName",
                "Edm.String",
                "UniqueName",
                "Edm.String",
                "State",
                "mscrm.OrganizationState",
                "Endpoints",
                "mscrm.EndpointCollection");
    }

    private HttpResponse whoAmI(Invocation in) {
        Map<String, @Nullable Object> members = new LinkedHashMap<>();
        members.put("BusinessUnitId", businessUnit(in));
        members.put("UserId", in.call().caller().map(user -> user.id().text()).orElse(Tenant.NOBODY));
        members.put("OrganizationId", tenant.organizationId());
        return in.answer(members);
    }

    private static String businessUnit(Invocation in) {
        Optional<Row> user = in.call().caller().flatMap(caller -> in.store().get(caller.table(), caller.id()));
        return user.filter(row -> row.table().column("businessunitid").isPresent())
                                .map(row -> row.get("businessunitid"))
                                .orElse(null)
                        instanceof Reference unit
                ? unit.id().text()
                : Tenant.NOBODY;
    }

    private HttpResponse currentOrganization(Invocation in) {
        String url = in.call().request().origin() + "/";
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
        detail.put("OrganizationVersion", in.call().version().build());
        detail.put("EnvironmentId", tenant.organizationId());
        detail.put("DatacenterId", Tenant.NOBODY);
        detail.put("Geo", "EMEA");
        detail.put("TenantId", Tenant.TENANT_ID);
        detail.put("UrlName", tenant.name());
        detail.put("UniqueName", tenant.name());
        detail.put("State", "Enabled");
        detail.put("Endpoints", endpoints);
        return in.answer(Map.of("Detail", detail));
    }

    private static HttpResponse totalRecordCount(Invocation in) {
        List<String> keys = new ArrayList<>();
        List<Integer> values = new ArrayList<>();
        for (String name : in.arguments().texts("EntityNames")) {
            Table table = in.schema()
                    .table(name)
                    .orElseThrow(() -> new ApiException(
                            400, "0x80041102", "The entity with a name = '" + name + "' was not found."));
            // Our assumption: a number says nothing of rows that the caller cannot see.
            in.call().access().mustReadAll(table);
            keys.add(name);
            values.add(in.store().count(table.logicalName()));
        }
        Map<String, Object> counts = new LinkedHashMap<>();
        counts.put("Count", keys.size());
        counts.put("IsReadOnly", false);
        counts.put("Keys", keys);
        counts.put("Values", values);
        return in.answer(Map.of("EntityRecordCountCollection", counts));
    }
}

package org.crmlink.sandbox.dynamics;

import static com.sap.cloud.sdk.datamodel.odata.client.ODataProtocol.V4;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sap.cloud.sdk.cloudplatform.connectivity.DefaultHttpDestination;
import com.sap.cloud.sdk.cloudplatform.connectivity.HttpClientAccessor;
import com.sap.cloud.sdk.datamodel.odata.client.exception.ODataServiceErrorException;
import com.sap.cloud.sdk.datamodel.odata.client.expression.FieldReference;
import com.sap.cloud.sdk.datamodel.odata.client.query.Order;
import com.sap.cloud.sdk.datamodel.odata.client.query.StructuredQuery;
import com.sap.cloud.sdk.datamodel.odata.client.request.ODataEntityKey;
import com.sap.cloud.sdk.datamodel.odata.client.request.ODataFunctionParameters;
import com.sap.cloud.sdk.datamodel.odata.client.request.ODataRequestBatch;
import com.sap.cloud.sdk.datamodel.odata.client.request.ODataRequestCount;
import com.sap.cloud.sdk.datamodel.odata.client.request.ODataRequestCreate;
import com.sap.cloud.sdk.datamodel.odata.client.request.ODataRequestDelete;
import com.sap.cloud.sdk.datamodel.odata.client.request.ODataRequestFunction;
import com.sap.cloud.sdk.datamodel.odata.client.request.ODataRequestRead;
import com.sap.cloud.sdk.datamodel.odata.client.request.ODataRequestReadByKey;
import com.sap.cloud.sdk.datamodel.odata.client.request.ODataRequestResultGeneric;
import com.sap.cloud.sdk.datamodel.odata.client.request.ODataRequestResultMultipartGeneric;
import com.sap.cloud.sdk.datamodel.odata.client.request.ODataRequestUpdate;
import com.sap.cloud.sdk.datamodel.odata.client.request.UpdateStrategy;
import io.vavr.control.Option;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.apache.http.client.HttpClient;
import org.crmlink.sandbox.store.RecordId;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The OData client of the SAP Cloud SDK, which we did not write, reads and writes; nothing in it knows of Dynamics or of us. */
class SapCloudClientTest {

    private static final String SERVICE = "/api/data/v9.2";
    private static final int ACCOUNTS = 23;

    private static Org org;
    private static HttpClient http;

    @BeforeAll
    static void start() {
        org = Org.start(options -> options.records(ACCOUNTS).maxPageSize(10));
        http = HttpClientAccessor.getHttpClient(DefaultHttpDestination.builder(org.sandbox.url())
                .header("Authorization", "Bearer " + Org.TOKEN)
                .build());
    }

    @AfterAll
    static void stop() {
        org.close();
    }

    private static ODataEntityKey key(RecordId id) {
        return ODataEntityKey.of(Map.of("", UUID.fromString(id.text())), V4);
    }

    private static ODataRequestCreate account(String json) {
        return new ODataRequestCreate(SERVICE, "accounts", json, V4);
    }

    @Test
    void aListIsFilteredSortedAndFollowedPageByPage() {
        StructuredQuery query = StructuredQuery.onEntity("accounts", V4)
                .select("name", "accountid")
                .orderBy("name", Order.ASC)
                .withInlineCount();
        ODataRequestResultGeneric page =
                new ODataRequestRead(SERVICE, "accounts", query.getEncodedQueryString(), V4).execute(http);
        long expected = page.getInlineCount();
        List<String> names = new ArrayList<>();
        int pages = 0;
        while (pages++ < 20) {
            page.asListOfMaps().forEach(row -> names.add((String) row.get("name")));
            if (page.getNextLink().isEmpty()) {
                break;
            }
            page = page.tryGetNextPage().get();
        }
        assertThat(pages).isGreaterThan(2);
        assertThat(names).hasSize((int) expected).isSortedAccordingTo(String.CASE_INSENSITIVE_ORDER);
    }

    @Test
    void aFilterWithAQuoteAndAFunctionFindsItsRow() {
        org.insert("account", Map.of("name", "O'Hara & Söhne (100 %)"));
        StructuredQuery query = StructuredQuery.onEntity("accounts", V4)
                .filter(FieldReference.of("name")
                        .asString()
                        .contains("o'hara & söhne")
                        .and(FieldReference.of("statecode").equalTo(0)));
        assertThat(new ODataRequestRead(SERVICE, "accounts", query.getEncodedQueryString(), V4)
                        .execute(http)
                        .asListOfMaps())
                .extracting(row -> row.get("name"))
                .containsExactly("O'Hara & Söhne (100 %)");
        assertThat(new ODataRequestCount(SERVICE, "accounts", query.getEncodedQueryString(), V4)
                        .execute(http)
                        .as(Integer.class))
                .isEqualTo(1);
    }

    @Test
    void aRowIsCreatedReadChangedUnderItsVersionAndDeleted() {
        ODataRequestCreate create = account("{\"name\":\"SAP made\",\"revenue\":12.5}");
        create.addHeader("Prefer", "return=representation");
        Map<String, Object> made = create.execute(http).asMap();
        RecordId id = RecordId.guid((String) made.get("accountid"));
        ODataRequestResultGeneric read =
                new ODataRequestReadByKey(SERVICE, "accounts", key(id), "$select=name,revenue", V4).execute(http);
        String version = read.getVersionIdentifierFromHeader().get();
        assertThat(read.asMap()).containsEntry("name", "SAP made");

        ODataRequestUpdate update = new ODataRequestUpdate(
                SERVICE,
                "accounts",
                key(id),
                "{\"name\":\"SAP changed\"}",
                UpdateStrategy.MODIFY_WITH_PATCH,
                version,
                V4);
        assertThat(update.execute(http).getStatusLine().getStatusCode()).isEqualTo(204);
        assertThat(org.row("account", id).get("name")).isEqualTo("SAP changed");
        assertThatThrownBy(() -> update.execute(http)).isInstanceOfSatisfying(ODataServiceErrorException.class, e -> {
            assertThat(e.getHttpCode()).isEqualTo(412);
            assertThat(e.getOdataError().getODataCode()).isEqualTo("0x80060882");
        });
        new ODataRequestDelete(SERVICE, "accounts", key(id), null, V4).execute(http);
        assertThat(org.sandbox.store().get("account", id)).isEmpty();
    }

    @Test
    void theDeltaLinkIsFollowedToWhatChanged() {
        ODataRequestRead read = new ODataRequestRead(SERVICE, "contacts", "$select=fullname", V4);
        read.addHeader("Prefer", "odata.track-changes");
        ODataRequestResultGeneric page = read.execute(http);
        Option<String> delta = page.getDeltaLink();
        for (int i = 0; i < 20 && delta.isEmpty(); i++) {
            page = page.tryGetNextPage().get();
            delta = page.getDeltaLink();
        }
        org.insert("contact", Map.of("lastname", "Just now"));
        String token = delta.get().substring(delta.get().indexOf("$deltatoken=") + "$deltatoken=".length());
        ODataRequestRead changes =
                new ODataRequestRead(SERVICE, "contacts", "$select=fullname&$deltatoken=" + token, V4);
        assertThat(changes.execute(http).asListOfMaps())
                .extracting(row -> row.get("fullname"))
                .contains("Just now");
    }

    @Test
    void aBatchWithAChangeSetIsAnsweredPartByPart() throws Exception {
        RecordId mine = RecordId.random();
        ODataRequestRead before = new ODataRequestRead(SERVICE, "accounts", "$top=1", V4);
        ODataRequestCreate create = account("{\"accountid\":\"" + mine.text() + "\",\"name\":\"in a change set\"}");
        ODataRequestUpdate update = new ODataRequestUpdate(
                SERVICE, "accounts", key(mine), "{\"fax\":\"1\"}", UpdateStrategy.MODIFY_WITH_PATCH, null, V4);
        ODataRequestReadByKey after = new ODataRequestReadByKey(SERVICE, "accounts", key(mine), "$select=fax", V4);
        ODataRequestBatch batch = new ODataRequestBatch(SERVICE, V4)
                .addRead(before)
                .beginChangeset()
                .addCreate(create)
                .addUpdate(update)
                .endChangeset()
                .addReadByKey(after);
        try (ODataRequestResultMultipartGeneric result = batch.execute(http)) {
            assertThat(result.getResult(before).asListOfMaps()).hasSize(1);
            assertThat(result.getResult(create).getStatusLine().getStatusCode()).isEqualTo(204);
            assertThat(result.getResult(after).asMap()).containsEntry("fax", "1");
        }
    }

    @Test
    void aFunctionAnswers() {
        ODataRequestFunction whoAmI =
                new ODataRequestFunction(SERVICE, "WhoAmI", ODataFunctionParameters.empty(V4), V4);
        assertThat(whoAmI.execute(http).asMap()).containsKeys("UserId", "BusinessUnitId", "OrganizationId");
    }
}

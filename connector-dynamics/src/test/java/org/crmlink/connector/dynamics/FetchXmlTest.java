package org.crmlink.connector.dynamics;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.containing;
import static com.github.tomakehurst.wiremock.client.WireMock.get;
import static com.github.tomakehurst.wiremock.client.WireMock.getRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.post;
import static com.github.tomakehurst.wiremock.client.WireMock.urlPathEqualTo;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.github.tomakehurst.wiremock.verification.LoggedRequest;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.crmlink.sdk.ConnectorException;
import org.crmlink.sdk.ErrorKind;
import org.crmlink.sdk.RecordRef;
import org.crmlink.sdk.change.ChangePage;
import org.crmlink.sdk.change.ChangeQuery;
import org.crmlink.sdk.change.ChangeReader;
import org.crmlink.sdk.change.ChangeStep;
import org.crmlink.sdk.change.ChangeStream;
import org.crmlink.sdk.change.IdStream;
import org.crmlink.sdk.change.Row;
import org.crmlink.sdk.filter.Filter;
import org.crmlink.sdk.filter.Filter.Operator;
import org.crmlink.sdk.metadata.ChangePath;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is read by FetchXML: cookies, rows without nulls, and when it is used. */
class FetchXmlTest {

    private static final String A = "00000000-0000-0000-0000-00000000000a";
    private static final String B = "00000000-0000-0000-0000-00000000000b";
    private static final String ROOT = "/api/data/v9.2/";
    private static final String COOKIE =
            "<cookie pagenumber=\\\"2\\\" pagingcookie=\\\"%253ccookie%2520page%253d%25221%2522%253e%253cversionnumber%2520last%253d%25225%2522%2520first%253d%25225%2522%2520%252f%253e%253c%252fcookie%253e\\\" istracking=\\\"False\\\" />";

    /** Owned by nobody enabled: OData has no path from an owner to a user. */
    private static final Filter OWNED =
            new Filter.Related("ownerid", "systemuser", Filter.compare("isdisabled", Operator.EQ, false));

    @TempDir
    Path directory;

    private Recorded crm;

    @BeforeEach
    void connect() {
        crm = new Recorded(directory, Map.of());
        crm.answer(
                "EntityDefinitions",
                "{\"value\":["
                        + Recorded.definition(
                                "thing",
                                Recorded.attribute("flag", "Boolean"),
                                Recorded.attribute("versionnumber", "BigInt"),
                                Recorded.attribute("ownerid", "Owner"))
                        + "," + Recorded.definition("systemuser", Recorded.attribute("isdisabled", "Boolean")) + "]}");
        String owner = "{\"value\":[{\"LogicalName\":\"ownerid\",\"Targets\":[\"systemuser\",\"team\"]}]}";
        crm.server.stubFor(post(urlPathEqualTo(ROOT + "$batch"))
                .withRequestBody(containing("LookupAttributeMetadata"))
                .willReturn(Recorded.part("200 OK", owner)));
    }

    @AfterEach
    void disconnect() {
        crm.close();
    }

    private void page(String marker, String json) {
        crm.server.stubFor(get(urlPathEqualTo(ROOT + "things"))
                .withQueryParam("fetchXml", containing(marker))
                .willReturn(aResponse()
                        .withHeader("Content-Type", "application/json; odata.metadata=minimal")
                        .withBody(json)));
    }

    private ChangeStream open(Filter filter) {
        return crm.connector
                .facet(ChangeReader.class)
                .orElseThrow()
                .changes(new ChangeQuery(
                        "thing",
                        List.of("flag", "ownerid"),
                        filter,
                        ChangePath.Tracking.WATERMARK,
                        Optional.empty(),
                        1));
    }

    private static List<Row> rows(ChangeStream stream) {
        List<Row> rows = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            ChangeStep step = stream.next();
            if (!(step instanceof ChangePage page)) {
                assertThat(step).isInstanceOf(ChangeStep.End.class);
                return rows;
            }
            assertThat(page.unreadable()).isEmpty();
            rows.addAll(page.rows());
        }
        throw new AssertionError("no end");
    }

    private List<LoggedRequest> queries() {
        return crm.server.findAll(getRequestedFor(urlPathEqualTo(ROOT + "things")));
    }

    @Test
    void PAGE_1_pagesBeginBehindTheCookieAndNullsAreLeftOut() {
        page(
                "page=\"1\"",
                "{\"@Microsoft.Dynamics.CRM.fetchxmlpagingcookie\":\"" + COOKIE
                        + "\",\"@Microsoft.Dynamics.CRM.morerecords\":true,\"value\":[{\"@odata.etag\":\"W/\\\"5\\\"\",\"flag\":true,"
                        + "\"_ownerid_value@Microsoft.Dynamics.CRM.lookuplogicalname\":\"systemuser\",\"_ownerid_value\":\""
                        + B
                        + "\",\"versionnumber\":5,\"thingid\":\"" + A + "\"}]}");
        page(
                "page=\"2\"",
                "{\"@Microsoft.Dynamics.CRM.morerecords\":false,\"value\":[{\"@odata.etag\":\"W/\\\"6\\\"\",\"versionnumber\":6,\"thingid\":\""
                        + B + "\"}]}");
        List<Row> rows;
        try (ChangeStream stream = open(OWNED)) {
            assertThat(stream.residual()).isEqualTo(Filter.all());
            rows = rows(stream);
        }
        assertThat(rows).extracting(Row::id).containsExactly(A, B);
        assertThat(rows.get(0).version()).contains("W/\"5\"");
        assertThat(rows.get(0).value(1)).isEqualTo(new RecordRef("systemuser", B));
        assertThat(rows.get(1).value(0)).isNull();
        assertThat(rows.get(1).value(1)).isNull();

        List<LoggedRequest> queries = queries();
        assertThat(queries).hasSize(2);
        assertThat(queries.get(0).queryParameter("fetchXml").firstValue())
                .isEqualTo("<fetch page=\"1\" count=\"1\"><entity name=\"thing\"><attribute name=\"thingid\"/>"
                        + "<attribute name=\"versionnumber\"/><attribute name=\"flag\"/><attribute name=\"ownerid\"/>"
                        + "<link-entity name=\"systemuser\" from=\"systemuserid\" to=\"ownerid\" link-type=\"inner\" alias=\"j1\">"
                        + "<filter type=\"and\"><condition attribute=\"isdisabled\" operator=\"eq\" value=\"0\"/></filter>"
                        + "</link-entity><order attribute=\"versionnumber\"/></entity></fetch>");
        assertThat(queries.get(1).queryParameter("fetchXml").firstValue())
                .startsWith(
                        "<fetch page=\"2\" count=\"1\" paging-cookie=\"&lt;cookie page=&quot;1&quot;&gt;&lt;versionnumber"
                                + " last=&quot;5&quot; first=&quot;5&quot; /&gt;&lt;/cookie&gt;\">");
        assertThat(queries)
                .allSatisfy(query -> assertThat(query.getHeader("Prefer"))
                        .contains("fetchxmlpagingcookie", "morerecords", "lookuplogicalname"));
    }

    @Test
    void aServerThatDoesNotSayWhetherMoreFollowIsAskedUntilNothingComes() {
        page(
                "page=\"1\"",
                "{\"@Microsoft.Dynamics.CRM.fetchxmlpagingcookie\":\"" + COOKIE + "\",\"value\":[{\"thingid\":\"" + A
                        + "\"}]}");
        page("page=\"2\"", "{\"value\":[]}");
        try (IdStream ids =
                crm.connector.facet(ChangeReader.class).orElseThrow().ids("thing", OWNED)) {
            assertThat(ids.next()).containsExactly(A);
            assertThat(ids.next()).isEmpty();
        }
        assertThat(queries()).hasSize(2);
    }

    @Test
    void PAGE_5_moreWithoutACookieOrACookieThatDoesNotLeadOnIsAnErrorNeverAnEnd() {
        String rows = "\"@Microsoft.Dynamics.CRM.morerecords\":true,\"value\":[{\"versionnumber\":1,\"thingid\":\"" + A
                + "\"}]}";
        for (String answer : List.of(
                "{" + rows,
                "{\"@Microsoft.Dynamics.CRM.fetchxmlpagingcookie\":\""
                        + COOKIE.replace("pagenumber=\\\"2", "pagenumber=\\\"1") + "\"," + rows)) {
            page("page=\"1\"", answer);
            try (ChangeStream stream = open(OWNED)) {
                assertThatThrownBy(stream::next)
                        .isInstanceOfSatisfying(
                                ConnectorException.class,
                                e -> assertThat(e.kind()).isEqualTo(ErrorKind.PROTOCOL_ERROR));
            }
        }
    }

    @Test
    void whatODataCanSayIsAskedInOData() {
        crm.answer("things", "{\"value\":[]}");
        try (ChangeStream stream = open(Filter.compare("flag", Operator.EQ, true))) {
            assertThat(rows(stream)).isEmpty();
        }
        assertThat(queries().get(0).queryParameter("$filter").firstValue()).isEqualTo("flag eq true");
    }

    @Test
    void LIM_aLongRequestTravelsInABatch() {
        String row =
                "{\"value\":[{\"thingid\":\"" + A + "\",\"flag\":null,\"_ownerid_value\":null,\"versionnumber\":1}]}";
        crm.server.stubFor(post(urlPathEqualTo(ROOT + "$batch"))
                .withRequestBody(containing("ownerid_value%20eq"))
                .withRequestBody(containing("Prefer: odata.maxpagesize=1"))
                .willReturn(Recorded.part("200 OK", row)));
        List<Filter> owners = new ArrayList<>();
        for (int i = 0; i < 60; i++) {
            owners.add(Filter.compare("ownerid", Operator.EQ, A));
        }
        try (ChangeStream stream = open(new Filter.Or(owners))) {
            assertThat(rows(stream)).extracting(Row::id).containsExactly(A);
        }
        assertThat(queries()).isEmpty();
        crm.server.stubFor(post(urlPathEqualTo(ROOT + "$batch"))
                .withRequestBody(containing("ownerid_value%20eq"))
                .willReturn(Recorded.part(
                        "429 Too Many Requests",
                        "{\"error\":{\"code\":\"0x80072322\",\"message\":\"x\"}}",
                        "Retry-After: 3")));
        try (ChangeStream stream = open(new Filter.Or(owners))) {
            assertThatThrownBy(stream::next).isInstanceOfSatisfying(ConnectorException.class, e -> {
                assertThat(e.kind()).isEqualTo(ErrorKind.RATE_LIMITED);
                assertThat(e.retryAdvice().delay()).isPresent();
            });
        }
    }
}

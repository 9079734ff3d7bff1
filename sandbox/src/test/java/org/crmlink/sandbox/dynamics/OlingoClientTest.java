package org.crmlink.sandbox.dynamics;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import org.apache.olingo.client.api.ODataClient;
import org.apache.olingo.client.api.communication.request.ODataRequest;
import org.apache.olingo.client.api.communication.request.retrieve.EdmMetadataRequest;
import org.apache.olingo.client.api.communication.request.retrieve.ODataEntitySetRequest;
import org.apache.olingo.client.api.domain.ClientEntity;
import org.apache.olingo.client.api.domain.ClientEntitySet;
import org.apache.olingo.client.core.ODataClientFactory;
import org.apache.olingo.commons.api.edm.Edm;
import org.apache.olingo.commons.api.edm.EdmEntitySet;
import org.apache.olingo.commons.api.edm.EdmEntityType;
import org.apache.olingo.commons.api.edm.EdmNavigationProperty;
import org.apache.olingo.commons.api.edm.FullQualifiedName;
import org.apache.olingo.commons.api.format.ContentType;
import org.crmlink.sandbox.DynamicsOptions;
import org.crmlink.sandbox.Sandbox;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** A client that we did not write, Apache Olingo, reads what the sandbox says and follows its pages. */
class OlingoClientTest {

    private static final String TOKEN = "olingo-token";
    private static final int ACCOUNTS = 23;
    private static final int MOST_PAGES = 20;

    private static Sandbox sandbox;
    private static String root;
    private final ODataClient client = ODataClientFactory.getClient();

    @BeforeAll
    static void start() throws Exception {
        DynamicsOptions options = DynamicsOptions.builder()
                .port(0)
                .records(ACCOUNTS)
                .token(TOKEN)
                .maxPageSize(10)
                .build();
        sandbox = Sandbox.dynamics(options).start();
        root = sandbox.url() + "/api/data/v9.2";
    }

    @AfterAll
    static void stop() {
        sandbox.close();
    }

    @Test
    void theWholeMetadataDocumentParsesAndItsTypesHold() {
        EdmMetadataRequest request = client.getRetrieveRequestFactory().getMetadataRequest(root);
        Edm edm = authorized(request).execute().getBody();
        EdmEntityType contact = edm.getEntityType(new FullQualifiedName("Microsoft.Dynamics.CRM", "contact"));
        assertThat(contact.getKeyPredicateNames()).containsExactly("contactid");
        assertThat(contact.getNavigationProperty("parentcustomerid_account")
                        .getType()
                        .getName())
                .isEqualTo("account");
        assertThat(edm.getEntityContainer().getEntitySets())
                .extracting(set -> set.getName())
                .contains("accounts", "contacts", "accountleadscollection");
        EdmEntityType email = edm.getEntityType(new FullQualifiedName("Microsoft.Dynamics.CRM", "email"));
        assertThat(email.getNavigationProperty("email_activity_parties").isCollection())
                .isTrue();
        assertThat(email.getPropertyNames()).doesNotContain("to", "from");
        EdmEntityType party = edm.getEntityType(new FullQualifiedName("Microsoft.Dynamics.CRM", "activityparty"));
        assertThat(party.getNavigationProperty("partyid_systemuser").getType().getName())
                .isEqualTo("systemuser");
        EdmEntityType milestone = edm.getEntityType(new FullQualifiedName("Microsoft.Dynamics.CRM", "new_milestone"));
        assertThat(milestone.getProperty("new_bytes").getType().getName()).isEqualTo("Int64");
        assertThat(milestone.getProperty("new_due").getType().getName()).isEqualTo("Date");
        // every navigation property leads to a type and, where it names one, back again
        for (EdmEntitySet set : edm.getEntityContainer().getEntitySets()) {
            for (String name : set.getEntityType().getNavigationPropertyNames()) {
                EdmNavigationProperty navigation = set.getEntityType().getNavigationProperty(name);
                assertThat(navigation.getType()).as(set.getName() + "." + name).isNotNull();
                if (!navigation.getType().isAbstract() && navigation.getPartner() != null) {
                    assertThat(navigation.getPartner().getName()).isNotEmpty();
                }
            }
        }
        // every type of every set resolves: this is where strict parsers stumble
        assertThat(edm.getEntityContainer().getEntitySets())
                .allSatisfy(set ->
                        assertThat(set.getEntityType().getPropertyNames()).isNotEmpty());
    }

    @Test
    void pagesAreFollowedToTheEnd() {
        List<String> names = new ArrayList<>();
        URI page = client.newURIBuilder(root)
                .appendEntitySetSegment("accounts")
                .select("name", "accountid")
                .build();
        int pages = 0;
        while (page != null && pages++ < MOST_PAGES) {
            ODataEntitySetRequest<ClientEntitySet> request =
                    client.getRetrieveRequestFactory().getEntitySetRequest(page);
            request.setAccept(ContentType.JSON.toContentTypeString());
            ClientEntitySet set = authorized(request).execute().getBody();
            for (ClientEntity entity : set.getEntities()) {
                names.add(entity.getProperty("accountid").getValue().toString());
            }
            page = set.getNext();
        }
        assertThat(pages).isEqualTo(3);
        assertThat(names).hasSize(ACCOUNTS).doesNotHaveDuplicates();
    }

    private static <R extends ODataRequest> R authorized(R request) {
        request.addCustomHeader("Authorization", "Bearer " + TOKEN);
        return request;
    }
}

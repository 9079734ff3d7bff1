package org.crmlink.sandbox.dynamics;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.olingo.client.api.ODataClient;
import org.apache.olingo.client.api.communication.request.ODataRequest;
import org.apache.olingo.client.api.communication.request.invoke.ODataInvokeRequest;
import org.apache.olingo.client.api.communication.request.retrieve.EdmMetadataRequest;
import org.apache.olingo.client.api.communication.request.retrieve.ODataEntitySetRequest;
import org.apache.olingo.client.api.domain.ClientCollectionValue;
import org.apache.olingo.client.api.domain.ClientComplexValue;
import org.apache.olingo.client.api.domain.ClientEntity;
import org.apache.olingo.client.api.domain.ClientEntitySet;
import org.apache.olingo.client.api.domain.ClientPrimitiveValue;
import org.apache.olingo.client.api.domain.ClientProperty;
import org.apache.olingo.client.api.domain.ClientValue;
import org.apache.olingo.client.core.ODataClientFactory;
import org.apache.olingo.commons.api.edm.Edm;
import org.apache.olingo.commons.api.edm.EdmAction;
import org.apache.olingo.commons.api.edm.EdmComplexType;
import org.apache.olingo.commons.api.edm.EdmEntitySet;
import org.apache.olingo.commons.api.edm.EdmEntityType;
import org.apache.olingo.commons.api.edm.EdmFunction;
import org.apache.olingo.commons.api.edm.EdmNavigationProperty;
import org.apache.olingo.commons.api.edm.EdmOperation;
import org.apache.olingo.commons.api.edm.EdmPrimitiveTypeKind;
import org.apache.olingo.commons.api.edm.EdmSchema;
import org.apache.olingo.commons.api.edm.FullQualifiedName;
import org.apache.olingo.commons.api.edm.constants.EdmTypeKind;
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

    @Test
    void aFunctionAndAnActionAreCalledAsTheMetadataDocumentDeclaresThem() {
        Edm edm = authorized(client.getRetrieveRequestFactory().getMetadataRequest(root))
                .execute()
                .getBody();
        EdmFunction count = edm.getEntityContainer()
                .getFunctionImport("FormatAddress")
                .getUnboundFunctions()
                .get(0);
        Map<String, ClientValue> arguments = new LinkedHashMap<>();
        for (String name : count.getParameterNames()) {
            assertThat(count.getParameter(name).getType().getFullQualifiedName())
                    .isEqualTo(EdmPrimitiveTypeKind.String.getFullQualifiedName());
            arguments.put(
                    name, client.getObjectFactory().newPrimitiveValueBuilder().buildString("the " + name));
        }
        URI function = client.newURIBuilder(root)
                .appendOperationCallSegment("FormatAddress")
                .build();
        ODataInvokeRequest<ClientProperty> asked =
                client.getInvokeRequestFactory().getFunctionInvokeRequest(function, ClientProperty.class, arguments);
        assertThat(authorized(asked)
                        .execute()
                        .getBody()
                        .getComplexValue()
                        .get("Address")
                        .getValue())
                .hasToString("the Line1\r\nthe City, the StateOrProvince the PostalCode\r\nthe Country");

        EdmAction win =
                edm.getEntityContainer().getActionImport("InsertOptionValue").getUnboundAction();
        assertThat(win.getParameter("Label").getType().getKind()).isEqualTo(EdmTypeKind.COMPLEX);
        assertThat(win.getReturnType().getType().getName()).isEqualTo("InsertOptionValueResponse");
        ClientComplexValue text = client.getObjectFactory()
                .newComplexValue("Microsoft.Dynamics.CRM.LocalizedLabel")
                .add(client.getObjectFactory().newPrimitiveProperty("Label", string("Paused")))
                .add(client.getObjectFactory()
                        .newPrimitiveProperty(
                                "LanguageCode",
                                client.getObjectFactory()
                                        .newPrimitiveValueBuilder()
                                        .buildInt32(1033)));
        ClientCollectionValue<ClientValue> texts = client.getObjectFactory()
                .newCollectionValue("Collection(Microsoft.Dynamics.CRM.LocalizedLabel)")
                .add(text);
        Map<String, ClientValue> body = new LinkedHashMap<>();
        body.put("OptionSetName", string("new_projectphase"));
        body.put(
                "Label",
                client.getObjectFactory()
                        .newComplexValue("Microsoft.Dynamics.CRM.Label")
                        .add(client.getObjectFactory().newCollectionProperty("LocalizedLabels", texts)));
        URI action = client.newURIBuilder(root)
                .appendActionCallSegment(win.getName())
                .build();
        ODataInvokeRequest<ClientProperty> called =
                client.getInvokeRequestFactory().getActionInvokeRequest(action, ClientProperty.class, body);
        assertThat(authorized(called)
                        .execute()
                        .getBody()
                        .getComplexValue()
                        .get("NewOptionValue")
                        .getValue())
                .hasToString("896320004");
    }

    @Test
    void everyOperationResolvesWithItsTypes() {
        Edm edm = authorized(client.getRetrieveRequestFactory().getMetadataRequest(root))
                .execute()
                .getBody();
        EdmSchema schema = edm.getSchema("Microsoft.Dynamics.CRM");
        int parameters = 0;
        for (EdmFunction function : schema.getFunctions()) {
            assertThat(function.getReturnType().getType().getName()).isNotEmpty();
            parameters += typed(function);
        }
        for (EdmAction action : schema.getActions()) {
            if (action.getReturnType() != null) {
                assertThat(action.getReturnType().getType().getName()).isNotEmpty();
            }
            parameters += typed(action);
        }
        for (EdmComplexType type : schema.getComplexTypes()) {
            for (String name : type.getPropertyNames()) {
                assertThat(type.getStructuralProperty(name).getType().getName())
                        .as(type.getName() + "." + name)
                        .isNotEmpty();
            }
        }
        assertThat(parameters).isGreaterThan(100);
    }

    private static int typed(EdmOperation operation) {
        for (String name : operation.getParameterNames()) {
            assertThat(operation.getParameter(name).getType().getName())
                    .as(operation.getName() + "." + name)
                    .isNotEmpty();
        }
        return operation.getParameterNames().size();
    }

    private ClientPrimitiveValue string(String text) {
        return client.getObjectFactory().newPrimitiveValueBuilder().buildString(text);
    }

    private static <R extends ODataRequest> R authorized(R request) {
        request.addCustomHeader("Authorization", "Bearer " + TOKEN);
        return request;
    }
}

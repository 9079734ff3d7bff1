package org.crmlink.sandbox.salesforce.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sforce.soap.partner.Connector;
import com.sforce.soap.partner.DeleteResult;
import com.sforce.soap.partner.DescribeGlobalResult;
import com.sforce.soap.partner.DescribeSObjectResult;
import com.sforce.soap.partner.FieldType;
import com.sforce.soap.partner.GetDeletedResult;
import com.sforce.soap.partner.GetUpdatedResult;
import com.sforce.soap.partner.PartnerConnection;
import com.sforce.soap.partner.QueryResult;
import com.sforce.soap.partner.SaveResult;
import com.sforce.soap.partner.UndeleteResult;
import com.sforce.soap.partner.UpsertResult;
import com.sforce.soap.partner.fault.ExceptionCode;
import com.sforce.soap.partner.fault.LoginFault;
import com.sforce.soap.partner.fault.MalformedQueryFault;
import com.sforce.soap.partner.sobject.SObject;
import com.sforce.ws.ConnectionException;
import com.sforce.ws.ConnectorConfig;
import java.io.IOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.Calendar;
import java.util.GregorianCalendar;
import java.util.TimeZone;
import org.crmlink.sandbox.SalesforceOptions;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The vendor's own client of the partner API, unmodified, against the sandbox. */
class PartnerClientTest {

    private Org org;

    @BeforeEach
    void start() throws IOException {
        org = new Org();
    }

    @AfterEach
    void stop() {
        org.close();
    }

    private PartnerConnection login(String version, String password) throws ConnectionException {
        ConnectorConfig config = new ConnectorConfig();
        config.setAuthEndpoint(org.sandbox.url() + "/services/Soap/u/" + version);
        config.setUsername(SalesforceOptions.DEFAULT_USER);
        config.setPassword(password);
        return Connector.newConnection(config);
    }

    private PartnerConnection login() throws ConnectionException {
        return login("64.0", SalesforceOptions.DEFAULT_PASSWORD);
    }

    private static SObject account(String name) {
        SObject account = new SObject("Account");
        account.setField("Name", name);
        return account;
    }

    @Test
    void loginsSucceedFailAndEndWithVersion65() throws ConnectionException {
        assertThat(login().getUserInfo().getUserName()).isEqualTo("admin@sandbox.example");
        assertThatThrownBy(() -> login("64.0", "wrong"))
                .isInstanceOfSatisfying(
                        LoginFault.class,
                        fault -> assertThat(fault.getExceptionCode()).isEqualTo(ExceptionCode.INVALID_LOGIN));
        assertThatThrownBy(() -> login("65.0", SalesforceOptions.DEFAULT_PASSWORD))
                .isInstanceOf(ConnectionException.class);
    }

    @Test
    void recordsAreCreatedChangedUpsertedDeletedAndBroughtBack() throws ConnectionException {
        PartnerConnection client = login();
        SaveResult[] created = client.create(new SObject[] {account("Acme"), new SObject("Account")});
        assertThat(created[0].isSuccess()).isTrue();
        assertThat(created[1].isSuccess()).isFalse();
        assertThat(created[1].getErrors()[0].getStatusCode().name()).isEqualTo("REQUIRED_FIELD_MISSING");
        String id = created[0].getId();
        SObject change = new SObject("Account");
        change.setId(id);
        change.setField("NumberOfEmployees", 12);
        change.setFieldsToNull(new String[] {"Phone"});
        assertThat(client.update(new SObject[] {change})[0].isSuccess()).isTrue();
        SObject[] read = client.retrieve("Name,NumberOfEmployees", "Account", new String[] {id});
        assertThat(read[0].getField("Name")).isEqualTo("Acme");
        assertThat(read[0].getField("NumberOfEmployees")).isEqualTo("12");
        SObject contact = new SObject("Contact");
        contact.setField("LastName", "Kim");
        contact.setField("Email", "kim@x.example");
        UpsertResult upserted = client.upsert("Email", new SObject[] {contact})[0];
        assertThat(upserted.isSuccess()).isTrue();
        assertThat(upserted.isCreated()).isTrue();
        assertThat(client.upsert("Email", new SObject[] {contact})[0].isCreated())
                .isFalse();
        DeleteResult deleted = client.delete(new String[] {id})[0];
        assertThat(deleted.isSuccess()).isTrue();
        assertThat(client.query("SELECT Id FROM Account").getSize()).isZero();
        UndeleteResult back = client.undelete(new String[] {id})[0];
        assertThat(back.isSuccess()).isTrue();
        assertThat(client.query("SELECT Id FROM Account").getSize()).isEqualTo(1);
    }

    @Test
    void queriesArePagedAndShowParentsAndChildren() throws ConnectionException {
        PartnerConnection client = login();
        String id = client.create(new SObject[] {account("Acme")})[0].getId();
        SObject contact = new SObject("Contact");
        contact.setField("LastName", "Kim");
        contact.setField("AccountId", id);
        client.create(new SObject[] {contact});
        QueryResult parents = client.query("SELECT Id, LastName, Account.Name FROM Contact");
        assertThat(parents.isDone()).isTrue();
        assertThat(parents.getRecords()[0].getId()).startsWith("003");
        assertThat(parents.getRecords()[0].getChild("Account").getField("Name")).isEqualTo("Acme");
        QueryResult children = client.query("SELECT Name, (SELECT LastName FROM Contacts) FROM Account");
        assertThat(children.getRecords()[0].getChild("Contacts").getField("size"))
                .isEqualTo("1");
        for (int i = 0; i < 4; i++) {
            client.create(new SObject[] {account("A" + i)});
        }
        org.sandbox.settings().pageSize(2);
        QueryResult page = client.query("SELECT Name FROM Account");
        int found = page.getRecords().length;
        for (int i = 0; i < 3 && !page.isDone(); i++) {
            page = client.queryMore(page.getQueryLocator());
            found += page.getRecords().length;
        }
        assertThat(page.isDone()).isTrue();
        assertThat(found).isEqualTo(5);
        assertThatThrownBy(() -> client.query("SELECT Id FROM Account WHERE")).isInstanceOf(MalformedQueryFault.class);
    }

    @Test
    void objectsDescribeThemselves() throws ConnectionException {
        PartnerConnection client = login();
        DescribeGlobalResult global = client.describeGlobal();
        assertThat(Arrays.stream(global.getSobjects()).map(one -> one.getName()))
                .contains("Account", "ContentVersion", "OpportunityContactRole");
        DescribeSObjectResult[] described = client.describeSObjects(new String[] {"Account", "Contact"});
        assertThat(described[0].getKeyPrefix()).isEqualTo("001");
        assertThat(Arrays.stream(described[1].getFields())
                        .filter(field -> field.getName().equals("AccountId"))
                        .findFirst())
                .hasValueSatisfying(field -> {
                    assertThat(field.getType()).isEqualTo(FieldType.reference);
                    assertThat(field.getReferenceTo()).containsExactly("Account");
                });
    }

    @Test
    void changesOfASpanAreListed() throws ConnectionException {
        PartnerConnection client = login();
        SaveResult[] created = client.create(new SObject[] {account("Kept"), account("Gone")});
        client.delete(new String[] {created[1].getId()});
        Calendar start = at(-180);
        Calendar end = at(120);
        org.sandbox.clock().shift(Duration.ofMinutes(3));
        GetUpdatedResult updated = client.getUpdated("Account", start, end);
        assertThat(updated.getIds()).containsExactly(created[0].getId());
        GetDeletedResult deleted = client.getDeleted("Account", start, end);
        assertThat(deleted.getDeletedRecords()[0].getId()).isEqualTo(created[1].getId());
    }

    private Calendar at(int seconds) {
        Calendar calendar = new GregorianCalendar(TimeZone.getTimeZone("UTC"));
        calendar.setTimeInMillis(org.sandbox.clock().millis() + seconds * 1000L);
        return calendar;
    }
}

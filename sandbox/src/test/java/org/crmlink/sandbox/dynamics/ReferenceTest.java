package org.crmlink.sandbox.dynamics;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.crmlink.sandbox.store.RecordId;
import org.crmlink.sandbox.store.Reference;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class ReferenceTest {

    private static Org org;

    @BeforeAll
    static void start() {
        org = Org.start();
    }

    @AfterAll
    static void stop() {
        org.close();
    }

    private static RecordId account(String name) {
        return org.insert("account", Map.of("name", name, "accountnumber", name));
    }

    private static RecordId contact(String name) {
        return org.insert("contact", Map.of("lastname", name));
    }

    private static String body(String url) {
        return "{\"@odata.id\":\"" + url + "\"}";
    }

    @Test
    void aLookupIsSetByRelativeRootedAndAbsoluteUrlsAndByAlternateKey() {
        RecordId parent = account("REF-P");
        Reference expected = new Reference("account", parent);
        for (String url : new String[] {
            "accounts(" + parent.text() + ")",
            "/accounts(" + parent.text() + ")",
            "/api/data/v9.2/accounts(" + parent.text() + ")",
            org.root() + "accounts(" + parent.text() + ")",
            "accounts(accountnumber='REF-P')"
        }) {
            RecordId child = contact("child of " + url.length());
            String path = "contacts(" + child.text() + ")/parentcustomerid_account/$ref";
            assertThat(org.send("PUT", path, body(url)).status()).as(url).isEqualTo(204);
            assertThat(org.row("contact", child).get("parentcustomerid"))
                    .as(url)
                    .isEqualTo(expected);
        }
    }

    @Test
    void aMemberLeavesByKeyByIdOptionAndByAbsoluteUrl() {
        RecordId parent = account("REF-M");
        String collection = "accounts(" + parent.text() + ")/contact_customer_accounts";
        RecordId one = contact("m1");
        for (String end : new String[] {
            "(" + one.text() + ")/$ref",
            "/$ref?$id=contacts(" + one.text() + ")",
            "/$ref?$id=" + org.root() + "contacts(" + one.text() + ")",
            "/$ref?@odata.id=" + org.root() + "contacts(" + one.text() + ")"
        }) {
            assertThat(org.post(collection + "/$ref", body("contacts(" + one.text() + ")"))
                            .status())
                    .isEqualTo(204);
            assertThat(org.row("contact", one).get("parentcustomerid")).isNotNull();
            assertThat(org.delete(collection + end).status()).as(end).isEqualTo(204);
            assertThat(org.row("contact", one).get("parentcustomerid")).as(end).isNull();
        }
        assertThat(org.delete(collection + "/$ref").status()).isEqualTo(400);
        assertThat(org.send("PUT", collection + "/$ref", body("contacts(" + one.text() + ")"))
                        .status())
                .isEqualTo(405);
    }

    @Test
    void aPairIsAddedOnceAndRemovedOnce() {
        RecordId lead = org.insert("lead", Map.of("lastname", "l", "subject", "s"));
        RecordId account = account("REF-N");
        String pairs = "accounts(" + account.text() + ")/accountleads_association";
        assertThat(org.post(pairs + "/$ref", body("leads(" + lead.text() + ")")).status())
                .isEqualTo(204);
        Org.Reply again = org.post(pairs + "/$ref", body("leads(" + lead.text() + ")"));
        assertThat(again.status()).isEqualTo(412);
        assertThat(again.errorCode()).isEqualTo("0x80040237");
        assertThat(org.delete(pairs + "(" + lead.text() + ")/$ref").status()).isEqualTo(204);
        Org.Reply absent = org.delete(pairs + "(" + lead.text() + ")/$ref");
        assertThat(absent.status()).isEqualTo(404);
        assertThat(absent.errorCode()).isEqualTo("0x80040217");
        assertThat(org.post(pairs + "/$ref", body("leads(00000000-0000-0000-0000-00000000dead)"))
                        .status())
                .isEqualTo(404);
    }

    @Test
    void aVersionThatIsGoneKeepsTheLink() {
        RecordId account = account("REF-V");
        RecordId contact = contact("primary");
        String path = "accounts(" + account.text() + ")/primarycontactid/$ref";
        String target = body("contacts(" + contact.text() + ")");
        String tag = "W/\"" + org.row("account", account).version() + "\"";
        assertThat(org.send("PUT", path, target, "If-Match", tag).status()).isEqualTo(204);
        Org.Reply stale = org.delete(path, "If-Match", tag);
        assertThat(stale.status()).isEqualTo(412);
        assertThat(stale.errorCode()).isEqualTo("0x80060882");
        assertThat(org.row("account", account).get("primarycontactid")).isNotNull();
        assertThat(org.delete(path, "If-Match", "*").status()).isEqualTo(204);
        assertThat(org.row("account", account).get("primarycontactid")).isNull();
    }

    @Test
    void aLookupThatLeadsNowhereOrElsewhereIsRefused() {
        RecordId account = account("REF-W");
        String path = "accounts(" + account.text() + ")/primarycontactid/$ref";
        assertThat(org.send("PUT", path, body("accounts(" + account.text() + ")"))
                        .status())
                .isEqualTo(400);
        Org.Reply nowhere = org.send("PUT", path, body("contacts(00000000-0000-0000-0000-00000000dead)"));
        assertThat(nowhere.status()).isEqualTo(400);
        assertThat(nowhere.errorCode()).isEqualTo("0x80040353");
        assertThat(org.send("PUT", path, "{}").status()).isEqualTo(400);
    }
}

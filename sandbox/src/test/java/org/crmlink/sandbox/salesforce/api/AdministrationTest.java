package org.crmlink.sandbox.salesforce.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.crmlink.sandbox.SalesforceReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What an administrator asks of the sandbox, and what tests do behind the back of their clients. */
class AdministrationTest {

    private Org org;

    @BeforeEach
    void start() throws IOException {
        org = new Org();
    }

    @AfterEach
    void stop() {
        org.close();
    }

    @Test
    void theDocumentListsTheFaultsThatThereAre() throws IOException {
        String page = Files.readString(Path.of("..", "docs", "sandbox", "salesforce.md"));
        String table = page.substring(page.indexOf("| fault | what happens |"));
        Set<String> documented = new TreeSet<>();
        for (String line : table.substring(0, table.indexOf("\n\n")).split("\n")) {
            Matcher name = Pattern.compile("`(\\w+)`").matcher(line.split("\\|")[1]);
            while (name.find()) {
                documented.add(name.group(1));
            }
        }
        Set<String> there = new TreeSet<>();
        ((Map<?, ?>) org.get("/sandbox").at("faultKinds")).keySet().forEach(kind -> there.add(kind.toString()));
        assertThat(documented).isEqualTo(there);
    }

    @Test
    void aFaultHappensAsOftenAsWasAsked() {
        assertThat(org.post("/sandbox/faults", "{'kind':'lockedRow','times':1,'path':'/sobjects/Account'}")
                        .status())
                .isLessThan(300);
        Org.Answer locked = org.post("/sobjects/Account", "{'Name':'x'}");
        assertThat(locked.status()).isEqualTo(400);
        assertThat(locked.text("0.errorCode")).isEqualTo("UNABLE_TO_LOCK_ROW");
        assertThat(org.post("/sobjects/Account", "{'Name':'x'}").status()).isEqualTo(201);
    }

    @Test
    void behindTheBackEachWriteHasASecondOfItsOwnAndLookupsSayWhereTheyLead() {
        var backstage = org.sandbox.backstage();
        String account = backstage.insert("Account", Map.of("Name", "one"));
        String contact = backstage.insert(
                "Contact", Map.of("LastName", "two", "AccountId", new SalesforceReference("Account", account)));
        Map<String, Object> seen = backstage.get("Contact", contact).orElseThrow();
        assertThat(seen.get("AccountId")).isEqualTo(new SalesforceReference("Account", account));
        Object before = seen.get("SystemModstamp");
        backstage.update("Contact", contact, Map.of("LastName", "three"));
        assertThat(backstage.get("Contact", contact).orElseThrow().get("SystemModstamp"))
                .isNotEqualTo(before);
    }

    @Test
    void whatWasDeletedIsForgottenAfterTheBinsTime() {
        String id = org.create("Account", "{'Name':'gone'}");
        org.sandbox.backstage().delete("Account", id);
        String since = "SELECT Id FROM Account WHERE IsDeleted = true";
        assertThat(org.get("/queryAll?q=" + Org.encoded(since)).text("totalSize"))
                .isEqualTo("1");
        org.sandbox.backstage().outliveTheBin();
        assertThat(org.sandbox.emptyBin(Duration.ofDays(15))).isEqualTo(1);
        assertThat(org.sandbox.store().get(id)).isEmpty();
    }
}

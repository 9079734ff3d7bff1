package org.crmlink.sandbox.dynamics;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import org.crmlink.sandbox.schema.Table;
import org.crmlink.sandbox.store.RecordId;
import org.crmlink.sandbox.store.Row;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What rows promise: each write has a version of its own in the whole organization, and an id is the same in every spelling. */
class RowInvariantsTest {

    private static final List<String> SETS = List.of("accounts", "contacts", "tasks");
    private static final List<String> NAMES = List.of("name", "lastname", "subject");

    private static String spelled(Random random, RecordId id) {
        String text = random.nextBoolean() ? id.text().toUpperCase(Locale.ROOT) : id.text();
        return random.nextBoolean() ? "{" + text + "}" : text;
    }

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3})
    void eachWriteHasAnEtagThatNoOtherHad(long seed) {
        try (Org org = Org.start()) {
            Random random = new Random(seed);
            Map<String, String> seen = new HashMap<>();
            Map<String, String> etags = new HashMap<>();
            List<String> urls = new ArrayList<>();
            for (int i = 0; i < 150; i++) {
                int kind = random.nextInt(SETS.size());
                String body = "{\"" + NAMES.get(kind) + "\":\"n" + random.nextInt(3) + "\"}";
                if (urls.size() < 5 || random.nextInt(4) == 0) {
                    Org.Reply reply = org.post(SETS.get(kind), body);
                    urls.add(SETS.get(kind) + "(" + Org.created(reply).text() + ")");
                } else {
                    String url = urls.get(random.nextInt(urls.size()));
                    int of = SETS.indexOf(url.substring(0, url.indexOf('(')));
                    String same = "{\"" + NAMES.get(of) + "\":\"n" + random.nextInt(3) + "\"}";
                    String etag = etags.get(url);
                    if (random.nextBoolean()) {
                        assertThat(org.patch(url, same, "If-Match", etag).status())
                                .isEqualTo(204);
                        assertThat(org.patch(url, same, "If-Match", etag).status())
                                .as("the version before is gone")
                                .isEqualTo(412);
                    } else {
                        assertThat(org.patch(url, same).status()).isEqualTo(204);
                    }
                }
                for (String url : urls) {
                    Org.Reply row = org.get(url + "?$select=versionnumber");
                    String etag = row.header("ETag");
                    assertThat(row.json().get("@odata.etag")).isEqualTo(etag);
                    assertThat(etag).isEqualTo("W/\"" + row.json().get("versionnumber") + "\"");
                    String owner = seen.putIfAbsent(etag, url);
                    assertThat(owner == null || owner.equals(url))
                            .as(etag + " of " + url + ", " + owner)
                            .isTrue();
                    etags.put(url, etag);
                }
            }
            assertThat(seen).hasSizeGreaterThanOrEqualTo(150);
            Map<Long, Row> versions = new HashMap<>();
            for (Table table : org.sandbox.store().schema().tables()) {
                for (Row row : org.sandbox.store().scan(table.logicalName(), null, 100_000)) {
                    assertThat(versions.put(row.version(), row)).as("%s", row).isNull();
                }
            }
        }
    }

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3})
    void idsAreReadInEverySpellingAndWrittenInOne(long seed) {
        try (Org org = Org.start()) {
            Random random = new Random(seed);
            for (int i = 0; i < 25; i++) {
                RecordId account = RecordId.random();
                RecordId contact = RecordId.random();
                String plain = account.text();
                Org.Reply made = org.patch("accounts(" + spelled(random, account) + ")", "{\"name\":\"x\"}");
                assertThat(made.status()).as(made.text()).isEqualTo(204);
                assertThat(Org.created(made)).isEqualTo(account);
                assertThat(made.header("OData-EntityId")).endsWith("accounts(" + plain + ")");
                Org.Reply bound = org.post(
                        "contacts",
                        "{\"lastname\":\"y\",\"contactid\":\"" + spelled(random, contact)
                                + "\",\"parentcustomerid_account@odata.bind\":\"/accounts(" + spelled(random, account)
                                + ")\"}");
                assertThat(bound.status()).as(bound.text()).isEqualTo(204);
                assertThat(bound.header("OData-EntityId")).endsWith("contacts(" + contact.text() + ")");
                Org.Reply row = org.get("contacts(" + spelled(random, contact) + ")?$select=_parentcustomerid_value");
                assertThat(row.json().get("_parentcustomerid_value")).isEqualTo(plain);
                assertThat(row.json().get("contactid")).isEqualTo(contact.text());
                assertThat(org.get("contacts?$select=lastname&$filter=_parentcustomerid_value eq "
                                        + spelled(random, account))
                                .column("contactid"))
                        .containsExactly(contact.text());
                String fetch = "<fetch><entity name='contact'><attribute name='lastname'/><filter><condition"
                        + " attribute='parentcustomerid' operator='eq' value='" + spelled(random, account)
                        + "'/></filter></entity></fetch>";
                assertThat(Fetch.rows(org, "contacts", fetch).column("contactid"))
                        .containsExactly(contact.text());
                assertThat(org.delete("contacts(" + spelled(random, contact) + ")")
                                .status())
                        .isEqualTo(204);
                assertThat(org.sandbox.store().get("contact", contact)).isEmpty();
            }
        }
    }
}

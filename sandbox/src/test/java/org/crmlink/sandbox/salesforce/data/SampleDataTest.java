package org.crmlink.sandbox.salesforce.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.crmlink.sandbox.data.ColleagueReport;
import org.crmlink.sandbox.salesforce.org.Row;
import org.junit.jupiter.api.Test;

class SampleDataTest {

    private static Samples filled(int records, long seed) {
        Samples org = Samples.ordinary();
        SampleData.generate(org.store, org.dml, org.user, records, seed);
        return org;
    }

    @Test
    void equalSeedsMakeEqualRecordsOfWhatTheOrgHas() {
        Samples one = filled(60, 7);
        Samples two = filled(60, 7);
        for (String object : List.of("Account", "Contact", "Lead")) {
            assertThat(one.values(object)).isEqualTo(two.values(object));
        }
        assertThat(filled(60, 8).values("Account")).isNotEqualTo(one.values("Account"));
        assertThat(one.rows("Account")).hasSize(60);
        assertThat(one.rows("Contact")).hasSize(60).allMatch(row -> row.get("LastName") != null);
        assertThat(one.rows("Lead")).hasSize(6);
        Set<Object> industries = one.rows("Account").stream()
                .filter(row -> row.get("Industry") != null)
                .map(row -> String.valueOf(row.get("Industry")))
                .collect(Collectors.toSet());
        assertThat(industries).containsExactlyInAnyOrder("Banking", "Energy");
        assertThat(one.rows("Contact")).extracting(row -> row.get("Email")).doesNotHaveDuplicates();
        assertThat(one.rows("Contact")).anyMatch(row -> row.get("AccountId") == null);
        assertThat(one.rows("Contact")).anyMatch(row -> row.get("AccountId") != null);
    }

    @Test
    void nothingIsMadeOfNothing() {
        assertThat(filled(0, 1).rows("Account")).isEmpty();
        assertThatIllegalArgumentException().isThrownBy(() -> filled(-1, 1));
    }

    @Test
    void colleaguesCreateChangeAndDelete() {
        Samples org = filled(100, 7);
        Samples same = filled(100, 7);
        List<String> before = org.values("Contact");
        ColleagueReport report = Colleagues.work(org.store, org.dml, org.user, 7, 1);
        assertThat(report).isEqualTo(Colleagues.work(same.store, same.dml, same.user, 7, 1));
        assertThat(org.values("Account")).isEqualTo(same.values("Account"));
        assertThat(org.values("Contact")).isEqualTo(same.values("Contact")).isNotEqualTo(before);
        assertThat(report.created()).isEqualTo(5);
        assertThat(report.updated()).isEqualTo(11);
        assertThat(report.deleted()).isEqualTo(3);
        assertThat(org.rows("Account").size() + org.rows("Contact").size()).isEqualTo(205);
        assertThat(org.rows("Account").stream().filter(Row::isDeleted)).hasSize(1);
        ColleagueReport next = Colleagues.work(org.store, org.dml, org.user, 7, 2);
        assertThat(next.deleted()).isEqualTo(3);
    }

    @Test
    void colleaguesDoWithoutWhatTheOrgLacks() {
        Samples bare = new Samples();
        assertThat(Colleagues.work(bare.store, bare.dml, bare.user, 7, 1)).isEqualTo(new ColleagueReport(0, 0, 0));
        Samples empty = Samples.ordinary();
        ColleagueReport report = Colleagues.work(empty.store, empty.dml, empty.user, 7, 1);
        assertThat(report).isEqualTo(new ColleagueReport(5, 0, 0));
    }
}

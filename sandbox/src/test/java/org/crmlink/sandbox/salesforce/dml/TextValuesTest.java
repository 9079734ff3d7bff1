package org.crmlink.sandbox.salesforce.dml;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import org.crmlink.sandbox.salesforce.org.SObject;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class TextValuesTest {

    private static final SObject ACCOUNT = TestOrg.account();

    private static @Nullable Object read(String field, String text) {
        return TextValues.read(ACCOUNT.require(field), text);
    }

    @Test
    void textsBecomeWhatJsonWouldGive() {
        assertThat(read("Name", " a ")).isEqualTo(" a ");
        assertThat(read("Name", " ")).isNull();
        assertThat(read("Employees", " 4.0E1 ")).isEqualTo(new BigDecimal("4.0E1"));
        assertThat(read("Active__c", "Yes")).isEqualTo(true);
        assertThat(read("Active__c", "0")).isEqualTo(false);
        assertThat(read("Since__c", "2020-10-22")).isEqualTo("2020-10-22");
        assertThat(read("Seen__c", "2020-10-22")).isEqualTo("2020-10-22T00:00:00Z");
        assertThat(read("Seen__c", "2020-10-22T01:00:00.000Z")).isEqualTo("2020-10-22T01:00:00.000Z");
    }

    @Test
    void whatIsNoSuchValueIsLeftToTheCheck() {
        assertThat(read("Employees", "many")).isEqualTo("many");
        assertThat(read("Employees", "1".repeat(2_000))).isEqualTo("1".repeat(2_000));
        assertThat(read("Active__c", "maybe")).isEqualTo("maybe");
        assertThat(read("Seen__c", "soon")).isEqualTo("soon");
    }
}

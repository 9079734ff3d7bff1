package org.crmlink.connector.salesforce;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class SalesforceIdsTest {

    @Test
    void theCheckOfRecordedIdsIsMade() {
        assertThat(SalesforceIds.normalise("001dM00003jU9Gx")).contains("001dM00003jU9GxQAK");
        assertThat(SalesforceIds.normalise("012000000000000")).contains("012000000000000AAA");
        assertThat(SalesforceIds.normalise("001dM00003jU9GxQAK")).contains("001dM00003jU9GxQAK");
    }

    @Test
    void whatIsNoIdIsRefused() {
        assertThat(SalesforceIds.normalise("001dM00003jU9GxQAL")).isEmpty();
        assertThat(SalesforceIds.normalise("001dM00003ju9GxQAK")).isEmpty();
        assertThat(SalesforceIds.normalise("001dM00003jU9G'")).isEmpty();
        assertThat(SalesforceIds.normalise("")).isEmpty();
        assertThat(SalesforceIds.isNormal("001dM00003jU9Gx")).isFalse();
    }
}

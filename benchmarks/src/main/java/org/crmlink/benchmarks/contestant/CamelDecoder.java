package org.crmlink.benchmarks.contestant;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectReader;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.List;
import org.apache.camel.component.salesforce.api.dto.AbstractQueryRecordsBase;
import org.apache.camel.component.salesforce.api.utils.JsonUtils;
import org.jspecify.annotations.Nullable;

/** The object mapper of camel-salesforce on the same records in Salesforce's shape. Immutable. */
final class CamelDecoder implements ParseOnly.Decoder {

    /** What the library's Maven plugin generates beside each object. */
    public static final class Accounts extends AbstractQueryRecordsBase<CamelAccount> {}

    private final ObjectReader reader;

    CamelDecoder() {
        ObjectMapper mapper = JsonUtils.createObjectMapper();
        this.reader = mapper.readerFor(Accounts.class);
    }

    @Override
    public int decode(byte[] page, ParseOnly.Seen seen) throws IOException {
        Accounts accounts = reader.readValue(new ByteArrayInputStream(page));
        for (CamelAccount account : accounts.getRecords()) {
            seen.row(account.getName(), filled(account));
        }
        return accounts.getRecords().size();
    }

    private static int filled(CamelAccount account) {
        List<?> none = List.of();
        int filled = none.size();
        for (@Nullable
        Object value : new @Nullable Object[] {
            account.getName(),
            account.getAccountNumber(),
            account.getEmail(),
            account.getPhone(),
            account.getWebsite(),
            account.getBillingStreet(),
            account.getBillingCity(),
            account.getDescription(),
            account.getAnnualRevenue(),
            account.getExchangeRate(),
            account.getNumberOfEmployees(),
            account.getIndustryCode(),
            account.getStateCode(),
            account.getCreditOnHold(),
            account.getRenewalDay(),
            account.getPrimaryContact(),
            account.getParentId(),
            account.getCreatedDate(),
            account.getLastModifiedDate(),
            account.getOwnerId()
        }) {
            filled += value == null ? 0 : 1;
        }
        return filled;
    }
}

package org.crmlink.sandbox.dynamics;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.util.Map;
import org.crmlink.sandbox.store.RecordId;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Numbers at and beyond the edges of what columns take. */
class NumberTest {

    private static Org org;

    @BeforeAll
    static void start() {
        org = Org.start();
    }

    @AfterAll
    static void stop() {
        org.close();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "1e-999999999",
                "1e999999999",
                "1e9999999999999",
                "-1e-9999999999999",
                "0e999999999",
                "1e2147483647",
                "1e-2147483648"
            })
    void aNumberOutOfReachIsRefusedInEveryColumn(String number) {
        for (String column : new String[] {"revenue", "numberofemployees", "address1_latitude", "name"}) {
            Org.Reply reply = org.post("accounts", "{\"" + column + "\":" + number + "}");
            boolean isZero = column.equals("address1_latitude") && number.matches("0.*|.*e-.{9}")
                    || column.equals("numberofemployees") && number.startsWith("0");
            assertThat(reply.status()).as(column + " " + number + reply.text()).isEqualTo(isZero ? 204 : 400);
            assertThat(reply.text()).doesNotContain("java", "BigDecimal");
        }
        RecordId id = org.insert("account", Map.of("name", "n"));
        Org.Reply property = org.send("PUT", "accounts(" + id.text() + ")/revenue", "{\"value\":" + number + "}");
        assertThat(property.status()).as(property.text()).isEqualTo(400);
        assertThat(org.get("accounts?$filter=revenue eq " + number).status()).isIn(200, 400);
    }

    @Test
    void aNumberOfManyDigitsIsRounded() {
        String digits = "0." + "3".repeat(300);
        RecordId id = Org.created(org.post("accounts", "{\"revenue\":" + digits + "}"));
        assertThat(org.row("account", id).get("revenue")).isEqualTo(new BigDecimal("0.3300"));
    }

    @Test
    void rangesOfIntegersAndOfDecimalsHaveCodesOfTheirOwn() {
        assertThat(org.post("accounts", "{\"numberofemployees\":-5}").errorCode())
                .isEqualTo("0x8004432f");
        assertThat(org.post("accounts", "{\"revenue\":1e30}").errorCode()).isEqualTo("0x80044330");
        assertThat(org.post("accounts", "{\"address1_latitude\":91}").errorCode())
                .isEqualTo("0x80044330");
    }

    @Test
    void aDoubleIsKeptWithTheDigitsOfItsColumn() {
        RecordId id = Org.created(
                org.post("accounts", "{\"address1_latitude\":47.639583,\"address1_longitude\":-122.1277455}"));
        Map<?, ?> row = org.get("accounts(" + id.text() + ")").json();
        assertThat(row.get("address1_latitude")).isEqualTo(new BigDecimal("47.63958"));
        assertThat(row.get("address1_longitude")).isEqualTo(new BigDecimal("-122.12775"));
    }
}

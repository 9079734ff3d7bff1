package org.crmlink.sandbox.salesforce.soql;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LikePatternTest {

    @ParameterizedTest
    @CsvSource({
        "'', '', true",
        "'', a, false",
        "%, '', true",
        "Acme, ACME, true",
        "Ac%, acme corp, true",
        "%corp, Acme Corp, true",
        "%corp, Acme Corporation, false",
        "%m_ c%, Acme Corp, true",
        "_cme, cme, false",
        "a%b%c, aXbXbXc, true",
        "a%b%c, aXbXbX, false",
        "100\\%, 100%, true",
        "100\\%, 1000, false",
        "a\\_b, a_b, true",
        "a\\_b, axb, false",
        "a\\\\%, a\\b, true",
        "M\u00dcLLER%, m\u00fcller gmbh, true",
        "a.c, abc, false",
    })
    void matches(String pattern, String text, boolean expected) {
        assertThat(LikePattern.of(pattern).matches(text)).isEqualTo(expected);
    }

    @Test
    void manyWildcardsDoNotTakeForever() {
        assertThat(LikePattern.of("%a".repeat(1_000) + "b").matches("a".repeat(20_000)))
                .isFalse();
    }
}

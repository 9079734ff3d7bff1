package org.crmlink.toolkit.rest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.crmlink.sdk.ConnectorException;
import org.crmlink.sdk.ErrorKind;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RestPathTest {

    @Test
    void whateverAPartHoldsItStaysOnePart() {
        assertThat(RestPath.of("contact", "a/b?c=d&e#f%' or 1 eq 1\r\n")
                        .with("q", "x&y=z+é")
                        .with("q", 3)
                        .toString())
                .isEqualTo("contact/a%2Fb%3Fc%3Dd%26e%23f%25%27%20or%201%20eq%201%0D%0A?q=x%26y%3Dz%2B%C3%A9&q=3");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", ".", "..", "\uD83D"})
    void aPartThatWouldReachAnotherResourceNamesNone(String part) {
        assertThatThrownBy(() -> RestPath.of("contact", part))
                .isInstanceOfSatisfying(
                        ConnectorException.class, e -> assertThat(e.kind()).isEqualTo(ErrorKind.NOT_FOUND));
    }
}

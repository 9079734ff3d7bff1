package org.crmlink.host.text;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class DidYouMeanTest {

    private static final List<String> NAMES = List.of("account", "contact", "contactleads");

    @Test
    void theNearestWordIsOffered() {
        assertThat(DidYouMean.hint("contct", NAMES)).isEqualTo("; did you mean 'contact'?");
        assertThat(DidYouMean.hint("Account", NAMES)).isEqualTo("; did you mean 'account'?");
    }

    @Test
    void nothingIsOfferedForAWordThatIsFarFromAll() {
        assertThat(DidYouMean.hint("invoice", NAMES)).isEmpty();
        assertThat(DidYouMean.hint("x", List.of("y"))).isEmpty();
        assertThat(DidYouMean.hint("x", List.of())).isEmpty();
    }
}

package org.crmlink.sandbox.salesforce.org;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.HashSet;
import java.util.Locale;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RecordIdsTest {

    /** Ids of real orgs, as published. */
    @ParameterizedTest
    @CsvSource({"001dM00003jU9Gx, 001dM00003jU9GxQAK", "012000000000000, 012000000000000AAA"})
    void theLastThreeCharactersSayWhichAreCapitals(String shortId, String longId) {
        assertThat(RecordIds.normalized(shortId)).contains(longId);
        assertThat(RecordIds.normalized(longId)).contains(longId);
        assertThat(RecordIds.normalized(longId.toLowerCase(Locale.ROOT))).contains(longId);
        assertThat(RecordIds.normalized(longId.toUpperCase(Locale.ROOT))).contains(longId);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "001",
                "001dM00003jU9G",
                "001dM00003jU9GxQA",
                "001dM00003jU9GxQAK0",
                "001dM00003jU9G-",
                "012000000000000AAB",
                "001dM00003jU9GxQA9"
            })
    void whatIsNoIdIsNone(String text) {
        assertThat(RecordIds.normalized(text)).isEmpty();
    }

    @Test
    void idsAreNeverGivenTwice() {
        RecordIds ids = new RecordIds("Q70");
        Set<String> given = new HashSet<>();
        for (int n = 0; n < 5_000; n++) {
            String id = ids.next(n % 2 == 0 ? "001" : "003");
            assertThat(id).hasSize(RecordIds.LENGTH).startsWith(n % 2 == 0 ? "001Q70" : "003Q70");
            assertThat(given.add(id.toLowerCase(Locale.ROOT))).as(id).isTrue();
            assertThat(RecordIds.normalized(id.substring(0, 15))).contains(id);
        }
        RecordIds later = new RecordIds("Q70");
        later.skipTo(ids.given());
        assertThat(given).doesNotContain(later.next("001").toLowerCase(Locale.ROOT));
    }

    @Test
    void aWrongPodOrPrefixIsAnError() {
        assertThatIllegalArgumentException().isThrownBy(() -> new RecordIds("Q7"));
        assertThatIllegalArgumentException().isThrownBy(() -> new RecordIds("Q7-"));
        assertThatIllegalArgumentException().isThrownBy(() -> new RecordIds("Q70").next("0011"));
    }
}

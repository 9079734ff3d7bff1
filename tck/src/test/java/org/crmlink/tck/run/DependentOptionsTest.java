package org.crmlink.tck.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.crmlink.sdk.metadata.Field;
import org.crmlink.sdk.metadata.FieldType;
import org.crmlink.sdk.metadata.LocalizedText;
import org.crmlink.sdk.metadata.Option;
import org.junit.jupiter.api.Test;

class DependentOptionsTest {

    private static Field choice(String name, Option... options) {
        return Field.of(name, FieldType.CHOICE).options(List.of(options)).build();
    }

    private static Option option(String value) {
        return Option.of(value, value);
    }

    private static Option option(String value, String dependsOn) {
        return new Option(value, LocalizedText.of(value), Optional.of(dependsOn), Set.of());
    }

    private static List<String> fitting(Field of, Field... fields) {
        return DependentOptions.fitting(List.of(fields), of).stream()
                .map(Option::value)
                .toList();
    }

    private final Field id = Field.of("id", FieldType.ID).build();
    private final Field state = choice("state", option("0"), option("1"));
    private final Field status = choice("status", option("1", "0"), option("2", "1"), option("3", "0"));
    private final Field colour = choice("colour", option("red"), option("green"));

    @Test
    void aStatusKeepsToOneState() {
        assertThat(fitting(status, id, state, status, colour)).containsExactly("1", "3");
        assertThat(fitting(state, id, state, status, colour)).containsExactly("0");
    }

    @Test
    void choicesThatNothingDependsOnKeepAllTheirOptions() {
        assertThat(fitting(colour, id, state, status, colour)).containsExactly("red", "green");
    }

    @Test
    void twoThatDependOnOneChoiceAgree() {
        Field reason = choice("reason", option("9", "1"), option("8", "0"));
        assertThat(fitting(status, id, state, status, reason)).containsExactly("1", "3");
        assertThat(fitting(reason, id, state, status, reason)).containsExactly("8");
        assertThat(fitting(state, id, state, status, reason)).containsExactly("0");
    }

    @Test
    void anOptionThatDependsOnNothingFitsAlways() {
        Field mixed = choice("mixed", option("a", "1"), option("b", "0"), option("c"));
        assertThat(fitting(mixed, id, state, mixed)).containsExactly("a", "c");
        assertThat(fitting(state, id, state, mixed)).containsExactly("1");
    }
}

package org.crmlink.engine.plan;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.crmlink.sdk.metadata.ChangePath;
import org.crmlink.sdk.metadata.EntityCapabilities;
import org.crmlink.sdk.metadata.EntityCapabilities.IdAssignment;
import org.crmlink.sdk.metadata.EntityCapabilities.RepeatableCreate;
import org.crmlink.sdk.metadata.EntityType;
import org.crmlink.sdk.metadata.Field;
import org.crmlink.sdk.metadata.FieldType;
import org.crmlink.sdk.metadata.LocalizedText;
import org.junit.jupiter.api.Test;

/** Rule U2. */
class EntityOrderTest {

    /** An entity with lookups; those whose target ends in "!" are required. */
    private static EntityType entity(String name, String... targets) {
        List<Field> fields = new ArrayList<>();
        fields.add(Field.of(name + "id", FieldType.ID).build());
        for (String target : targets) {
            String plain = target.replace("!", "");
            fields.add(Field.of("to_" + plain, FieldType.LOOKUP)
                    .targets(List.of(plain))
                    .required(target.endsWith("!"))
                    .build());
        }
        ChangePath path = new ChangePath(
                ChangePath.Tracking.NONE, ChangePath.Deletions.NONE, false, false, Optional.empty(), Optional.empty());
        return new EntityType(
                name,
                LocalizedText.of(name),
                List.of(name + "id"),
                Optional.empty(),
                Optional.empty(),
                fields,
                List.of(),
                List.of(),
                false,
                new EntityCapabilities(
                        Set.of(),
                        Map.of(),
                        IdAssignment.CLIENT,
                        RepeatableCreate.NONE,
                        List.of(path),
                        Duration.ofSeconds(1)));
    }

    private static List<String> order(EntityType... types) {
        return EntityOrder.parentsFirst(Arrays.asList(types));
    }

    @Test
    void U2_targetsComeBeforeWhatPointsToThem() {
        assertThat(order(entity("line", "order"), entity("order", "customer"), entity("customer")))
                .containsExactly("customer", "order", "line");
    }

    @Test
    void U2_entitiesThatDoNotConcernEachOtherKeepTheirOrder() {
        assertThat(order(entity("b"), entity("a"), entity("c"))).containsExactly("b", "a", "c");
    }

    @Test
    void U2_aCircleStaysTogetherBetweenWhatItNeedsAndWhatNeedsIt() {
        assertThat(order(
                        entity("line", "account"),
                        entity("account", "contact", "account"),
                        entity("contact", "account", "region"),
                        entity("region")))
                .containsExactly("region", "account", "contact", "line");
    }

    @Test
    void U2_insideACircleTheOneThatRequiresTheOtherGoesLater() {
        assertThat(order(entity("a", "b!"), entity("b", "a"))).containsExactly("b", "a");
    }

    @Test
    void U2_targetsThatAreNotSynchronizedDoNotMatter() {
        assertThat(order(entity("a", "elsewhere"))).containsExactly("a");
    }
}

package org.crmlink.sdk.metadata;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.crmlink.sdk.metadata.EntityCapabilities.IdAssignment;
import org.crmlink.sdk.metadata.EntityCapabilities.Operation;
import org.crmlink.sdk.metadata.EntityCapabilities.RepeatableCreate;
import org.crmlink.sdk.metadata.EntityCapabilities.VersionCheck;
import org.junit.jupiter.api.Test;

class MetadataValuesTest {

    private static final ChangePath PATH = new ChangePath(
            ChangePath.Tracking.TOKEN, ChangePath.Deletions.IN_FEED, false, true, Optional.empty(), Optional.empty());

    private static EntityCapabilities capabilities(Map<Operation, VersionCheck> checks, List<ChangePath> paths) {
        return new EntityCapabilities(
                Set.of(Operation.UPDATE),
                checks,
                IdAssignment.CLIENT,
                RepeatableCreate.CLIENT_ID,
                paths,
                Duration.ofSeconds(1));
    }

    private static EntityType entity(List<String> keys, List<Field> fields) {
        return new EntityType(
                "account",
                LocalizedText.of("Account"),
                keys,
                Optional.empty(),
                Optional.empty(),
                fields,
                List.of(),
                List.of(),
                false,
                capabilities(Map.of(), List.of(PATH)));
    }

    private static Field field(String name) {
        return Field.of(name, FieldType.TEXT).build();
    }

    @Test
    void CFL3_aMissingVersionCheckMeansNone() {
        EntityCapabilities capabilities = capabilities(Map.of(Operation.UPDATE, VersionCheck.ATOMIC), List.of(PATH));
        assertThat(capabilities.versionCheck(Operation.UPDATE)).isEqualTo(VersionCheck.ATOMIC);
        assertThat(capabilities.versionCheck(Operation.DELETE)).isEqualTo(VersionCheck.NONE);
        assertThat(capabilities.can(Operation.DELETE)).isFalse();
    }

    @Test
    void anEntityHasAtLeastOneChangePathAndFindsItByTracking() {
        assertThat(capabilities(Map.of(), List.of(PATH)).changePath(ChangePath.Tracking.TOKEN))
                .contains(PATH);
        assertThat(capabilities(Map.of(), List.of(PATH)).changePath(ChangePath.Tracking.NONE))
                .isEmpty();
        assertThatIllegalArgumentException().isThrownBy(() -> capabilities(Map.of(), List.of()));
    }

    @Test
    void anEntityHasAKeyAmongItsFieldsAndEachNameOnce() {
        assertThat(entity(List.of("a", "b"), List.of(field("a"), field("b"))).keyField())
                .isEqualTo("a");
        assertThatIllegalArgumentException().isThrownBy(() -> entity(List.of(), List.of(field("a"))));
        assertThatIllegalArgumentException().isThrownBy(() -> entity(List.of("b"), List.of(field("a"))));
        assertThatIllegalArgumentException().isThrownBy(() -> entity(List.of("a"), List.of(field("a"), field("a"))));
    }

    @Test
    void aFieldIsFoundByItsExactName() {
        EntityType type = entity(List.of("a"), List.of(field("a")));
        assertThat(type.field("a")).contains(field("a"));
        assertThat(type.field("A")).isEmpty();
    }

    @Test
    void META1_equalValuesAreEqualMetadataAndNothingCanBeChangedAfterwards() {
        List<Field> fields = new ArrayList<>(List.of(field("a")));
        EntityType type = entity(List.of("a"), fields);
        fields.add(field("b"));
        assertThat(type).isEqualTo(entity(List.of("a"), List.of(field("a"))));
        assertThat(type.fields()).hasSize(1).isUnmodifiable();
    }

    @Test
    void fieldsDifferInEverythingThatTheyTell() {
        Field plain = field("a");
        assertThat(plain).isEqualTo(field("a")).hasSameHashCodeAs(field("a"));
        assertThat(List.of(
                        Field.of("a", FieldType.ID).build(),
                        Field.of("a", FieldType.TEXT).nullable(false).build(),
                        Field.of("a", FieldType.TEXT).readable(false).build(),
                        Field.of("a", FieldType.TEXT).creatable(true).build(),
                        Field.of("a", FieldType.TEXT).updatable(true).build(),
                        Field.of("a", FieldType.TEXT).required(true).build(),
                        Field.of("a", FieldType.TEXT).computed(true).build(),
                        Field.of("a", FieldType.TEXT).maxLength(1).build(),
                        Field.of("a", FieldType.TEXT).precision(1).build(),
                        Field.of("a", FieldType.TEXT).scale(1).build(),
                        Field.of("a", FieldType.TEXT).min(1L).build(),
                        Field.of("a", FieldType.TEXT).max(1L).build(),
                        Field.of("a", FieldType.TEXT)
                                .label(LocalizedText.of("A!"))
                                .build(),
                        Field.of("a", FieldType.TEXT)
                                .options(List.of(Option.of("0", "Open")))
                                .build(),
                        Field.of("a", FieldType.TEXT).optionSet("states").build(),
                        Field.of("a", FieldType.TEXT).targets(List.of("b")).build(),
                        Field.of("a", FieldType.TEXT)
                                .normalisations(Set.of(Normalisation.EMPTY_IS_NULL))
                                .build()))
                .doesNotContain(plain)
                .doesNotHaveDuplicates();
    }
}

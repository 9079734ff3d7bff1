package org.crmlink.toolkit.upload;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.crmlink.sdk.ErrorKind;
import org.crmlink.sdk.Outcome;
import org.crmlink.sdk.RecordRef;
import org.crmlink.sdk.metadata.EntityCapabilities;
import org.crmlink.sdk.metadata.EntityCapabilities.IdAssignment;
import org.crmlink.sdk.metadata.EntityCapabilities.Operation;
import org.crmlink.sdk.metadata.EntityCapabilities.RepeatableCreate;
import org.crmlink.sdk.metadata.EntityCapabilities.VersionCheck;
import org.crmlink.sdk.metadata.EntityType;
import org.crmlink.sdk.metadata.Field;
import org.crmlink.sdk.metadata.FieldType;
import org.crmlink.sdk.metadata.LocalizedText;
import org.crmlink.sdk.upload.FieldError;
import org.crmlink.sdk.upload.Mutation;
import org.crmlink.sdk.upload.MutationResult;
import org.crmlink.toolkit.rest.Entities;
import org.junit.jupiter.api.Test;

class RefusalsTest {

    private static final Optional<String> NO_VERSION = Optional.empty();
    private static final RecordRef RECORD = new RecordRef("item", "r");

    private static EntityType item(IdAssignment ids, Operation... operations) {
        return new EntityType(
                "item",
                LocalizedText.of("Item"),
                List.of("id"),
                Optional.empty(),
                Optional.empty(),
                List.of(Field.of("id", FieldType.ID).nullable(false).build()),
                List.of(),
                List.of(),
                false,
                new EntityCapabilities(
                        Set.of(operations),
                        Map.of(Operation.UPDATE, VersionCheck.ATOMIC),
                        ids,
                        RepeatableCreate.NONE,
                        List.of(Entities.feed()),
                        Duration.ofSeconds(1)));
    }

    private static void refused(EntityType type, Mutation mutation, String what) {
        MutationResult.Rejected refusal =
                Refusals.undeclared("shop", type, mutation).orElseThrow();
        assertThat(refusal.operationId()).isEqualTo(mutation.operationId());
        assertThat(refusal.error().kind()).isEqualTo(ErrorKind.UNSUPPORTED);
        assertThat(refusal.error().outcome()).isEqualTo(Outcome.NOT_APPLIED);
        assertThat(refusal.error()).hasMessage("connector 'shop' does not declare " + what + " for item");
    }

    @Test
    void eachKindOfWriteMustBeDeclared() {
        Map<Operation, Mutation> writes = Map.of(
                Operation.CREATE, new Mutation.Create("o", "item", Optional.empty(), Map.of()),
                Operation.UPDATE, new Mutation.Update("o", "item", "r", Map.of(), NO_VERSION),
                Operation.DELETE, new Mutation.Delete("o", "item", "r", NO_VERSION),
                Operation.UPSERT, new Mutation.Upsert("o", "item", Map.of("code", "c"), Map.of()),
                Operation.LINK, new Mutation.Link("o", "items", RECORD, RECORD),
                Operation.UNLINK, new Mutation.Unlink("o", "items", RECORD, RECORD));
        assertThat(writes).hasSize(Operation.values().length);
        writes.forEach((operation, write) -> {
            assertThat(Refusals.undeclared("shop", item(IdAssignment.SERVER, operation), write))
                    .isEmpty();
            Operation other = operation == Operation.CREATE ? Operation.UPDATE : Operation.CREATE;
            refused(item(IdAssignment.SERVER, other), write, operation.name().toLowerCase(Locale.ROOT));
        });
    }

    @Test
    void aBaseVersionIsNeverIgnored() {
        EntityType type = item(IdAssignment.SERVER, Operation.UPDATE, Operation.DELETE);
        Optional<String> version = Optional.of("v1");
        assertThat(Refusals.undeclared("shop", type, new Mutation.Update("o", "item", "r", Map.of(), version)))
                .isEmpty();
        refused(type, new Mutation.Delete("o", "item", "r", version), "a check of versions on delete");
    }

    @Test
    void anIdIsTakenFromTheClientOnlyWhereThatIsDeclared() {
        Mutation create = new Mutation.Create("o", "item", Optional.of("mine"), Map.of());
        refused(item(IdAssignment.SERVER, Operation.CREATE), create, "ids chosen by the client");
        assertThat(Refusals.undeclared("shop", item(IdAssignment.CLIENT, Operation.CREATE), create))
                .isEmpty();
    }

    @Test
    void aRefusalBecauseOfFieldsNamesEach() {
        MutationResult.Rejected refusal = Refusals.ofFields(
                new Mutation.Delete("o", "item", "r", NO_VERSION),
                ErrorKind.INVALID_DATA,
                List.of(new FieldError("a", "is too long"), new FieldError("b", "does not exist")));
        assertThat(refusal.error()).hasMessage("entity 'item': field 'a' is too long; field 'b' does not exist");
        assertThat(refusal.fieldErrors()).hasSize(2);
        assertThat(refusal.error().hint()).isPresent();
    }
}

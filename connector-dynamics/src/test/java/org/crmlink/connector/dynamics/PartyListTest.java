package org.crmlink.connector.dynamics;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.crmlink.sdk.ErrorKind;
import org.crmlink.sdk.RecordRef;
import org.crmlink.sdk.change.Row;
import org.crmlink.sdk.metadata.ChangePath;
import org.crmlink.sdk.metadata.EntityCapabilities.Operation;
import org.crmlink.sdk.metadata.EntityType;
import org.crmlink.sdk.metadata.Field;
import org.crmlink.sdk.metadata.FieldType;
import org.crmlink.sdk.upload.Mutation;
import org.crmlink.sdk.upload.MutationResult;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The parties of activities: written inside the activity, read as records of their own. */
class PartyListTest {

    @TempDir
    Path directory;

    @Test
    void anActivityIsCreatedWithItsPartiesAndASecondTimeNothingHappens() {
        try (SandboxConnection crm = SandboxConnection.open(directory, options -> options.records(10), Map.of())) {
            String user = crm.connector.identify().userId();
            RecordRef contact = new RecordRef(
                    "contact",
                    crm.sandbox.store().scan("contact", null, 1).get(0).id().text());
            RecordRef account = new RecordRef(
                    "account",
                    crm.sandbox.store().scan("account", null, 1).get(0).id().text());
            String id = UUID.randomUUID().toString();
            Map<String, Object> values = new LinkedHashMap<>();
            values.put("subject", "hello");
            values.put("from", List.of(new RecordRef("systemuser", user)));
            values.put("to", List.of(contact, account));
            Mutation create = new Mutation.Create("1", "email", Optional.of(id), values);
            assertThat(crm.upload(create).get(0))
                    .isInstanceOfSatisfying(
                            MutationResult.Applied.class,
                            applied -> assertThat(applied.id()).isEqualTo(id));

            assertThat(parties(crm, id))
                    .contains("1 systemuser " + user, "2 contact " + contact.id(), "2 account " + account.id());

            assertThat(crm.upload(create).get(0))
                    .isInstanceOfSatisfying(
                            MutationResult.Rejected.class,
                            rejected -> assertThat(rejected.error().kind()).isEqualTo(ErrorKind.ALREADY_EXISTS));
            assertThat(parties(crm, id)).doesNotHaveDuplicates();
        }
    }

    private static List<String> parties(SandboxConnection crm, String activity) {
        return crm
                .read(SandboxConnection.query(
                        "activityparty",
                        ChangePath.Tracking.WATERMARK,
                        "activityid",
                        "participationtypemask",
                        "partyid"))
                .rows
                .values()
                .stream()
                .filter(row -> ((RecordRef) row.value(0)).id().equals(activity))
                .map(PartyListTest::party)
                .toList();
    }

    private static String party(Row row) {
        RecordRef who = (RecordRef) row.value(2);
        return row.value(1) + " " + who.entity() + " " + who.id();
    }

    @Test
    void listsAreSetAtCreationOnlyAndPartiesThemselvesAreOnlyRead() {
        try (SandboxConnection crm = SandboxConnection.open(directory, options -> options.records(10), Map.of())) {
            EntityType email = crm.describe("email");
            Field to = email.fields().stream()
                    .filter(field -> field.name().equals("to"))
                    .findFirst()
                    .orElseThrow();
            assertThat(to.type()).isEqualTo(FieldType.LOOKUP_LIST);
            assertThat(to.creatable()).isTrue();
            assertThat(to.updatable()).isFalse();
            assertThat(to.readable()).isFalse();
            assertThat(crm.describe("activityparty").capabilities().operations())
                    .doesNotContain(Operation.CREATE, Operation.UPDATE, Operation.DELETE);
            MutationResult refused = crm.upload(new Mutation.Create("1", "activityparty", Optional.empty(), Map.of()))
                    .get(0);
            assertThat(((MutationResult.Rejected) refused).error().kind()).isEqualTo(ErrorKind.UNSUPPORTED);
            MutationResult wrong = crm.upload(new Mutation.Create(
                            "2",
                            "email",
                            Optional.empty(),
                            Map.of(
                                    "to",
                                    List.of(new RecordRef(
                                            "role", UUID.randomUUID().toString())))))
                    .get(0);
            assertThat(((MutationResult.Rejected) wrong).fieldErrors())
                    .anySatisfy(error -> assertThat(error.field()).isEqualTo("to"));
        }
    }
}

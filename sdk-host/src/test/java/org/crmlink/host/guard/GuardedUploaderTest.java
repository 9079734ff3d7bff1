package org.crmlink.host.guard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.crmlink.host.guard.GuardedConnectorTest.thrownBy;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.crmlink.sdk.ConnectorException;
import org.crmlink.sdk.ErrorKind;
import org.crmlink.sdk.Outcome;
import org.crmlink.sdk.RecordRef;
import org.crmlink.sdk.metadata.EntityCapabilities.IdAssignment;
import org.crmlink.sdk.metadata.EntityCapabilities.Operation;
import org.crmlink.sdk.upload.Mutation;
import org.crmlink.sdk.upload.MutationResult;
import org.crmlink.sdk.upload.Uploader;
import org.junit.jupiter.api.Test;

class GuardedUploaderTest {

    private final FakeConnector fake = new FakeConnector();
    private final Uploader uploader = GuardedConnector.wrap("fake", fake).require(Uploader.class);

    private static Mutation create(String operation) {
        return new Mutation.Create(operation, "contact", Optional.of("id"), Map.of("name", "x"));
    }

    private static Mutation update(String operation) {
        return new Mutation.Update(operation, "contact", "id", Map.of("name", "x"), Optional.of("v1"));
    }

    private static Mutation delete(String operation) {
        return new Mutation.Delete(operation, "contact", "id", Optional.empty());
    }

    private ConnectorException refused(Mutation mutation) {
        List<MutationResult> results = uploader.upload(List.of(mutation));
        assertThat(results).hasSize(1).first().isInstanceOf(MutationResult.Rejected.class);
        ConnectorException error = ((MutationResult.Rejected) results.get(0)).error();
        assertThat(error.outcome()).isEqualTo(Outcome.NOT_APPLIED);
        assertThat(fake.calls).noneMatch(call -> call.startsWith("upload"));
        return error;
    }

    @Test
    void PART1_anUndeclaredWriteIsRejectedAndTheOthersAreSentInOrder() {
        List<Mutation> sent = new ArrayList<>();
        fake.uploading = mutations -> {
            sent.addAll(mutations);
            return FakeConnector.allApplied(mutations);
        };
        List<MutationResult> results = uploader.upload(List.of(delete("1"), create("2"), delete("3"), update("4")));
        assertThat(results).extracting(MutationResult::operationId).containsExactly("1", "2", "3", "4");
        assertThat(results.get(0))
                .isInstanceOfSatisfying(
                        MutationResult.Rejected.class,
                        rejected -> assertThat(rejected.error().kind()).isEqualTo(ErrorKind.UNSUPPORTED));
        assertThat(results.get(1)).isInstanceOf(MutationResult.Applied.class);
        assertThat(results.get(2)).isInstanceOf(MutationResult.Rejected.class);
        assertThat(results.get(3)).isInstanceOf(MutationResult.Applied.class);
        assertThat(sent).containsExactly(create("2"), update("4"));
    }

    @Test
    void META4_everyKindOfWriteNeedsItsDeclaration() {
        RecordRef contact = new RecordRef("contact", "a");
        fake.capabilities = FakeConnector.capabilities(Set.of(), IdAssignment.CLIENT);
        assertThat(refused(create("1"))).hasMessageContaining("create for contact");
        assertThat(refused(update("1"))).hasMessageContaining("update");
        assertThat(refused(delete("1"))).hasMessageContaining("delete");
        assertThat(refused(new Mutation.Upsert("1", "contact", Map.of("k", 1L), Map.of())))
                .hasMessageContaining("upsert");
        assertThat(refused(new Mutation.Link("1", "r", contact, contact))).hasMessageContaining("link");
        assertThat(refused(new Mutation.Unlink("1", "r", contact, contact))).hasMessageContaining("unlink");
    }

    @Test
    void CFL3_aBaseVersionThatNobodyWouldCheckIsRefused() {
        fake.capabilities = FakeConnector.capabilities(Set.of(Operation.DELETE), IdAssignment.CLIENT);
        assertThat(refused(new Mutation.Delete("1", "contact", "id", Optional.of("v1"))))
                .hasMessageContaining("a check of versions on delete");
        assertThat(uploader.upload(List.of(delete("2")))).first().isInstanceOf(MutationResult.Applied.class);
    }

    @Test
    void anIdOfTheClientIsRefusedWhereTheServerAssignsThem() {
        fake.capabilities = FakeConnector.capabilities(Set.of(Operation.CREATE), IdAssignment.SERVER);
        assertThat(refused(create("1"))).hasMessageContaining("ids chosen by the client");
        Mutation without = new Mutation.Create("2", "contact", Optional.empty(), Map.of());
        assertThat(uploader.upload(List.of(without))).first().isInstanceOf(MutationResult.Applied.class);
    }

    @Test
    void UP4_resultsThatDoNotBelongToTheMutationsAreADefectWithUnknownOutcome() {
        List<List<MutationResult>> wrong = List.of(
                List.of(),
                List.of(FakeConnector.applied(create("1"))),
                List.of(FakeConnector.applied(create("2")), FakeConnector.applied(create("1"))),
                new ArrayList<>(Collections.nCopies(2, (MutationResult) null)));
        for (List<MutationResult> results : wrong) {
            fake.uploading = mutations -> results;
            ConnectorException e = thrownBy(() -> uploader.upload(List.of(create("1"), create("2"))));
            assertThat(e.kind()).isEqualTo(ErrorKind.PROTOCOL_ERROR);
            assertThat(e.outcome()).isEqualTo(Outcome.UNKNOWN);
            assertThat(e).hasMessageContaining("[UP-4]");
        }
    }

    @Test
    void aDefectWhileWritingLeavesTheOutcomeUnknown() {
        fake.uploading = mutations -> {
            throw new ArrayIndexOutOfBoundsException();
        };
        ConnectorException e = thrownBy(() -> uploader.upload(List.of(create("1"))));
        assertThat(e.outcome()).isEqualTo(Outcome.UNKNOWN);
        assertThat(e.entity()).contains("contact");
    }

    @Test
    void anOperationIdTwiceInAListIsAMistakeOfTheHost() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> uploader.upload(List.of(create("1"), update("1"))))
                .withMessageContaining("'1'");
    }

    @Test
    void nothingToSendSendsNothing() {
        assertThat(uploader.upload(List.of())).isEmpty();
        assertThat(fake.calls).noneMatch(call -> call.startsWith("upload"));
    }

    @Test
    void settlingIsCheckedToo() {
        assertThat(uploader.settle(create("1"), Instant.now())).isInstanceOf(MutationResult.Applied.class);
        fake.settling = mutation -> FakeConnector.applied(create("other"));
        assertThat(thrownBy(() -> uploader.settle(create("1"), Instant.now())))
                .hasMessageContaining("another mutation");
        fake.settling = mutation -> new MutationResult.Rejected(
                "1", ConnectorException.of(ErrorKind.INVALID_DATA, "x").build(), List.of());
        assertThat(thrownBy(() -> uploader.settle(create("1"), Instant.now()))).hasMessageContaining("Rejected");
        assertThat(thrownBy(() -> uploader.settle(delete("1"), Instant.now())).kind())
                .isEqualTo(ErrorKind.UNSUPPORTED);
    }
}

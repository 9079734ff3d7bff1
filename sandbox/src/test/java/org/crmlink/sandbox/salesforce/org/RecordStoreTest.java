package org.crmlink.sandbox.salesforce.org;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.crmlink.sandbox.salesforce.org.SObject.Traits;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class RecordStoreTest {

    private static final Instant BEGIN = Instant.parse("2026-05-01T10:00:00.500Z");
    private static final Field ID = Field.of("Id", "Id", FieldType.ID).build();

    private static final List<Field> SYSTEM = List.of(
            Field.of(SystemFields.IS_DELETED, "Deleted", FieldType.BOOLEAN)
                    .readOnly()
                    .build(),
            Field.of(SystemFields.CREATED_DATE, "Created Date", FieldType.DATETIME)
                    .readOnly()
                    .build(),
            Field.of(SystemFields.LAST_MODIFIED_DATE, "Last Modified Date", FieldType.DATETIME)
                    .readOnly()
                    .build(),
            Field.of(SystemFields.SYSTEM_MODSTAMP, "System Modstamp", FieldType.DATETIME)
                    .readOnly()
                    .build());

    private static final SObject ACCOUNT = new SObject(
                    "Account",
                    "Account",
                    "Accounts",
                    "001",
                    Traits.ORDINARY,
                    List.of(
                            ID,
                            Field.of("Name", "Account Name", FieldType.STRING).build(),
                            Field.of("Ext__c", "Ext", FieldType.STRING)
                                    .externalId()
                                    .build()))
            .with(SYSTEM);

    private static SObject child(String name, String prefix, OnDelete onDelete) {
        return new SObject(
                        name,
                        name,
                        name + "s",
                        prefix,
                        Traits.ORDINARY,
                        List.of(
                                ID,
                                Field.of("AccountId", "Account", FieldType.REFERENCE)
                                        .refersTo("Account", "Account")
                                        .children(name + "s", onDelete)
                                        .build()))
                .with(SYSTEM);
    }

    private static final SObject CONTACT = child("Contact", "003", OnDelete.CASCADE);
    private static final SObject LEAD = child("Lead", "00Q", OnDelete.CLEAR);
    private static final SObject ORDER = child("Order", "801", OnDelete.RESTRICT);

    private Instant now = BEGIN;
    private final Clock clock = clock();
    private RecordStore store = store(Duration.ZERO);

    private Clock clock() {
        InstantSource source = () -> now;
        return source.withZone(ZoneOffset.UTC);
    }

    private RecordStore store(Duration lockTimeout) {
        return new RecordStore(
                new OrgSchema(List.of(ACCOUNT, CONTACT, LEAD, ORDER)), clock, new RecordIds("Q70"), lockTimeout);
    }

    @BeforeEach
    void begin() {
        now = BEGIN;
        store = store(Duration.ZERO);
    }

    private static @Nullable Object[] cells(SObject object, @Nullable String first, @Nullable String second) {
        @Nullable Object[] cells = new @Nullable Object[object.fields().size()];
        cells[1] = first;
        if (object == ACCOUNT) {
            cells[2] = second;
        }
        return cells;
    }

    private String committed(SObject object, @Nullable String first, @Nullable String second) {
        try (Work work = store.begin("005")) {
            String id = work.insert(object, cells(object, first, second)).id();
            work.commit();
            return id;
        }
    }

    private void delete(String id) {
        try (Work work = store.begin("005")) {
            work.delete(id);
            work.commit();
        }
    }

    private Row row(String id) {
        return store.get(id).orElseThrow();
    }

    private static OrgException refused(ThrowingCallable call) {
        OrgException failure = catchThrowableOfType(OrgException.class, call);
        assertThat(failure).isNotNull();
        return failure;
    }

    @Test
    void whatIsNotCommittedIsSeenByItsWorkAlone() {
        try (Work work = store.begin("005")) {
            String id = work.insert(ACCOUNT, cells(ACCOUNT, "A", null)).id();
            assertThat(work.get(id)).isPresent();
            assertThat(store.get(id)).isEmpty();
            now = now.plusSeconds(60);
            work.commit();
            // stamped when it was saved, a minute before anybody saw it
            assertThat(row(id).systemModstamp()).isEqualTo(Instant.parse("2026-05-01T10:00:00Z"));
            assertThatIllegalStateException().isThrownBy(() -> work.delete(id));
        }
        assertThat(store.rows(ACCOUNT)).hasSize(1);
    }

    @Test
    void whatIsClosedWithoutACommitIsGone() {
        String id = committed(ACCOUNT, "A", "x");
        try (Work work = store.begin("005")) {
            work.update(id, cells(ACCOUNT, "B", "x"));
            work.insert(ACCOUNT, cells(ACCOUNT, "C", "y"));
        }
        assertThat(store.rows(ACCOUNT)).extracting(row -> row.get("Name")).containsExactly("A");
        committed(ACCOUNT, "D", "y");
    }

    @Test
    void changesAreFoundByTheirStamp() {
        String first = committed(ACCOUNT, "A", null);
        now = now.plusSeconds(5);
        String second = committed(ACCOUNT, "B", null);
        assertThat(store.changedSince(ACCOUNT, BEGIN.plusSeconds(1)))
                .extracting(Row::id)
                .containsExactly(second);
        now = now.plusSeconds(5);
        try (Work work = store.begin("005")) {
            work.update(first, cells(ACCOUNT, "A2", null));
            work.commit();
        }
        assertThat(store.changedSince(ACCOUNT, BEGIN)).extracting(Row::id).containsExactly(second, first);
        assertThat(row(first).get("Id")).isEqualTo(first);
    }

    @Test
    void aUniqueValueBelongsToOne() {
        String id = committed(ACCOUNT, "A", "Key");
        try (Work work = store.begin("005")) {
            OrgException failure = refused(() -> work.insert(ACCOUNT, cells(ACCOUNT, "B", "kEY")));
            assertThat(failure.code()).isEqualTo("DUPLICATE_VALUE");
            assertThat(failure).hasMessageContaining("Ext__c").hasMessageContaining(id);
            assertThat(failure.fields()).containsExactly("Ext__c");
            work.delete(id);
            work.insert(ACCOUNT, cells(ACCOUNT, "B", "kEY"));
            assertThat(refused(() -> work.insert(ACCOUNT, cells(ACCOUNT, "C", "key")))
                            .code())
                    .isEqualTo("DUPLICATE_VALUE");
            assertThat(refused(() -> work.undelete(id)).code()).isEqualTo("DUPLICATE_VALUE");
            work.commit();
        }
        assertThat(store.withValue(ACCOUNT, ACCOUNT.require("Ext__c"), "KEY"))
                .extracting(Row::isDeleted)
                .containsExactly(true, false);
    }

    @Test
    void twoWorksDoNotTakeTheSameValueOrRecord() {
        String id = committed(ACCOUNT, "A", null);
        try (Work one = store.begin("005");
                Work other = store.begin("005")) {
            one.insert(ACCOUNT, cells(ACCOUNT, "B", "key"));
            one.update(id, cells(ACCOUNT, "A2", null));
            assertThat(refused(() -> other.insert(ACCOUNT, cells(ACCOUNT, "C", "KEY")))
                            .code())
                    .isEqualTo("UNABLE_TO_LOCK_ROW");
            assertThat(refused(() -> other.delete(id)).code()).isEqualTo("UNABLE_TO_LOCK_ROW");
            // who points to a record keeps it from being deleted meanwhile
            assertThat(refused(() -> other.insert(CONTACT, cells(CONTACT, id, null)))
                            .code())
                    .isEqualTo("UNABLE_TO_LOCK_ROW");
            one.commit();
            other.delete(id);
        }
    }

    @Test
    void deletingDoesToOthersWhatTheirLookupsSay() {
        String account = committed(ACCOUNT, "A", null);
        String contact = committed(CONTACT, account, null);
        String lead = committed(LEAD, account, null);
        String order = committed(ORDER, account, null);
        try (Work work = store.begin("005")) {
            assertThat(refused(() -> work.delete(account)).code()).isEqualTo("DELETE_FAILED");
            assertThat(work.get(account).orElseThrow().isDeleted()).isFalse();
        }
        delete(order);
        now = now.plusSeconds(1);
        delete(account);
        assertThat(row(account).isDeleted()).isTrue();
        assertThat(row(contact).isDeleted()).isTrue();
        assertThat(row(lead).isDeleted()).isFalse();
        assertThat(row(lead).get("AccountId")).isNull();
        assertThat(row(lead).systemModstamp()).isEqualTo(row(account).systemModstamp());
        assertThat(store.deletions(ACCOUNT, BEGIN, now.plusSeconds(1))).containsOnlyKeys(account);

        now = now.plusSeconds(1);
        try (Work work = store.begin("005")) {
            assertThat(work.undelete(account).isDeleted()).isFalse();
            work.commit();
        }
        assertThat(row(contact).isDeleted()).isFalse();
        assertThat(row(contact).systemModstamp()).isEqualTo(row(account).systemModstamp());
        assertThat(store.deletions(ACCOUNT, BEGIN, now.plusSeconds(1))).isEmpty();
    }

    @Test
    void aLookupPointsToWhatIsThere() {
        String account = committed(ACCOUNT, "A", null);
        String contact = committed(CONTACT, account, null);
        delete(account);
        try (Work work = store.begin("005")) {
            assertThat(refused(() -> work.insert(LEAD, cells(LEAD, account, null)))
                            .code())
                    .isEqualTo("ENTITY_IS_DELETED");
            assertThat(refused(() -> work.insert(LEAD, cells(LEAD, contact, null)))
                            .code())
                    .isEqualTo("FIELD_INTEGRITY_EXCEPTION");
            assertThat(refused(() -> work.insert(LEAD, cells(LEAD, "001Q70000000999AAA", null)))
                            .code())
                    .isEqualTo("INVALID_CROSS_REFERENCE_KEY");
        }
    }

    @Test
    void theRecycleBinIsEmptiedAndTheLogForgets() {
        String account = committed(ACCOUNT, "A", null);
        delete(account);
        assertThat(refused(() -> delete(account)).code()).isEqualTo("ENTITY_IS_DELETED");
        now = now.plus(Duration.ofDays(16));
        assertThat(store.purge(now.minus(Duration.ofDays(15)))).isEqualTo(1);
        assertThat(store.get(account)).isEmpty();
        assertThat(store.changedSince(ACCOUNT, Instant.EPOCH)).isEmpty();
        assertThat(store.deletions(ACCOUNT, BEGIN, now)).containsOnlyKeys(account);
        assertThat(refused(() -> delete(account)).code()).isEqualTo("INVALID_CROSS_REFERENCE_KEY");
        store.pruneDeletions(now);
        assertThat(store.deletions(ACCOUNT, BEGIN, now)).isEmpty();
    }

    @Test
    void aRefusedStepIsUndoneAndAnythingBackToASavepoint() {
        String account = committed(ACCOUNT, "A", null);
        committed(ORDER, account, null);
        String contact = committed(CONTACT, account, null);
        try (Work work = store.begin("005")) {
            work.update(account, cells(ACCOUNT, "B", null));
            int savepoint = work.savepoint();
            work.update(account, cells(ACCOUNT, "C", null));
            work.delete(contact);
            work.rollbackTo(savepoint);
            refused(() -> work.delete(account));
            work.commit();
        }
        assertThat(row(account).get("Name")).isEqualTo("B");
        assertThat(row(contact).isDeleted()).isFalse();
    }

    @Test
    void aWorkFindsWhatItHasMadeItself() {
        try (Work work = store.begin("005")) {
            String account = work.insert(ACCOUNT, cells(ACCOUNT, "A", "one")).id();
            int savepoint = work.savepoint();
            work.update(account, cells(ACCOUNT, "A", "two"));
            String other = work.insert(ACCOUNT, cells(ACCOUNT, "B", "ONE")).id();
            work.rollbackTo(savepoint);
            assertThat(work.get(other)).isEmpty();
            assertThat(refused(() -> work.insert(ACCOUNT, cells(ACCOUNT, "C", "one")))
                            .code())
                    .isEqualTo("DUPLICATE_VALUE");
            String contact = work.insert(CONTACT, cells(CONTACT, account, null)).id();
            work.delete(account);
            assertThat(work.get(contact).orElseThrow().isDeleted()).isTrue();
            work.commit();
        }
    }

    @Test
    void recordsKeepWhatTheyHaveWhenFieldsCome() {
        String account = committed(ACCOUNT, "A", "x");
        SObject more = ACCOUNT.with(
                List.of(Field.of("Flag__c", "Flag", FieldType.BOOLEAN).build()));
        store.alter(new OrgSchema(List.of(more, CONTACT, LEAD, ORDER)));
        assertThat(row(account).get("Name")).isEqualTo("A");
        assertThat(row(account).get("flag__c")).isEqualTo(false);
        assertThat(store.withValue(more, more.require("Ext__c"), "X"))
                .extracting(Row::id)
                .containsExactly(account);
        try (Work work = store.begin("005")) {
            work.delete(account);
            assertThatIllegalStateException().isThrownBy(() -> store.alter(new OrgSchema(List.of(more))));
        }
    }
}

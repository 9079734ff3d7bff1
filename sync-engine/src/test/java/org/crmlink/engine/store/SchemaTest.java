package org.crmlink.engine.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.math.BigDecimal;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.crmlink.engine.store.StoreException.Kind;
import org.crmlink.sdk.RecordRef;
import org.crmlink.sdk.metadata.EntityCapabilities.IdAssignment;
import org.crmlink.sdk.metadata.EntityType;
import org.crmlink.sdk.metadata.Field;
import org.crmlink.sdk.metadata.FieldType;
import org.crmlink.sdk.metadata.Option;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tables follow the metadata and the configuration, and lose no local change on the way (rules F2, F3, K3). */
class SchemaTest {

    @TempDir
    Path folder;

    private StoreFixture crm;

    @BeforeEach
    void aStore() throws SQLException {
        crm = new StoreFixture(folder);
    }

    @AfterEach
    void close() throws SQLException {
        crm.close();
    }

    private static EntityType contact(Field... fields) {
        return Samples.entity("contact", IdAssignment.CLIENT, "contactid", fields);
    }

    private SchemaChange define(EntityType type) {
        return crm.store.entities().define(Samples.table(type, crm.file));
    }

    private static final Field LAST =
            Samples.writable("lastname", FieldType.TEXT).build();
    private static final Field CREDIT =
            Samples.writable("credit", FieldType.MONEY).build();
    private static final Field PARENT = Samples.writable("parent", FieldType.LOOKUP)
            .targets(List.of("account", "contact"))
            .build();

    @Test
    void F2_aNewEntityIsATableThatNeedsAFullRead() throws SQLException {
        assertThat(define(contact(LAST)).created()).isTrue();
        assertThat(define(contact(LAST))).isEqualTo(new SchemaChange(false, List.of(), List.of(), false, ""));
        assertThat(crm.store.entities().require("contact").needsFullRead()).isTrue();
        assertThat(crm.rows("SELECT name FROM pragma_table_xinfo('contact')"))
                .containsExactly("contactid", "lastname", "crmlink_version", "crmlink_gen");
    }

    @Test
    void F3_aNewFieldIsAColumnAndNeedsAFullReadAndPendingEditsStay() throws SQLException {
        define(contact(LAST));
        crm.fullRead("contact", List.of("lastname"), Samples.row("c1", "v1", "Ada"));
        crm.sql("UPDATE contact SET lastname = 'L'");
        SchemaChange change = define(contact(LAST, CREDIT, PARENT));
        assertThat(change.added()).containsExactly("credit", "parent");
        assertThat(change.needsFullRead()).isTrue();
        assertThat(crm.store.entities().require("contact").needsFullRead()).isTrue();
        crm.sql("UPDATE contact SET credit = '1.50', parent = 'a', parent_entity = 'account'");
        assertThat(crm.change("contact", "c1").values())
                .containsEntry("lastname", "L")
                .containsEntry("credit", new BigDecimal("1.50"))
                .containsEntry("parent", new RecordRef("account", "a"));
        assertThat(crm.one("SELECT credit_num FROM contact")).isEqualTo("1.5");
    }

    @Test
    void aFieldLeftOutIsDroppedWithItsCompanionAndNeedsNoRead() throws SQLException {
        define(contact(LAST, CREDIT, PARENT));
        crm.fullRead("contact", List.of("lastname", "credit"), Samples.row("c1", "v1", "Ada", new BigDecimal("2.0")));
        SchemaChange change = define(contact(LAST));
        assertThat(change.dropped()).containsExactly("credit", "parent");
        assertThat(change.needsFullRead()).isFalse();
        assertThat(crm.store.entities().require("contact").token()).isPresent();
        assertThat(crm.rows("SELECT * FROM contact")).containsExactly("c1|Ada|v1|1");
        crm.sql("UPDATE contact SET lastname = 'L'");
        assertThat(crm.outbox()).containsExactly("contact/c1 update v1 lastname");
    }

    @Test
    void K3_aColumnWithPendingEditsIsNotDropped() throws SQLException {
        define(contact(LAST, CREDIT));
        crm.fullRead("contact", List.of("lastname"), Samples.row("c1", "v1", "Ada"));
        crm.sql("UPDATE contact SET credit = '5'");
        SchemaChange change = define(contact(LAST));
        assertThat(change.blocked()).contains("'contact' keeps its old definition: local changes of credit");
        assertThat(crm.store.entities().require("contact").table().column("credit"))
                .isPresent();
        crm.applied(crm.send("contact", "c1"), "c1", "v2");
        crm.sql("INSERT INTO contact(credit) VALUES('7')");
        assertThat(define(contact(LAST)).blocked()).as("a create needs it").isNotEmpty();
        crm.sql("DELETE FROM contact WHERE credit = '7'");
        assertThat(define(contact(LAST)).dropped()).containsExactly("credit");
    }

    @Test
    void K3_aTypeThatChangedRebuildsTheTableUnlessEditsArePending() throws SQLException {
        define(contact(LAST, CREDIT));
        crm.fullRead("contact", List.of("lastname"), Samples.row("c1", "v1", "Ada"));
        crm.sql("UPDATE contact SET lastname = 'L'");
        EntityType retyped =
                contact(LAST, Samples.writable("credit", FieldType.INTEGER).build());
        assertThat(define(retyped).blocked()).contains("the type of credit changed, but 1 local changes");
        crm.applied(crm.send("contact", "c1"), "c1", "v2");
        SchemaChange change = define(retyped);
        assertThat(change.rebuilt()).isTrue();
        assertThat(change.needsFullRead()).isTrue();
        assertThat(crm.rows("SELECT * FROM contact")).isEmpty();
        assertThat(crm.store.entities().require("contact").needsFullRead()).isTrue();
        assertThat(crm.rows("SELECT name FROM pragma_table_xinfo('contact')"))
                .containsExactly("contactid", "lastname", "credit", "crmlink_version", "crmlink_gen");
    }

    @Test
    void rightsThatChangedOnlyChangeTheTriggers() throws SQLException {
        define(contact(LAST));
        crm.fullRead("contact", List.of("lastname"), Samples.row("c1", "v1", "Ada"));
        SchemaChange change =
                define(contact(Field.of("lastname", FieldType.TEXT).build()));
        assertThat(change.needsFullRead()).isFalse();
        assertThat(crm.rows("SELECT lastname FROM contact")).containsExactly("Ada");
        assertThatThrownBy(() -> crm.sql("UPDATE contact SET lastname = 'L'")).hasMessageContaining("read-only");
    }

    @Test
    void anEntityIsDroppedOnlyIfNothingIsPending() throws SQLException {
        define(contact(LAST));
        crm.sql("INSERT INTO contact(lastname) VALUES('x')");
        assertThat(catchThrowableOfType(
                                StoreException.class, () -> crm.store.entities().drop("contact"))
                        .kind())
                .isEqualTo(Kind.PENDING);
        crm.sql("DELETE FROM contact");
        crm.store.entities().drop("contact");
        assertThat(crm.rows("SELECT name FROM sqlite_master WHERE tbl_name = 'contact'"))
                .isEmpty();
        assertThat(crm.store.entities().find("contact")).isEmpty();
        assertThat(define(contact(LAST)).created()).isTrue();
    }

    @Test
    void theDefinitionIsReadBackAsItWasWritten() {
        EntityTable table = Samples.table(Samples.contact(IdAssignment.SERVER), crm.file);
        assertThat(TableJson.read(TableJson.write(table))).isEqualTo(table);
        EntityTable pairs = Samples.table(Samples.pairs(), crm.file);
        assertThat(TableJson.read(TableJson.write(pairs))).isEqualTo(pairs);
    }

    @Test
    void namesAreDataNotSql() throws SQLException {
        EntityType odd = Samples.entity(
                "order \"select'; DROP TABLE x; -- [é😀]",
                IdAssignment.CLIENT,
                "group",
                Samples.writable("select", FieldType.TEXT).build(),
                Samples.writable("it's \"quoted\"", FieldType.MONEY).build(),
                Samples.writable("rowid", FieldType.TEXT).build(),
                Samples.writable("column1", FieldType.LOOKUP)
                        .targets(List.of("a'b", "c"))
                        .build(),
                Samples.writable("Größe;--", FieldType.INTEGER).build(),
                Field.of("new", FieldType.TEXT).build());
        define(odd);
        String table = SqlName.quoted(odd.name());
        crm.fullRead(
                odd.name(),
                Samples.fieldsOf(odd),
                Samples.row("k'1", "v1", "k'1", "a", new BigDecimal("1.0"), "r", new RecordRef("a'b", "x"), 4L, "n"));
        crm.sql("UPDATE %s SET \"select\" = 'b', \"it's \"\"quoted\"\"\" = '2.0', column1_entity = 'c'"
                .formatted(table));
        assertThat(crm.pending(odd.name()).get(0).values())
                .containsEntry("select", "b")
                .containsEntry("it's \"quoted\"", new BigDecimal("2.0"))
                .containsEntry("column1", new RecordRef("c", "x"))
                .hasSize(3);
        crm.sql("REPLACE INTO %s(\"group\", \"select\", rowid) VALUES('k''1', 'c', 'r')".formatted(table));
        crm.applied(crm.send(odd.name(), "k'1"), "k'1", "v2");
        crm.sql("DELETE FROM " + table);
        assertThat(crm.rows("SELECT kind, base_version FROM crmlink_outbox")).containsExactly("delete|v2");
        crm.applied(crm.send(odd.name(), "k'1"), "k'1", null);
        assertThat(define(odd).created()).isFalse();
        crm.store.entities().drop(odd.name());
    }

    @Test
    void namesThatSqliteTakesForOneAreReportedAllAtOnce() {
        EntityType type = contact(
                Samples.writable("Name", FieldType.TEXT).build(),
                Samples.writable("name", FieldType.TEXT).build(),
                Samples.writable("CRMLINK_version", FieldType.TEXT).build());
        StoreException refusal = catchThrowableOfType(StoreException.class, () -> define(type));
        assertThat(refusal.kind()).isEqualTo(Kind.NAMES);
        assertThat(refusal)
                .hasMessageContaining("'Name' and 'name'")
                .hasMessageContaining("'CRMLINK_version' of entity 'contact' is a name of the store's own columns");
        define(contact(LAST));
        EntityType other = Samples.entity("CONTACT", IdAssignment.CLIENT, "id");
        assertThat(catchThrowableOfType(StoreException.class, () -> define(other))
                        .kind())
                .isEqualTo(Kind.NAMES);
        for (String reserved : List.of("sqlite_x", "crmlink_meta", "Sync_Errors", "")) {
            EntityType bad = Samples.entity(reserved, IdAssignment.CLIENT, "id");
            assertThat(catchThrowableOfType(StoreException.class, () -> define(bad))
                            .kind())
                    .isEqualTo(Kind.NAMES);
        }
    }

    @Test
    void aTableThatSomeoneElseMadeIsNotTakenOver() throws SQLException {
        crm.sql("CREATE TABLE Contact(a)");
        assertThat(catchThrowableOfType(StoreException.class, () -> define(contact(LAST)))
                        .kind())
                .isEqualTo(Kind.NAMES);
        assertThat(crm.rows("SELECT count(*) FROM Contact")).containsExactly("0");
    }

    @Test
    void aCompanionColumnGivesWayToAField() throws SQLException {
        define(contact(
                CREDIT,
                Samples.writable("Credit_Num", FieldType.TEXT).build(),
                PARENT,
                Samples.writable("parent_entity", FieldType.TEXT).build()));
        assertThat(crm.rows("SELECT name FROM pragma_table_xinfo('contact')"))
                .containsExactly(
                        "contactid",
                        "credit",
                        "credit_num_",
                        "Credit_Num",
                        "parent",
                        "parent_entity_",
                        "parent_entity",
                        "crmlink_version",
                        "crmlink_gen");
        crm.sql("INSERT INTO contact(credit, parent, parent_entity_) VALUES('3.5', 'x', 'account')");
        assertThat(crm.pending("contact").get(0).values())
                .containsEntry("parent", new RecordRef("account", "x"))
                .hasSize(2);
    }

    @Test
    void aVeryWideEntityWorksToo() throws SQLException {
        List<Field> fields = new ArrayList<>();
        IntStream.range(0, 850)
                .forEach(i -> fields.add(
                        switch (i % 4) {
                            case 0 -> Samples.writable("f" + i, FieldType.TEXT).build();
                            case 1 -> Samples.writable("f" + i, FieldType.MONEY).build();
                            case 2 ->
                                Samples.writable("f" + i, FieldType.LOOKUP)
                                        .targets(List.of("a", "b"))
                                        .build();
                            default -> Field.of("f" + i, FieldType.TEXT).build();
                        }));
        define(contact(fields.toArray(Field[]::new)));
        crm.download("contact", List.of("f0", "f3"), Samples.row("c1", "v1", "a", "b"));
        crm.sql("UPDATE contact SET f844 = 'x', f845 = '1'");
        assertThat(crm.outbox()).containsExactly("contact/c1 update v1 f844,f845");
        crm.sql("REPLACE INTO contact(contactid, f0, f844) VALUES('c1', 'a', 'y')");
        assertThat(crm.outbox()).containsExactly("contact/c1 update v1 f844");
        crm.sql("DELETE FROM contact");
        assertThat(crm.outbox()).containsExactly("contact/c1 delete v1 ");
        assertThat(catchThrowableOfType(StoreException.class, () -> {
                            List<Field> more = new ArrayList<>(fields);
                            IntStream.range(0, 100)
                                    .forEach(i -> more.add(
                                            Field.of("g" + i, FieldType.TEXT).build()));
                            define(contact(more.toArray(Field[]::new)));
                        })
                        .kind())
                .isEqualTo(Kind.NAMES);
    }

    @Test
    void choicesWithWholeNumbersAreStoredAsSuch() throws SQLException {
        define(contact(
                Samples.writable("gender", FieldType.CHOICE)
                        .options(List.of(Option.of("1", "a"), Option.of("-20", "b")))
                        .build(),
                Samples.writable("stage", FieldType.CHOICE)
                        .options(List.of(Option.of("1", "a"), Option.of("02", "b")))
                        .build()));
        crm.download("contact", List.of("gender", "stage"), Samples.row("c1", "v1", "1", "1"));
        crm.download("contact", List.of("gender", "stage"), Samples.row("c2", "v1", "unknown", "02"));
        assertThat(crm.rows("SELECT typeof(gender), gender, typeof(stage), stage FROM contact ORDER BY contactid"))
                .containsExactly("integer|1|text|1", "text|unknown|text|02");
        crm.sql("UPDATE contact SET gender = 2, stage = 2 WHERE contactid = 'c1'");
        assertThat(crm.change("contact", "c1").values())
                .containsEntry("gender", "2")
                .containsEntry("stage", "2");
    }
}

package org.crmlink.sandbox.dynamics;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.crmlink.sandbox.dynamics.schema.DynamicsSchema;
import org.crmlink.sandbox.store.Store;
import org.junit.jupiter.api.Test;

/** The documentation names exactly the operations that there are. */
class OperationsDocumentTest {

    private static final Path DOCUMENT = Path.of("..", "docs", "sandbox", "operations.md");
    private static final Pattern ROW = Pattern.compile("\\| (\\w+) \\| (function|action) \\| ([^|]+) \\|.*");

    private static String place(Operation operation) {
        String where = operation.table().isEmpty() ? "any" : "";
        return switch (operation.scope()) {
            case UNBOUND -> "–";
            case SET -> where + " set";
            case ROW -> operation.table().isEmpty() ? "any row" : "row of " + operation.table();
        };
    }

    @Test
    void eachOperationIsInTheTableAndTheTableHasNoOther() throws IOException {
        Set<String> documented = new TreeSet<>();
        for (String line : Files.readAllLines(DOCUMENT)) {
            Matcher row = ROW.matcher(line);
            if (row.matches()) {
                documented.add(row.group(1) + ", " + row.group(2) + ", " + row.group(3));
            }
        }
        Store store = new Store(DynamicsSchema.standard(), Clock.systemUTC());
        MetadataChanges changes = new MetadataChanges(store, new MetadataDocuments(), Duration.ofDays(1));
        List<Operation> operations = Operations.standard(store, changes, new Uploads());
        Set<String> there = new TreeSet<>();
        for (Operation operation : operations) {
            there.add(operation.name() + ", " + operation.kind().name().toLowerCase(Locale.ROOT) + ", "
                    + place(operation));
        }
        assertThat(documented).isEqualTo(there);
        assertThat(operations).hasSameSizeAs(there);
    }

    @Test
    void whatIsRefusedIsNamedAndIsNotDone() throws IOException {
        Matcher refused = Pattern.compile("refused with 501: ([^\\n]+)\\.").matcher(Files.readString(DOCUMENT));
        assertThat(refused.find()).isTrue();
        Set<String> documented =
                new TreeSet<>(List.of(refused.group(1).replace("`", "").split(", ", -1)));
        assertThat(documented).isEqualTo(new TreeSet<>(Operations.REFUSED));
        Store store = new Store(DynamicsSchema.standard(), Clock.systemUTC());
        MetadataChanges changes = new MetadataChanges(store, new MetadataDocuments(), Duration.ofDays(1));
        assertThat(Operations.standard(store, changes, new Uploads()))
                .extracting(Operation::name)
                .doesNotContainAnyElementsOf(Operations.REFUSED);
    }
}

package org.crmlink.engine.store;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.crmlink.sdk.SyncToken;
import org.crmlink.sdk.metadata.EntityCapabilities.IdAssignment;

/** Edits, sends and downloads at random in a process that ends in the middle: between two transactions, or wherever a timer finds it. */
final class KilledProcess {

    static final int ROWS_OF_A_PAGE = 20;

    private final Random random;
    private final LocalStore store;
    private final Statement user;
    private int operations;

    private KilledProcess(Random random, LocalStore store, Statement user) {
        this.random = random;
        this.store = store;
        this.user = user;
    }

    /** Arguments: the database, a seed, the number of steps, and the milliseconds after which it is halted at the latest (0: never). */
    public static void main(String[] args) throws SQLException {
        Path file = Path.of(args[0]);
        long seed = Long.parseLong(args[1]);
        int steps = Integer.parseInt(args[2]);
        long millis = Long.parseLong(args[3]);
        LocalStore store = LocalStore.open(file, "test");
        store.entities().define(Samples.table(Samples.contact(IdAssignment.SERVER), file));
        // nobody edits accounts: of them exactly the pages up to the checkpoint must be there
        store.entities().define(Samples.table(Samples.account(IdAssignment.SERVER), file));
        if (millis > 0) {
            Thread timer = new Thread(() -> haltAfter(millis), "halt");
            timer.setDaemon(true);
            timer.start();
        }
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
                Statement user = connection.createStatement()) {
            KilledProcess process = new KilledProcess(new Random(seed), store, user);
            process.settle();
            for (int i = 0; i < steps; i++) {
                process.step();
            }
        }
        Runtime.getRuntime().halt(9);
    }

    private static void haltAfter(long millis) {
        try {
            Thread.sleep(millis);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        Runtime.getRuntime().halt(9);
    }

    private void step() throws SQLException {
        switch (random.nextInt(7)) {
            case 0 -> user.executeUpdate("INSERT INTO contact(lastname) VALUES('N" + random.nextInt(1000) + "')");
            case 1 ->
                user.executeUpdate("UPDATE contact SET lastname = 'U" + random.nextInt(1000) + "' WHERE " + someRows());
            case 2 -> user.executeUpdate("DELETE FROM contact WHERE " + someRows());
            case 3 ->
                user.executeUpdate("REPLACE INTO contact(contactid, lastname) SELECT contactid, 'R"
                        + random.nextInt(1000) + "' FROM contact WHERE " + someRows());
            case 4 -> send();
            case 5 -> settle();
            default -> {
                download("contact", List.of("lastname", "origin"));
                download("account", List.of("name"));
            }
        }
    }

    private String someRows() {
        return "abs(random()) % 50 = 0";
    }

    private void send() {
        List<Outgoing> batch = new ArrayList<>();
        for (PendingChange change : store.outbox().pending("contact", EnumSet.allOf(ChangeKind.class), 0, 10)) {
            batch.add(Outgoing.whole("op-" + random.nextLong() + "-" + operations++, change));
        }
        store.outbox().markSending(batch, Samples.NOW);
    }

    private void settle() {
        List<SendOutcome> outcomes = new ArrayList<>();
        for (SentOperation sent : store.outbox().underway()) {
            String operation = sent.operationId();
            outcomes.add(
                    switch (random.nextInt(5)) {
                        case 0 -> new SendOutcome.Deferred(operation);
                        case 1 ->
                            new SendOutcome.Failed(
                                    operation, SyncError.Detail.of(SyncError.Kind.REFUSED, "x", "", "no", ""));
                        case 2 -> new SendOutcome.ServerWins(operation, random.nextBoolean());
                        default ->
                            new SendOutcome.Applied(
                                    operation,
                                    sent.id().startsWith("tmp:") ? "s-" + operation : sent.id(),
                                    Optional.of("v" + random.nextInt(1000)),
                                    Map.of(),
                                    false);
                    });
        }
        store.outbox().record(outcomes);
        if (random.nextInt(4) == 0) {
            store.errors().clearAll();
        }
    }

    /** Page n brings rows n-0, n-1 … and its number as the checkpoint. */
    private void download(String entity, List<String> fields) {
        int number = store.entities()
                        .require(entity)
                        .checkpoint()
                        .map(token -> Integer.parseInt(token.value()))
                        .orElse(0)
                + 1;
        try (PageTransaction page = store.pageWriter(entity, fields).begin()) {
            for (int i = 0; i < ROWS_OF_A_PAGE; i++) {
                page.upsert(Samples.row("p" + number + "-" + i, "v", "L", "page" + number));
            }
            page.checkpoint(new SyncToken(Integer.toString(number)));
            page.commit();
        }
    }
}

package org.crmlink.cli.embedded;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Map;
import java.util.Optional;
import org.crmlink.cli.CliException;
import org.crmlink.cli.ExitCode;
import org.crmlink.cli.output.Console;
import org.crmlink.sandbox.DynamicsOptions;
import org.crmlink.sandbox.FolderInUseException;
import org.crmlink.sandbox.Sandbox;

/**
 * A Dynamics sandbox inside this process whose data are kept beside the database. Between two runs its simulated colleagues create, change and
 * delete some records, so that the second run has something to receive. Not thread-safe.
 */
public final class EmbeddedSandbox implements AutoCloseable {

    /** Accounts, and as many contacts. */
    private static final int RECORDS = 1000;

    private static final String ROUND_FILE = "round";

    private final Sandbox sandbox;
    /** Where its data are kept; empty if they end with it. */
    private final Optional<Path> folder;

    private EmbeddedSandbox(Sandbox sandbox, Optional<Path> folder) {
        this.sandbox = sandbox;
        this.folder = folder;
    }

    /**
     * Starts it.
     *
     * @param database the database beside which the data lie, in a folder of its name and {@code .sandbox}
     * @throws CliException if the folder cannot be used
     */
    public static EmbeddedSandbox start(Path database, Console console) {
        Path folder = folder(database);
        try {
            DynamicsOptions options =
                    DynamicsOptions.builder().records(RECORDS).folder(folder).build();
            Sandbox sandbox = Sandbox.dynamics(options).start();
            console.note("embedded Dynamics sandbox at " + sandbox.url() + ", its data in " + folder);
            return new EmbeddedSandbox(sandbox, Optional.of(folder));
        } catch (FolderInUseException e) {
            throw new CliException(
                    ExitCode.TEMPORARY,
                    "another crmlink works with " + folder + " just now",
                    "wait until it has ended, or work in another folder",
                    e);
        } catch (IOException e) {
            if (Thread.interrupted()) {
                throw new CliException(
                        ExitCode.INTERRUPTED,
                        "interrupted while the embedded sandbox was starting",
                        "nothing is lost; sync again to go on",
                        e);
            }
            throw new CliException(
                    ExitCode.FATAL_DATA,
                    "the embedded sandbox cannot use the folder " + folder + ": " + e.getMessage(),
                    "free some space, or delete the folder and " + database + " to begin again",
                    e);
        }
    }

    /**
     * Starts it for a look that leaves nothing behind: with the data that a sync left there, if any, else with data that end with it.
     *
     * @param database as for {@link #start}
     * @throws CliException if the folder is there and cannot be used
     */
    public static EmbeddedSandbox inspect(Path database, Console console) {
        if (Files.exists(folder(database))) {
            return start(database, console);
        }
        try {
            Sandbox sandbox = Sandbox.dynamics(
                            DynamicsOptions.builder().records(RECORDS).build())
                    .start();
            console.note("embedded Dynamics sandbox at " + sandbox.url() + ", its data in memory");
            return new EmbeddedSandbox(sandbox, Optional.empty());
        } catch (IOException e) {
            throw new CliException(
                    ExitCode.TEMPORARY, "the embedded sandbox cannot start: " + e.getMessage(), "try again", e);
        }
    }

    private static Path folder(Path database) {
        return database.resolveSibling(database.getFileName() + ".sandbox");
    }

    /** The connector's options for this server. */
    public Map<String, String> options() {
        return Map.of(
                "url",
                sandbox.url(),
                "token-url",
                sandbox.tokenUrl(),
                "client-id",
                DynamicsOptions.DEFAULT_CLIENT,
                "client-secret",
                DynamicsOptions.DEFAULT_SECRET);
    }

    /**
     * Lets the colleagues work, if the first sync has ended.
     *
     * @return what they did, for people; empty before the first sync has ended, and if the data end with it
     */
    public Optional<String> colleaguesWork() {
        return folder.flatMap(this::colleaguesWork);
    }

    private Optional<String> colleaguesWork(Path kept) {
        try {
            int round = round(kept);
            if (round == 0) {
                return Optional.empty();
            }
            // noted before the work: a round that is cut short must not be done twice
            note(kept, round + 1);
            return Optional.of(sandbox.colleaguesWork(round));
        } catch (IOException e) {
            throw unusable(kept, e);
        }
    }

    /** A sync has ended: from the next run on the colleagues work. */
    public void syncEnded() {
        folder.ifPresent(EmbeddedSandbox::firstRoundEnded);
    }

    private static void firstRoundEnded(Path folder) {
        try {
            if (round(folder) == 0) {
                note(folder, 1);
            }
        } catch (IOException e) {
            throw unusable(folder, e);
        }
    }

    private static CliException unusable(Path folder, IOException e) {
        return new CliException(
                ExitCode.FATAL_DATA,
                "the embedded sandbox cannot use the folder " + folder + ": " + e.getMessage(),
                "free some space, or check the folder's rights",
                e);
    }

    private static int round(Path folder) throws IOException {
        Path file = folder.resolve(ROUND_FILE);
        if (!Files.exists(file)) {
            return 0;
        }
        try {
            return Integer.parseInt(
                    Files.readString(file, StandardCharsets.UTF_8).strip());
        } catch (NumberFormatException e) {
            throw new IOException(file + " does not hold a number", e);
        }
    }

    private static void note(Path folder, int round) throws IOException {
        Path next = folder.resolve(ROUND_FILE + ".new");
        Files.writeString(next, Integer.toString(round), StandardCharsets.UTF_8);
        Files.move(next, folder.resolve(ROUND_FILE), StandardCopyOption.ATOMIC_MOVE);
    }

    @Override
    public void close() {
        sandbox.close();
    }
}

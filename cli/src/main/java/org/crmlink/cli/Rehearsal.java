package org.crmlink.cli;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.crmlink.cli.output.Console;
import org.crmlink.sandbox.DynamicsOptions;
import org.crmlink.sandbox.Sandbox;

/**
 * Runs the everyday commands once, with a sandbox and in a folder of its own, and ends as {@code --version} does. The launcher starts it after a
 * build and has Java note which classes are loaded meanwhile: those go into the archive that later starts map into memory instead of reading jars.
 *
 * <p>It also leaves SQLite's native library in the folder. The driver would write it to the temporary folder, read it back, compare it byte by byte
 * and delete it, in every process.
 */
final class Rehearsal {

    private static final int MOST_SECONDS = 60;

    /** Of the driver: {@code sqlite-VERSION-UUID-NAME} in the folder that {@code org.sqlite.tmpdir} names. */
    private static final Pattern EXTRACTED =
            Pattern.compile("sqlite-.*-[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}-(?<name>.*)");

    private final Path folder;

    private Rehearsal(Path folder) {
        this.folder = folder;
    }

    /** @param args the folder to work in, which is also that of {@code org.sqlite.tmpdir}; it exists and may be written */
    public static void main(String[] args) throws IOException, SQLException {
        endInTime();
        new Rehearsal(Path.of(args[0])).run();
        // with what surrounds a command: streams, signals, the exit
        Main.main(new String[] {"--version"});
    }

    private void run() throws IOException, SQLException {
        try (Sandbox sandbox =
                Sandbox.dynamics(DynamicsOptions.builder().records(20).build()).start()) {
            Files.writeString(folder.resolve("crmlink.yaml"), """
                    version: 1
                    connector: dynamics
                    options:
                      url: %s
                      token-url: %s
                      client-id: %s
                      client-secret: ${env:SECRET}
                    database: rehearsal.db
                    entities:
                      account: {}
                      contact: {filter: statecode eq 0, on-conflict: device-wins}
                    """.formatted(
                            sandbox.url(), sandbox.tokenUrl(), DynamicsOptions.DEFAULT_CLIENT));
            command(false, "--help");
            command(false, "sync", "--help");
            command(false, "connectors");
            command(false, "connectors", "dynamics", "-o", "json");
            command(false, "check", "-c", "crmlink.yaml");
            command(false, "describe", "account", "-c", "crmlink.yaml");
            command(false, "sync", "-c", "crmlink.yaml");
            edit();
            command(false, "sync", "-c", "crmlink.yaml", "-o", "json");
            command(true, "sync", "-c", "crmlink.yaml", "--full");
            command(false, "sync", "-c", "crmlink.yaml");
            command(false, "status", "-c", "crmlink.yaml");
            command(false, "errors", "-c", "crmlink.yaml");
        }
        keepLibrary();
    }

    private void command(boolean terminal, String... words) {
        PrintStream nowhere = new PrintStream(OutputStream.nullOutputStream(), true, StandardCharsets.UTF_8);
        Surroundings surroundings = new Surroundings(
                new Console(nowhere, nowhere, terminal),
                Map.of("SECRET", DynamicsOptions.DEFAULT_SECRET),
                folder,
                folder.resolve("home"),
                folder.resolve("plugins"));
        int code = Main.run(words, surroundings);
        if (code != ExitCode.OK.code()) {
            throw new IllegalStateException(String.join(" ", words) + " ended with " + code);
        }
    }

    private void edit() throws SQLException {
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + folder.resolve("rehearsal.db"));
                Statement statement = connection.createStatement()) {
            statement.execute("UPDATE account SET telephone1 = '555-0100'");
            statement.execute("INSERT INTO contact(lastname) VALUES('Rehearsal')");
        }
    }

    private void keepLibrary() throws IOException {
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, "sqlite-*")) {
            for (Path file : files) {
                Matcher matcher = EXTRACTED.matcher(file.getFileName().toString());
                if (matcher.matches() && !file.toString().endsWith(".lck")) {
                    Files.copy(file, folder.resolve(matcher.group("name")), StandardCopyOption.REPLACE_EXISTING);
                }
            }
        }
    }

    /** The launcher waits for the end. */
    private static void endInTime() {
        Thread watch = new Thread(
                () -> {
                    try {
                        TimeUnit.SECONDS.sleep(MOST_SECONDS);
                        Runtime.getRuntime().halt(ExitCode.UNEXPECTED.code());
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    }
                },
                "crmlink-rehearsal");
        watch.setDaemon(true);
        watch.start();
    }
}

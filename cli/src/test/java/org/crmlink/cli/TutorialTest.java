package org.crmlink.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.crmlink.tck.Backdoor;
import org.crmlink.tck.Fixture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The commands of docs/tutorial.md, one after the other, in this JVM: the compiler stands for Maven, and the toy takes a free port. With Maven and
 * the certification kit they are run by .ci/newcomer.
 */
class TutorialTest {

    private static final Pattern BLOCK = Pattern.compile("```sh\n(.*?)```", Pattern.DOTALL);
    private static final Pattern SQL = Pattern.compile("sqlite3 (\\S+) \"(.*)\"");

    @TempDir
    private Path folder;

    private Path here;
    private final List<String> run = new ArrayList<>();

    @Test
    void everyCommandOfTheTutorialWorks() throws Exception {
        here = folder;
        Matcher block = BLOCK.matcher(Files.readString(Path.of("../docs/tutorial.md")));
        Backdoor toy = null;
        URLClassLoader loader = null;
        try {
            while (block.find()) {
                for (String line : block.group(1).strip().split("\n", -1)) {
                    Matcher sql = SQL.matcher(line);
                    if (line.startsWith("cd ")) {
                        here = here.resolve(line.substring(3));
                        assertThat(here).isDirectory();
                    } else if (line.equals("mvn clean package")) {
                        new GeneratedProject(here).plugins("my-crm");
                        loader = new GeneratedProject(here).fixture();
                    } else if (line.startsWith("java -cp target/test-classes org.example.mycrm.toy.ToyServer 8090")) {
                        Fixture fixture = ServiceLoader.load(Fixture.class, loader)
                                .findFirst()
                                .orElseThrow();
                        toy = fixture.open();
                        for (int i = 1; i <= 9; i++) {
                            toy.insert("contact", Map.of("name", "Contact " + i, "active", true));
                        }
                        String file = Files.readString(here.resolve("sync.yaml"));
                        assertThat(file).contains("http://127.0.0.1:8090");
                        Files.writeString(
                                here.resolve("sync.yaml"),
                                file.replace("http://127.0.0.1:8090", toy.url().toString()));
                    } else if (sql.matches()) {
                        assertThat(sql(here.resolve(sql.group(1)), sql.group(2)))
                                .isPositive();
                    } else if (line.startsWith("crmlink certify ")) {
                        assertThat(line).contains("--plugin target/plugins/my-crm", "--profile bidirectional");
                    } else if (line.startsWith("crmlink ")) {
                        String[] words = line.substring("crmlink ".length()).split(" ", -1);
                        new Cli(here).run(words).endsWith(ExitCode.OK);
                    } else {
                        assertThat(line).as("a command that this test knows").isEqualTo("kill %1");
                    }
                    run.add(line);
                }
            }
            assertThat(run).hasSizeGreaterThan(10);
            assertThat(toy).isNotNull();
            Backdoor last = toy;
            assertThat(last.ids("contact"))
                    .extracting(id -> last.get("contact", id).orElseThrow().get("email"))
                    .contains("ada@example.org");
        } finally {
            if (toy != null) {
                toy.close();
            }
            if (loader != null) {
                loader.close();
            }
        }
    }

    /** Rows found or changed. */
    private static int sql(Path database, String statement) throws Exception {
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + database);
                Statement one = connection.createStatement()) {
            if (!one.execute(statement)) {
                return one.getUpdateCount();
            }
            int rows = 0;
            try (ResultSet found = one.getResultSet()) {
                while (found.next()) {
                    rows++;
                }
            }
            return rows;
        }
    }

    @Test
    void theNumbersOfLinesThatTheTutorialTellsAreAboutRight() throws Exception {
        new Cli(folder).run("new-connector", "my-crm").endsWith(ExitCode.OK);
        Matcher row = Pattern.compile("\\| `(MyCrm\\w+)` \\| (\\d+) \\|")
                .matcher(Files.readString(Path.of("../docs/tutorial.md")));
        int rows = 0;
        while (row.find()) {
            int lines = new GeneratedProject(folder.resolve("my-crm"))
                    .lines("src/main/java/org/example/mycrm/" + row.group(1) + ".java");
            assertThat(lines)
                    .as(row.group(1))
                    .isBetween(Integer.parseInt(row.group(2)) - 5, Integer.parseInt(row.group(2)) + 5);
            rows++;
        }
        assertThat(rows).as("rows of the table").isEqualTo(4);
    }
}

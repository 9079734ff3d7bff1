package org.crmlink.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the command line itself answers. */
class UsageTest {

    @TempDir
    private Path folder;

    private Cli cli;

    @BeforeEach
    void start() {
        cli = new Cli(folder);
    }

    @ParameterizedTest
    @CsvSource({
        "snyc, unknown command 'snyc'; did you mean 'sync'?",
        "sync --ful, unknown option '--ful'; did you mean '--full'?",
        "sync extra, extra",
        "errors --retry, --retry",
        "errors --discard, --discard",
        "describe a b, b",
        "auth, 'which of login, status, logout?'",
        "auth login, --config",
        "sandbox, 'which of dynamics, salesforce?'",
        "compare, ENTITY=FILE",
        "certify, which connector?",
        "certify --connector dynamics, --sandbox",
        "certify --plugin x, --fixture",
        "certify --connector dynamics --plugin x --fixture y, --plugin",
        "'', 'which of sync, status,'"
    })
    void aCommandLineThatIsWrongIsOneDocumentAndCodeTwo(String line, String told) {
        Cli.Answer answer =
                cli.json(line.isEmpty() ? new String[0] : line.split(" ")).endsWith(ExitCode.USAGE);
        assertThat(answer.error().get("message").toString()).contains(told);
        assertThat(answer.error().get("hint").toString()).contains("--help");
        assertThat(answer.err()).contains("crmlink: ", told);
    }

    @ParameterizedTest
    @ValueSource(strings = {"-o=json", "-ojson", "--output=json", "--output=JSON", "-o json"})
    void theDocumentComesHoweverTheOptionIsWritten(String option) {
        String[] words = ("status -c none.yaml " + option).split(" ");
        assertThat(cli.run(words)
                        .endsWith(ExitCode.USAGE)
                        .error()
                        .get("message")
                        .toString())
                .contains("none.yaml");
    }

    @Test
    void anUnknownFormatIsNotJson() {
        Cli.Answer answer = cli.run("status", "-o", "xml").endsWith(ExitCode.USAGE);
        assertThat(answer.out()).isEmpty();
        assertThat(answer.err()).contains("--output", "xml");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "sync",
                "status",
                "errors",
                "reset",
                "connectors",
                "check",
                "describe",
                "compare",
                "certify",
                "auth",
                "auth login",
                "auth status",
                "auth logout",
                "sandbox",
                "sandbox dynamics",
                "sandbox salesforce",
                "completion"
            })
    void everyCommandExplainsItselfOnStandardOutput(String command) {
        String line = (command + " --help").strip();
        Cli.Answer answer = cli.run(line.split(" ")).endsWith(ExitCode.OK);
        assertThat(answer.out()).startsWith("Usage: crmlink").doesNotContain("{", "null");
        assertThat(answer.out().lines())
                .allSatisfy(text -> assertThat(text.length()).isLessThanOrEqualTo(100));
        assertThat(answer.err()).isEmpty();
    }

    @Test
    void theVersionIsTold() {
        assertThat(cli.run("--version").endsWith(ExitCode.OK).out()).contains("crmlink ", "Java ");
    }

    @Test
    void everyCommandIsCalledInItsHelpAsItIsTyped() {
        assertThat(cli.run("completion", "--help").endsWith(ExitCode.OK).out()).contains("Usage: crmlink completion");
    }

    @Test
    void bashCompletesCommandsAndOptions() throws Exception {
        Path bash = Path.of("/bin/bash");
        assumeTrue(Files.isExecutable(bash), "no bash");
        Path script = cli.file(
                "completion.sh", cli.run("completion").endsWith(ExitCode.OK).out());
        cli.file("ask.sh", """
                source "$1"
                compopt() { :; }   # only the shell itself may call it
                ask() {
                    COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); COMP_LINE="$*"; COMP_POINT=${#COMP_LINE}; COMPREPLY=()
                    _complete_crmlink "$1" "${@: -1}" "${@: -2:1}"
                    echo "${COMPREPLY[@]}"
                }
                complete -p crmlink >/dev/null && echo registered
                ask ./crmlink s
                ask ./crmlink sync --f
                ask ./crmlink auth log
                ask ./crmlink status -o ""
                """);
        Process process = new ProcessBuilder(bash.toString(), "ask.sh", script.toString())
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(20, TimeUnit.SECONDS)).isTrue();

        List<String> lines = said.lines().toList();
        assertThat(lines).as(said).hasSize(5);
        assertThat(lines.get(0)).isEqualTo("registered");
        assertThat(lines.get(1)).contains("sync", "status", "sandbox").doesNotContain("errors");
        assertThat(lines.get(2)).isEqualTo("--full");
        assertThat(lines.get(3)).contains("login", "logout");
        assertThat(lines.get(4)).containsIgnoringCase("text").containsIgnoringCase("json");
    }

    @Test
    void aSandboxThatCannotStartSaysWhy() {
        assertThat(cli.run("sandbox", "dynamics", "--load", "nowhere=none.csv")
                        .endsWith(ExitCode.USAGE)
                        .err())
                .contains("the sandbox cannot start", "nowhere");
        assertThat(cli.run("sandbox", "dynamics", "--port", "0", "--load", "contact=none.csv")
                        .endsWith(ExitCode.USAGE)
                        .err())
                .contains("none.csv", "does not exist", "--load")
                .doesNotContain("choose another --port");
        assertThat(cli.run("sandbox", "dynamics", "--port", "70000")
                        .endsWith(ExitCode.USAGE)
                        .err())
                .contains("70000");
        assertThat(cli.run("sandbox", "dynamics", "--client", Cli.SECRET)
                        .endsWith(ExitCode.USAGE)
                        .err())
                .contains("ID:SECRET");
    }

    @Test
    void aDefinitionFileThatIsWrongIsToldWithThePlace() throws Exception {
        cli.file("plant.json", "{\"tables\":[{\"schemaName\":\"acme_Plant\",\"primryName\":\"acme_name\"}]}");
        assertThat(cli.run("sandbox", "dynamics", "--port", "0", "--schema", "plant.json")
                        .endsWith(ExitCode.USAGE)
                        .err())
                .contains("the sandbox cannot start", "plant.json: at $.tables[0].primaryName");
        assertThat(cli.run("sandbox", "dynamics", "--port", "0", "--schema", "none.json")
                        .endsWith(ExitCode.USAGE)
                        .err())
                .contains("none.json", "--schema");
    }

    @Test
    void aFolderOrFileInTheOthersPlaceIsToldByItsName() throws Exception {
        Files.createDirectory(folder.resolve("inner"));
        cli.file("plain", "x");
        assertThat(cli.run("sandbox", "dynamics", "--port", "0", "--load", "contact=inner")
                        .endsWith(ExitCode.USAGE)
                        .err())
                .contains("inner", "is a folder");
        assertThat(cli.run("sandbox", "dynamics", "--port", "0", "--data", "plain")
                        .endsWith(ExitCode.USAGE)
                        .err())
                .contains("plain", "is a file")
                .doesNotContain("--port");
    }

    @Test
    void aPortThatIsTakenIsToldWithAnotherAsTheWayOut() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            String port = Integer.toString(taken.getLocalPort());
            assertThat(cli.run("sandbox", "dynamics", "--records", "0", "--port", port)
                            .endsWith(ExitCode.USAGE)
                            .err())
                    .contains(port, "choose another --port");
        }
    }

    @ParameterizedTest
    @Timeout(60) // a sandbox that starts serves until it is stopped
    @CsvSource({"--token, ''", "--token, ' '", "--client, ' :x'", "--client, 'x: '", "--user, ':'"})
    void aBlankSecretIsRefusedBecauseEverybodyKnowsIt(String option, String blank) {
        Cli.Answer answer =
                cli.run("sandbox", "dynamics", "--port", "0", option, blank).endsWith(ExitCode.USAGE);
        assertThat(answer.err()).contains(option);
    }
}

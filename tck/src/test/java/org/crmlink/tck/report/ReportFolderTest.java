package org.crmlink.tck.report;

import static org.assertj.core.api.Assertions.assertThat;

import com.networknt.schema.Error;
import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.logging.Handler;
import java.util.logging.Logger;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.crmlink.paper.PaperFixture;
import org.crmlink.paper.PaperPlugin;
import org.crmlink.tck.Budget;
import org.crmlink.tck.Certification;
import org.crmlink.tck.CheckResult;
import org.crmlink.tck.Declaration;
import org.crmlink.tck.Outcome;
import org.crmlink.tck.Profile;
import org.crmlink.tck.Report;
import org.crmlink.tck.Requirement;
import org.crmlink.tck.RequirementResult;
import org.crmlink.tck.run.Checksums;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.w3c.dom.Document;

/** The report in each of its forms, of a real run over the reference connector. */
class ReportFolderTest {

    private static final String HOSTILE = "<script>alert(1)</script> & \"quotes\" \u0007\u001b[31m";

    @TempDir
    private static Path folder;

    private static Report real;

    @BeforeAll
    static void certify() throws IOException {
        Path plugin = PaperPlugin.build(folder);
        Handler[] handlers = Logger.getLogger("").getHandlers();
        var out = System.out;
        real = Certification.of(plugin, new PaperFixture())
                .only(EnumSet.of(Requirement.R16, Requirement.R46))
                .run();
        assertThat(System.out).as("a run gives the streams back").isSameAs(out);
        assertThat(Logger.getLogger("").getHandlers()).containsExactly(handlers);
    }

    private static List<Error> problems(String json) throws IOException {
        try (InputStream file = Report.class.getResourceAsStream("report.schema.json")) {
            Schema schema = SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
                    .getSchema(new String(file.readAllBytes(), StandardCharsets.UTF_8), InputFormat.JSON);
            return schema.validate(json, InputFormat.JSON);
        }
    }

    /** The real report with every requirement kept, or one of them with a hostile message. */
    private static Report like(boolean certified, Outcome ofR45) {
        List<RequirementResult> results = new ArrayList<>();
        for (RequirementResult result : real.requirements()) {
            boolean one = result.requirement() == Requirement.R45;
            Outcome outcome = one ? ofR45 : Outcome.PASS;
            String message = one ? HOSTILE : "";
            results.add(new RequirementResult(
                    result.requirement(),
                    true,
                    outcome,
                    message,
                    List.of(new CheckResult(
                            "a check", result.requirement(), outcome, message, List.of(HOSTILE), Duration.ofMillis(7))),
                    0));
        }
        return new Report(
                certified,
                certified ? List.of() : List.of(HOSTILE),
                Optional.of(Profile.BIDIRECTIONAL),
                Budget.FULL,
                real.bench(),
                real.connector(),
                real.started(),
                real.duration(),
                real.environment(),
                real.declaration(),
                results);
    }

    @Test
    void theRealRunLookedAtWhatWasAsked() {
        assertThat(real.of(Requirement.R16).outcome())
                .as(real.of(Requirement.R16).message())
                .isEqualTo(Outcome.PASS);
        assertThat(real.certified()).isFalse();
        assertThat(real.reasons()).anyMatch(reason -> reason.contains("leave out --only"));
        assertThat(real.declaration().map(Declaration::entities))
                .hasValueSatisfying(all -> assertThat(all).containsKey("person"));
    }

    @Test
    void theDocumentKeepsToItsSchema() throws IOException {
        Report refused =
                Certification.of(folder.resolve("nowhere"), new PaperFixture()).run();
        for (Report report : List.of(
                real, refused, like(true, Outcome.PASS), like(true, Outcome.EXCLUDED), like(false, Outcome.FAIL))) {
            assertThat(problems(JsonReport.of(report))).isEmpty();
        }
    }

    @Test
    void theSchemaCanFail() throws IOException {
        String json = JsonReport.of(like(true, Outcome.PASS));
        assertThat(problems(json.replaceFirst("\"certified\": true", "\"certified\": false")))
                .as("no certificate needs a reason")
                .isNotEmpty();
        assertThat(problems(json.replaceFirst("\"PASS\",", "\"GOOD\","))).isNotEmpty();
        assertThat(problems(json.replaceFirst("\"bench\"", "\"table\""))).isNotEmpty();
    }

    @Test
    void theChecksumsAreThoseOfTheFiles() throws IOException {
        Path written = folder.resolve("report");
        ReportFolder.write(real, written);
        ReportFolder.write(real, written);
        List<String> lines = Files.readAllLines(written.resolve("report.sha256"));
        assertThat(lines)
                .containsExactly(
                        Checksums.sha256(List.of(written.resolve("report.json"))) + "  report.json",
                        Checksums.sha256(List.of(written.resolve("report.html"))) + "  report.html");
        try (Stream<Path> files = Files.list(written)) {
            assertThat(files).hasSize(4);
        }
    }

    @Test
    void thePageTellsTheVerdictAndWhatItMeans() {
        assertThat(HtmlReport.of(like(true, Outcome.PASS)))
                .contains("Certified: Bidirectional", "writes nothing twice", "an emulated backend", "R46", "person")
                .doesNotContain("What stands in the way", "<script", "<link", "http://", "https://");
        assertThat(HtmlReport.of(real))
                .contains("Not certified: ", "What stands in the way", "leave out --only", "not asked for in this run");
    }

    @Test
    void nothingThatAServerSaidBecomesMarkup() throws Exception {
        Report hostile = like(false, Outcome.FAIL);
        assertThat(HtmlReport.of(hostile)).contains("&lt;script&gt;").doesNotContain("<script");
        assertThat(TextReport.of(hostile, 100)).contains("<script>").doesNotContain("\u001b", "\u0007");
        Document xml = DocumentBuilderFactory.newInstance()
                .newDocumentBuilder()
                .parse(new java.io.ByteArrayInputStream(JUnitXml.of(hostile).getBytes(StandardCharsets.UTF_8)));
        assertThat(xml.getElementsByTagName("testcase").getLength()).isEqualTo(89);
        assertThat(xml.getElementsByTagName("failure").getLength()).isEqualTo(2);
        assertThat(xml.getElementsByTagName("failure").item(1).getTextContent()).contains("<script>alert(1)");
    }

    @Test
    void theTerminalGetsALineForEachRequirementAndTheVerdict() {
        String text = TextReport.of(like(true, Outcome.PASS), 100);
        assertThat(text.lines().filter(line -> line.startsWith("R"))).hasSize(88);
        assertThat(text).contains("is certified: Bidirectional, bench emulated");
        assertThat(text.lines()).allSatisfy(line -> assertThat(line).hasSizeLessThanOrEqualTo(100));
    }
}

package org.crmlink.tck.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.crmlink.tck.Budget;
import org.crmlink.tck.Group;
import org.crmlink.tck.Profile;
import org.crmlink.tck.Requirement;
import org.crmlink.tck.check.Checks;
import org.crmlink.tck.run.PlannedCheck;
import org.junit.jupiter.api.Test;

/** {@code docs/tck/requirements.md} holds the requirements and checks of the code, all of them and no others. */
class RequirementsPageTest {

    private static final int WIDTH = 140;
    private static final Path PAGE = Path.of(System.getProperty("basedir", ""))
            .toAbsolutePath()
            .resolveSibling("docs/tck/requirements.md")
            .normalize();
    private static final String HOW_TO_UPDATE =
            "docs/tck/requirements.md is not what the code says. Write it anew and review the change:%n"
                    + "    mvn -pl tck -am test -Dtest=RequirementsPageTest -Ddocs.update=true -Dsurefire.failIfNoSpecifiedTests=false";

    @Test
    void thePageHoldsWhatTheCodeSays() throws IOException {
        String page = page();
        if (Boolean.getBoolean("docs.update")) {
            Files.createDirectories(PAGE.getParent());
            Files.writeString(PAGE, page);
        }
        assertThat(PAGE).exists();
        assertThat(Files.readString(PAGE).lines().toList())
                .as(HOW_TO_UPDATE)
                .containsExactlyElementsOf(page.lines().toList());
    }

    private static String page() throws IOException {
        List<PlannedCheck> checks = PlannedCheck.all();
        Map<PlannedCheck, CheckJavadoc> javadoc = CheckJavadoc.ofAll(checks);
        StringBuilder page = new StringBuilder();
        page.append("# Requirements of the certification kit\n\n");
        wrapped(
                page,
                "",
                "Written by a test from the code: `Requirement` and the Javadoc of the checks. Change it there. "
                        + "[README.md](README.md) says how a connector is certified and what the words mean.");
        page.append('\n');
        long musts = Arrays.stream(Requirement.values())
                .filter(one -> one.level() == Requirement.Level.MUST)
                .count();
        wrapped(
                page,
                "",
                Requirement.values().length + " requirements, " + musts + " of them MUST; " + checks.size()
                        + " checks, of which "
                        + checks.stream()
                                .filter(check -> check.check().budget() == Budget.FULL)
                                .count()
                        + " run with the full budget alone.");
        for (Group group : Group.values()) {
            page.append("\n## ")
                    .append(group.code())
                    .append(' ')
                    .append(group.title())
                    .append("\n");
            for (Requirement requirement : Requirement.values()) {
                if (requirement.group() == group) {
                    section(page, requirement, checks, javadoc);
                }
            }
        }
        return page.toString();
    }

    private static void section(
            StringBuilder page,
            Requirement requirement,
            List<PlannedCheck> checks,
            Map<PlannedCheck, CheckJavadoc> javadoc) {
        page.append("\n### ")
                .append(requirement)
                .append(' ')
                .append(requirement.label())
                .append("\n\n");
        wrapped(page, "", escaped(requirement.sentence()));
        page.append('\n');
        String profiles = Arrays.stream(Profile.values())
                .filter(profile -> profile.requires(requirement))
                .map(Profile::title)
                .collect(Collectors.joining(", "));
        wrapped(page, "", requirement.level() + " · profiles: " + profiles);
        page.append('\n');
        List<PlannedCheck> own = checks.stream()
                .filter(check -> check.requirement() == requirement)
                .toList();
        if (own.isEmpty()) {
            wrapped(page, "", "**Untested**: " + escaped(Checks.untested().getOrDefault(requirement, "no check yet")));
        }
        for (PlannedCheck check : own) {
            CheckJavadoc words = javadoc.get(check);
            String budget = switch (check.check().budget()) {
                case INSTANT, QUICK -> "";
                case FULL -> " (full budget)";
            };
            String text = words == null
                    ? "."
                    : ": " + words.does() + " *Not run:* " + words.notRun() + " *Look at:* " + words.lookAt();
            wrapped(page, "- ", "**" + check.name() + "**" + budget + escaped(text));
        }
    }

    /** Markdown's own characters and angle brackets as they are; what is in backticks stays. */
    private static String escaped(String text) {
        return text.replace("<", "&lt;").replace(">", "&gt;");
    }

    private static void wrapped(StringBuilder page, String bullet, String text) {
        StringBuilder line = new StringBuilder(bullet);
        boolean first = true;
        for (String word : text.split(" ")) {
            if (!first && line.length() + 1 + word.length() > WIDTH) {
                page.append(line).append('\n');
                line = new StringBuilder(" ".repeat(bullet.length())).append(word);
            } else {
                line.append(first ? "" : " ").append(word);
            }
            first = false;
        }
        page.append(line).append('\n');
    }
}

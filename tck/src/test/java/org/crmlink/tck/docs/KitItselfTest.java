package org.crmlink.tck.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.crmlink.tck.Requirement;
import org.crmlink.tck.check.Checks;
import org.crmlink.tck.run.Check;
import org.crmlink.tck.run.PlannedCheck;
import org.crmlink.tck.run.Run;
import org.junit.jupiter.api.Test;

/** What holds for the kit's own requirements and checks. */
class KitItselfTest {

    private static final Path CHECKS =
            Path.of(System.getProperty("basedir", ""), "src/main/java/org/crmlink/tck/check");

    @Test
    void everyRequirementHasACheckOrAReasonAndNotBoth() {
        Set<Requirement> looked = EnumSet.noneOf(Requirement.class);
        PlannedCheck.all().forEach(check -> looked.add(check.requirement()));
        Set<Requirement> excused = Checks.untested().keySet();
        assertThat(Arrays.stream(Requirement.values())
                        .filter(requirement -> !looked.contains(requirement) && !excused.contains(requirement)))
                .as("requirements that nobody looks at, silently")
                .isEmpty();
        assertThat(excused.stream().filter(looked::contains))
                .as("requirements that are said to be untested and have a check")
                .isEmpty();
        assertThat(Checks.untested().values()).allMatch(reason -> reason.length() > 20);
    }

    /** {@code requirement-ids.txt} only ever grows: an id keeps its name for ever, and one that was given is never given again. */
    @Test
    void anIdKeepsItsNameForEver() throws IOException {
        try (InputStream file = KitItselfTest.class.getResourceAsStream("requirement-ids.txt")) {
            List<String> given = new String(file.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .toList();
            assertThat(Arrays.stream(Requirement.values())
                            .map(requirement -> requirement + " " + requirement.label())
                            .toList())
                    .containsExactlyElementsOf(given);
        }
        assertThat(Arrays.stream(Requirement.values()).map(Requirement::label)).doesNotHaveDuplicates();
    }

    @Test
    void everyClassOfChecksIsListedOnce() throws IOException {
        Set<String> listed = new TreeSet<>();
        Checks.CLASSES.forEach(type -> listed.add(type.getSimpleName()));
        assertThat(Checks.CLASSES).doesNotHaveDuplicates();
        Set<String> written = new TreeSet<>();
        try (Stream<Path> files = Files.list(CHECKS)) {
            for (Path file : files.toList()) {
                if (Files.readString(file).contains("@Check(")) {
                    written.add(file.getFileName().toString().replace(".java", ""));
                }
            }
        }
        assertThat(listed).isEqualTo(written);
    }

    @Test
    void aCheckIsOfTheSimplestShape() {
        List<String> odd = new ArrayList<>();
        for (Class<?> type : Checks.CLASSES) {
            if (Modifier.isPublic(type.getModifiers()) || !Modifier.isFinal(type.getModifiers())) {
                odd.add(type + " must be package-private and final");
            }
            for (Method method : type.getDeclaredMethods()) {
                boolean check = method.isAnnotationPresent(Check.class);
                boolean shaped = method.getReturnType() == void.class
                        && Arrays.equals(method.getParameterTypes(), new Class<?>[] {Run.class})
                        && !Modifier.isPublic(method.getModifiers())
                        && !Modifier.isStatic(method.getModifiers());
                if (check && !shaped) {
                    odd.add(method + " must be a package-private void method with one Run");
                }
            }
        }
        assertThat(odd).isEmpty();
    }

    @Test
    void aNameTellsOneCheckFromAllOthersOfItsRequirement() {
        Set<String> names = new HashSet<>();
        assertThat(PlannedCheck.all().stream()
                        .map(check -> check.requirement() + " " + check.name())
                        .filter(name -> !names.add(name)))
                .isEmpty();
        assertThat(names).hasSizeGreaterThan(80);
    }

    @Test
    void aCheckSaysWhatItDoesWhyWhenNotAndWhatToLookAt() throws IOException {
        Set<PlannedCheck> complete = CheckJavadoc.ofAll(PlannedCheck.all()).keySet();
        assertThat(PlannedCheck.all().stream()
                        .filter(check -> !complete.contains(check))
                        .map(check -> check.type().getSimpleName() + "."
                                + check.method().getName()))
                .as("checks without a Javadoc of the parts Does, Why, Not run, Look at")
                .isEmpty();
    }

    @Test
    void everyWitnessThatACheckNeedsIsLookedFor() throws IOException {
        List<String> blind = new ArrayList<>();
        for (PlannedCheck check : PlannedCheck.all()) {
            for (String witness : check.check().witnesses()) {
                if (!Files.readString(CHECKS.resolve(check.type().getSimpleName() + ".java"))
                        .replaceAll("(?s)@Check\\(.*?\\)\\s*void", "")
                        .contains('"' + witness + '"')) {
                    blind.add(check.name() + ": nobody sees \"" + witness + '"');
                }
            }
        }
        assertThat(blind).isEmpty();
    }
}

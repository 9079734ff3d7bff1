package org.crmlink.tck.docs;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.crmlink.tck.run.PlannedCheck;

/** The four parts of a check's Javadoc, out of its source file. */
record CheckJavadoc(String does, String why, String notRun, String lookAt) {

    private static final Path SOURCES =
            Path.of(System.getProperty("basedir", ""), "src/main/java").toAbsolutePath();
    private static final List<String> PARTS = List.of("Does:", "Why:", "Not run:", "Look at:");

    /** Those of the checks that have all four parts; a check that lacks one is not among them. */
    static Map<PlannedCheck, CheckJavadoc> ofAll(List<PlannedCheck> checks) throws IOException {
        Map<PlannedCheck, CheckJavadoc> found = new LinkedHashMap<>();
        for (PlannedCheck check : checks) {
            String source =
                    Files.readString(SOURCES.resolve(check.type().getName().replace('.', '/') + ".java"));
            Matcher comment = Pattern.compile(
                            "/\\*\\*((?:(?!\\*/).)*)\\*/\\s*@Check\\b(?:(?!/\\*\\*).)*?\\bvoid\\s+"
                                    + check.method().getName() + "\\s*\\(",
                            Pattern.DOTALL)
                    .matcher(source);
            if (comment.find()) {
                String text = comment.group(1)
                        .replaceAll("(?m)^\\s*\\* ?", "")
                        .replaceAll("\\{@(?:code|link|linkplain) #?([^}]*)}", "`$1`")
                        .replaceAll("\\s+", " ")
                        .strip();
                parts(text, check, found);
            }
        }
        return found;
    }

    private static void parts(String text, PlannedCheck check, Map<PlannedCheck, CheckJavadoc> found) {
        int[] at = PARTS.stream().mapToInt(text::indexOf).toArray();
        if (at[0] != 0 || at[1] < at[0] || at[2] < at[1] || at[3] < at[2]) {
            return;
        }
        CheckJavadoc javadoc =
                new CheckJavadoc(part(text, at, 0), part(text, at, 1), part(text, at, 2), part(text, at, 3));
        if (!javadoc.does.isEmpty()
                && !javadoc.why.isEmpty()
                && !javadoc.notRun.isEmpty()
                && !javadoc.lookAt.isEmpty()) {
            found.put(check, javadoc);
        }
    }

    private static String part(String text, int[] at, int i) {
        int end = i + 1 < at.length ? at[i + 1] : text.length();
        return text.substring(at[i] + PARTS.get(i).length(), end).strip();
    }
}

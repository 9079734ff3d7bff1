package org.crmlink.sdk.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What holds for every Markdown file of the project. */
class DocumentsTest {

    private static final Path ROOT =
            Path.of(System.getProperty("basedir", "")).toAbsolutePath().getParent();
    private static final Set<String> SKIPPED = Set.of("target", "node_modules");
    private static final int LONGEST_LINE = 150;

    private static final Pattern LINK = Pattern.compile("(?<!!)\\[[^\\]]*]\\(([^)\\s]+)\\)");
    private static final Pattern HEADING = Pattern.compile("#{1,6} (.*)");
    private static final Pattern MACHINE_PATH =
            Pattern.compile("(?<![\\w.:/-])/(?:work|tmp|root|home|Users|mnt|private)/\\w|[A-Z]:\\\\Users|\\.m2/");
    private static final Pattern REGISTRY = Pattern.compile(
            "repo1?\\.maven\\.|central\\.sonatype|oss\\.sonatype|registry\\.npmjs|registry\\.yarnpkg|pypi\\.org|pythonhosted|crates\\.io"
                    + "|proxy\\.golang|rubygems\\.org|nuget\\.org|artifactory|jcenter");

    private static final Map<Path, List<String>> PAGES = new HashMap<>();

    @BeforeAll
    static void readPages() throws IOException {
        Files.walkFileTree(ROOT, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
                String name = folder.getFileName().toString();
                boolean skipped = !folder.equals(ROOT) && (name.startsWith(".") || SKIPPED.contains(name));
                return skipped ? FileVisitResult.SKIP_SUBTREE : FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                if (file.toString().endsWith(".md")) {
                    PAGES.put(file, Files.readAllLines(file));
                }
                return FileVisitResult.CONTINUE;
            }
        });
    }

    @Test
    void thereArePages() {
        assertThat(PAGES.keySet()).contains(ROOT.resolve("README.md"), ROOT.resolve("docs/connector-guide.md"));
    }

    @Test
    void everyRelativeLinkLeadsToAFileOrHeading() {
        List<String> broken = new ArrayList<>();
        int links = 0;
        for (Map.Entry<Path, List<String>> page : PAGES.entrySet()) {
            Matcher link = LINK.matcher(String.join("\n", prose(page.getValue())));
            while (link.find()) {
                String target = link.group(1);
                if (!target.matches("[a-z]+:.*")) {
                    links++;
                    problem(page.getKey(), target).ifPresent(broken::add);
                }
            }
        }

        assertThat(links).isGreaterThan(10);
        assertThat(broken).isEmpty();
    }

    @Test
    void noPageHoldsAPathOfAMachineOrTheHostOfAPackageRegistry() {
        assertThat(linesWith(MACHINE_PATH)).isEmpty();
        assertThat(linesWith(REGISTRY)).isEmpty();
    }

    @Test
    void linesOutsideTablesAndCodeAreAtMost150CharactersLong() {
        List<String> tooLong = new ArrayList<>();
        PAGES.forEach((page, lines) -> prose(lines).stream()
                .filter(line -> line.length() > LONGEST_LINE && !line.startsWith("|"))
                .forEach(line -> tooLong.add(ROOT.relativize(page) + ": " + line)));

        assertThat(tooLong).isEmpty();
    }

    private static Optional<String> problem(Path page, String target) {
        int hash = target.indexOf('#');
        String path = hash < 0 ? target : target.substring(0, hash);
        Path file = path.isEmpty() ? page : page.resolveSibling(path).normalize();
        String place = ROOT.relativize(page) + " → " + target;
        if (!file.startsWith(ROOT) || !Files.exists(file)) {
            return Optional.of(place + ": there is no such file");
        }
        boolean found = hash < 0 || anchors(PAGES.getOrDefault(file, List.of())).contains(target.substring(hash + 1));
        return found ? Optional.empty() : Optional.of(place + ": there is no such heading");
    }

    /** Headings as the usual renderers name them: lower case, punctuation gone, blanks to hyphens. */
    private static Set<String> anchors(List<String> lines) {
        Set<String> anchors = new HashSet<>();
        for (String line : prose(lines)) {
            Matcher heading = HEADING.matcher(line);
            if (heading.matches()) {
                anchors.add(heading.group(1)
                        .toLowerCase(Locale.ROOT)
                        .replaceAll("[^\\p{L}\\p{N} _-]", "")
                        .replace(' ', '-'));
            }
        }
        return anchors;
    }

    private static List<String> linesWith(Pattern pattern) {
        List<String> found = new ArrayList<>();
        PAGES.forEach((page, lines) -> lines.stream()
                .filter(line -> pattern.matcher(line).find())
                .forEach(line -> found.add(ROOT.relativize(page) + ": " + line)));
        return found;
    }

    /** The lines outside fenced code. */
    private static List<String> prose(List<String> lines) {
        List<String> prose = new ArrayList<>();
        boolean code = false;
        for (String line : lines) {
            if (line.stripLeading().startsWith("```")) {
                code = !code;
            } else if (!code) {
                prose.add(line);
            }
        }
        return prose;
    }
}

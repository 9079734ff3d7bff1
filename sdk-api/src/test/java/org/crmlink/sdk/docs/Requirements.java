package org.crmlink.sdk.docs;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Collects the numbered sentences, such as {@code [CHG-1]}, from the Javadoc of source files. */
final class Requirements {

    private static final Pattern COMMENT = Pattern.compile("(?s)/\\*\\*(.*?)\\*/");
    private static final Pattern IDS = Pattern.compile("\\s*\\[([A-Z]{2,5}-\\d+(?: [A-Z]{2,5}-\\d+)*)]");
    private static final Pattern BLOCK = Pattern.compile("(?:<p>|<li>|</?ul>|(?=@(?:param|return|throws)\\b))");
    private static final Pattern SENTENCE_END = Pattern.compile("(?<=\\.)\\s+(?=[A-Z`])");
    private static final Pattern TYPE = Pattern.compile("\\b(?:class|interface|record|enum)\\s+(\\w+)");
    private static final Pattern METHOD = Pattern.compile("(\\w+)\\s*\\(");

    private Requirements() {}

    /** One numbered sentence and the type or method that it is said of. */
    record Entry(String id, String sentence, String where) {
        private String group() {
            return id.substring(0, id.indexOf('-'));
        }

        private int number() {
            return Integer.parseInt(id.substring(id.indexOf('-') + 1));
        }

        String row() {
            return "| " + id + " | " + sentence.replace("|", "\\|") + " | `" + where + "` |";
        }
    }

    static List<Entry> in(Path sources) throws IOException {
        List<Entry> entries = new ArrayList<>();
        try (Stream<Path> files = Files.walk(sources)) {
            files.filter(file -> file.toString().endsWith(".java")).sorted().forEach(file -> collect(file, entries));
        }
        entries.sort(Comparator.comparing(Entry::group)
                .thenComparing(Entry::number)
                .thenComparing(Entry::where)
                .thenComparing(Entry::sentence));
        return entries;
    }

    private static void collect(Path file, List<Entry> entries) {
        String source;
        try {
            source = Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        String type = file.getFileName().toString().replace(".java", "");
        Matcher comments = COMMENT.matcher(source);
        while (comments.find()) {
            String where = where(type, source.substring(comments.end()));
            for (String sentence : sentences(comments.group(1))) {
                Matcher ids = IDS.matcher(sentence);
                String text = ids.replaceAll("");
                for (MatchResult found : IDS.matcher(sentence).results().toList()) {
                    for (String id : found.group(1).split(" ", -1)) {
                        entries.add(new Entry(id, text, where));
                    }
                }
            }
        }
    }

    /** The declaration after a comment: a type, or a member of the file's type. */
    private static String where(String type, String after) {
        String declaration = after.split("[{;]", 2)[0].replaceAll("@\\w+(\\([^)]*\\))?", "");
        Matcher inner = TYPE.matcher(declaration);
        if (inner.find()) {
            return inner.group(1).equals(type) ? type : type + "." + inner.group(1);
        }
        Matcher method = METHOD.matcher(declaration);
        boolean member = method.find() && !method.group(1).equals(type);
        return member ? type + "." + method.group(1) : type;
    }

    private static List<String> sentences(String comment) {
        String text = comment.replaceAll("(?m)^\\s*\\*[ ]?", "");
        // An id in code is an example, not a requirement.
        text = text.replaceAll("\\{@code \\[[^}]*}", "");
        text = text.replaceAll("\\{@code ([^}]*)}", "`$1`")
                .replaceAll("\\{@(?:link|linkplain)\\s+[^\\s}]+\\s+([^}]*)}", "$1")
                .replaceAll("\\{@(?:link|linkplain)\\s+([^\\s}]+)}", "`$1`")
                .replaceAll("\\{@value ([^}]*)}", "`$1`")
                .replaceAll("`(?:[a-z]+\\.)+(?=[A-Z])", "`")
                .replaceAll("`#", "`")
                .replace('#', '.')
                .replaceAll("</?(?:b|em)>", "");
        List<String> sentences = new ArrayList<>();
        for (String block : BLOCK.split(text)) {
            String plain = block.strip()
                    .replaceAll("\\s+", " ")
                    .replaceAll("^@param (\\S+) ", "`$1`: ")
                    .replaceAll("^@return ", "returns ")
                    .replaceAll("^@throws (?:[a-z]+\\.)*", "throws ");
            for (String sentence : SENTENCE_END.split(plain)) {
                sentences.add(sentence.strip());
            }
        }
        return sentences;
    }
}

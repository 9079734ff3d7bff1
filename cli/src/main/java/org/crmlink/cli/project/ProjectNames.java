package org.crmlink.cli.project;

import java.util.Locale;
import java.util.regex.Pattern;
import javax.lang.model.SourceVersion;
import org.crmlink.cli.CliException;
import org.crmlink.cli.ExitCode;

/**
 * The names in a new project. Immutable.
 *
 * @param id the connector's id, such as {@code my-crm}
 * @param packageName such as {@code org.example.mycrm}
 */
public record ProjectNames(String id, String packageName) {

    private static final Pattern ID = Pattern.compile("[a-z][a-z0-9]*(-[a-z0-9]+)*");
    private static final int LONGEST_ID = 40;

    public ProjectNames {
        if (!ID.matcher(id).matches() || id.length() > LONGEST_ID) {
            throw new CliException(
                    ExitCode.USAGE,
                    "'" + id + "' cannot be the name of a connector",
                    "lower-case letters, digits and single hyphens, a letter first, at most " + LONGEST_ID
                            + " characters: " + nearest(id));
        }
        if (!SourceVersion.isName(packageName, SourceVersion.RELEASE_17)) {
            throw new CliException(
                    ExitCode.USAGE,
                    "'" + packageName + "' cannot be the name of a Java package",
                    "give one with --package, such as org.example.connector");
        }
    }

    /** With a package made of the id. */
    public static ProjectNames of(String id) {
        return new ProjectNames(id, "org.example." + id.replace("-", ""));
    }

    /** A name like the given one that would do. */
    private static String nearest(String id) {
        String words = id.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]+", "-").replaceAll("^[-0-9]+|-+$", "");
        return "such as " + (words.isEmpty() || words.length() > LONGEST_ID ? "my-crm" : words);
    }

    /** The beginning of the classes' names, such as {@code MyCrm}. */
    public String className() {
        StringBuilder name = new StringBuilder();
        for (String word : id.split("-", -1)) {
            name.append(Character.toUpperCase(word.charAt(0))).append(word, 1, word.length());
        }
        return name.toString();
    }

    /** The name as an environment variable begins, such as {@code MY_CRM}. */
    String variable() {
        return id.toUpperCase(Locale.ROOT).replace('-', '_');
    }
}

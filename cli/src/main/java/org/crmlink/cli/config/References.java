package org.crmlink.cli.config;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Resolves references in option values: {@code ${env:NAME}} is an environment variable, {@code ${file:PATH}} the content of a file without its last
 * line end. Anything else in {@code ${…}} is refused; {@code $$} is a dollar sign.
 */
final class References {

    private static final Pattern REFERENCE = Pattern.compile("\\$\\$|\\$\\{([^}]*)}");
    private static final int MOST_BYTES = 65_536;

    private final Map<String, String> environment;
    private final Path folder;

    References(Map<String, String> environment, Path folder) {
        this.environment = environment;
        this.folder = folder;
    }

    /**
     * @throws IllegalArgumentException saying which reference does not resolve; it never holds a value
     */
    String resolve(String text) {
        Matcher matcher = REFERENCE.matcher(text);
        StringBuilder resolved = new StringBuilder();
        while (matcher.find()) {
            String reference = matcher.group(1);
            matcher.appendReplacement(resolved, Matcher.quoteReplacement(reference == null ? "$" : value(reference)));
        }
        return matcher.appendTail(resolved).toString();
    }

    static boolean isReference(String text) {
        return text.startsWith("${") && text.endsWith("}");
    }

    private String value(String reference) {
        int colon = reference.indexOf(':');
        String kind = colon < 0 ? "" : reference.substring(0, colon);
        String name = reference.substring(colon + 1);
        return switch (kind) {
            case "env" -> environmentVariable(name);
            case "file" -> fileContent(name);
            default ->
                // not repeated: it may be a secret that only looks like a reference
                throw new IllegalArgumentException(
                        "holds a ${…} that is neither ${env:NAME} nor ${file:PATH}; a dollar sign itself is $$");
        };
    }

    private String environmentVariable(String name) {
        String value = environment.get(name);
        if (value == null || value.isEmpty()) {
            throw new IllegalArgumentException(
                    "the environment variable " + name + " is not set; set it before you start crmlink");
        }
        return value;
    }

    private String fileContent(String name) {
        Path file = folder.resolve(name);
        try {
            if (Files.size(file) > MOST_BYTES) {
                throw new IllegalArgumentException("the file " + file + " is longer than " + MOST_BYTES + " bytes");
            }
            String content = Files.readString(file, StandardCharsets.UTF_8);
            return content.endsWith("\r\n")
                    ? content.substring(0, content.length() - 2)
                    : content.endsWith("\n") ? content.substring(0, content.length() - 1) : content;
        } catch (IOException e) {
            throw new IllegalArgumentException("the file " + file + " cannot be read: " + e, e);
        }
    }
}

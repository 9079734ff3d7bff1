package org.crmlink.connector.salesforce;

import org.crmlink.sdk.ConnectorException;
import org.crmlink.sdk.ErrorKind;

/** Names of files. Stateless. */
final class FileNames {

    /** As many characters as a title may have. */
    private static final int LONGEST = 255;

    private FileNames() {}

    /** Refuses names that no kind of file can have, or that the server would repair. */
    static void require(String name) {
        if (name.isEmpty() || name.equals(".") || name.equals("..")) {
            throw refused("that cannot be the name of a file");
        }
        if (!name.equals(name.strip())) {
            throw refused("a file's name may not begin or end with a blank, which the server drops");
        }
        if (name.chars().anyMatch(Character::isISOControl)) {
            throw refused("a file's name may have no control characters");
        }
        if (name.length() > LONGEST) {
            throw refused("a file's name may have at most " + LONGEST + " characters, this one has " + name.length());
        }
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            boolean pair = Character.isHighSurrogate(c)
                    && i + 1 < name.length()
                    && Character.isLowSurrogate(name.charAt(i + 1));
            if (pair) {
                i++;
            } else if (Character.isSurrogate(c)) {
                throw refused("a file's name holds half a character");
            }
        }
    }

    static ConnectorException refused(String why) {
        return FileQueries.refused(ErrorKind.INVALID_DATA, why)
                .hint("choose another name")
                .build();
    }

    /** What stands behind the last dot, without it; an empty text if there is no dot inside the name. */
    static String extension(String name) {
        int dot = name.lastIndexOf('.');
        return dot <= 0 ? "" : name.substring(dot + 1);
    }

    /** What stands before the last dot; the whole name if nothing stands behind it. */
    static String base(String name) {
        String extension = extension(name);
        return extension.isEmpty() ? name : name.substring(0, name.length() - extension.length() - 1);
    }
}

package org.crmlink.host.context;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;

/**
 * The form of a credentials file: UTF-8 lines, {@code crmlink-credentials 1}, then {@code key TAB secret} each, then {@code end N} with the number of
 * entries, so that a cut file is told from a short one. Backslash, tab, line feed and carriage return are written as {@code \\}, {@code \t},
 * {@code \n} and {@code \r}.
 */
final class CredentialFormat {

    private static final String HEADER = "crmlink-credentials 1";
    private static final String TRAILER = "end ";

    private CredentialFormat() {}

    /** A file that is not of this form. The message holds no content. */
    static final class CorruptException extends Exception {
        private static final long serialVersionUID = 1L;

        CorruptException(String message) {
            super(message);
        }
    }

    static byte[] write(Map<String, String> entries) {
        StringBuilder text = new StringBuilder(HEADER).append('\n');
        new TreeMap<>(entries).forEach((key, secret) -> {
            escape(key, text);
            text.append('\t');
            escape(secret, text);
            text.append('\n');
        });
        text.append(TRAILER).append(entries.size()).append('\n');
        return text.toString().getBytes(StandardCharsets.UTF_8);
    }

    static Map<String, String> read(byte[] content) throws CorruptException {
        String[] lines = decode(content).split("\n", -1);
        if (!lines[0].equals(HEADER)) {
            throw new CorruptException("its first line is not '" + HEADER + "'");
        }
        int last = lines.length - 2;
        Map<String, String> entries = new TreeMap<>();
        for (int i = 1; i < last; i++) {
            int tab = lines[i].indexOf('\t');
            if (tab < 0) {
                throw new CorruptException("line " + (i + 1) + " is not a key, a tab and a secret");
            }
            String key = unescape(lines[i].substring(0, tab), i + 1);
            if (entries.put(key, unescape(lines[i].substring(tab + 1), i + 1)) != null) {
                throw new CorruptException("line " + (i + 1) + " repeats a key");
            }
        }
        if (last < 1 || !lines[last + 1].isEmpty() || !lines[last].equals(TRAILER + entries.size())) {
            throw new CorruptException("its end is missing");
        }
        return entries;
    }

    private static String decode(byte[] content) throws CorruptException {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .onMalformedInput(CodingErrorAction.REPORT)
                    .onUnmappableCharacter(CodingErrorAction.REPORT)
                    .decode(ByteBuffer.wrap(content))
                    .toString();
        } catch (CharacterCodingException e) {
            CorruptException corrupt = new CorruptException("it is not UTF-8 text");
            corrupt.initCause(e);
            throw corrupt;
        }
    }

    private static void escape(String text, StringBuilder out) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            switch (c) {
                case '\\' -> out.append("\\\\");
                case '\t' -> out.append("\\t");
                case '\n' -> out.append("\\n");
                case '\r' -> out.append("\\r");
                default -> out.append(c);
            }
        }
    }

    private static String unescape(String text, int line) throws CorruptException {
        StringBuilder out = new StringBuilder();
        boolean escaped = false;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (escaped) {
                out.append(meaning(c, line));
                escaped = false;
            } else if (c == '\\') {
                escaped = true;
            } else {
                out.append(c);
            }
        }
        if (escaped) {
            throw new CorruptException("line " + line + " ends with a lone backslash");
        }
        return out.toString();
    }

    private static char meaning(char escaped, int line) throws CorruptException {
        return switch (escaped) {
            case '\\' -> '\\';
            case 't' -> '\t';
            case 'n' -> '\n';
            case 'r' -> '\r';
            default -> throw new CorruptException("line " + line + " holds a backslash that means nothing");
        };
    }
}

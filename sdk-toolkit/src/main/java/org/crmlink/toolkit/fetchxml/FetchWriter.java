package org.crmlink.toolkit.fetchxml;

import java.util.ArrayDeque;
import java.util.Deque;

/** Writes elements as text. Nothing in a value is ever read as markup [SEC-6]. One-at-a-time. */
final class FetchWriter {

    private final StringBuilder text = new StringBuilder();
    private final Deque<String> open = new ArrayDeque<>();
    private boolean inTag;

    FetchWriter open(String name) {
        endTag();
        text.append('<').append(name);
        open.push(name);
        inTag = true;
        return this;
    }

    FetchWriter attribute(String name, String value) {
        text.append(' ').append(name).append("=\"");
        escape(value);
        text.append('"');
        return this;
    }

    FetchWriter text(String value) {
        endTag();
        escape(value);
        return this;
    }

    FetchWriter close() {
        String name = open.pop();
        if (inTag) {
            text.append("/>");
            inTag = false;
        } else {
            text.append("</").append(name).append('>');
        }
        return this;
    }

    private void endTag() {
        if (inTag) {
            text.append('>');
            inTag = false;
        }
    }

    private void escape(String value) {
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            switch (c) {
                case '&' -> text.append("&amp;");
                case '<' -> text.append("&lt;");
                case '>' -> text.append("&gt;");
                case '"' -> text.append("&quot;");
                case '\'' -> text.append("&apos;");
                // White space in attributes becomes blanks unless it is written as a reference.
                case '\t', '\n', '\r' -> text.append("&#").append((int) c).append(';');
                default -> text.append(c);
            }
        }
    }

    /** Whether XML 1.0 can say the text: no control characters, no halves of characters. */
    static boolean canSay(String value) {
        for (int i = 0; i < value.length(); ) {
            int c = value.codePointAt(i);
            boolean allowed = c == '\t'
                    || c == '\n'
                    || c == '\r'
                    || c >= 0x20 && c <= 0xD7FF
                    || c >= 0xE000 && c <= 0xFFFD
                    || c >= 0x10000;
            if (!allowed) {
                return false;
            }
            i += Character.charCount(c);
        }
        return true;
    }

    @Override
    public String toString() {
        return text.toString();
    }
}

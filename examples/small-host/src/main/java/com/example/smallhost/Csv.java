package com.example.smallhost;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** CSV as RFC 4180 has it. Nothing between two commas is null, {@code ""} is the empty text. */
final class Csv {

    private Csv() {}

    static String line(List<String> cells) {
        return cells.stream().map(Csv::cell).collect(Collectors.joining(",", "", "\r\n"));
    }

    private static String cell(String text) {
        if (text == null) {
            return "";
        }
        boolean plain = !text.isEmpty() && text.chars().noneMatch(c -> c == ',' || c == '"' || c == '\r' || c == '\n');
        return plain ? text : '"' + text.replace("\"", "\"\"") + '"';
    }

    static List<List<String>> parse(String text) {
        List<List<String>> lines = new ArrayList<>();
        int at = 0;
        while (at < text.length()) {
            List<String> line = new ArrayList<>();
            boolean more = true;
            while (more) {
                int end = cellEnd(text, at);
                line.add(value(text.substring(at, end)));
                more = end < text.length() && text.charAt(end) == ',';
                at = end + 1;
            }
            if (at < text.length() && text.charAt(at - 1) == '\r' && text.charAt(at) == '\n') {
                at++;
            }
            lines.add(line);
        }
        return lines;
    }

    private static int cellEnd(String text, int start) {
        boolean quoted = false;
        for (int i = start; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '"') {
                quoted = !quoted;
            } else if (!quoted && (c == ',' || c == '\r' || c == '\n')) {
                return i;
            }
        }
        return text.length();
    }

    private static String value(String cell) {
        if (cell.isEmpty()) {
            return null;
        }
        boolean quoted = cell.length() >= 2 && cell.charAt(0) == '"';
        return quoted ? cell.substring(1, cell.length() - 1).replace("\"\"", "\"") : cell;
    }
}

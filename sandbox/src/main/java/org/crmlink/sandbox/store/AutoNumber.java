package org.crmlink.sandbox.store;

import java.util.Locale;
import java.util.SplittableRandom;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Formats of automatic numbers as the real service writes them: {@code {SEQNUM:5}} and {@code {RANDSTRING:6}} between fixed text. */
final class AutoNumber {

    private static final Pattern PART = Pattern.compile("\\{(SEQNUM|RANDSTRING):(\\d)}");
    private static final String LETTERS = "0123456789BCDFGHJKLMNPQRSTVWXYZ";

    private AutoNumber() {}

    static String format(String pattern, long sequence) {
        SplittableRandom random = new SplittableRandom(sequence);
        Matcher part = PART.matcher(pattern);
        StringBuilder text = new StringBuilder();
        while (part.find()) {
            int length = Integer.parseInt(part.group(2));
            part.appendReplacement(
                    text,
                    part.group(1).equals("SEQNUM")
                            ? String.format(Locale.ROOT, "%0" + Math.max(1, length) + "d", sequence)
                            : letters(random, length));
        }
        return part.appendTail(text).toString();
    }

    private static String letters(SplittableRandom random, int length) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < length; i++) {
            text.append(LETTERS.charAt(random.nextInt(LETTERS.length())));
        }
        return text.toString();
    }
}

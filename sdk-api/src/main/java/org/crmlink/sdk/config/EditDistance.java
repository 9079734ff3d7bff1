package org.crmlink.sdk.config;

import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;

/** Finds the word that a person probably meant. */
final class EditDistance {

    private EditDistance() {}

    static Optional<String> nearest(String word, Collection<String> words) {
        int most = Math.max(2, word.length() / 3);
        String wanted = word.toLowerCase(Locale.ROOT);
        return words.stream()
                .filter(candidate -> between(wanted, candidate.toLowerCase(Locale.ROOT)) <= most)
                .min(Comparator.comparingInt(candidate -> between(wanted, candidate.toLowerCase(Locale.ROOT))));
    }

    /** Levenshtein's distance with two rows. */
    static int between(String a, String b) {
        int[] previous = new int[b.length() + 1];
        for (int j = 0; j <= b.length(); j++) {
            previous[j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            int[] current = new int[b.length() + 1];
            current[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                int substitution = previous[j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                current[j] = Math.min(substitution, 1 + Math.min(previous[j], current[j - 1]));
            }
            previous = current;
        }
        return previous[b.length()];
    }
}

package org.crmlink.host.text;

import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;

/** Finds the word that a person probably meant. Stateless, thread-safe. */
public final class DidYouMean {

    private DidYouMean() {}

    /** {@code "; did you mean 'x'?"} with the nearest candidate, or an empty text if none is near. */
    public static String hint(String word, Collection<String> candidates) {
        return nearest(word, candidates)
                .map(best -> "; did you mean '" + best + "'?")
                .orElse("");
    }

    /** The candidate with the fewest letters changed, at most two or a third of the word; case counts nothing. */
    public static Optional<String> nearest(String word, Collection<String> candidates) {
        int most = Math.max(2, word.length() / 3);
        String wanted = word.toLowerCase(Locale.ROOT);
        record Near(String candidate, int distance) {}
        return candidates.stream()
                .filter(candidate -> Math.abs(candidate.length() - word.length()) <= most)
                .map(candidate -> new Near(candidate, distance(wanted, candidate.toLowerCase(Locale.ROOT))))
                .filter(near -> near.distance() <= most && near.distance() < wanted.length())
                .min(Comparator.comparingInt(Near::distance))
                .map(Near::candidate);
    }

    /** Levenshtein's distance with two rows. */
    private static int distance(String a, String b) {
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

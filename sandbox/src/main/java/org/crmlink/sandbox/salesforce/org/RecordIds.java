package org.crmlink.sandbox.salesforce.org;

import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Pattern;

/**
 * Ids of records: 15 characters that mind the case, and three more that say which of them are capitals, so that 18 characters can be compared without
 * case. The first three name the object. Source: backend page, section 14. Thread-safe.
 */
public final class RecordIds {

    /** Length of an id as the API returns it. */
    public static final int LENGTH = 18;

    private static final int SHORT = 15;
    private static final int PREFIX = 3;
    private static final int BLOCK = 5;
    private static final int COUNTER_DIGITS = 9;
    private static final String CHECK = "ABCDEFGHIJKLMNOPQRSTUVWXYZ012345";
    private static final String DIGITS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
    private static final Pattern FORM = Pattern.compile("[A-Za-z0-9]{15}(?:[A-Za-z0-5]{3})?");

    private final String pod;
    private final AtomicLong counter = new AtomicLong();

    /**
     * Makes ids of an org.
     *
     * @param pod three characters behind the prefix, the same for the org's ids
     */
    public RecordIds(String pod) {
        if (pod.length() != SHORT - PREFIX - COUNTER_DIGITS || !pod.chars().allMatch(c -> DIGITS.indexOf(c) >= 0)) {
            throw new IllegalArgumentException("a pod has three letters or digits, not " + pod);
        }
        this.pod = pod;
    }

    /** The next id of an object, never given before. */
    public String next(String prefix) {
        if (prefix.length() != PREFIX) {
            throw new IllegalArgumentException("a prefix has three characters, not " + prefix);
        }
        char[] digits = new char[COUNTER_DIGITS];
        long number = counter.incrementAndGet();
        for (int at = COUNTER_DIGITS - 1; at >= 0; at--) {
            digits[at] = DIGITS.charAt((int) (number % DIGITS.length()));
            number /= DIGITS.length();
        }
        return completed(prefix + pod + new String(digits));
    }

    /** Ids up to this counter were given in an earlier run. */
    public void skipTo(long given) {
        counter.accumulateAndGet(given, Math::max);
    }

    /** How many ids were given. */
    public long given() {
        return counter.get();
    }

    /**
     * The id with 18 characters.
     *
     * @param id with 15, or with 18 in any case
     * @return empty if it is no id
     */
    public static Optional<String> normalized(String id) {
        if (!FORM.matcher(id).matches()) {
            return Optional.empty();
        }
        if (id.length() == SHORT) {
            return Optional.of(completed(id));
        }
        char[] chars = id.substring(0, SHORT).toCharArray();
        for (int block = 0; block < PREFIX; block++) {
            int bits = CHECK.indexOf(Character.toUpperCase(id.charAt(SHORT + block)));
            for (int bit = 0; bit < BLOCK; bit++) {
                int at = block * BLOCK + bit;
                boolean capital = (bits & 1 << bit) != 0;
                if (capital && !Character.isLetter(chars[at])) {
                    return Optional.empty();
                }
                chars[at] = capital ? Character.toUpperCase(chars[at]) : Character.toLowerCase(chars[at]);
            }
        }
        return Optional.of(completed(new String(chars)));
    }

    /** The first three characters, which name the object. */
    public static String prefix(String id) {
        return id.substring(0, PREFIX);
    }

    private static String completed(String id) {
        StringBuilder whole = new StringBuilder(id);
        for (int block = 0; block < PREFIX; block++) {
            int bits = 0;
            for (int bit = 0; bit < BLOCK; bit++) {
                char c = id.charAt(block * BLOCK + bit);
                if (c >= 'A' && c <= 'Z') {
                    bits |= 1 << bit;
                }
            }
            whole.append(CHECK.charAt(bits));
        }
        return whole.toString();
    }
}

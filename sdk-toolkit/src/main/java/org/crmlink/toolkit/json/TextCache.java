package org.crmlink.toolkit.json;

import com.fasterxml.jackson.core.JsonParser;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * Short texts that come again and again, such as options and names of entities, so that each is made once and not per cell. Thread-safe without
 * locks: a text that two threads make at once is made twice. Of bounded size: a newcomer takes the place of the one before.
 */
public final class TextCache {

    private static final int LONGEST = 40;

    private final @Nullable String[] texts;

    /** @param places a power of two */
    public TextCache(int places) {
        if (places < 1 || Integer.bitCount(places) != 1) {
            throw new IllegalArgumentException("the number of places must be a power of two");
        }
        this.texts = new String[places];
    }

    /** The text of the token that the parser stands on. */
    public String text(JsonParser parser) throws IOException {
        return text(parser.getTextCharacters(), parser.getTextOffset(), parser.getTextLength());
    }

    String text(char[] chars, int from, int length) {
        if (length > LONGEST) {
            return new String(chars, from, length);
        }
        int hash = 0;
        for (int i = 0; i < length; i++) {
            hash = 31 * hash + chars[from + i];
        }
        // the upper bits too: options of one list differ in their last digits only
        int place = (hash ^ (hash >>> 15)) & (texts.length - 1);
        @Nullable String known = texts[place];
        if (known != null && isSame(known, chars, from, length)) {
            return known;
        }
        String fresh = new String(chars, from, length);
        texts[place] = fresh;
        return fresh;
    }

    private static boolean isSame(String known, char[] chars, int from, int length) {
        if (known.length() != length) {
            return false;
        }
        for (int i = 0; i < length; i++) {
            if (known.charAt(i) != chars[from + i]) {
                return false;
            }
        }
        return true;
    }
}

package org.crmlink.sdk.metadata;

import static java.util.Objects.requireNonNull;

import java.util.Map;

/**
 * A label for people. Immutable.
 *
 * @param text in the caller's language; never empty where the backend has any text
 * @param byLanguage every language that the backend told, by BCP 47 tag; may be empty
 */
public record LocalizedText(String text, Map<String, String> byLanguage) {

    public LocalizedText {
        requireNonNull(text, "text is null");
        byLanguage = Map.copyOf(byLanguage);
    }

    public static LocalizedText of(String text) {
        return new LocalizedText(text, Map.of());
    }

    @Override
    public String toString() {
        return text;
    }
}

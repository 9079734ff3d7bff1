package org.crmlink.sandbox.dynamics;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Complex values that recur all over the metadata. */
final class Labels {

    private static final int ENGLISH = 1033;

    private Labels() {}

    /** An English text; empty if there is no text. */
    static Map<String, @Nullable Object> of(String text) {
        return of(text, Map.of());
    }

    /** A text in English and other languages; empty if there is no English one. */
    static Map<String, @Nullable Object> of(String text, Map<Integer, String> translations) {
        Map<String, @Nullable Object> label = new LinkedHashMap<>();
        if (text.isEmpty()) {
            label.put("LocalizedLabels", List.of());
            label.put("UserLocalizedLabel", null);
            return label;
        }
        Map<String, @Nullable Object> english = localized(text, ENGLISH);
        List<Map<String, @Nullable Object>> all = new ArrayList<>();
        all.add(english);
        translations.forEach((language, translated) -> all.add(localized(translated, language)));
        label.put("LocalizedLabels", all);
        label.put("UserLocalizedLabel", english);
        return label;
    }

    private static Map<String, @Nullable Object> localized(String text, int language) {
        Map<String, @Nullable Object> localized = new LinkedHashMap<>();
        localized.put("Label", text);
        localized.put("LanguageCode", language);
        localized.put("IsManaged", true);
        localized.put(
                "MetadataId",
                UUID.nameUUIDFromBytes(("label:" + (language == ENGLISH ? "" : language + ":") + text)
                                .getBytes(StandardCharsets.UTF_8))
                        .toString());
        localized.put("HasChanged", null);
        return localized;
    }

    /** A value with a switch whether it may be customized. */
    static Map<String, @Nullable Object> managed(Object value, String name) {
        Map<String, @Nullable Object> managed = new LinkedHashMap<>();
        managed.put("Value", value);
        managed.put("CanBeChanged", true);
        managed.put("ManagedPropertyLogicalName", name);
        return managed;
    }
}

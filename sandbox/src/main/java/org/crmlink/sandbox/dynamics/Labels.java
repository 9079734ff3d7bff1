package org.crmlink.sandbox.dynamics;

import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Complex values that recur all over the metadata. */
final class Labels {

    private static final int ENGLISH = 1033;

    private Labels() {}

    /** A text in the only language of the sandbox; empty if there is no text. */
    static Map<String, @Nullable Object> of(String text) {
        Map<String, @Nullable Object> label = new LinkedHashMap<>();
        if (text.isEmpty()) {
            label.put("LocalizedLabels", List.of());
            label.put("UserLocalizedLabel", null);
            return label;
        }
        Map<String, @Nullable Object> localized = new LinkedHashMap<>();
        localized.put("Label", text);
        localized.put("LanguageCode", ENGLISH);
        localized.put("IsManaged", true);
        localized.put(
                "MetadataId",
                UUID.nameUUIDFromBytes(("label:" + text).getBytes(StandardCharsets.UTF_8))
                        .toString());
        localized.put("HasChanged", null);
        label.put("LocalizedLabels", List.of(localized));
        label.put("UserLocalizedLabel", localized);
        return label;
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

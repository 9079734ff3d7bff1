package org.crmlink.connector.dynamics;

import static java.util.Map.entry;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.crmlink.sdk.metadata.LocalizedText;
import org.crmlink.toolkit.json.JsonObject;

/** Reads labels, whose languages are Windows language codes. */
final class Labels {

    /** The language packs of Dynamics; a label in another language is left out. */
    private static final Map<Integer, String> LANGUAGES = Map.ofEntries(
            entry(1025, "ar-SA"),
            entry(1026, "bg-BG"),
            entry(1027, "ca-ES"),
            entry(1028, "zh-TW"),
            entry(1029, "cs-CZ"),
            entry(1030, "da-DK"),
            entry(1031, "de-DE"),
            entry(1032, "el-GR"),
            entry(1033, "en-US"),
            entry(1035, "fi-FI"),
            entry(1036, "fr-FR"),
            entry(1037, "he-IL"),
            entry(1038, "hu-HU"),
            entry(1040, "it-IT"),
            entry(1041, "ja-JP"),
            entry(1042, "ko-KR"),
            entry(1043, "nl-NL"),
            entry(1044, "nb-NO"),
            entry(1045, "pl-PL"),
            entry(1046, "pt-BR"),
            entry(1048, "ro-RO"),
            entry(1049, "ru-RU"),
            entry(1050, "hr-HR"),
            entry(1051, "sk-SK"),
            entry(1053, "sv-SE"),
            entry(1054, "th-TH"),
            entry(1055, "tr-TR"),
            entry(1057, "id-ID"),
            entry(1058, "uk-UA"),
            entry(1060, "sl-SI"),
            entry(1061, "et-EE"),
            entry(1062, "lv-LV"),
            entry(1063, "lt-LT"),
            entry(1066, "vi-VN"),
            entry(1069, "eu-ES"),
            entry(1081, "hi-IN"),
            entry(1086, "ms-MY"),
            entry(1087, "kk-KZ"),
            entry(1110, "gl-ES"),
            entry(2052, "zh-CN"),
            entry(2070, "pt-PT"),
            entry(2074, "sr-Latn-CS"),
            entry(3076, "zh-HK"),
            entry(3082, "es-ES"),
            entry(3098, "sr-Cyrl-CS"));

    private Labels() {}

    /** @param fallback the text if there is no label in any language */
    static LocalizedText text(JsonObject label, String fallback) {
        Map<String, String> byLanguage = new HashMap<>();
        Optional<String> first = Optional.empty();
        for (JsonObject localized : label.objects("LocalizedLabels")) {
            Optional<String> text = localized.text("Label").filter(value -> !value.isEmpty());
            Optional<String> language = localized.integer("LanguageCode").map(LANGUAGES::get);
            if (text.isPresent() && language.isPresent()) {
                byLanguage.put(language.get(), text.get());
            }
            first = first.or(() -> text);
        }
        String text = label.object("UserLocalizedLabel")
                .text("Label")
                .filter(value -> !value.isEmpty())
                .orElse(first.orElse(fallback));
        return new LocalizedText(text, byLanguage);
    }
}

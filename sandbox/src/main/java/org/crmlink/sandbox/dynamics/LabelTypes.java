package org.crmlink.sandbox.dynamics;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Texts for people as clients send them. */
final class LabelTypes {

    static final NamedType[] ALL = {
        NamedType.Complex.of(
                "Label",
                "LocalizedLabels",
                "Collection(mscrm.LocalizedLabel)",
                "UserLocalizedLabel",
                "mscrm.LocalizedLabel"),
        NamedType.Complex.of(
                "LocalizedLabel",
                "Label",
                "Edm.String",
                "LanguageCode",
                "Edm.Int32",
                "IsManaged",
                "Edm.Boolean",
                "MetadataId",
                "Edm.Guid",
                "HasChanged",
                "Edm.Boolean")
    };

    private LabelTypes() {}

    /** The text of a label in the first of its languages; empty if it has none. */
    static String text(@Nullable Object label) {
        if (label instanceof Map<?, ?> map) {
            if (map.get("LocalizedLabels") instanceof List<?> localized
                    && !localized.isEmpty()
                    && localized.get(0) instanceof Map<?, ?> first
                    && first.get("Label") instanceof String text) {
                return text;
            }
            if (map.get("UserLocalizedLabel") instanceof Map<?, ?> own && own.get("Label") instanceof String text) {
                return text;
            }
        }
        return "";
    }
}

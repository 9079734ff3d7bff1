package org.crmlink.sandbox.dynamics;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.crmlink.sandbox.http.HttpResponse;
import org.crmlink.sandbox.schema.Column;
import org.crmlink.sandbox.store.Row;
import org.jspecify.annotations.Nullable;

/** Languages, labels, addresses. The sandbox speaks one language. */
final class TextOperations {

    private static final int ENGLISH = 1033;
    private static final String LANGUAGES = "Collection(Edm.Int32)";

    private TextOperations() {}

    static List<Operation> list() {
        return List.of(
                languages("RetrieveAvailableLanguages", "LocaleIds", List.of(ENGLISH)),
                languages("RetrieveProvisionedLanguages", "RetrieveProvisionedLanguages", List.of(ENGLISH)),
                languages("RetrieveInstalledLanguagePacks", "RetrieveInstalledLanguagePacks", List.of(ENGLISH)),
                languages("RetrieveDeprovisionedLanguages", "RetrieveDeprovisionedLanguages", List.of()),
                Operation.function("FormatAddress")
                        .parameter("Line1", "Edm.String")
                        .parameter("City", "Edm.String")
                        .parameter("StateOrProvince", "Edm.String")
                        .parameter("PostalCode", "Edm.String")
                        .parameter("Country", "Edm.String")
                        .returns("Address", "Edm.String")
                        .does(TextOperations::formatAddress),
                Operation.function("RetrieveLocLabels")
                        .parameter("EntityMoniker", "mscrm.crmbaseentity")
                        .parameter("AttributeName", "Edm.String")
                        .parameter("IncludeUnpublished", "Edm.Boolean")
                        .type(LabelTypes.ALL)
                        .returns("Label", "mscrm.Label")
                        .does(TextOperations::locLabels));
    }

    private static Operation languages(String name, String member, List<Integer> codes) {
        return Operation.function(name).returns(member, LANGUAGES).does(in -> in.answer(Map.of(member, codes)));
    }

    /** Lines as the address format of an English organization has them, empty parts left out. */
    private static HttpResponse formatAddress(Invocation in) {
        List<String> lines = new ArrayList<>();
        add(lines, in.arguments().text("Line1"));
        String region =
                join(" ", in.arguments().text("StateOrProvince"), in.arguments().text("PostalCode"));
        add(lines, join(", ", in.arguments().text("City"), region));
        add(lines, in.arguments().text("Country"));
        return in.answer(Map.of("Address", String.join("\r\n", lines)));
    }

    private static void add(List<String> lines, String line) {
        if (!line.isEmpty()) {
            lines.add(line);
        }
    }

    private static String join(String glue, String first, String second) {
        return first.isEmpty() || second.isEmpty() ? first + second : first + glue + second;
    }

    private static HttpResponse locLabels(Invocation in) {
        Row row = in.entities().row(in.entity("EntityMoniker"));
        String name = in.arguments().text("AttributeName");
        Column column = row.table()
                .column(name)
                .filter(Properties::isText)
                .orElseThrow(() -> new ApiException(
                        400,
                        "0x80041103",
                        "'" + row.table().logicalName() + "' entity doesn't contain attribute with Name = '" + name
                                + "'."));
        Object text = row.get(column);
        Map<String, @Nullable Object> members = new LinkedHashMap<>();
        members.put("Label", Labels.of(text == null ? "" : text.toString()));
        return in.answer(members);
    }
}

package org.crmlink.sandbox.salesforce.dml;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.crmlink.sandbox.salesforce.org.Field;
import org.crmlink.sandbox.salesforce.org.OnDelete;
import org.crmlink.sandbox.salesforce.org.Row;
import org.jspecify.annotations.Nullable;

/** With a file go its versions and links; its title is that of its newest version. Source: backend page, section 17. */
final class ContentDocumentEffect implements Effect {

    private static final String DOCUMENT = "ContentDocumentId";

    @Override
    public void afterSave(ServerWrites writes, @Nullable Row before, Row after) {
        if (before != null && !Objects.equals(before.get("Title"), after.get("Title"))) {
            Object title = after.get("Title");
            writes.get(after.get("LatestPublishedVersionId"))
                    .filter(version -> title != null)
                    .ifPresent(version -> writes.set(version, Map.of("Title", Objects.requireNonNull(title))));
        }
    }

    @Override
    public void beforeDelete(ServerWrites writes, Row row) {
        for (String object : List.of("ContentDocumentLink", "ContentVersion")) {
            boolean goesByItself = writes.object(object)
                    .flatMap(known -> known.field(DOCUMENT))
                    .map(Field::onDelete)
                    .filter(OnDelete.CASCADE::equals)
                    .isPresent();
            if (!goesByItself) {
                writes.pointing(object, DOCUMENT, row.id())
                        .forEach(part -> writes.work().delete(part.id()));
            }
        }
    }
}

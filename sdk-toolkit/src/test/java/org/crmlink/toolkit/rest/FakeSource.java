package org.crmlink.toolkit.rest;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.crmlink.sdk.ConnectorException;
import org.crmlink.sdk.change.ChangeQuery;
import org.crmlink.sdk.change.Removal;
import org.crmlink.sdk.change.Row;
import org.crmlink.sdk.change.Unreadable;
import org.crmlink.sdk.metadata.EntityType;
import org.crmlink.toolkit.json.JsonObject;

/** Pages that a test lays out, by position; records by id. */
final class FakeSource implements RecordSource {

    final Map<String, Object> pages = new HashMap<>();
    final Map<String, Row> records = new HashMap<>();
    final List<String> asked = new ArrayList<>();

    static RecordPage page(String position, boolean last, String... ids) {
        List<Row> rows = new ArrayList<>();
        for (String id : ids) {
            rows.add(new Row(id, "1", null, new Object[] {id}));
        }
        return new RecordPage(rows, List.<Removal>of(), List.<Unreadable>of(), position, last);
    }

    @Override
    public RecordPage page(EntityType type, ChangeQuery query, Optional<String> position) {
        String at = position.orElse("");
        asked.add(at + "/" + query.pageSize());
        Object answer = pages.get(at);
        if (answer instanceof ConnectorException failure) {
            throw failure;
        }
        return (RecordPage) answer;
    }

    @Override
    public RecordList fetch(EntityType type, List<String> ids, List<String> fields) {
        asked.add(String.join(",", ids));
        List<Row> rows =
                ids.stream().filter(records::containsKey).map(records::get).toList();
        return new RecordList(rows, List.of(), List.of(), JsonObject.empty());
    }

    @Override
    public int idsAtOnce() {
        return 2;
    }
}

package org.crmlink.toolkit.rest;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.crmlink.sdk.change.FetchResult;
import org.crmlink.sdk.change.Row;
import org.crmlink.sdk.change.Unreadable;
import org.crmlink.sdk.metadata.EntityType;

/** Splits a list of ids and finds out which of them are missing. Stateless. */
final class Fetching {

    private Fetching() {}

    static FetchResult all(RecordSource source, EntityType type, List<String> ids, List<String> fields) {
        Set<String> missing = new LinkedHashSet<>(ids);
        List<String> asked = List.copyOf(missing);
        List<Row> rows = new ArrayList<>();
        List<Unreadable> unreadable = new ArrayList<>();
        int size = source.idsAtOnce();
        for (int from = 0; from < asked.size(); from += size) {
            RecordList found = source.fetch(type, asked.subList(from, Math.min(from + size, asked.size())), fields);
            for (Row row : found.rows()) {
                // a server that matches ids more loosely than we do finds what nobody asked for
                if (missing.remove(row.id())) {
                    rows.add(row);
                }
            }
            for (Unreadable one : found.unreadable()) {
                missing.remove(one.id());
                unreadable.add(one);
            }
        }
        return new FetchResult(rows, List.copyOf(missing), unreadable);
    }
}

package org.crmlink.sandbox.data;

import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.crmlink.sandbox.schema.Automatic;
import org.crmlink.sandbox.schema.Column;
import org.crmlink.sandbox.schema.Table;
import org.crmlink.sandbox.store.RecordId;
import org.crmlink.sandbox.store.Reference;
import org.crmlink.sandbox.store.Row;
import org.crmlink.sandbox.store.Store;
import org.crmlink.sandbox.store.StoreException;
import org.crmlink.sandbox.store.Transaction;
import org.jspecify.annotations.Nullable;

/**
 * Loads records of a user's file into a table: an sObject tree ({@code {"records":[{"attributes":{…},…}]}}), a JSON array, or CSV with a
 * header row; UTF-8, with or without byte order mark.
 *
 * <p>A column of the file belongs to the table's column of the same name without case ({@code LastName} to {@code lastname}) unless a
 * rename says otherwise. Columns that fit nowhere are counted and ignored, so are those that only the server fills. A record with a value
 * that its column cannot take is refused as a whole and described; the others go on. Values that a column rounds are counted. Choices are given by number or label. A lookup is
 * given by GUID, by {@code table:GUID}, or by {@code @referenceId} of a record of an sObject tree that the same loader has loaded before.
 *
 * <p>Single thread.
 */
public final class RecordLoader {

    private static final int BATCH = 1_000;

    private final Store store;
    private final Map<String, String> renames = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    private final Set<String> usedRenames = new HashSet<>();
    private final Map<String, Reference> loadedByReferenceId = new HashMap<>();

    /**
     * @param renames table column by file column, both without case
     */
    public RecordLoader(Store store, Map<String, String> renames) {
        this.store = store;
        this.renames.putAll(renames);
    }

    /**
     * Loads a file, in transactions of {@value #BATCH} records.
     *
     * @param table logical name
     * @throws IllegalArgumentException if there is no such table
     * @throws LoadException if there is no such file, or it is neither JSON nor CSV or breaks off; records before that are loaded
     * @throws IOException if it breaks while it is read
     */
    public LoadReport load(String table, Path file) throws IOException {
        Run run = new Run(store.schema().require(table));
        try (RecordSource source = SourceFile.open(file)) {
            source.header().forEach(this::fieldOf);
            boolean more = true;
            while (more) {
                more = run.batch(source);
            }
        }
        return run.report();
    }

    /** A line for each rename of a column that no file had so far. */
    public List<String> unusedRenames() {
        return renames.keySet().stream()
                .filter(column -> !usedRenames.contains(lower(column)))
                .map(column -> "no file has a column " + column + " to map to " + renames.get(column))
                .toList();
    }

    /** The lower-case name of the field that a column of a file is for. */
    private String fieldOf(String fileColumn) {
        String field = renames.get(fileColumn);
        if (field == null) {
            return lower(fileColumn);
        }
        usedRenames.add(lower(fileColumn));
        return lower(field);
    }

    private static String lower(String name) {
        return name.toLowerCase(Locale.ROOT);
    }

    /** One file on its way into one table. */
    private final class Run {

        private final Table table;
        private final Map<String, Column> columns = new HashMap<>();
        private final ReportBuilder report;

        Run(Table table) {
            this.table = table;
            this.report = new ReportBuilder(table.logicalName());
            for (Column column : table.columns()) {
                columns.put(lower(column.logicalName()), column);
            }
        }

        boolean batch(RecordSource source) throws IOException {
            // Read before the transaction starts: a slow or broken file must not hold up the server's writers.
            Map<Long, RecordSource.Entry> entries = new LinkedHashMap<>();
            IOException broken = null;
            boolean more = true;
            try {
                while (more && entries.size() < BATCH) {
                    RecordSource.Entry entry = source.next();
                    more = entry != null;
                    if (entry != null) {
                        entries.put(report.read(), entry);
                    }
                }
            } catch (IOException e) {
                broken = e;
            }
            store.run(transaction -> entries.forEach((number, entry) -> insert(transaction, number, entry)));
            if (broken != null) {
                throw broken;
            }
            return more;
        }

        private void insert(Transaction transaction, long number, RecordSource.Entry entry) {
            String fault = entry.fault();
            if (fault != null) {
                report.refuse(number, "", fault);
                return;
            }
            Map<String, Object> values = new LinkedHashMap<>();
            Map<String, String> origins = new HashMap<>();
            for (Map.Entry<String, String> field : entry.values().entrySet()) {
                Optional<Column> column = columnFor(field.getKey());
                if (column.isEmpty()) {
                    continue;
                }
                String name = column.get().logicalName();
                String earlier = origins.put(name, field.getKey());
                if (earlier != null) {
                    report.refuse(number, field.getKey(), "column " + name + " is given by " + earlier + " too");
                    return;
                }
                try {
                    values.put(name, value(transaction, column.get(), field.getValue()));
                } catch (IllegalArgumentException e) {
                    report.refuse(number, field.getKey(), String.valueOf(e.getMessage()));
                    return;
                }
            }
            if (values.isEmpty()) {
                report.refuse(number, "", "has no value for any column of the table");
                return;
            }
            try {
                Row row = transaction.insert(table.logicalName(), null, values);
                report.loaded();
                values.forEach((name, given) -> {
                    if (isRounded(given, row.get(name))) {
                        report.rounded(origins.getOrDefault(name, name));
                    }
                });
                if (entry.referenceId() != null) {
                    loadedByReferenceId.put(entry.referenceId(), row.reference());
                }
            } catch (StoreException.InvalidValue e) {
                report.refuse(number, origins.getOrDefault(e.column(), e.column()), String.valueOf(e.getMessage()));
            } catch (StoreException.Refused e) {
                report.refuse(number, "", String.valueOf(e.getMessage()));
            } catch (StoreException.DuplicateKey e) {
                report.refuse(number, String.join(", ", e.columns()), String.valueOf(e.getMessage()));
            }
        }

        private Optional<Column> columnFor(String fileColumn) {
            Column column = columns.get(fieldOf(fileColumn));
            if (column == null) {
                String renamed = renames.get(fileColumn);
                if (renamed == null) {
                    report.unknown(fileColumn);
                } else {
                    report.unknown(fileColumn, renamed);
                }
                return Optional.empty();
            }
            boolean writable =
                    column.automatic() == Automatic.PRIMARY_ID || column.isStored() && column.validForCreate();
            if (!writable) {
                report.readOnly(fileColumn);
                return Optional.empty();
            }
            return Optional.of(column);
        }

        /** Whether the row holds a number or a time with fewer digits than it was given. */
        private boolean isRounded(Object given, @Nullable Object kept) {
            if (given instanceof BigDecimal exact && kept instanceof BigDecimal number) {
                return exact.compareTo(number) != 0;
            }
            return (given instanceof Double || given instanceof Instant) && !given.equals(kept);
        }

        private Object value(Transaction transaction, Column column, String text) {
            return column.type().isReference()
                    ? reference(transaction, column, text.strip())
                    : TextValues.parse(column, text);
        }

        private Reference reference(Transaction transaction, Column column, String text) {
            if (text.startsWith("@")) {
                Reference known = loadedByReferenceId.get(text.substring(1));
                if (known == null) {
                    throw new IllegalArgumentException("no record " + text + " was loaded before");
                }
                return known;
            }
            int colon = text.indexOf(':');
            if (colon >= 0) {
                return new Reference(text.substring(0, colon), TextValues.id(text.substring(colon + 1)));
            }
            RecordId id = TextValues.id(text);
            @Nullable String found = null;
            for (String target : column.targets()) {
                if (transaction.get(target, id).isPresent()) {
                    found = target;
                }
            }
            if (found == null) {
                throw new IllegalArgumentException(
                        "no row of " + String.join(" or ", column.targets()) + " has this id");
            }
            return new Reference(found, id);
        }

        LoadReport report() {
            return report.build();
        }
    }
}

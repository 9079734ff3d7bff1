package org.crmlink.sandbox.salesforce.data;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.crmlink.sandbox.data.LoadException;
import org.crmlink.sandbox.data.LoadReport;
import org.crmlink.sandbox.data.RecordSource;
import org.crmlink.sandbox.data.SourceFile;
import org.crmlink.sandbox.http.Json;
import org.crmlink.sandbox.salesforce.dml.Dml;
import org.crmlink.sandbox.salesforce.org.OrgSchema;
import org.crmlink.sandbox.salesforce.org.RecordStore;
import org.crmlink.sandbox.salesforce.org.SObject;
import org.jspecify.annotations.Nullable;

/**
 * Loads files of records as the vendor's command line writes them: sObject trees, plans of several trees, plain JSON arrays and CSV. A lookup may be
 * given by {@code @referenceId} of a record that the same loader has loaded before, and records below a record by the name of their relation. Fields
 * that the org does not have, and those that only the server writes, are passed over and told; a record that cannot be is refused and told.
 *
 * <p>Source: the vendor's sample projects; a column {@code Account.Ext__c} of CSV names a record by its external id, as in the Bulk API. Single thread.
 */
public final class TreeLoader {

    /** JSON is read whole. */
    private static final long MOST_BYTES = 256L * 1024 * 1024;

    private static final String RECORDS = "records";
    private static final String OBJECT = "sobject";
    private static final String FILES = "files";

    private final RecordStore store;
    private final Dml dml;
    private final String user;
    private final Map<String, String> idsByReference = new LinkedHashMap<>();

    /**
     * Loads into a store.
     *
     * @param user id of the user who creates the records
     */
    public TreeLoader(RecordStore store, Dml dml, String user) {
        this.store = store;
        this.dml = dml;
        this.user = user;
    }

    /**
     * Loads a plan with its files, or a tree.
     *
     * @return a report for each object and file
     * @throws LoadException if a file is missing, or is neither; what was loaded before stays
     */
    public List<LoadReport> load(Path file) throws IOException {
        Object document = document(file);
        if (document instanceof List<?> steps && steps.stream().allMatch(TreeLoader::isStep)) {
            return plan(file, steps);
        }
        if (document instanceof Map<?, ?> tree && tree.get(RECORDS) instanceof List<?> records) {
            return loadRecords(file, null, records);
        }
        throw new LoadException(
                file, "is neither a plan nor a tree {\"records\":[…]}; say of which object its records are");
    }

    /**
     * Loads the records of an object: a tree, a JSON array or CSV.
     *
     * @param object in any case; a record of a tree may say otherwise of itself
     * @return a report for each object
     * @throws IllegalArgumentException if there is no such object
     * @throws LoadException if there is no such file, or it is nothing of these or breaks off; what was loaded before stays
     */
    public List<LoadReport> load(String object, Path file) throws IOException {
        SObject found = object(object)
                .orElseThrow(() -> new IllegalArgumentException("there is no object " + object + " in the org"));
        String name = String.valueOf(file.getFileName()).toLowerCase(Locale.ROOT);
        if (name.endsWith(".csv")) {
            return loadCsv(found, file);
        }
        Object document = document(file);
        if (document instanceof Map<?, ?> tree && tree.get(RECORDS) instanceof List<?> records) {
            return loadRecords(file, found, records);
        }
        if (document instanceof List<?> records) {
            return loadRecords(file, found, records);
        }
        throw new LoadException(file, "is neither an array of records nor {\"records\":[…]}");
    }

    private static boolean isStep(@Nullable Object step) {
        return step instanceof Map<?, ?> map && map.get(OBJECT) instanceof String && map.get(FILES) instanceof List;
    }

    private List<LoadReport> plan(Path plan, List<?> steps) throws IOException {
        List<LoadReport> reports = new ArrayList<>();
        for (Object step : steps) {
            if (step instanceof Map<?, ?> map && map.get(FILES) instanceof List<?> files) {
                String object = String.valueOf(map.get(OBJECT));
                for (Object file : files) {
                    Path tree = plan.resolveSibling(String.valueOf(file));
                    reports.addAll(object(object).isPresent() ? load(object, tree) : unknownObject(object, tree));
                }
            }
        }
        return reports;
    }

    /** An org need not have all objects of a sample. */
    private static List<LoadReport> unknownObject(String object, Path file) throws IOException {
        int count = document(file) instanceof Map<?, ?> tree && tree.get(RECORDS) instanceof List<?> records
                ? records.size()
                : 0;
        LoadReport.Problem problem = new LoadReport.Problem(1, "", "the org has no object " + object);
        List<LoadReport.Problem> problems = count == 0 ? List.of() : List.of(problem);
        return List.of(new LoadReport(object, count, 0, count, problems, Map.of(), Map.of(), Map.of(), Map.of()));
    }

    private List<LoadReport> loadRecords(Path file, @Nullable SObject object, List<?> records) throws LoadException {
        try (RecordRun run = run(object)) {
            for (Object record : records) {
                if (record instanceof Map<?, ?> fields) {
                    run.load(fields);
                } else {
                    run.finish();
                    throw new LoadException(file, "holds what is no record: " + record);
                }
            }
            return run.finish();
        }
    }

    private List<LoadReport> loadCsv(SObject object, Path file) throws IOException {
        try (RecordSource source = SourceFile.open(file);
                RecordRun run = run(object)) {
            try {
                RecordSource.Entry entry = source.next();
                while (entry != null) {
                    run.load(entry);
                    entry = source.next();
                }
            } catch (LoadException e) {
                // what came before the damage stays
                run.finish();
                throw e;
            }
            return run.finish();
        }
    }

    private RecordRun run(@Nullable SObject object) {
        return new RecordRun(store, dml, user, object, idsByReference);
    }

    private Optional<SObject> object(String name) {
        OrgSchema schema = store.schema();
        return schema.object(name);
    }

    private static @Nullable Object document(Path file) throws IOException {
        byte[] bytes;
        try {
            if (Files.size(file) > MOST_BYTES) {
                throw new LoadException(file, "is larger than " + MOST_BYTES + " bytes");
            }
            bytes = Files.readAllBytes(file);
        } catch (NoSuchFileException e) {
            throw new LoadException(file, "does not exist", e);
        }
        try {
            return Json.read(bytes);
        } catch (IOException e) {
            throw new LoadException(file, "not JSON: " + e.getMessage(), e);
        }
    }
}

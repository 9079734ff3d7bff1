package org.crmlink.tck.check;

import static org.crmlink.tck.run.Run.require;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.crmlink.sdk.ConnectorException;
import org.crmlink.sdk.change.ChangePage;
import org.crmlink.sdk.change.ChangeQuery;
import org.crmlink.sdk.change.ChangeStep;
import org.crmlink.sdk.change.ChangeStream;
import org.crmlink.sdk.change.Row;
import org.crmlink.sdk.filter.Filter;
import org.crmlink.sdk.metadata.ChangePath;
import org.crmlink.sdk.metadata.EntityCapabilities.Operation;
import org.crmlink.sdk.metadata.EntityType;
import org.crmlink.sdk.upload.Mutation;
import org.crmlink.sdk.upload.MutationResult;
import org.crmlink.tck.Requirement;
import org.crmlink.tck.bench.Exchange;
import org.crmlink.tck.run.Check;
import org.crmlink.tck.run.Run;
import org.crmlink.tck.run.Seed;
import org.crmlink.tck.run.Specimens;
import org.jspecify.annotations.Nullable;

/** C18: texts that look like syntax. */
final class LiteralChecks {

    private static final String INJECTED = "x-injected-by-the-kit";

    /** What means something in SQL, SOQL, OData, XML, JSON, addresses or header fields. */
    private static final List<String> NASTY = List.of(
            "x' or 1 eq 1 or 'x' eq 'x",
            "x' OR '1'='1",
            "x\" or \"1\"=\"1",
            "100%",
            "a_b%25",
            "O''Brien & <b>\"sons\"</b> ]]>",
            "a/../b?c=d#e;f",
            "back\\slash",
            "{\"$ne\":null}",
            "a+b,(c)");

    /**
     * Does: makes records whose text is nasty, and a plain one; filters by each text on each path that filters, and by texts that nothing has.
     * Why: a value that is read as syntax finds the wrong records, or all of them.
     * Not run: on paths that leave the whole filter to the host.
     * Look at: how values get into the query: quoted, escaped, encoded; never put together as text.
     */
    @Check(Requirement.R80)
    void filterValuesAreLiteral(Run run) {
        EntityType entity = run.entity();
        String marker = run.specimens(entity).markerField();
        run.seed(entity, 2);
        Map<String, String> ids = new LinkedHashMap<>();
        for (String text : NASTY) {
            Map<String, @Nullable Object> values = run.specimens(entity).minimal();
            values.put(marker, text);
            ids.put(text, run.backdoor().insert(entity.name(), values));
        }
        Set<String> there = run.backdoor().ids(entity.name());
        int asked = 0;
        for (ChangePath path : entity.capabilities().changePaths()) {
            for (String text : NASTY) {
                asked += filtered(run, entity, path, marker, text, ids.get(text)) ? 1 : 0;
            }
            filtered(run, entity, path, marker, "%", null);
            filtered(run, entity, path, marker, "' or ''='", null);
        }
        require(
                there.equals(run.backdoor().ids(entity.name())),
                "Filtering by nasty texts changed the backend's records.");
        run.evidence(asked + " nasty filters that the server evaluated");
    }

    /** Whether the server evaluated the filter, and then rightly. */
    private static boolean filtered(
            Run run, EntityType entity, ChangePath path, String marker, String text, @Nullable String wanted) {
        ChangeQuery query = new ChangeQuery(
                entity.name(),
                List.of(marker),
                Filter.compare(marker, Filter.Operator.EQ, text),
                path.tracking(),
                Optional.empty(),
                50);
        Set<String> found = new HashSet<>();
        boolean exact;
        try (ChangeStream stream = run.reader().changes(query)) {
            exact = stream.residual() instanceof Filter.All;
            ChangeStep step = stream.next();
            for (int i = 0; i < 50 && step instanceof ChangePage page; i++) {
                for (Row row : page.rows()) {
                    found.add(row.id());
                }
                step = stream.next();
            }
        } catch (ConnectorException e) {
            run.record("a filter with a value that looks like syntax", e);
            throw new AssertionError("A filter on '" + marker + "' of '" + entity.name()
                    + "' with a value that looks like syntax (" + shown(text) + ") on the path " + path.tracking()
                    + " failed with " + e.kind()
                    + ". Values must be quoted and escaped, never put into the query as they are.");
        }
        boolean complete = wanted == null || found.contains(wanted);
        boolean only = !exact || found.size() <= (wanted == null ? 0 : 1);
        require(
                complete && only,
                "A filter on '" + marker + "' of '" + entity.name() + "' with a value that looks like syntax ("
                        + shown(text) + ") on the path " + path.tracking() + " had to find "
                        + (wanted == null ? "nothing" : "one record") + ", but found " + found.size()
                        + (complete ? "" : ", and not the one that has it")
                        + ". Values must be quoted and escaped, never put into the query as they are.");
        return exact;
    }

    private static String shown(String text) {
        return text.replaceAll("[\\r\\n]", "\\\\n");
    }

    /**
     * Does: fetches, updates and deletes by ids that look like syntax or like a way to another record, and looks through the back door that every record
     * is as it was, and through the proxy that no header field came in.
     * Why: an id comes from a file or another system, and must not become a path, a query or a header.
     * Not run: writes that are not declared.
     * Look at: how ids get into addresses: encoded, or refused if they cannot be ids.
     */
    @Check(value = Requirement.R80, witnesses = "nasty ids were used")
    void idsAreLiteral(Run run) {
        EntityType entity = run.entity();
        String marker = run.specimens(entity).markerField();
        List<Seed> seeds = run.seed(entity, 3);
        String real = seeds.get(0).id();
        List<String> nasty = new ArrayList<>(NASTY);
        nasty.add("nothing/../" + real);
        nasty.add("../" + entity.name() + "/" + real);
        nasty.add("./" + real);
        nasty.add(real + "/");
        nasty.add(real + "?x=1");
        nasty.add(real + "#x");
        nasty.add("%2e%2e/" + real);
        nasty.add(real + ") or (1 eq 1");
        nasty.add("x\r\n" + INJECTED + ": 1");
        int mark = run.proxy().mark();
        for (String id : nasty) {
            fetch(run, entity, marker, id);
            writes(run, entity, marker, id);
            run.witness("nasty ids were used", true);
        }
        for (Seed seed : seeds) {
            Optional<Map<String, @Nullable Object>> now = run.backdoor().get(entity.name(), seed.id());
            require(
                    now.isPresent() && seed.marker().equals(now.get().get(marker)),
                    "A write to an id that looks like syntax or a path reached a record of '" + entity.name()
                            + "' that has another id: encode ids in addresses, or refuse what cannot be one.");
        }
        require(
                run.backdoor().ids(entity.name()).size() == seeds.size(),
                "Writes to ids that do not exist made records of '" + entity.name() + "'.");
        for (Exchange exchange : run.proxy().since(mark)) {
            require(
                    !exchange.headers().containsKey(INJECTED),
                    "An id with a line end became a header field of a request: refuse control characters.");
        }
    }

    private static void fetch(Run run, EntityType entity, String marker, String id) {
        try {
            var result = run.reader().fetch(entity.name(), List.of(id), List.of(marker));
            require(
                    result.rows().isEmpty(),
                    "fetch() of the id " + shown(id).replaceAll("[0-9a-f-]{30,}", "…")
                            + ", which no record has, found a record: encode ids.");
        } catch (ConnectorException e) {
            run.record("fetch() of an id that cannot be one", e);
        }
    }

    private static void writes(Run run, EntityType entity, String marker, String id) {
        List<Mutation> mutations = new ArrayList<>();
        if (entity.capabilities().can(Operation.UPDATE)) {
            Map<String, @Nullable Object> values = Map.of(marker, Specimens.marker());
            mutations.add(new Mutation.Update(
                    UUID.randomUUID().toString(), entity.name(), id, new LinkedHashMap<>(values), Optional.empty()));
        }
        if (entity.capabilities().can(Operation.DELETE)) {
            mutations.add(new Mutation.Delete(UUID.randomUUID().toString(), entity.name(), id, Optional.empty()));
        }
        for (Mutation mutation : mutations) {
            try {
                for (MutationResult result : run.uploader().upload(List.of(mutation))) {
                    if (result instanceof MutationResult.Rejected rejected) {
                        run.record("a write to an id that cannot be one", rejected.error());
                    }
                }
            } catch (ConnectorException e) {
                run.record("a write to an id that cannot be one", e);
            }
        }
    }
}

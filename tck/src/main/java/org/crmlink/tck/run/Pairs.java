package org.crmlink.tck.run;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.crmlink.sdk.ConnectorException;
import org.crmlink.sdk.RecordRef;
import org.crmlink.sdk.change.ChangeReader;
import org.crmlink.sdk.change.Row;
import org.crmlink.sdk.metadata.EntityCapabilities.Operation;
import org.crmlink.sdk.metadata.EntityType;
import org.crmlink.sdk.metadata.Relationship;
import org.crmlink.sdk.upload.Mutation;
import org.crmlink.sdk.upload.MutationResult;
import org.jspecify.annotations.Nullable;

/** The pairs of one many-to-many relationship: written through the connector, looked at through it and through the back door. One-at-a-time. */
public final class Pairs {

    private final Run run;
    private final Relationship.ManyToMany relationship;
    private final EntityType first;
    private final EntityType second;
    private final Writing writing;

    private Pairs(Run run, Relationship.ManyToMany relationship, EntityType first, EntityType second) {
        this.run = run;
        this.relationship = relationship;
        this.first = first;
        this.second = second;
        this.writing = Writing.of(run, first);
    }

    /** A pair of records. */
    public record Pair(RecordRef first, RecordRef second) {

        @Override
        public String toString() {
            return first.entity() + " and " + second.entity();
        }
    }

    /** Each relationship whose ends are entities of the fixture and whose first end declares LINK; if there is none, the check does not apply. */
    public static List<Pairs> all(Run run) {
        run.uploader();
        List<Pairs> all = new ArrayList<>();
        boolean elsewhere = false;
        for (EntityType entity : run.entities()) {
            if (!entity.capabilities().can(Operation.LINK)) {
                continue;
            }
            for (Relationship one : entity.relationships()) {
                if (one instanceof Relationship.ManyToMany many
                        && many.firstEntity().equals(entity.name())) {
                    run.entities().stream()
                            .filter(type -> type.name().equals(many.secondEntity()))
                            .findFirst()
                            .ifPresent(type -> all.add(new Pairs(run, many, entity, type)));
                    elsewhere = true;
                }
            }
        }
        if (all.isEmpty() && elsewhere) {
            throw new UnsupportedOperationException("the back door has no records at the other end of a many-to-many "
                    + "relationship: the fixture names no entity there");
        }
        if (all.isEmpty()) {
            throw new NotOffered("no entity of the fixture declares LINK");
        }
        return all;
    }

    public Writing writing() {
        return writing;
    }

    public boolean canUnlink() {
        return first.capabilities().can(Operation.UNLINK);
    }

    /** A new record of the first end. */
    public RecordRef first() {
        return writing.target(first);
    }

    /** A new record of the second end. */
    public RecordRef second() {
        return writing.target(second);
    }

    public Mutation.Link link(Pair pair) {
        return new Mutation.Link(Writing.operation(), relationship.name(), pair.first(), pair.second());
    }

    public Mutation.Unlink unlink(Pair pair) {
        return new Mutation.Unlink(Writing.operation(), relationship.name(), pair.first(), pair.second());
    }

    /** Sends mutations of pairs, all of which must be applied; the results in their order. */
    public List<MutationResult.Applied> applied(String what, List<? extends Mutation> mutations) {
        Map<String, MutationResult> results = writing.send(mutations);
        List<MutationResult.Applied> applied = new ArrayList<>();
        for (Mutation mutation : mutations) {
            applied.add(writing.applied(
                    what + " of '" + relationship.name() + "'",
                    Objects.requireNonNull(results.get(mutation.operationId()))));
        }
        return applied;
    }

    /**
     * Fails unless exactly these pairs of these records are there.
     *
     * @param candidates every pair that there may be
     */
    public void require(Set<Pair> expected, List<Pair> candidates, String when) {
        Map<Pair, Integer> read = read(candidates);
        int looked = 0;
        for (Pair pair : candidates) {
            boolean there = expected.contains(pair);
            Boolean held = held(pair);
            if (held != null) {
                looked++;
                Run.require(
                        held == there,
                        "The backend " + (held ? "still holds" : "does not hold") + " a pair (" + pair + ") " + when
                                + " by '" + relationship.name()
                                + "'. Look at how the two ends and the relationship are put into the request.");
            }
            Integer rows = read.get(pair);
            if (rows != null) {
                looked++;
                Run.require(
                        rows == (there ? 1 : 0),
                        "The connector reads " + rows + " records of '" + relationship.intersectEntity()
                                + "' for a pair (" + pair + ") " + when + ", but there must be " + (there ? 1 : 0)
                                + ": look at the request that links or unlinks, and at the fields '"
                                + relationship.firstField() + "' and '" + relationship.secondField() + "'.");
            }
        }
        if (looked == 0) {
            throw new UnsupportedOperationException("the back door has no linked, and the connector cannot read '"
                    + relationship.intersectEntity() + "'");
        }
        run.evidence(expected.size() + " pairs of '" + relationship.name() + "' " + when + ", looked at " + looked
                + " times");
    }

    private @Nullable Boolean held(Pair pair) {
        try {
            return run.backdoor().linked(relationship.name(), pair.first(), pair.second());
        } catch (UnsupportedOperationException e) {
            return null;
        }
    }

    /** How many records of the intersect entity there are for each pair; nothing if the connector does not read it. */
    private Map<Pair, Integer> read(List<Pair> candidates) {
        Map<Pair, Integer> counts = new LinkedHashMap<>();
        if (run.connector().facet(ChangeReader.class).isEmpty()) {
            return counts;
        }
        EntityType type;
        try {
            type = run.metadata()
                    .describe(new LinkedHashSet<>(Set.of(relationship.intersectEntity())))
                    .get(0);
        } catch (ConnectorException e) {
            run.record("describe() of the intersect entity '" + relationship.intersectEntity() + "'", e);
            return counts;
        }
        candidates.forEach(pair -> counts.put(pair, 0));
        Reading reading = Reading.all(
                run.reader(),
                Reading.query(
                        run,
                        type,
                        Reading.best(type).tracking(),
                        List.of(relationship.firstField(), relationship.secondField())));
        for (Row row : reading.rows()) {
            String ends = id(row.value(0)) + " " + id(row.value(1));
            candidates.stream()
                    .filter(pair ->
                            ends.equals(pair.first().id() + " " + pair.second().id()))
                    .forEach(pair -> counts.merge(pair, 1, Integer::sum));
        }
        return counts;
    }

    private static String id(@Nullable Object value) {
        return value instanceof RecordRef ref ? ref.id() : String.valueOf(value);
    }

    @Override
    public String toString() {
        return "'" + relationship.name() + "'";
    }
}

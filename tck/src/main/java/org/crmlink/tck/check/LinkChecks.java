package org.crmlink.tck.check;

import static org.crmlink.tck.run.Run.require;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.crmlink.sdk.ErrorKind;
import org.crmlink.sdk.RecordRef;
import org.crmlink.sdk.upload.Mutation;
import org.crmlink.sdk.upload.MutationResult;
import org.crmlink.tck.Requirement;
import org.crmlink.tck.run.Check;
import org.crmlink.tck.run.Pairs;
import org.crmlink.tck.run.Pairs.Pair;
import org.crmlink.tck.run.Run;
import org.crmlink.tck.run.Writing;

/** C3: LINK and UNLINK, which no other chapter looks at. */
final class LinkChecks {

    private static final Set<ErrorKind> REFUSED = Set.of(ErrorKind.NOT_FOUND, ErrorKind.INVALID_DATA);

    /**
     * Does: links records by each many-to-many relationship between the fixture's entities, several pairs in one list, once more, with a record that is
     * gone, and by a relationship that does not exist; unlinks one pair, once more, and the rest; looks after each step which pairs there are.
     * Why: pairs have no version and no fields: one that is lost, doubled or made with another record is found by nobody.
     * Not run: if no entity declares LINK, or the fixture names no entity at the other end. Pairs are looked at by the back door's linked(), where it
     * has it, and as records of the intersect entity, where the connector reads it. Lost answers are not tried.
     * Look at: the address of the relationship, which end is which, and what the server says of pairs that are there, or gone, already.
     */
    @Check(
            value = Requirement.R14,
            witnesses = {"pairs came into being", "a pair with a record that is gone was refused"})
    void pairsAreLinkedAndUnlinked(Run run) {
        for (Pairs pairs : Pairs.all(run)) {
            RecordRef a = pairs.first();
            RecordRef b = pairs.first();
            RecordRef x = pairs.second();
            RecordRef y = pairs.second();
            List<Pair> all = List.of(new Pair(a, x), new Pair(a, y), new Pair(b, x), new Pair(b, y));
            pairs.require(Set.of(), all, "before anything was linked");
            Set<Pair> linked = new LinkedHashSet<>(all.subList(0, 3));
            link(pairs, linked, "A link");
            pairs.require(linked, all, "after pairs were linked");
            run.witness("pairs came into being", true);
            pairs.applied("A repeated link", List.of(pairs.link(all.get(0))));
            pairs.require(linked, all, "after a pair was linked once more");
            linked.add(all.get(3));
            refusals(run, pairs, all.get(3));
            pairs.require(linked, all, "after links that were refused");
            if (pairs.canUnlink()) {
                unlink(run, pairs, linked, all);
            }
        }
    }

    private static void link(Pairs pairs, Set<Pair> wanted, String what) {
        List<Mutation.Link> links = wanted.stream().map(pairs::link).toList();
        for (MutationResult.Applied applied : pairs.applied(what, links)) {
            require(
                    !applied.alreadySo(),
                    what + " of " + pairs + " that was not there says that it was there already (alreadySo).");
            require(
                    applied.id().isEmpty(),
                    what + " of " + pairs + " tells an id: by the contract that of a link is an empty text.");
        }
    }

    /** One good link between two that must be refused: with a record that is gone, and by an unknown relationship. */
    private static void refusals(Run run, Pairs pairs, Pair good) {
        RecordRef gone = pairs.second();
        run.backdoor().delete(gone.entity(), gone.id());
        Mutation.Link missing = pairs.link(new Pair(good.first(), gone));
        Mutation.Link link = pairs.link(good);
        Mutation.Link unknown =
                new Mutation.Link(Writing.operation(), "no_such_relationship_of_the_kit", good.first(), good.second());
        Map<String, MutationResult> results = pairs.writing().send(List.of(missing, link, unknown));
        refused(pairs, "a link with a record that is gone", results, missing);
        run.witness("a pair with a record that is gone was refused", true);
        refused(pairs, "a link by a relationship that does not exist", results, unknown);
        pairs.writing()
                .applied(
                        "A link between two that are refused", Objects.requireNonNull(results.get(link.operationId())));
    }

    private static void refused(Pairs pairs, String what, Map<String, MutationResult> results, Mutation mutation) {
        MutationResult result = Objects.requireNonNull(results.get(mutation.operationId()));
        require(
                result instanceof MutationResult.Rejected rejected
                        && REFUSED.contains(rejected.error().kind()),
                pairs + ": " + what + " had to be refused with NOT_FOUND or INVALID_DATA, but the result was "
                        + Writing.text(result) + ".");
    }

    private static void unlink(Run run, Pairs pairs, Set<Pair> linked, List<Pair> all) {
        Pair pair = all.get(0);
        linked.remove(pair);
        pairs.applied("An unlink", List.of(pairs.unlink(pair)));
        requireRecords(run, pairs, all);
        pairs.require(linked, all, "after a pair was unlinked");
        pairs.applied("An unlink of a pair that is gone", List.of(pairs.unlink(pair)));
        pairs.require(linked, all, "after a pair was unlinked once more");
        pairs.applied("An unlink", linked.stream().map(pairs::unlink).toList());
        requireRecords(run, pairs, all);
        pairs.require(Set.of(), all, "after all pairs were unlinked");
    }

    private static void requireRecords(Run run, Pairs pairs, List<Pair> all) {
        List<RecordRef> ends = new ArrayList<>();
        all.forEach(one -> ends.addAll(List.of(one.first(), one.second())));
        for (RecordRef end : Set.copyOf(ends)) {
            require(
                    run.backdoor().ids(end.entity()).contains(end.id()),
                    "After a pair of " + pairs + " was unlinked, one of its records ('" + end.entity()
                            + "') is gone: unlinking dissolves the pair and leaves the records alone.");
        }
    }
}

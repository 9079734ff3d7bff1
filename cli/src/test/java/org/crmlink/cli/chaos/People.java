package org.crmlink.cli.chaos;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;

/** What people on both sides do, chosen by dice. Each method returns what it was, for the tally. */
final class People {

    /** Moments of an edit during a sync: up to this the n-th request, above it the n-th upload. */
    static final int KINDS_AT_ANY_REQUEST = 5;

    static final int KINDS = 8;

    private final World world;

    People(World world) {
        this.world = world;
    }

    /** An edit of either side. */
    String edit() {
        int dice = world.random.nextInt(100);
        if (dice < 3) {
            return resolveOne() ? "error resolved" : serverEdit(world.random);
        }
        if (dice < 5) {
            return timePasses();
        }
        if (dice < 11) {
            lateTransaction(world.random);
            return "late transaction";
        }
        if (dice < 19) {
            return conflict();
        }
        return dice < 57 ? localEdit(world.random) : serverEdit(world.random);
    }

    /** An edit in the middle of a sync. */
    void editNow(int kind, Random dice) {
        switch (kind) {
            case 0, 1 -> serverEdit(dice);
            case 2, 3 -> localEdit(dice);
            case 4 -> lateTransaction(dice);
            default -> editWhatIsOnItsWay(kind, dice);
        }
    }

    private String serverEdit(Random dice) {
        Entity entity = anyEntity(dice);
        int kind = dice.nextInt(20);
        if (kind < 5) {
            world.server.create(entity, dice);
            return "server create";
        }
        Optional<String> id = anyServerId(entity, dice);
        if (id.isEmpty()) {
            world.server.create(entity, dice);
            return "server create";
        }
        if (kind < 8) {
            return world.server.delete(entity, id.get()) ? "server delete" : "nothing to do";
        }
        return world.server.update(entity, id.get(), dice) ? "server update" : "nothing to do";
    }

    String localEdit(Random dice) {
        Entity entity = anyEntity(dice);
        int kind = dice.nextInt(20);
        if (kind < 4) {
            Map<String, String> links = new LinkedHashMap<>();
            for (Entity.Lookup lookup : entity.lookups()) {
                if (dice.nextInt(3) == 0) {
                    links.putAll(world.local.target(lookup, dice));
                }
            }
            world.local.create(entity, links, dice);
            return "local create";
        }
        if (kind < 6) {
            createFamily(dice);
            return "local parent and children";
        }
        Optional<String> id = world.local.anyId(entity, dice).filter(found -> !world.late.holds(found));
        if (id.isEmpty()) {
            return "nothing to do";
        }
        if (kind < 8) {
            return world.local.delete(entity, id.get()) ? "local delete" : "nothing to do";
        }
        if (kind < 10) {
            return world.local.replace(entity, id.get(), dice) ? "local replace" : "nothing to do";
        }
        return world.local.update(entity, id.get(), dice) ? "local update" : "nothing to do";
    }

    /** A company with its people and a lead, linked to each other before any of them is on the server. */
    private void createFamily(Random dice) {
        Entity companies = world.entities.get(0);
        Entity people = world.entities.get(1);
        Entity leads = world.entities.get(2);
        String account = world.local.create(companies, Map.of(), dice);
        String first = "";
        for (int i = dice.nextInt(2); i >= 0; i--) {
            first = world.local.create(people, LocalSide.link(people.lookups().get(0), companies, account), dice);
        }
        if (dice.nextBoolean()) {
            world.local.update(
                    companies, account, LocalSide.link(companies.lookups().get(1), people, first));
        }
        if (dice.nextBoolean()) {
            world.local.create(leads, LocalSide.link(leads.lookups().get(0), companies, account), dice);
        }
    }

    /** Both sides touch one record. */
    private String conflict() {
        Entity entity = anyEntity(world.random);
        Optional<String> id = world.local.anyId(entity, world.random).filter(found -> !world.late.holds(found));
        if (id.isEmpty()) {
            return "nothing to do";
        }
        boolean localDeletes = world.random.nextInt(6) == 0;
        boolean serverDeletes = world.random.nextInt(6) == 0;
        if (localDeletes) {
            world.local.delete(entity, id.get());
        } else {
            world.local.update(entity, id.get(), world.random);
        }
        boolean there = serverDeletes && !world.late.holds(id.get())
                ? world.server.delete(entity, id.get())
                : world.server.update(entity, id.get(), world.random);
        return there ? "conflict" : "local edit of a record that the server does not have";
    }

    /** Commits whatever is open. */
    void commitAll() {
        while (world.late.open() > 0) {
            if (world.late.commitOne()) {
                world.faults.happened(FaultPlan.Kind.LATE_COMMIT);
            }
        }
    }

    /** Begins a transaction that stays open, or commits the oldest. */
    void lateTransaction(Random dice) {
        boolean begins = world.late.open() == 0 || dice.nextBoolean();
        if (begins && world.late.begin(dice)) {
            return;
        }
        if (world.late.commitOne()) {
            world.faults.happened(FaultPlan.Kind.LATE_COMMIT);
        }
    }

    /**
     * The server's clock goes on, so that watermarks leave the time behind in which a transaction may still commit. Not while one is open: it must
     * not become later than a server allows.
     */
    private String timePasses() {
        if (world.late.open() > 0) {
            return "nothing to do";
        }
        world.backend.pass(Duration.ofMinutes(1 + world.random.nextInt(9)));
        return "minutes pass";
    }

    /** So many days that delta links expire and deletions are forgotten. */
    void holidays() {
        world.backend.holidays();
        world.count("holidays, after which the server has forgotten deletions");
    }

    private Entity anyEntity(Random dice) {
        return world.entities.get(dice.nextInt(world.entities.size()));
    }

    private Optional<String> anyServerId(Entity entity, Random dice) {
        List<String> ids = world.backend.rows(entity).keySet().stream()
                .filter(id -> !world.late.holds(id))
                .toList();
        return ids.isEmpty() ? Optional.empty() : Optional.of(ids.get(dice.nextInt(ids.size())));
    }

    /** Again an edit of a record that was edited lately: while its earlier edit is being sent, if the moment fits (U20). */
    private void editWhatIsOnItsWay(int kind, Random dice) {
        Optional<LocalSide.Edited> edited = world.local.anyRecent(dice).filter(found -> !world.late.holds(found.id()));
        if (edited.isEmpty()) {
            return;
        }
        Entity entity = edited.get().entity();
        String id = edited.get().id();
        if (kind == 7) {
            world.server.update(entity, id, dice);
        } else if (dice.nextInt(5) == 0) {
            world.local.delete(entity, id);
        } else {
            world.local.update(entity, id, dice);
        }
    }

    /** What a person does with an entry of sync_errors. */
    /** What nobody can tell is looked at at once: more and more would wait for it. */
    void resolveTheUnknown() {
        world.local.errors().stream()
                .filter(error -> error.kind().equals("unknown"))
                .forEach(this::resolve);
    }

    private boolean resolveOne() {
        List<LocalSide.ErrorEntry> errors = world.local.errors();
        if (errors.isEmpty()) {
            return false;
        }
        resolve(errors.get(world.random.nextInt(errors.size())));
        return true;
    }

    void resolve(LocalSide.ErrorEntry error) {
        Entity entity = Entity.of(world.entities, error.entity());
        if (error.kind().equals("conflict")) {
            // The server deleted it: so does the person.
            world.local.delete(entity, error.record());
        } else if (error.kind().equals("unknown") && world.backend.exists(entity, error.record())) {
            // It did arrive: what is here gives way, and comes with the next sync as the server has it.
            world.local.giveUp(world.entities, entity, error);
        } else {
            Map<String, String> row = world.local.rows(entity).get(error.record());
            Map<String, String> unlink = new LinkedHashMap<>();
            for (Entity.Lookup lookup : entity.lookups()) {
                if (row != null && row.get(lookup.field()) != null && !livesOnServer(lookup, row.get(lookup.field()))) {
                    unlink.putAll(LocalSide.unlinked(lookup));
                }
            }
            if (!unlink.isEmpty()) {
                world.local.update(entity, error.record(), unlink);
            }
        }
        world.local.clear(error);
    }

    boolean livesOnServer(Entity.Lookup lookup, String id) {
        return lookup.targets().stream().anyMatch(table -> world.backend.exists(Entity.of(world.entities, table), id));
    }
}

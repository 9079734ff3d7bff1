package org.crmlink.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.crmlink.engine.paper.Fault;
import org.crmlink.engine.paper.LateCommit;
import org.crmlink.engine.paper.PaperConnector;
import org.crmlink.engine.paper.PaperEntity;
import org.crmlink.engine.paper.PaperRecord;
import org.crmlink.engine.paper.PaperServer;
import org.crmlink.sdk.metadata.FieldType;
import org.crmlink.sdk.metadata.Relationship;
import org.jspecify.annotations.Nullable;

/**
 * Two sides that work at the same time, and what has to be true in the end. Every record has a tag that nobody changes; x and state are edited on both
 * sides, y only here, z only on the server. One-at-a-time.
 */
final class ModelWorld {

    /** How the process dies. */
    static final class Death extends Error {
        private static final long serialVersionUID = 1L;
    }

    private static final Map<String, ConflictStrategy> STRATEGIES = strategies();
    private static final List<String> ENTITIES = List.copyOf(STRATEGIES.keySet());

    /** What is known of the record with one tag. */
    private static final class Known {
        boolean deleted;

        @Nullable
        String lastY;

        @Nullable
        String lastZ;
    }

    final PaperServer server;
    final SyncBench bench;
    final Map<String, Integer> actions = new TreeMap<>();
    private final Random random;
    private final Map<String, Known> known = new HashMap<>();
    private final List<LateCommit> late = new ArrayList<>();
    private int next;
    private final int readers;

    private static Map<String, ConflictStrategy> strategies() {
        Map<String, ConflictStrategy> strategies = new LinkedHashMap<>();
        strategies.put("alpha", ConflictStrategy.DEVICE_WINS);
        strategies.put("beta", ConflictStrategy.SERVER_WINS);
        strategies.put("gamma", ConflictStrategy.DEVICE_WINS);
        strategies.put("delta", ConflictStrategy.SERVER_WINS);
        strategies.put("epsilon", ConflictStrategy.DEVICE_WINS);
        return strategies;
    }

    ModelWorld(Path folder, long seed, int readers) {
        this.random = new Random(seed);
        this.readers = readers;
        this.server = new PaperServer(
                entity("alpha", "beta").relationship(pair()),
                entity("beta", "alpha"),
                entity("gamma", "alpha").paths(PaperEntity.WATERMARK),
                entity("delta", "alpha").serverIds(),
                entity("epsilon", "delta").serverIdsWithExternalId(),
                PaperEntity.of("alphabeta").pairs("alpha_betas", "alpha", "beta"));
        this.bench = new SyncBench(folder, server, "alphabeta");
        STRATEGIES.forEach((name, strategy) -> bench.configure(name, entity -> entity.withOnConflict(strategy)));
        bench.configure("beta", entity -> entity.withFilter("state eq 0"));
        bench.pageSize = 20;
        bench.batchSize = 5;
        revive();
        for (int i = 0; i < 40; i++) {
            serverCreates(pick(ENTITIES));
        }
    }

    private static PaperEntity entity(String name, String target) {
        return PaperEntity.of(name)
                .field("tag", FieldType.TEXT)
                .field("x", FieldType.TEXT)
                .field("y", FieldType.TEXT)
                .field("z", FieldType.TEXT)
                .field("state", FieldType.INTEGER)
                .lookup("ref", target);
    }

    private static Relationship pair() {
        return new Relationship.ManyToMany("alpha_betas", "alpha", "beta", "alphabeta", "alphaid", "betaid");
    }

    private void revive() {
        bench.connector = new PaperConnector(server).maxBatch(3).readers(readers);
        bench.guarded = true;
    }

    private <T> T pick(List<T> list) {
        return list.get(random.nextInt(list.size()));
    }

    private void did(String action) {
        actions.merge(action, 1, Integer::sum);
    }

    private Known of(String tag) {
        return known.computeIfAbsent(tag, unused -> new Known());
    }

    // ---- one step

    void step() {
        int dice = random.nextInt(100);
        String entity = pick(ENTITIES);
        if (dice < 12) {
            serverCreates(entity);
        } else if (dice < 30) {
            serverUpdates(entity);
        } else if (dice < 35) {
            serverDeletes(entity);
        } else if (dice < 38) {
            late();
        } else if (dice < 40) {
            serverLinks();
        } else if (dice < 54) {
            inserts(entity);
        } else if (dice < 78) {
            updates(entity);
        } else if (dice < 84) {
            deletes(entity);
        } else if (dice < 88) {
            pairs();
        } else if (dice < 90) {
            unreadable(entity);
        } else if (dice < 94) {
            syncs();
        } else if (dice < 97) {
            syncsWithFaults();
        } else {
            dies();
        }
    }

    // ---- the colleagues

    private void serverCreates(String entity) {
        String tag = "tag-" + next++;
        String z = "z-" + next++;
        of(tag).lastZ = z;
        server.create(entity, Map.of("tag", tag, "x", "x-" + next++, "z", z, "state", (long) random.nextInt(2)));
        did("server creates");
    }

    private void serverUpdates(String entity) {
        List<PaperRecord> records = List.copyOf(server.records(entity).values());
        if (records.isEmpty()) {
            return;
        }
        PaperRecord record = pick(records);
        String z = "z-" + next++;
        Map<String, @Nullable Object> values = new LinkedHashMap<>();
        values.put("z", z);
        if (random.nextBoolean()) {
            values.put("x", "server-x-" + next++);
        }
        if (random.nextInt(4) == 0) {
            values.put("state", (long) random.nextInt(2));
        }
        server.update(entity, record.id(), values);
        of(String.valueOf(record.value("tag"))).lastZ = z;
        did("server updates");
    }

    private void serverDeletes(String entity) {
        List<PaperRecord> records = List.copyOf(server.records(entity).values());
        if (!records.isEmpty()) {
            PaperRecord record = pick(records);
            of(String.valueOf(record.value("tag"))).deleted = true;
            server.delete(entity, record.id());
            did("server deletes");
        }
    }

    private void serverLinks() {
        List<String> alphas = List.copyOf(server.records("alpha").keySet());
        List<String> betas = List.copyOf(server.records("beta").keySet());
        if (!alphas.isEmpty() && !betas.isEmpty()) {
            server.link("alphabeta", pick(alphas), pick(betas));
            did("server links");
        }
    }

    private void late() {
        if (late.isEmpty() || random.nextBoolean()) {
            String tag = "tag-" + next++;
            of(tag);
            late.add(server.beginLate("gamma", "late-" + next++, Map.of("tag", tag, "state", 0L)));
            did("late transactions");
        } else {
            late.remove(0).commit();
        }
    }

    private void unreadable(String entity) {
        List<String> ids = List.copyOf(server.records(entity).keySet());
        if (!ids.isEmpty()) {
            String id = pick(ids);
            if (random.nextBoolean()) {
                server.makeUnreadable(entity, id);
            } else {
                server.makeReadable(entity, id);
            }
            did("unreadable records");
        }
    }

    // ---- the user

    private @Nullable Map<String, @Nullable String> localRow(String entity) {
        List<Map<String, @Nullable String>> rows = bench.local.rows(
                "SELECT " + entity + "id AS id, tag FROM " + entity
                        + " ORDER BY tag LIMIT 1 OFFSET abs(?) % max(1, (SELECT" + " count(*) FROM " + entity + "))",
                random.nextInt(1_000_000));
        return rows.isEmpty() ? null : rows.get(0);
    }

    private boolean isSynced() {
        return !bench.local
                .rows("SELECT 1 FROM sqlite_master WHERE name = 'epsilon'")
                .isEmpty();
    }

    private void inserts(String entity) {
        String tag = "tag-" + next++;
        String y = "y-" + next++;
        String target = server.entityTarget(entity, "ref");
        Map<String, @Nullable String> ref = random.nextInt(3) == 0 ? localRow(target) : null;
        bench.local.sql(
                "INSERT INTO " + entity + "(tag, x, y, state, ref) VALUES(?, ?, ?, ?, ?)",
                tag,
                random.nextInt(12) == 0 ? PaperServer.REFUSED_TEXT : "x-" + next++,
                y,
                random.nextInt(2),
                ref == null ? null : ref.get("id"));
        of(tag).lastY = y;
        did("local inserts");
    }

    private void updates(String entity) {
        Map<String, @Nullable String> row = localRow(entity);
        if (row == null) {
            return;
        }
        String y = "y-" + next++;
        String key = entity + "id";
        if (random.nextBoolean()) {
            bench.local.sql("UPDATE " + entity + " SET y = ? WHERE " + key + " = ?", y, row.get("id"));
        } else {
            bench.local.sql(
                    "UPDATE " + entity + " SET y = ?, x = ?, state = ? WHERE " + key + " = ?",
                    y,
                    random.nextInt(12) == 0 ? PaperServer.REFUSED_TEXT : "local-x-" + next++,
                    random.nextInt(2),
                    row.get("id"));
        }
        of(String.valueOf(row.get("tag"))).lastY = y;
        did("local updates");
    }

    private void deletes(String entity) {
        Map<String, @Nullable String> row = localRow(entity);
        if (row != null) {
            bench.local.sql("DELETE FROM " + entity + " WHERE " + entity + "id = ?", row.get("id"));
            of(String.valueOf(row.get("tag"))).deleted = true;
            did("local deletes");
        }
    }

    private void pairs() {
        Map<String, @Nullable String> alpha = localRow("alpha");
        Map<String, @Nullable String> beta = localRow("beta");
        if (alpha == null || beta == null) {
            return;
        }
        if (random.nextInt(3) > 0) {
            bench.local.sql("INSERT INTO alphabeta(alphaid, betaid) VALUES(?, ?)", alpha.get("id"), beta.get("id"));
            did("local links");
        } else {
            bench.local.sql("DELETE FROM alphabeta WHERE alphaid = ?", alpha.get("id"));
            did("local unlinks");
        }
    }

    // ---- syncs

    void firstSync() {
        assertThat(bench.sync().result()).as(() -> bench.errors().toString()).isEqualTo(SyncResult.OK);
        assertThat(isSynced()).isTrue();
    }

    private void syncs() {
        bench.connector.hook(this::meanwhile);
        bench.sync(random.nextInt(10) == 0 ? SyncRequest.full() : SyncRequest.incremental());
        revive();
        did("syncs");
    }

    /** Both sides go on working while a sync runs. */
    private void meanwhile(String point) {
        if (point.startsWith("upload") && random.nextInt(4) == 0) {
            if (random.nextBoolean()) {
                updates(pick(ENTITIES));
            } else {
                serverUpdates(pick(ENTITIES));
            }
            did("work during a sync");
        }
    }

    private void syncsWithFaults() {
        server.faults()
                .random(new Random(random.nextLong()))
                .chance(Fault.CUT_READ, 0.1)
                .chance(Fault.CUT_WRITE, 0.1)
                .chance(Fault.LOST_ANSWER, 0.25)
                .chance(Fault.THROTTLE, 0.1)
                .chance(Fault.DEFER, 0.1)
                .chance(Fault.TOKEN_EXPIRED, 0.1)
                .chance(Fault.SLOW_PAGE, 0.02)
                .chance(Fault.CUT_IDS, 0.2);
        bench.connector.hook(this::meanwhile);
        bench.sync();
        server.faults().calm();
        revive();
        did("syncs with faults");
    }

    private void dies() {
        bench.guarded = false;
        int[] left = {1 + random.nextInt(25)};
        bench.connector.hook(point -> {
            synchronized (left) {
                if (--left[0] <= 0) {
                    throw new Death();
                }
            }
        });
        try {
            bench.sync();
        } catch (Death death) {
            did("deaths");
        }
        revive();
    }

    // ---- the end

    /** Lets both sides come to rest. */
    void settle() {
        server.faults().calm();
        late.forEach(LateCommit::commit);
        late.clear();
        server.makeAllReadable();
        for (int i = 0; i < 10; i++) {
            bench.sync();
            resolveErrors();
            if (bench.local.pending() == 0 && bench.errors().isEmpty()) {
                break;
            }
        }
        assertThat(bench.sync().result()).as(() -> bench.errors().toString()).isEqualTo(SyncResult.OK);
    }

    private void resolveErrors() {
        for (SyncError error : bench.errors()) {
            String entity = error.entity();
            String key = entity + "id";
            if (random.nextInt(4) == 0 && giveUp(error)) {
                continue;
            }
            if (entity.equals("alphabeta") || (error.serverDeleted() && random.nextBoolean())) {
                bench.local.sql("DELETE FROM " + entity + " WHERE " + key + " = ?", error.recordId());
            } else if (error.kind() == SyncError.Kind.REFUSED) {
                bench.local.sql(
                        "UPDATE " + entity + " SET x = 'corrected', ref = NULL WHERE " + key + " = ?",
                        error.recordId());
            }
            bench.local.sql("DELETE FROM sync_errors WHERE id = ?", error.id());
            did("errors resolved");
        }
    }

    private boolean giveUp(SyncError error) {
        List<String> tags = error.entity().equals("alphabeta")
                ? List.of()
                : bench
                        .local
                        .rows(
                                "SELECT tag FROM " + error.entity() + " WHERE " + error.entity() + "id = ?",
                                error.recordId())
                        .stream()
                        .map(row -> String.valueOf(row.get("tag")))
                        .toList();
        if (!bench.giveUp(error)) {
            return false;
        }
        boolean onServer = server.find(error.entity(), error.recordId()).isPresent();
        for (String tag : tags) {
            of(tag).lastY = null;
            of(tag).deleted |= !onServer;
        }
        did("changes given up");
        return true;
    }

    /** Both sides are equal; nothing is lost or doubled; edits that nobody contested are there. */
    void isRight() {
        assertThat(bench.local.pending()).as("pending").isZero();
        assertThat(bench.errors()).isEmpty();
        assertThat(bench.local.count("SELECT count(*) FROM crmlink_sent")).isZero();
        List<String> fields = List.of("tag", "x", "y", "z", "state", "ref");
        for (String entity : ENTITIES) {
            bench.local.mirrors(
                    server,
                    entity,
                    fields,
                    record -> !entity.equals("beta") || Long.valueOf(0).equals(record.value("state")));
        }
        bench.local.mirrors(server, "alphabeta");
        Map<String, Integer> tags = new HashMap<>();
        for (String entity : ENTITIES) {
            for (PaperRecord record : server.records(entity).values()) {
                String tag = String.valueOf(record.value("tag"));
                tags.merge(tag, 1, Integer::sum);
                Known expected = of(tag);
                if (expected.deleted) {
                    continue;
                }
                if (expected.lastZ != null) {
                    assertThat(record.value("z"))
                            .as("z of %s in %s", tag, entity)
                            .isEqualTo(expected.lastZ);
                }
                if (expected.lastY != null && STRATEGIES.get(entity) == ConflictStrategy.DEVICE_WINS) {
                    assertThat(record.value("y"))
                            .as("y of %s in %s", tag, entity)
                            .isEqualTo(expected.lastY);
                }
            }
        }
        known.forEach((tag, expected) -> {
            int times = tags.getOrDefault(tag, 0);
            assertThat(times).as("records with %s", tag).isLessThanOrEqualTo(1);
            if (!expected.deleted) {
                assertThat(times).as("records with %s", tag).isEqualTo(1);
            }
        });
    }

    /** What was done and what went wrong. */
    @Override
    public String toString() {
        return actions + " " + server.faults().counts();
    }
}

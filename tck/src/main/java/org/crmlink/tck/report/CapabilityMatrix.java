package org.crmlink.tck.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.crmlink.sdk.attachment.AttachmentCapabilities;
import org.crmlink.sdk.metadata.ChangePath;
import org.crmlink.sdk.metadata.EntityCapabilities;
import org.crmlink.sdk.metadata.EntityCapabilities.Operation;
import org.crmlink.tck.Declaration;

/**
 * What the connector declares, as a table: a row for each entity.
 *
 * @param declaration what it declares, if it came to that
 */
public record CapabilityMatrix(Optional<Declaration> declaration) {

    /** A field of the table: whether there is something, and what. */
    public record Cell(boolean offered, String text) {}

    /** An entity. */
    public record Row(String entity, List<Cell> cells) {}

    public List<String> columns() {
        return List.of(
                "Create",
                "Update",
                "Delete",
                "Upsert",
                "Link",
                "Unlink",
                "Changes",
                "Deletions",
                "Filter",
                "Resume",
                "Ids made by",
                "Repeatable create");
    }

    public List<Row> rows() {
        List<Row> rows = new ArrayList<>();
        declaration.ifPresent(declared -> {
            for (Map.Entry<String, EntityCapabilities> entity :
                    declared.entities().entrySet()) {
                rows.add(new Row(entity.getKey(), cells(entity.getValue())));
            }
        });
        return rows;
    }

    private static List<Cell> cells(EntityCapabilities entity) {
        List<Cell> cells = new ArrayList<>();
        for (Operation operation : Operation.values()) {
            cells.add(operation(entity, operation));
        }
        ChangePath best = entity.changePaths().get(0);
        int others = entity.changePaths().size() - 1;
        cells.add(new Cell(
                best.tracking() != ChangePath.Tracking.NONE,
                switch (best.tracking()) {
                            case TOKEN -> "feed";
                            case WATERMARK -> "by time";
                            case NONE -> "full reads";
                        }
                        + (others == 0 ? "" : " +" + others)));
        cells.add(new Cell(
                best.deletions() != ChangePath.Deletions.NONE,
                switch (best.deletions()) {
                    case IN_FEED -> "in the feed";
                    case TOMBSTONES -> "tombstones";
                    case NONE -> "by comparing ids";
                }));
        cells.add(new Cell(best.filters(), best.filters() ? "on the server" : "by the host"));
        cells.add(new Cell(best.resumable(), best.resumable() ? "after a page" : "anew"));
        cells.add(new Cell(true, Words.of(entity.idAssignment())));
        cells.add(new Cell(
                entity.repeatableCreate() != EntityCapabilities.RepeatableCreate.NONE,
                switch (entity.repeatableCreate()) {
                    case CLIENT_ID -> "client id";
                    case EXTERNAL_ID -> "external id";
                    case NONE -> "by asking";
                }));
        return cells;
    }

    private static Cell operation(EntityCapabilities entity, Operation operation) {
        if (!entity.can(operation)) {
            return new Cell(false, "");
        }
        return new Cell(
                true,
                switch (entity.versionCheck(operation)) {
                    case ATOMIC -> "atomic check";
                    case CHECK_THEN_WRITE -> "check, then write";
                    case NONE -> "";
                });
    }

    /** What holds for the connector as a whole, in short sentences. */
    public List<String> whole() {
        List<String> lines = new ArrayList<>();
        declaration.ifPresent(declared -> {
            lines.add("Up to " + declared.connector().maxPageSize() + " records a page");
            lines.add("up to " + Words.count(declared.connector().maxBatch(), "write", "writes") + " a request");
            lines.add(Words.count(declared.connector().parallelReaders(), "entity", "entities")
                    + " read at the same time");
            declared.attachments().ifPresent(store -> lines.add(attachments(store)));
        });
        return lines;
    }

    private static String attachments(AttachmentCapabilities store) {
        return "attachments: "
                + String.join(
                        ", ", store.features().stream().map(Words::of).sorted().toList())
                + store.hash()
                        .map(hash -> ", checksum " + Words.of(hash) + (store.hashIsHint() ? " as a hint" : ""))
                        .orElse("");
    }
}

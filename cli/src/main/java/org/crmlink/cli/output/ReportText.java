package org.crmlink.cli.output;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.crmlink.cli.ExitCode;
import org.crmlink.engine.EntityReport;
import org.crmlink.engine.SyncFailure;
import org.crmlink.engine.SyncReport;
import org.crmlink.engine.SyncResult;

/** A sync report as a document and as text. */
public final class ReportText {

    private ReportText() {}

    /** The exit code that tells how a sync ended. */
    public static ExitCode exitCode(SyncResult result) {
        return switch (result) {
            case OK -> ExitCode.OK;
            case RECORDS_FAILED -> ExitCode.RECORDS_FAILED;
            case CONFLICTS -> ExitCode.CONFLICTS;
            case TEMPORARY -> ExitCode.TEMPORARY;
            case NOT_AUTHORIZED -> ExitCode.LOGIN;
            case CONFIGURATION -> ExitCode.USAGE;
            case FATAL -> ExitCode.FATAL_DATA;
            case INTERRUPTED -> ExitCode.INTERRUPTED;
        };
    }

    public static Map<String, Object> document(SyncReport report) {
        Map<String, Object> document = new LinkedHashMap<>();
        document.put("result", report.result().text());
        List<Map<String, Object>> entities = new ArrayList<>();
        for (EntityReport entity : report.entities()) {
            entities.add(document(entity));
        }
        document.put("entities", entities);
        document.put("apiCalls", report.apiCalls());
        document.put("elapsedMs", report.elapsed().toMillis());
        document.put("pendingConflicts", report.pendingConflicts());
        document.put("warnings", report.warnings());
        report.failure().ifPresent(failure -> document.put("error", document(failure, exitCode(report.result()))));
        return document;
    }

    private static Map<String, Object> document(EntityReport entity) {
        Map<String, Object> document = new LinkedHashMap<>();
        document.put("name", entity.name());
        document.put("mode", entity.mode().text());
        document.put("received", entity.received());
        document.put("deleted", entity.deleted());
        document.put("sent", entity.sent());
        document.put("conflicts", entity.conflicts());
        document.put("errors", entity.errors());
        document.put("pending", entity.pending());
        document.put("path", entity.path().name().toLowerCase(java.util.Locale.ROOT));
        document.put("pathReason", entity.pathReason());
        entity.failure().ifPresent(failure -> document.put("error", failure(failure)));
        return document;
    }

    private static Map<String, Object> document(SyncFailure failure, ExitCode code) {
        Map<String, Object> document = failure(failure);
        document.put("exitCode", code.code());
        return document;
    }

    private static Map<String, Object> failure(SyncFailure failure) {
        Map<String, Object> document = new LinkedHashMap<>();
        document.put("kind", failure.kind().name());
        document.put("message", failure.message());
        document.put("hint", failure.hint());
        document.put("code", failure.code());
        return document;
    }

    public static String text(SyncReport report, Path database) {
        TextTable table =
                new TextTable("entity", "mode", "received", "deleted", "sent", "conflicts", "errors", "pending");
        for (EntityReport entity : report.entities()) {
            table.row(
                    entity.name(),
                    entity.mode().text(),
                    entity.received(),
                    entity.deleted(),
                    entity.sent(),
                    entity.conflicts(),
                    entity.errors(),
                    entity.pending());
        }
        StringBuilder text = new StringBuilder(table.toString());
        text.append('\n')
                .append(report.result().text())
                .append(" · ")
                .append(report.apiCalls())
                .append(" API calls · ")
                .append(String.format(
                        java.util.Locale.ROOT, "%.1f s", report.elapsed().toMillis() / 1000.0))
                .append(" · ")
                .append(database);
        if (report.pendingConflicts() > 0 || report.entities().stream().anyMatch(e -> e.errors() > 0)) {
            text.append("\nsee 'crmlink errors'");
        }
        return text.toString();
    }

    /** What went wrong as a whole, for people; one text each. */
    public static List<String> failures(SyncReport report) {
        List<String> failures = new ArrayList<>();
        for (EntityReport entity : report.entities()) {
            entity.failure().ifPresent(failure -> failures.add(entity.name() + ": " + lines(failure)));
        }
        report.failure().ifPresent(failure -> failures.add(stopped(report.result()) + lines(failure)));
        return failures;
    }

    private static String stopped(SyncResult result) {
        return result == SyncResult.INTERRUPTED ? "" : "stopped: ";
    }

    private static String lines(SyncFailure failure) {
        String code = failure.code().isEmpty() ? "" : " [" + failure.code() + "]";
        return failure.message() + code + (failure.hint().isEmpty() ? "" : "\n  → " + failure.hint());
    }
}

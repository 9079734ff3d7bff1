package org.crmlink.cli.command;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.crmlink.cli.ExitCode;
import org.crmlink.cli.Surroundings;
import org.crmlink.cli.output.TextTable;
import org.crmlink.engine.LocalDatabase;
import org.crmlink.engine.SyncStatus;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** What the local database holds. */
@Command(
        name = "status",
        description = "Tells what the local database holds and what waits to be sent. Needs no connection.",
        mixinStandardHelpOptions = true)
final class StatusCommand implements Callable<Integer> {

    private final Surroundings surroundings;

    @Mixin
    private final ConfigurationOption configuration = new ConfigurationOption();

    @Mixin
    private final OutputOption output = new OutputOption();

    StatusCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public Integer call() {
        Path file = Target.database(configuration.file(), surroundings);
        try (LocalDatabase database = LocalDatabase.open(file)) {
            SyncStatus status = database.status();
            surroundings.console().result(output.format, document(status), text(status));
            return ExitCode.OK.code();
        }
    }

    private static Map<String, Object> document(SyncStatus status) {
        Map<String, Object> document = new LinkedHashMap<>();
        document.put("result", "ok");
        document.put("database", status.database());
        document.put("connector", status.connectorId());
        document.put("organization", status.organization());
        document.put("user", status.user());
        List<Map<String, Object>> entities = new ArrayList<>();
        for (SyncStatus.EntityStatus entity : status.entities()) {
            Map<String, Object> part = new LinkedHashMap<>();
            part.put("name", entity.name());
            part.put("records", entity.records());
            part.put("pending", entity.pending());
            part.put("errors", entity.errors());
            part.put("conflicts", entity.conflicts());
            part.put("lastSync", entity.lastSync());
            part.put("fullReadUnfinished", entity.fullReadUnfinished());
            entities.add(part);
        }
        document.put("entities", entities);
        return document;
    }

    private static String text(SyncStatus status) {
        TextTable table = new TextTable("entity", "records", "pending", "errors", "conflicts", "last sync");
        for (SyncStatus.EntityStatus entity : status.entities()) {
            table.row(
                    entity.name(),
                    entity.records(),
                    entity.pending(),
                    entity.errors(),
                    entity.conflicts(),
                    entity.lastSync().map(Object::toString).orElse("never")
                            + (entity.fullReadUnfinished() ? " (full read unfinished)" : ""));
        }
        return status.database() + "\n" + status.connectorId() + " · " + status.organization() + " · " + status.user()
                + "\n\n" + table;
    }
}

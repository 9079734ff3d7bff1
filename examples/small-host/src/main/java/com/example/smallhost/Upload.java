package com.example.smallhost;

import java.io.IOException;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;
import org.crmlink.host.retry.HostRetry;
import org.crmlink.sdk.ConnectorException;
import org.crmlink.sdk.metadata.EntityCapabilities;
import org.crmlink.sdk.metadata.EntityCapabilities.Operation;
import org.crmlink.sdk.metadata.EntityCapabilities.RepeatableCreate;
import org.crmlink.sdk.metadata.EntityCapabilities.VersionCheck;
import org.crmlink.sdk.metadata.EntityType;
import org.crmlink.sdk.metadata.Field;
import org.crmlink.sdk.upload.Mutation;
import org.crmlink.sdk.upload.MutationResult;
import org.crmlink.sdk.upload.Uploader;

/** Sends one change. The local table is left alone: the next read brings what the server made of it. */
final class Upload {

    private final Job job;
    private final HostRetry retry;
    private final Uploader uploader;
    private final EntityType type;

    Upload(OpenJob open) {
        this.job = open.job();
        this.retry = open.retry();
        this.uploader = open.connector().require(Uploader.class);
        this.type = open.describe();
    }

    String create(List<String> assignments) {
        // With an id of ours a create that is sent twice makes one record.
        boolean ownId = type.capabilities().repeatableCreate() == RepeatableCreate.CLIENT_ID;
        Optional<String> id = ownId ? Optional.of(UUID.randomUUID().toString()) : Optional.empty();
        return send(new Mutation.Create(operationId(), job.entity(), id, values(assignments)));
    }

    String update(String id, List<String> assignments) throws IOException {
        return send(new Mutation.Update(
                operationId(), job.entity(), id, values(assignments), baseVersion(id, Operation.UPDATE)));
    }

    String delete(String id) throws IOException {
        return send(new Mutation.Delete(operationId(), job.entity(), id, baseVersion(id, Operation.DELETE)));
    }

    private static String operationId() {
        return UUID.randomUUID().toString();
    }

    /** The version that the user saw. With it, a change that somebody made in between is not overwritten. */
    private Optional<String> baseVersion(String id, Operation operation) throws IOException {
        EntityCapabilities capabilities = type.capabilities();
        Table table = Table.read(job.table(), job.fields(), Download.queryText(job));
        if (!table.has(id)) {
            throw new UsageException("there is no record " + id + " in " + job.table() + ": read first");
        }
        return capabilities.versionCheck(operation) == VersionCheck.NONE ? Optional.empty() : table.version(id);
    }

    private Map<String, Object> values(List<String> assignments) {
        Map<String, Object> values = new HashMap<>();
        for (String assignment : assignments) {
            int equals = assignment.indexOf('=');
            if (equals < 1) {
                throw new UsageException("'" + assignment + "' is not FIELD=VALUE");
            }
            String name = assignment.substring(0, equals);
            Field field = type.field(name)
                    .orElseThrow(() -> new UsageException("entity " + job.entity() + " has no field '" + name + "'"));
            values.put(name, Cells.value(field, assignment.substring(equals + 1)));
        }
        return values;
    }

    private String send(Mutation mutation) {
        MutationResult result = retry.call("upload to " + job.entity(), () -> attempt(mutation));
        if (result instanceof MutationResult.Applied applied) {
            return "applied to " + applied.id();
        }
        if (result instanceof MutationResult.Conflict conflict) {
            throw new UsageException(
                    conflict.deleted()
                            ? "not applied: the record is gone"
                            : "not applied: somebody changed the record since it was read; read, look, and try again");
        }
        if (result instanceof MutationResult.Rejected rejected) {
            throw withFields(rejected);
        }
        throw new UsageException(
                "nobody can tell whether the change was applied: look at the record before you repeat it");
    }

    private MutationResult attempt(Mutation mutation) {
        Instant sent = Instant.now();
        MutationResult result = uploader.upload(List.of(mutation)).get(0);
        if (result instanceof MutationResult.Unknown) {
            // The answer was lost. Sending again blindly could apply the change twice; the server knows.
            result = retry.call("settle in " + job.entity(), () -> uploader.settle(mutation, sent));
        }
        if (result instanceof MutationResult.Deferred deferred) {
            // Not applied, through no fault of the change. Thrown, the cause tells the retry when to try again.
            throw deferred.cause();
        }
        return result;
    }

    private static ConnectorException withFields(MutationResult.Rejected rejected) {
        if (rejected.fieldErrors().isEmpty()) {
            return rejected.error();
        }
        String fields = rejected.fieldErrors().stream()
                .map(error -> error.field() + ": " + error.message())
                .collect(Collectors.joining("; "));
        return rejected.error().toBuilder().hint(fields).build();
    }
}

package org.crmlink.host.example;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.crmlink.sdk.ErrorKind;
import org.crmlink.sdk.upload.Mutation;
import org.crmlink.sdk.upload.MutationResult;
import org.crmlink.sdk.upload.Uploader;

/** Creates and deletes notes: one result a mutation, in order; a refusal does not stop the others. Thread-safe. */
record NotesUploader(Notes notes) implements Uploader {

    @Override
    public List<MutationResult> upload(List<Mutation> mutations) {
        return mutations.stream().map(this::write).toList();
    }

    private MutationResult write(Mutation mutation) {
        if (mutation instanceof Mutation.Create create && create.entity().equals("note")) {
            return create(create);
        }
        if (mutation instanceof Mutation.Delete delete && delete.entity().equals("note")) {
            return delete(delete);
        }
        return rejected(mutation, ErrorKind.UNSUPPORTED, "connector 'notes' does not declare this write");
    }

    /** The id is the client's, so a create that is sent again finds the first one [IDEM-1]. */
    private MutationResult create(Mutation.Create create) {
        if (!(create.values().get("text") instanceof String text)
                || create.values().size() > 1) {
            return rejected(create, ErrorKind.INVALID_DATA, "a note is made of a text and nothing else");
        }
        String id = create.id().orElse(create.operationId());
        return notes.add(id, text)
                .map(note -> applied(create, id, Optional.of(note.version()), false))
                .orElseGet(() -> rejected(create, ErrorKind.ALREADY_EXISTS, "there is a note with this id"));
    }

    private MutationResult delete(Mutation.Delete delete) {
        Optional<String> current = notes.find(delete.id()).map(Notes.Note::version);
        if (current.isEmpty()) {
            return applied(delete, delete.id(), Optional.empty(), true);
        }
        return notes.remove(delete.id(), delete.baseVersion().or(() -> current).orElseThrow())
                ? applied(delete, delete.id(), Optional.empty(), false)
                : new MutationResult.Conflict(delete.operationId(), false, current);
    }

    /** No answer gets lost between memory and its caller; over a network this reads what became of the write. */
    @Override
    public MutationResult settle(Mutation mutation, Instant sent) {
        throw NotesConnector.refusal(ErrorKind.UNSUPPORTED, "no write of connector 'notes' has an unknown outcome");
    }

    private static MutationResult applied(Mutation mutation, String id, Optional<String> version, boolean alreadySo) {
        return new MutationResult.Applied(mutation.operationId(), id, version, Map.of(), false, alreadySo);
    }

    private static MutationResult rejected(Mutation mutation, ErrorKind kind, String message) {
        return new MutationResult.Rejected(mutation.operationId(), NotesConnector.refusal(kind, message), List.of());
    }
}

package __package__;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.crmlink.sdk.change.Row;
import org.crmlink.sdk.metadata.EntityType;
import org.crmlink.sdk.upload.Mutation;
import org.crmlink.toolkit.http.HttpCall;
import org.crmlink.toolkit.rest.RecordWriter;
import org.crmlink.toolkit.rest.RestClient;
import org.crmlink.toolkit.rest.RestPath;

/** How the service is written to: one request a record, each sent once. Thread-safe. */
record __Name__Writer(RestClient client) implements RecordWriter {

    /** The server remembers the operation's id, so that a create that is sent again makes no second record. */
    @Override
    public Row create(EntityType type, Mutation.Create create, List<String> fields) {
        Map<String, Object> values = new LinkedHashMap<>(create.values());
        create.id().ifPresent(id -> values.put(type.keyField(), id));
        RestPath path = RestPath.of(type.name());
        return send(client.repeatable("POST", type.name(), path, create.operationId()), type, values, fields);
    }

    @Override
    public Row update(EntityType type, Mutation.Update update, List<String> fields) {
        RestPath path = RestPath.of(type.name(), update.id());
        return send(client.write("PATCH", type.name(), path, update.baseVersion()), type, update.values(), fields);
    }

    @Override
    public void delete(EntityType type, Mutation.Delete delete) {
        RestPath path = RestPath.of(type.name(), delete.id());
        client.done(client.write("DELETE", type.name(), path, delete.baseVersion()));
    }

    /** The answer is the record as the server has it now. */
    private Row send(HttpCall call, EntityType type, Map<String, ?> values, List<String> fields) {
        HttpCall whole = call.body(__Name__Source.FORMAT.body(type, values));
        return client.json(whole, answer -> __Name__Source.FORMAT.readOne(answer.stream(), type, fields));
    }
}

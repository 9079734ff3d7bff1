package org.crmlink.benchmarks.contestant;

import java.net.URI;
import java.sql.SQLException;
import org.apache.olingo.client.api.ODataClient;
import org.apache.olingo.client.api.communication.request.retrieve.ODataEntitySetRequest;
import org.apache.olingo.client.api.domain.ClientAnnotation;
import org.apache.olingo.client.api.domain.ClientEntity;
import org.apache.olingo.client.api.domain.ClientEntitySet;
import org.apache.olingo.client.api.domain.ClientProperty;
import org.apache.olingo.client.core.ODataClientFactory;
import org.apache.olingo.commons.api.format.ContentType;
import org.crmlink.benchmarks.data.Kind;
import org.crmlink.benchmarks.data.Property;
import org.jspecify.annotations.Nullable;

/** Apache Olingo's client reads all pages, and the typical program's insert writes them. */
final class OlingoClient implements Contestant {

    @Override
    public Outcome run(Job job) throws Exception {
        long start = System.nanoTime();
        ODataClient client = ODataClientFactory.getClient();
        long rows;
        try (BatchInsert insert = new BatchInsert(job.database())) {
            URI next = URI.create(job.firstPage());
            while (next != null) {
                ODataEntitySetRequest<ClientEntitySet> request =
                        client.getRetrieveRequestFactory().getEntitySetRequest(next);
                request.setAccept(ContentType.JSON.toContentTypeString());
                request.setPrefer("odata.include-annotations=\"" + Property.TARGET + "\"");
                ClientEntitySet set = request.execute().getBody();
                for (ClientEntity entity : set.getEntities()) {
                    row(insert, entity);
                }
                next = set.getNext();
            }
            insert.flush();
            rows = insert.rows();
        }
        return Outcome.of(rows, System.nanoTime() - start, Fingerprint.of(job.database()));
    }

    private static void row(BatchInsert insert, ClientEntity entity) throws SQLException {
        int column = 0;
        for (Property property : Table.PROPERTIES) {
            ClientProperty found = entity.getProperty(property.wire());
            insert.set(column++, stored(property.kind(), found));
            if (property.kind() == Kind.OWNER) {
                insert.set(column++, target(found));
            }
        }
        insert.endRow();
    }

    private static @Nullable Object stored(Kind kind, @Nullable ClientProperty property) {
        if (property == null || property.hasNullValue()) {
            return null;
        }
        String text = property.getPrimitiveValue().toString();
        return switch (kind) {
            case BOOLEAN -> Boolean.parseBoolean(text) ? 1 : 0;
            case INTEGER, CHOICE, STATE -> Long.valueOf(text);
            default -> text;
        };
    }

    private static @Nullable Object target(@Nullable ClientProperty property) {
        if (property == null) {
            return null;
        }
        for (ClientAnnotation annotation : property.getAnnotations()) {
            if (annotation.getTerm().equals(Property.TARGET)) {
                return annotation.getPrimitiveValue().toString();
            }
        }
        return null;
    }
}

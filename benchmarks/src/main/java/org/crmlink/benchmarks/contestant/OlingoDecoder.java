package org.crmlink.benchmarks.contestant;

import java.io.ByteArrayInputStream;
import org.apache.olingo.client.api.ODataClient;
import org.apache.olingo.client.api.domain.ClientEntity;
import org.apache.olingo.client.api.domain.ClientEntitySet;
import org.apache.olingo.client.api.domain.ClientProperty;
import org.apache.olingo.client.api.serialization.ODataDeserializerException;
import org.apache.olingo.client.core.ODataClientFactory;
import org.apache.olingo.commons.api.format.ContentType;
import org.crmlink.benchmarks.data.Kind;
import org.crmlink.benchmarks.data.Property;

/** Apache Olingo's reader of entity sets. Immutable. */
final class OlingoDecoder implements ParseOnly.Decoder {

    private final ODataClient client = ODataClientFactory.getClient();

    @Override
    public int decode(byte[] page, ParseOnly.Seen seen) throws ODataDeserializerException {
        ClientEntitySet set = client.getReader().readEntitySet(new ByteArrayInputStream(page), ContentType.JSON);
        for (ClientEntity entity : set.getEntities()) {
            int filled = 0;
            for (Property property : Table.PROPERTIES) {
                ClientProperty found = entity.getProperty(property.wire());
                filled += found == null || found.hasNullValue() || property.kind() == Kind.KEY ? 0 : 1;
            }
            seen.row(entity.getProperty("name").getPrimitiveValue().toString(), filled);
        }
        return set.getEntities().size();
    }
}

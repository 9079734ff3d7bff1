package org.crmlink.benchmarks.contestant;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.crmlink.benchmarks.data.Kind;
import org.crmlink.benchmarks.data.Property;

/** Jackson's maps, which leave the types of values to the program behind them. Immutable. */
final class MapDecoder implements ParseOnly.Decoder {

    private static final TypeReference<Map<String, Object>> MAP = new TypeReference<>() {};

    private final ObjectMapper mapper = new ObjectMapper().enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS);

    @Override
    public int decode(byte[] page, ParseOnly.Seen seen) throws IOException {
        List<?> rows = (List<?>) mapper.readValue(page, MAP).getOrDefault("value", List.of());
        for (Object row : rows) {
            Map<String, Object> map = Typical.maps(row);
            int filled = 0;
            for (Property property : Table.PROPERTIES) {
                filled += map.get(property.wire()) == null || property.kind() == Kind.KEY ? 0 : 1;
            }
            seen.row(String.valueOf(map.get("name")), filled);
        }
        return rows.size();
    }
}

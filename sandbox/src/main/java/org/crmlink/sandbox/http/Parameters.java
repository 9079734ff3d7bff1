package org.crmlink.sandbox.http;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** The parameters of a query or of a form, decoded, in their order; of a repeated one the last. Immutable. */
public final class Parameters {

    private final Map<String, String> values = new LinkedHashMap<>();

    private Parameters() {}

    /**
     * Parameters from {@code a=b&c=d}; a name without an equals sign has an empty value.
     *
     * @throws IllegalArgumentException if a percent sign is not followed by two hexadecimal digits
     */
    public static Parameters of(String encoded) {
        Parameters parameters = new Parameters();
        for (String pair : encoded.split("&", -1)) {
            if (!pair.isEmpty()) {
                int equals = pair.indexOf('=');
                String name = equals < 0 ? pair : pair.substring(0, equals);
                String value = equals < 0 ? "" : pair.substring(equals + 1);
                parameters.values.put(
                        URLDecoder.decode(name, StandardCharsets.UTF_8),
                        URLDecoder.decode(value, StandardCharsets.UTF_8));
            }
        }
        return parameters;
    }

    /** The value of a parameter, maybe empty text; no value if it is not there. */
    public Optional<String> get(String name) {
        return Optional.ofNullable(values.get(name));
    }

    /** The value of a parameter that has one. */
    public Optional<String> filled(String name) {
        return get(name).filter(value -> !value.isEmpty());
    }

    @Override
    public String toString() {
        // values may be secrets
        return values.keySet().toString();
    }
}

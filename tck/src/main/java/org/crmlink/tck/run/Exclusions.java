package org.crmlink.tck.run;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.crmlink.sdk.ConnectorDescriptor;
import org.crmlink.tck.Report;
import org.crmlink.tck.Requirement;

/**
 * Challenges that were accepted: the only way round a requirement. They are shipped in the kit's own {@code excludes.json}; there is no option, and
 * no file of the vendor's.
 */
record Exclusions(List<Exclusion> all) {

    private static final String FILE = "/org/crmlink/tck/excludes.json";

    /**
     * An accepted challenge. While it holds, the requirement's checks still run and must still fail.
     *
     * @param challenge its id in the register of challenges
     * @param requirement what is excused
     * @param connector whom
     * @param from the first version of the connector that it is about; empty if from the beginning
     * @param before the first version that it is no longer about; empty if to the end
     * @param expires the version of the contract with which it ends
     * @param reason why, in one sentence
     */
    record Exclusion(
            String challenge,
            Requirement requirement,
            String connector,
            String from,
            String before,
            int expires,
            String reason) {

        private boolean covers(Report.Subject subject) {
            return ConnectorDescriptor.CURRENT_SPI_VERSION < expires
                    && connector.equals(subject.id())
                    && (from.isEmpty() || compare(subject.version(), from) >= 0)
                    && (before.isEmpty() || compare(subject.version(), before) < 0);
        }
    }

    Exclusions {
        all = List.copyOf(all);
    }

    /** Those of this version of the kit. */
    static Exclusions shipped() {
        try (InputStream file = Exclusions.class.getResourceAsStream(FILE)) {
            if (file == null) {
                throw new IllegalStateException("the kit's jar lacks " + FILE);
            }
            return read(file);
        } catch (IOException e) {
            throw new UncheckedIOException("the kit's " + FILE + " cannot be read", e);
        }
    }

    Optional<Exclusion> find(Requirement requirement, Optional<Report.Subject> subject) {
        return subject.flatMap(one -> all.stream()
                .filter(exclusion -> exclusion.requirement() == requirement && exclusion.covers(one))
                .findFirst());
    }

    /** Reads {@code {"format":1,"excludes":[{…}]}}; a field too many or too few is an error. */
    static Exclusions read(InputStream file) throws IOException {
        List<Exclusion> all = new ArrayList<>();
        try (JsonParser json = new JsonFactory().createParser(file)) {
            expect(json, JsonToken.START_OBJECT);
            while (json.nextToken() == JsonToken.FIELD_NAME) {
                String name = json.currentName();
                if (name.equals("format")) {
                    expect(json, JsonToken.VALUE_NUMBER_INT);
                } else if (name.equals("excludes")) {
                    expect(json, JsonToken.START_ARRAY);
                    while (json.nextToken() == JsonToken.START_OBJECT) {
                        all.add(exclusion(json));
                    }
                } else {
                    throw new IOException("unknown field '" + name + "'");
                }
            }
        }
        return new Exclusions(all);
    }

    private static Exclusion exclusion(JsonParser json) throws IOException {
        Map<String, String> fields = new TreeMap<>();
        while (json.nextToken() == JsonToken.FIELD_NAME) {
            String name = json.currentName();
            json.nextToken();
            fields.put(name, json.getText());
        }
        Exclusion exclusion = new Exclusion(
                take(fields, "challenge"),
                Requirement.valueOf(take(fields, "requirement").toUpperCase(Locale.ROOT)),
                take(fields, "connector"),
                Optional.ofNullable(fields.remove("from")).orElse(""),
                Optional.ofNullable(fields.remove("before")).orElse(""),
                Integer.parseInt(take(fields, "expires")),
                take(fields, "reason"));
        if (!fields.isEmpty()) {
            throw new IOException("unknown fields " + fields.keySet() + " of " + exclusion.challenge());
        }
        return exclusion;
    }

    private static String take(Map<String, String> fields, String name) throws IOException {
        String value = fields.remove(name);
        if (value == null) {
            throw new IOException("an exclusion lacks '" + name + "'");
        }
        return value;
    }

    private static void expect(JsonParser json, JsonToken wanted) throws IOException {
        if (json.nextToken() != wanted) {
            throw new IOException("expected " + wanted + " at " + json.currentLocation());
        }
    }

    /** By the numbers before the first hyphen: 1.10 is newer than 1.9, and 2.0-SNAPSHOT counts as 2.0. */
    static int compare(String a, String b) {
        String[] left = a.replaceFirst("[-+].*", "").split("\\.");
        String[] right = b.replaceFirst("[-+].*", "").split("\\.");
        for (int i = 0; i < Math.max(left.length, right.length); i++) {
            int order = Integer.compare(number(left, i), number(right, i));
            if (order != 0) {
                return order;
            }
        }
        return 0;
    }

    private static int number(String[] parts, int i) {
        return i < parts.length && parts[i].matches("[0-9]{1,9}") ? Integer.parseInt(parts[i]) : 0;
    }
}

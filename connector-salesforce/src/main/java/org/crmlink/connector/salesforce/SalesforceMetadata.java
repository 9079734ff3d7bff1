package org.crmlink.connector.salesforce;

import com.fasterxml.jackson.core.JsonGenerator;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.crmlink.sdk.ConnectorException;
import org.crmlink.sdk.ErrorKind;
import org.crmlink.sdk.metadata.EntityMetadata;
import org.crmlink.sdk.metadata.EntitySummary;
import org.crmlink.sdk.metadata.EntityType;
import org.crmlink.toolkit.http.HttpAnswer;
import org.crmlink.toolkit.http.HttpCall;
import org.crmlink.toolkit.http.RetryAfter;
import org.crmlink.toolkit.json.JsonObject;
import org.crmlink.toolkit.json.StrictJson;
import org.jspecify.annotations.Nullable;

/**
 * Entity metadata from describe. Thread-safe: what was read is kept until the stamp of the org's metadata changes; two threads that need the same entity
 * at once may read it twice.
 */
@Singleton
final class SalesforceMetadata implements EntityMetadata {

    /** As many parts as a batch may have; each counts as a request all the same. */
    private static final int DESCRIBES_IN_A_REQUEST = 25;

    /** Stamps have seconds: a change in the second of the reading, or with a clock that lags a little, shows no other stamp. */
    private static final Duration SAME_MOMENT = Duration.ofSeconds(2);

    /** What was read under one stamp. */
    private static final class Snapshot {
        private final String version;
        /** To ask the server with whether anything has changed; empty if that would not tell. */
        private final Optional<String> lastModified;

        private final Catalogue catalogue;
        private final Map<String, SObject> objects = new ConcurrentHashMap<>();

        private Snapshot(String version, Optional<String> lastModified, Catalogue catalogue) {
            this.version = version;
            this.lastModified = lastModified;
            this.catalogue = catalogue;
        }
    }

    private final SalesforceService service;
    private final SalesforceOptions options;
    private volatile @Nullable Snapshot current;

    @Inject
    SalesforceMetadata(SalesforceService service, SalesforceOptions options) {
        this.service = service;
        this.options = options;
    }

    @Override
    public String schemaVersion() {
        Snapshot known = current;
        HttpCall call = service.get("metadata", "", "sobjects");
        if (known != null && known.lastModified.isPresent()) {
            call = call.header("If-Modified-Since", known.lastModified.get());
        }
        try (HttpAnswer answer = service.sendAnyStatus(call)) {
            if (answer.status() == 304 && known != null) {
                return known.version;
            }
            if (!answer.isSuccess()) {
                throw SalesforceErrors.of(answer);
            }
            Snapshot read = read(answer);
            if (known == null || !known.version.equals(read.version)) {
                // Two threads at once: the later one begins anew, which costs a read and nothing else.
                current = read;
            }
            return read.version;
        }
    }

    private Snapshot read(HttpAnswer answer) {
        Catalogue catalogue = Catalogue.of(SalesforceService.json(answer, JsonObject::read));
        String stamp = answer.header("Last-Modified").orElse("");
        Optional<Instant> modified = RetryAfter.parseDate(stamp);
        Optional<Instant> now = answer.date();
        boolean settled = modified.isPresent()
                && now.isPresent()
                && modified.get().plus(SAME_MOMENT).isBefore(now.get());
        String version = service.version() + " " + stamp;
        return new Snapshot(
                settled ? version : version + " " + now.map(Instant::toString).orElse(""),
                settled ? Optional.of(stamp) : Optional.empty(),
                catalogue);
    }

    private Snapshot snapshot() {
        service.requireOpen();
        Snapshot known = current;
        if (known != null) {
            return known;
        }
        schemaVersion();
        return Objects.requireNonNull(current, "it was read");
    }

    @Override
    public List<EntitySummary> entities() {
        schemaVersion();
        return snapshot().catalogue.summaries();
    }

    @Override
    public List<EntityType> describe(Set<String> names) {
        schemaVersion();
        Map<String, SObject> found = objects(names);
        return names.stream().map(name -> found(found, name).type()).toList();
    }

    /** Forgets what is known: the server showed that it is no longer true. */
    void forget() {
        current = null;
    }

    /** The entity, as last read. */
    SObject object(String name) {
        return found(objects(Set.of(name)), name);
    }

    private static SObject found(Map<String, SObject> objects, String name) {
        return Objects.requireNonNull(objects.get(name), "unknown names were refused");
    }

    /** Reads what is not known of these entities in few requests; those that do not exist are left out. */
    void load(Set<String> names) {
        Catalogue catalogue = snapshot().catalogue;
        objects(names.stream().filter(catalogue::has).collect(Collectors.toCollection(LinkedHashSet::new)));
    }

    Catalogue catalogue() {
        return snapshot().catalogue;
    }

    private Map<String, SObject> objects(Set<String> names) {
        Snapshot snapshot = snapshot();
        requireKnown(snapshot.catalogue, names);
        Map<String, SObject> found = new LinkedHashMap<>();
        Set<String> missing = new LinkedHashSet<>();
        for (String name : names) {
            SObject known = snapshot.objects.get(name);
            if (known == null) {
                missing.add(name);
            } else {
                found.put(name, known);
            }
        }
        List<String> wanted = List.copyOf(missing);
        for (int from = 0; from < wanted.size(); from += DESCRIBES_IN_A_REQUEST) {
            List<String> some = wanted.subList(from, Math.min(wanted.size(), from + DESCRIBES_IN_A_REQUEST));
            read(snapshot.catalogue, some).forEach((name, object) -> {
                snapshot.objects.put(name, object);
                found.put(name, object);
            });
        }
        return found;
    }

    private Map<String, SObject> read(Catalogue catalogue, List<String> names) {
        SObjectDecoder decoder = new SObjectDecoder(catalogue, options);
        if (names.size() == 1) {
            String name = names.get(0);
            HttpCall call = service.get("metadata", name, "sobjects/" + name + "/describe");
            return Map.of(name, decoder.decode(name, service.json(call, JsonObject::read)));
        }
        HttpCall call = service.post("metadata", "", "composite/batch", batch(names));
        Map<String, SObject> objects = new LinkedHashMap<>();
        List<JsonObject> results = service.json(call, JsonObject::read).objects("results");
        if (results.size() != names.size()) {
            throw SalesforceService.missing(call, "results");
        }
        for (int i = 0; i < names.size(); i++) {
            String name = names.get(i);
            JsonObject result = results.get(i);
            int status = result.integer("statusCode").orElse(0);
            if (status != 200) {
                RestError error = RestError.list(result.objects("result")).stream()
                        .findFirst()
                        .orElse(new RestError("", "no message", List.of()));
                throw SalesforceErrors.of(error, status, name)
                        .operation("metadata")
                        .build();
            }
            objects.put(name, decoder.decode(name, result.object("result")));
        }
        return objects;
    }

    private byte[] batch(List<String> names) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (JsonGenerator json = StrictJson.generator(bytes)) {
            json.writeStartObject();
            json.writeArrayFieldStart("batchRequests");
            for (String name : names) {
                json.writeStartObject();
                json.writeStringField("method", "GET");
                json.writeStringField("url", "v" + service.version() + "/sobjects/" + name + "/describe");
                json.writeEndObject();
            }
            json.writeEndArray();
            json.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException("memory does not fail", e);
        }
        return bytes.toByteArray();
    }

    private static void requireKnown(Catalogue catalogue, Set<String> names) {
        List<String> unknown =
                names.stream().filter(name -> !catalogue.has(name)).toList();
        if (unknown.isEmpty()) {
            return;
        }
        String text = unknown.stream()
                .map(name -> "'" + name + "'" + similar(catalogue, name))
                .collect(Collectors.joining(", "));
        throw ConnectorException.of(ErrorKind.NOT_FOUND, "no entity " + text)
                .operation("metadata")
                .entity(unknown.size() == 1 ? unknown.get(0) : "")
                .hint(
                        "use the API name of an object, such as 'Account' or 'Invoice__c'; a missing right hides objects too")
                .build();
    }

    /** A name that differs in case, or lacks the ending of custom ones, is the usual slip. */
    private static String similar(Catalogue catalogue, String name) {
        return catalogue.names().stream()
                .filter(known -> known.equalsIgnoreCase(name) || known.equalsIgnoreCase(name + "__c"))
                .findFirst()
                .map(known -> " (did you mean '" + known + "'?)")
                .orElse("");
    }
}

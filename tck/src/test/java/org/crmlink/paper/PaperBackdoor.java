package org.crmlink.paper;

import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.crmlink.paper.server.PaperServer;
import org.crmlink.paper.server.Ref;
import org.crmlink.sdk.RecordRef;
import org.crmlink.tck.Backdoor;
import org.crmlink.tck.FileBackdoor;
import org.jspecify.annotations.Nullable;

/** The back door of {@link PaperServer} in the kit's words. */
record PaperBackdoor(PaperServer server) implements Backdoor {

    @Override
    public URI url() {
        return server.url();
    }

    @Override
    public String insert(String entity, Map<String, @Nullable Object> values) {
        return server.insert(entity, map(values, PaperBackdoor::in));
    }

    @Override
    public void update(String entity, String id, Map<String, @Nullable Object> values) {
        server.update(entity, id, map(values, PaperBackdoor::in));
    }

    @Override
    public void delete(String entity, String id) {
        server.delete(entity, id);
    }

    @Override
    public Optional<Map<String, @Nullable Object>> get(String entity, String id) {
        return server.get(entity, id).map(values -> map(values, PaperBackdoor::out));
    }

    @Override
    public Set<String> ids(String entity) {
        return server.ids(entity);
    }

    @Override
    public Instant serverNow() {
        return server.now();
    }

    @Override
    public List<String> insertTogether(String entity, List<Map<String, @Nullable Object>> records) {
        return server.insertTogether(
                entity,
                records.stream().map(values -> map(values, PaperBackdoor::in)).toList());
    }

    @Override
    public String insertLate(String entity, Map<String, @Nullable Object> values, Duration age) {
        return server.insertLate(entity, map(values, PaperBackdoor::in), age);
    }

    @Override
    public void expireLogin() {
        server.expireTokensOfLogin();
    }

    @Override
    public void refuseLogin() {
        server.revokeLogin(true);
    }

    @Override
    public void allowLogin() {
        server.revokeLogin(false);
    }

    @Override
    public void expireTokens() {
        server.expireChangeTokens();
    }

    @Override
    public String addField(String entity) {
        return server.addField(entity);
    }

    @Override
    public void forbid(String entity, boolean forbidden) {
        server.forbid(entity, forbidden);
    }

    @Override
    public void hide(String entity, String id) {
        server.hide(entity, id);
    }

    @Override
    public boolean linked(String relationship, RecordRef first, RecordRef second) {
        return server.ids(relationship).contains(first.id() + "~" + second.id());
    }

    @Override
    public FileBackdoor files() {
        return new PaperFileBackdoor(server.files());
    }

    @Override
    public void close() {
        server.close();
    }

    /** Between two worlds of values. */
    @FunctionalInterface
    private interface Translation {
        @Nullable
        Object of(@Nullable Object value);
    }

    private static Map<String, @Nullable Object> map(Map<String, @Nullable Object> values, Translation translation) {
        Map<String, @Nullable Object> map = new LinkedHashMap<>();
        values.forEach((name, value) -> map.put(name, translation.of(value)));
        return map;
    }

    private static @Nullable Object in(@Nullable Object value) {
        if (value instanceof RecordRef ref) {
            return new Ref(ref.entity(), ref.id());
        }
        return value instanceof List<?> list
                ? list.stream().map(PaperBackdoor::in).toList()
                : value;
    }

    private static @Nullable Object out(@Nullable Object value) {
        if (value instanceof Ref ref) {
            return new RecordRef(ref.entity(), ref.id());
        }
        return value instanceof List<?> list
                ? list.stream().map(PaperBackdoor::out).toList()
                : value;
    }
}

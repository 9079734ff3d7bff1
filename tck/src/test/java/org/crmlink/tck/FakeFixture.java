package org.crmlink.tck;

import java.net.URI;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.crmlink.paper.PaperFixture;
import org.jspecify.annotations.Nullable;

/** The reference connector's fixture and back door, to be made worse by a test. */
class FakeFixture implements Fixture {

    private final PaperFixture paper = new PaperFixture();

    @Override
    public String connector() {
        return paper.connector();
    }

    @Override
    public Backdoor open() throws Exception {
        return paper.open();
    }

    @Override
    public Map<String, String> configuration(Backdoor backend, URI endpoint) {
        return paper.configuration(backend, endpoint);
    }

    @Override
    public List<String> entities() {
        return List.of("person");
    }

    /** A back door that hands everything on. */
    static class Door implements Backdoor {

        private final Backdoor real;

        Door(Backdoor real) {
            this.real = real;
        }

        @Override
        public URI url() {
            return real.url();
        }

        @Override
        public String insert(String entity, Map<String, @Nullable Object> values) {
            return real.insert(entity, values);
        }

        @Override
        public void update(String entity, String id, Map<String, @Nullable Object> values) {
            real.update(entity, id, values);
        }

        @Override
        public void delete(String entity, String id) {
            real.delete(entity, id);
        }

        @Override
        public Optional<Map<String, @Nullable Object>> get(String entity, String id) {
            return real.get(entity, id);
        }

        @Override
        public Set<String> ids(String entity) {
            return new HashSet<>(real.ids(entity));
        }

        @Override
        public Instant serverNow() {
            return real.serverNow();
        }

        @Override
        public void close() {
            real.close();
        }
    }
}

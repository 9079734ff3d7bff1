package org.crmlink.paper;

import java.io.IOException;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.crmlink.paper.server.PaperServer;
import org.crmlink.tck.Backdoor;
import org.crmlink.tck.Fixture;

/** What the kit must know of Paper CRM; its ways to say "not now" are in {@code answers.json}. */
public final class PaperFixture implements Fixture {

    static final String CLIENT = "kit";
    static final String SECRET = "s3cret-of-the-kit";
    static final String API_KEY = "k3y-of-the-kit";

    @Override
    public String connector() {
        return "paper";
    }

    @Override
    public Backdoor open() throws IOException {
        return new PaperBackdoor(PaperServer.start(CLIENT, SECRET, Optional.of(API_KEY)));
    }

    @Override
    public Map<String, String> configuration(Backdoor backend, URI endpoint) {
        return Map.of(
                "url",
                endpoint.toString(),
                "client-id",
                CLIENT,
                "client-secret",
                SECRET,
                "api-key",
                API_KEY,
                "page-size",
                "25");
    }

    @Override
    public List<String> entities() {
        return List.of("person", "company", "ticket", "memo");
    }
}

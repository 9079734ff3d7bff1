package org.crmlink.tck.check;

import static org.crmlink.tck.run.Run.require;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import org.crmlink.sdk.ConnectorException;
import org.crmlink.sdk.attachment.Attachment;
import org.crmlink.sdk.attachment.AttachmentCapabilities.Feature;
import org.crmlink.sdk.attachment.UploadSession;
import org.crmlink.tck.Answer;
import org.crmlink.tck.Requirement;
import org.crmlink.tck.bench.Exchange;
import org.crmlink.tck.bench.Fault;
import org.crmlink.tck.bench.FaultAction;
import org.crmlink.tck.bench.FaultAction.Reply;
import org.crmlink.tck.run.Check;
import org.crmlink.tck.run.NotOffered;
import org.crmlink.tck.run.Run;
import org.crmlink.tck.run.Shelf;

/** C18: where files go and come from. */
final class FileOriginChecks {

    private static final int SIZE = 3_000;

    /**
     * Does: answers a download, and the piece of an upload, with redirects (302, 307, 308) to another origin, by plain http, and looks what arrives there.
     * Why: stores lead to other hosts for contents, so that HTTP clients are set to follow; and the login, or the content, goes along.
     * Not run: if the connector has no files.
     * Look at: the HTTP client's redirects. A link of the vendor's to another origin may be followed by https only, and without credentials.
     */
    @Check(value = Requirement.R77, witnesses = "redirects were given")
    void redirectsOfFilesToOtherOriginsAreNotFollowed(Run run) {
        Shelf shelf = Shelf.of(run, Feature.READ);
        byte[] content = shelf.content(SIZE);
        Attachment file = shelf.put(Shelf.name(), content);
        String other = run.proxy().otherGate().endpoint().toString();
        for (int status : List.of(302, 307, 308)) {
            Answer redirect = new Answer(status, Map.of("Location", other + "/elsewhere"), "");
            int mark = run.proxy().mark();
            Fault down = run.proxy().onData().always().does(new FaultAction.Instead(redirect));
            attempt(run, () -> shelf.download(file.ref(), 0, Optional.empty(), SIZE));
            run.witness("redirects were given", down.fired() > 0);
            run.proxy().calm();
            requireNothing(run, mark, "A redirect (" + status + ") of a download to another origin was followed");
            if (!shelf.has(Feature.WRITE)) {
                continue;
            }
            UploadSession session = shelf.begin(shelf.target(Shelf.name(), OptionalLong.of(SIZE)));
            mark = run.proxy().mark();
            run.proxy().onWrite().always().does(new FaultAction.Instead(redirect));
            attempt(run, () -> shelf.store().finish(shelf.append(shelf.store(), session, content, SIZE)));
            run.proxy().calm();
            requireNothing(run, mark, "A redirect (" + status + ") of an upload to another origin was followed");
        }
    }

    /**
     * Does: replaces the address in every link of the server's answers, in bodies and headers, by another origin with plain http, while a file is listed,
     * downloaded and uploaded.
     * Why: links for uploads and downloads are the ones that connectors follow without looking.
     * Not run: if the answers about files hold no absolute links.
     * Look at: whether the origin of a link is compared with the configured one; if the vendor's links go elsewhere, follow them by https only, and
     * without credentials.
     */
    @Check(Requirement.R77)
    void linksOfFilesToOtherOriginsAreNotFollowed(Run run) {
        Shelf shelf = Shelf.of(run, Feature.READ);
        byte[] content = shelf.content(SIZE);
        Attachment file = shelf.put(Shelf.name(), content);
        String own = run.proxy().endpoint().getRawAuthority();
        String other = run.proxy().otherGate().endpoint().getRawAuthority();
        int mark = run.proxy().mark();
        Fault fault = run.proxy()
                .when("links", exchange -> !exchange.isLogin() && holds(exchange, own))
                .always()
                .does(new FaultAction.Rewrite(reply -> elsewhere(reply, own, other)));
        attempt(run, shelf::listed);
        attempt(run, () -> shelf.download(file.ref(), 0, Optional.empty(), SIZE));
        if (shelf.has(Feature.WRITE)) {
            attempt(run, () -> shelf.upload(shelf.target(Shelf.name(), OptionalLong.of(SIZE)), content, SIZE));
        }
        run.proxy().calm();
        requireNothing(run, mark, "A link of the server's to another origin was followed for a file");
        if (fault.fired() == 0) {
            throw new NotOffered("the backend's answers about files hold no absolute links");
        }
    }

    /** What may succeed or fail: only where requests go is looked at. */
    private static void attempt(Run run, Runnable call) {
        try {
            call.run();
        } catch (ConnectorException e) {
            run.record("a file whose server leads elsewhere", e);
        }
    }

    private static void requireNothing(Run run, int mark, String what) {
        List<Exchange> strayed = run.proxy().through(run.proxy().otherGate(), mark);
        boolean credentials = strayed.stream()
                .anyMatch(exchange -> exchange.headers().keySet().stream()
                        .anyMatch(
                                name -> name.equals("authorization") || name.equals("cookie") || name.contains("key")));
        require(
                strayed.isEmpty(),
                what + ": " + strayed.size() + " requests came there by plain http, "
                        + (credentials ? "with" : "without")
                        + " the credentials. Look at how links and redirects of the server are checked.");
    }

    private static boolean holds(Exchange exchange, String authority) {
        return exchange.answerText().contains(authority)
                || exchange.answerHeaders().values().stream()
                        .anyMatch(values -> values.stream().anyMatch(value -> value.contains(authority)));
    }

    private static Reply elsewhere(Reply reply, String own, String other) {
        Map<String, String> headers = new TreeMap<>();
        reply.headers().forEach((name, value) -> headers.put(name, value.replace(own, other)));
        byte[] changed = reply.text().replace(own, other).getBytes(StandardCharsets.UTF_8);
        boolean text = reply.text().contains(own);
        return new Reply(reply.status(), headers, text ? changed : Arrays.copyOf(reply.body(), reply.body().length));
    }
}

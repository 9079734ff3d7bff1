package org.crmlink.tck.check;

import static org.crmlink.tck.run.Run.require;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import java.util.zip.GZIPOutputStream;
import org.crmlink.sdk.ConnectorException;
import org.crmlink.sdk.ErrorKind;
import org.crmlink.sdk.change.ChangeReader;
import org.crmlink.sdk.metadata.EntityMetadata;
import org.crmlink.tck.Budget;
import org.crmlink.tck.Requirement;
import org.crmlink.tck.bench.Exchange;
import org.crmlink.tck.bench.Fault;
import org.crmlink.tck.bench.FaultAction;
import org.crmlink.tck.bench.FaultAction.Reply;
import org.crmlink.tck.bench.FaultAction.Wire;
import org.crmlink.tck.run.Check;
import org.crmlink.tck.run.NotOffered;
import org.crmlink.tck.run.Reading;
import org.crmlink.tck.run.Run;

/** C18: answers that are meant to do harm. */
final class HostileAnswerChecks {

    private static final Set<ErrorKind> KINDS = Set.of(ErrorKind.PROTOCOL_ERROR, ErrorKind.LIMIT_EXCEEDED);
    private static final int DEEP = 100_000;
    private static final int LONG = 1_000_000;
    private static final int HUGE_HEAD = 10_000_000;
    private static final int BOMB_MEGABYTES = 512;

    /**
     * Does: gives every XML document of the backend a document type: with an external subset and parameter entity on another origin, with an external
     * entity, with one of a local file, and with a billion laughs; describes and reads.
     * Why: an XML parser as Java makes it fetches what a document names, and multiplies what it defines.
     * Not run: if the backend answers no XML.
     * Look at: the properties of the parser's factory: no document types at all.
     */
    @Check(value = Requirement.R78, seconds = 30)
    void documentTypesAreNotRead(Run run) {
        int xml = 0;
        String other = run.proxy().otherGate().endpoint().toString();
        for (String type : types(other)) {
            int mark = run.proxy().mark();
            Fault fault = run.proxy()
                    .when("XML", HostileAnswerChecks::isXml)
                    .always()
                    .does(new FaultAction.Rewrite(reply -> withDocumentType(reply, type)));
            tryAll(run);
            xml += fault.fired();
            run.proxy().calm();
            int fetched = run.proxy().through(run.proxy().otherGate(), mark).size();
            require(
                    fetched == 0,
                    "An XML answer named a document type or entity on another server, and the connector fetched it ("
                            + fetched + " requests). Turn document types off in the parser's factory.");
        }
        if (xml == 0) {
            throw new NotOffered("the backend answers no XML");
        }
        run.evidence(xml + " XML answers with a document type");
    }

    private static List<String> types(String other) {
        StringBuilder laughs = new StringBuilder("<!DOCTYPE x [<!ENTITY kit0 \"ha\">");
        for (int i = 1; i < 10; i++) {
            laughs.append("<!ENTITY kit")
                    .append(i)
                    .append(" \"")
                    .append(("&kit" + (i - 1) + ";").repeat(10))
                    .append("\">");
        }
        return List.of(
                "<!DOCTYPE x SYSTEM \"" + other + "/subset\" [<!ENTITY kit9 \"x\">]>",
                "<!DOCTYPE x [<!ENTITY % p SYSTEM \"" + other + "/parameter\"> %p; <!ENTITY kit9 \"x\">]>",
                "<!DOCTYPE x [<!ENTITY kit9 SYSTEM \"" + other + "/entity\">]>",
                "<!DOCTYPE x [<!ENTITY kit9 SYSTEM \"file:///etc/hostname\">]>",
                laughs.append("]>").toString());
    }

    private static boolean isXml(Exchange exchange) {
        return exchange.status() == 200
                && exchange.answerHeaders().getOrDefault("content-type", List.of()).stream()
                        .anyMatch(type -> type.contains("xml"))
                && exchange.answerText().contains("<");
    }

    /** The document with a document type, and the entity used once inside of its root. */
    private static Reply withDocumentType(Reply reply, String type) {
        String text = reply.text();
        int declaration = text.startsWith("<?xml") ? text.indexOf("?>") + 2 : 0;
        int root = text.indexOf('<', declaration);
        int inside = text.indexOf('>', root) + 1;
        return reply.withText(text.substring(0, declaration) + type + text.substring(root, inside) + "&kit9;"
                + text.substring(inside));
    }

    /** Describes and reads; errors are as good as results here, hanging or running out of memory is not. */
    private static void tryAll(Run run) {
        var connector = run.connect();
        try {
            connector.identify();
            connector
                    .facet(EntityMetadata.class)
                    .ifPresent(metadata ->
                            metadata.describe(Set.of(run.fixture().entities().get(0))));
            connector
                    .facet(ChangeReader.class)
                    .ifPresent(reader -> Reading.all(reader, Reading.query(run, run.entity())));
        } catch (ConnectorException e) {
            run.record("an XML answer with a document type", e);
        } finally {
            connector.close();
        }
    }

    /**
     * Does: answers identify() and a read with brackets 100,000 deep, a number and a text of a megabyte in place of the answer, and with a head of ten
     * megabytes.
     * Why: a parser that calls itself ends with StackOverflowError, which takes a host's thread; a number without bounds takes its time.
     * Not run: never.
     * Look at: the bounds of the parser (depth, length of numbers) and of the HTTP client (length of the head).
     */
    @Check(value = Requirement.R79, seconds = 30, witnesses = "hostile answers were given")
    void hostileSizesAreRefused(Run run) {
        run.connector().identify();
        run.seed(run.entity(), 1);
        hostile(run, "brackets " + DEEP + " deep", body(text -> "[".repeat(DEEP)));
        hostile(run, "objects " + DEEP + " deep", body(text -> "{\"a\":".repeat(DEEP)));
        hostile(run, "a number of " + LONG + " digits", body(text -> "1".repeat(LONG)));
        hostile(run, "a head of " + HUGE_HEAD + " bytes", new FaultAction.After(new Wire.HugeHead(HUGE_HEAD)));
    }

    private static FaultAction body(UnaryOperator<String> change) {
        return new FaultAction.Rewrite(reply -> reply.withText(change.apply(reply.text())));
    }

    private static void hostile(Run run, String what, FaultAction action) {
        for (boolean reading : List.of(false, true)) {
            Fault fault = run.proxy().onData().always().does(action);
            run.failure(
                    (reading ? "a read" : "identify()") + " answered with " + what,
                    KINDS,
                    () -> reading
                            ? Reading.all(run.reader(), Reading.query(run, run.entity()))
                            : run.connector().identify());
            run.witness("hostile answers were given", fault.fired() > 0);
            run.proxy().calm();
        }
    }

    /**
     * Does: answers identify() and a read with half a gigabyte that is packed into half a megabyte, and with a body that does not end.
     * Why: a small answer must not fill a host's memory.
     * Not run: in the quick budget. Memory itself is bounded only if the kit's process is (-Xmx256m).
     * Look at: the bound on the bytes of an answer: it counts what is unpacked.
     */
    @Check(value = Requirement.R79, budget = Budget.FULL, seconds = 120, witnesses = "hostile answers were given")
    void endlessAnswersAreRefused(Run run) {
        run.connector().identify();
        run.seed(run.entity(), 1);
        byte[] bomb = bomb();
        hostile(
                run,
                BOMB_MEGABYTES + " MB packed into " + bomb.length / 1024 + " kB",
                new FaultAction.Rewrite(reply -> {
                    Map<String, String> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
                    headers.putAll(reply.headers());
                    headers.put("Content-Encoding", "gzip");
                    return new Reply(reply.status(), headers, bomb);
                }));
        byte[] piece = ("{\"value\":[" + "{\"a\":1},".repeat(1_000)).getBytes(StandardCharsets.UTF_8);
        hostile(
                run,
                "a body that does not end",
                new FaultAction.InsteadBytes(
                        200, Map.of("Content-Type", "application/json"), piece, new Wire.Endless(BOMB_MEGABYTES)));
    }

    private static byte[] bomb() {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (GZIPOutputStream out = new GZIPOutputStream(bytes)) {
            out.write("{\"a\":\"".getBytes(StandardCharsets.UTF_8));
            byte[] blanks = " ".repeat(1_048_576).getBytes(StandardCharsets.UTF_8);
            for (int i = 0; i < BOMB_MEGABYTES; i++) {
                out.write(blanks);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }
}

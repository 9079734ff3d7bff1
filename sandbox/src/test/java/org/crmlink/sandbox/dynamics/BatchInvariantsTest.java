package org.crmlink.sandbox.dynamics;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.regex.Pattern;
import org.crmlink.sandbox.store.RecordId;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What batches promise: one part of the answer for each part of the request up to the end, or up to the first failure; a change set is
 * one part, and all of it is done or nothing, for readers and in the change feed.
 */
class BatchInvariantsTest {

    private static final Pattern STATUS = Pattern.compile("HTTP/1\\.1 (\\d+) [A-Za-z ]+\r\n");

    /** An operation of a batch and whether it can work. */
    private record Operation(String text, RecordId id, boolean good) {}

    /** A part of a batch: one operation alone or several as a change set. */
    private record Part(List<Operation> operations, boolean set) {
        boolean good() {
            return operations.stream().allMatch(Operation::good);
        }

        int answers() {
            return set && good() ? operations.size() : 1;
        }
    }

    private static Operation operation(Random random) {
        RecordId id = RecordId.random();
        boolean good = random.nextInt(5) > 0;
        String body = good
                ? "{\"name\":\"n" + random.nextInt() + "\"}"
                : List.of("{\"nope\":1}", "{\"name\":5}", "{").get(random.nextInt(3));
        return new Operation(
                "PATCH accounts(" + id.text() + ") HTTP/1.1\nContent-Type: application/json\n\n" + body, id, good);
    }

    private static Part part(Random random) {
        boolean set = random.nextInt(3) == 0;
        List<Operation> operations = new ArrayList<>();
        for (int i = set ? 1 + random.nextInt(4) : 1; i > 0; i--) {
            operations.add(operation(random));
        }
        return new Part(operations, set);
    }

    private static String body(List<Part> parts) {
        StringBuilder body = new StringBuilder();
        for (Part part : parts) {
            body.append("--b\n");
            if (part.set()) {
                body.append("Content-Type: multipart/mixed; boundary=c\n\n");
            }
            int number = 0;
            for (Operation operation : part.operations()) {
                body.append(part.set() ? "--c\n" : "")
                        .append("Content-Type: application/http\nContent-Transfer-Encoding: binary\nContent-ID: ")
                        .append(++number)
                        .append("\n\n")
                        .append(operation.text())
                        .append('\n');
            }
            body.append(part.set() ? "--c--\n" : "");
        }
        return body.append("--b--\n").toString();
    }

    private static List<String> split(Org.Reply reply) {
        String boundary = reply.text().substring(0, reply.text().indexOf("\r\n"));
        String[] parts = reply.text().split(Pattern.quote(boundary), -1);
        assertThat(parts[parts.length - 1]).isEqualTo("--\r\n");
        return List.of(parts).subList(1, parts.length - 1);
    }

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3})
    void eachPartIsAnsweredOnceAndAChangeSetIsAllOrNothingAlsoInTheFeed(long seed) {
        try (Org org = Org.start()) {
            Random random = new Random(seed);
            String delta = org.get("accounts?$select=name", "Prefer", "odata.track-changes")
                    .link("@odata.deltaLink");
            for (int round = 0; round < 40; round++) {
                List<Part> parts = new ArrayList<>();
                for (int i = 1 + random.nextInt(6); i > 0; i--) {
                    parts.add(part(random));
                }
                boolean goOn = random.nextBoolean();
                Org.Reply reply = org.post(
                        "$batch",
                        body(parts),
                        "Content-Type",
                        "multipart/mixed; boundary=b",
                        "Prefer",
                        goOn ? "odata.continue-on-error" : "return=minimal");
                List<Part> done = new ArrayList<>();
                for (Part part : parts) {
                    done.add(part);
                    if (!goOn && !part.good()) {
                        break;
                    }
                }
                List<String> answers = split(reply);
                assertThat(answers).as("round " + round).hasSameSizeAs(done);
                for (int i = 0; i < done.size(); i++) {
                    Part part = done.get(i);
                    List<String> statuses = STATUS.matcher(answers.get(i))
                            .results()
                            .map(result -> result.group(1))
                            .toList();
                    assertThat(statuses).hasSize(part.answers());
                    assertThat(statuses).allMatch(status -> status.startsWith(part.good() ? "2" : "4"));
                    assertThat(answers.get(i).contains("changesetresponse_")).isEqualTo(part.set() && part.good());
                }
                Org.Reply changes = org.get(delta);
                delta = changes.link("@odata.deltaLink");
                List<Object> expected = new ArrayList<>();
                for (Part part : parts) {
                    for (Operation operation : part.operations()) {
                        boolean exists = done.contains(part) && part.good();
                        assertThat(org.sandbox
                                        .store()
                                        .get("account", operation.id())
                                        .isPresent())
                                .isEqualTo(exists);
                        if (exists) {
                            expected.add(operation.id().text());
                        }
                    }
                }
                List<Object> told = new ArrayList<>();
                for (Map<String, Object> row : changes.value()) {
                    told.add(row.get("accountid"));
                }
                assertThat(told).as("round " + round).containsExactlyElementsOf(expected);
            }
        }
    }
}

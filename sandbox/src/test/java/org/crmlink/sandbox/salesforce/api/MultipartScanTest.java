package org.crmlink.sandbox.salesforce.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Stream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.CharRange;
import net.jqwik.api.constraints.Chars;
import net.jqwik.api.constraints.StringLength;
import org.crmlink.sandbox.http.RequestBody;
import org.junit.jupiter.api.Test;

class MultipartScanTest {

    private static RequestBody body(String text) {
        return RequestBody.of(text.getBytes(StandardCharsets.UTF_8));
    }

    private static List<String> contents(String text) throws IOException {
        RequestBody body = body(text);
        return MultipartScan.parts(body, "bb").stream()
                .map(part -> {
                    try (var in = body.open(part.from(), part.length())) {
                        return new String(in.readAllBytes(), StandardCharsets.UTF_8);
                    } catch (IOException e) {
                        throw new IllegalStateException(e);
                    }
                })
                .toList();
    }

    /** Contents that are all but the boundary itself come out as they went in. */
    @Property
    void contentsAreWhatStandsBetweenTheBoundaries(
            @ForAll @Chars({'\r', '\n', '-', 'b', ' ', 'x'}) @StringLength(max = 60) String first,
            @ForAll @CharRange(from = '\t', to = 'ſ') @StringLength(max = 60) String second)
            throws IOException {
        boolean possible =
                Stream.of(first, second).noneMatch(content -> ("\r\n" + content + "\r\n--").contains("\r\n--bb"));
        if (possible) {
            assertThat(contents("--bb\r\nA: ü\r\n\r\n" + first + "\r\n--bb \t\r\nB: x\r\nC: y\r\n\r\n" + second
                            + "\r\n--bb--\r\nepilogue\r\n--bb"))
                    .containsExactly(first, second);
        }
    }

    @Test
    void whatStandsBeforeTheFirstBoundaryIsPassedOver() throws IOException {
        String text = "--bc\r\nA: b\r\n\r\nno part\r\n--bb\r\nA: ü\r\n\r\npart\r\n--bb--";
        assertThat(contents(text)).containsExactly("part");
        assertThat(MultipartScan.parts(body(text), "bb").get(0).head()).endsWith("A: ü");
    }

    @Test
    void aPartHasHeadersAndAnEnd() {
        for (String bad : List.of(
                "",
                "--b",
                "--bb",
                "--bb\r\n",
                "--bb\r\nA: b\r\n\r\npart",
                "--bb\r\nA: b\r\n\r\npart\r\n--b",
                "--bb\r\nA: b\r\n\r\npart\r\n--bb",
                "--bb\r\nA: b\r\npart\r\n--bb--",
                "--bbx\r\nA: b\r\n\r\npart\r\n--bb--",
                "--bb\r\n--bb--",
                "--bb" + "\r\n--bb".repeat(200) + "--")) {
            assertThatThrownBy(() -> contents(bad)).as(bad).isInstanceOf(ApiException.class);
        }
    }
}

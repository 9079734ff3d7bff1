package org.crmlink.toolkit.odata;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.crmlink.sdk.RecordRef;
import org.crmlink.sdk.change.Row;
import org.crmlink.sdk.metadata.FieldType;
import org.crmlink.toolkit.json.CellDecoders;
import org.crmlink.toolkit.json.UndecodableCellException;
import org.jspecify.annotations.Nullable;

/**
 * The reader guesses which name comes next and reads values out of the parser's buffer; whatever the order, the gaps and the spelling of a document,
 * the rows are those that a plain decoding of the same values makes.
 */
class ListReadingTest {

    private static final String OWNER = "_owner_value";
    private static final List<String> FIELDS =
            List.of("name", "amount", "number", "when", "option", "ref", "flag", "owner");

    /** One for all documents: decoders remember what repeats, and must not mind what was before. */
    private static final RowLayout LAYOUT = layout();

    private static RowLayout layout() {
        return RowLayout.of(FIELDS, "id", CellDecoders::guid)
                .cell(0, "name", CellDecoders.of(FieldType.TEXT))
                .cell(1, "amount", CellDecoders.of(FieldType.DECIMAL))
                .cell(2, "number", CellDecoders.of(FieldType.INTEGER))
                .cell(3, "when", CellDecoders.of(FieldType.INSTANT))
                .cell(4, "option", CellDecoders.of(FieldType.CHOICE))
                .cell(5, "ref", CellDecoders::guid)
                .cell(6, "flag", CellDecoders.of(FieldType.BOOLEAN))
                .cell(7, OWNER, CellDecoders::guid)
                .annotation(7, OWNER + "@target")
                .finisher(7, (id, decoded, annotation) -> {
                    if (decoded == null) {
                        return null;
                    }
                    if (annotation == null) {
                        throw new UndecodableCellException("no target");
                    }
                    return new RecordRef(annotation, (String) decoded);
                })
                .build();
    }

    /** A document and what its rows are, made side by side. */
    private static final class Sample {
        private final Random random;
        private final List<String> entries = new ArrayList<>();
        private final Map<String, List<@Nullable Object>> expected = new LinkedHashMap<>();
        private final List<String> unreadable = new ArrayList<>();
        private final int oddness;

        Sample(long seed, int rows, int oddness) {
            this.random = new Random(seed);
            this.oddness = oddness;
            for (int i = 0; i < rows; i++) {
                entry(i);
            }
        }

        private boolean odd() {
            return random.nextInt(100) < oddness;
        }

        private boolean rare() {
            return random.nextInt(400) < oddness;
        }

        private void entry(int index) {
            String id = String.format("%08x-abcd-0000-0000-%012x", index, random.nextInt());
            Map<String, String> members = new LinkedHashMap<>();
            List<@Nullable Object> values = new ArrayList<>();
            boolean broken = false;
            members.put("@odata.etag", "\"W/\\\"" + index + "\\\"\"");
            members.put("id", spelled(id));
            for (int cell = 0; cell < 7; cell++) {
                Map.Entry<String, @Nullable Object> value = odd() ? value("null", null) : value(cell);
                if (rare()) {
                    broken = true;
                    continue;
                }
                members.put(FIELDS.get(cell), value.getKey());
                values.add(value.getValue());
            }
            if (odd()) {
                members.put(OWNER, "null");
                values.add(null);
            } else {
                String owner = String.format("00000000-0000-0000-0000-%012x", random.nextInt(5));
                String target = List.of("user", "team", "t\u00fdm").get(random.nextInt(3));
                members.put(OWNER + "@target", text(target));
                members.put(OWNER, spelled(owner));
                values.add(new RecordRef(target, owner));
            }
            if (odd()) {
                members.put("foreign" + random.nextInt(300), "{\"a\":[1,{\"id\":\"x\"}],\"name\":\"inside\"}");
            }
            if (odd()) {
                members.put("name@annotation", "\"beside\"");
            }
            List<Map.Entry<String, String>> order = new ArrayList<>(members.entrySet());
            if (odd()) {
                Collections.shuffle(order, random);
            }
            StringBuilder json = new StringBuilder("{");
            for (Map.Entry<String, String> member : order) {
                json.append(json.length() > 1 ? "," : "").append(space());
                json.append(name(member.getKey())).append(space()).append(':').append(space());
                json.append(member.getValue());
            }
            entries.add(json.append(space()).append('}').toString());
            if (broken) {
                unreadable.add(id);
            } else {
                expected.put(id, values);
            }
        }

        private String space() {
            return odd() ? List.of(" ", "\n", "\t  ", "\r\n").get(random.nextInt(4)) : "";
        }

        /** A name may be escaped as any text. */
        private String name(String name) {
            return odd()
                    ? "\"" + String.format("\\u%04x", (int) name.charAt(0)) + name.substring(1) + "\""
                    : "\"" + name + "\"";
        }

        private String spelled(String guid) {
            if (!odd()) {
                return "\"" + guid + "\"";
            }
            String upper = guid.toUpperCase(Locale.ROOT);
            return random.nextBoolean() ? "\"" + upper + "\"" : "\"{" + guid + "}\"";
        }

        private static Map.Entry<String, @Nullable Object> value(String json, @Nullable Object value) {
            Map<String, @Nullable Object> one = new HashMap<>();
            one.put(json, value);
            return one.entrySet().iterator().next();
        }

        private Map.Entry<String, @Nullable Object> value(int cell) {
            return switch (cell) {
                case 0 -> {
                    StringBuilder name = new StringBuilder();
                    int length = odd() ? random.nextInt(20_000) : random.nextInt(40);
                    while (name.length() < length) {
                        name.append(odd() ? "\u6771\ud83d\ude00\u017e\"\\/\n\u0001".substring(0, 4) : "ab c");
                        name.append(odd() ? "\"\\/\n\u0001" : "");
                    }
                    yield value(text(name.toString()), name.toString());
                }
                case 1 -> {
                    String number = odd()
                            ? "-" + Long.toUnsignedString(random.nextLong()) + "123456789.0987654321e"
                                    + (random.nextInt(80) - 40)
                            : random.nextInt(100_000) + ".5000000000";
                    yield value(odd() ? "\"" + number + "\"" : number, new BigDecimal(number));
                }
                case 2 -> {
                    long number = odd() ? random.nextLong() : random.nextInt(1_000);
                    yield value(odd() ? "\"" + number + "\"" : Long.toString(number), number);
                }
                case 3 -> {
                    Instant instant = Instant.ofEpochSecond(
                            random.nextInt(2_000_000_000) * (odd() ? 10L : 1L) - (odd() ? 60_000_000_000L : 0L));
                    String text = instant.toString();
                    if (odd()) {
                        text = text.replace("Z", ".1234567Z");
                    } else if (odd()) {
                        text = text.replace("Z", "+02:00");
                    }
                    yield value("\"" + text + "\"", OffsetDateTime.parse(text).toInstant());
                }
                case 4 -> {
                    String option = Integer.toString(odd() ? random.nextInt() : 100_000_000 + random.nextInt(20));
                    yield value(odd() ? "\"" + option + "\"" : option, option);
                }
                case 5 -> {
                    String guid = new java.util.UUID(random.nextLong(), random.nextLong()).toString();
                    yield value(spelled(guid), guid);
                }
                default -> {
                    boolean flag = random.nextBoolean();
                    yield value(Boolean.toString(flag), flag);
                }
            };
        }

        private String text(String value) {
            StringBuilder json = new StringBuilder("\"");
            for (int i = 0; i < value.length(); i++) {
                char c = value.charAt(i);
                if (c == '"' || c == '\\') {
                    json.append('\\').append(c);
                } else if (c < ' ' || (c < 0x3000 && rare())) {
                    json.append(String.format("\\u%04x", (int) c));
                } else {
                    json.append(c);
                }
            }
            return json.append('"').toString();
        }

        byte[] document() {
            return ("{\"value\":[" + String.join(",", entries) + "],\"@odata.nextLink\":\"n\"}").getBytes(UTF_8);
        }
    }

    /** Gives few bytes at a time, so that every token is somewhere cut by the end of a buffer. */
    private static InputStream dripping(byte[] document, int most) {
        return new FilterInputStream(new ByteArrayInputStream(document)) {
            @Override
            public int read(byte[] target, int from, int length) throws IOException {
                return super.read(target, from, Math.min(length, most));
            }
        };
    }

    @Property(tries = 300)
    void TYPE_2_PART_3_rowsAreThoseOfAPlainDecoding(
            @ForAll long seed,
            @ForAll @IntRange(max = 60) int rows,
            @ForAll @IntRange(max = 50) int oddness,
            @ForAll @IntRange(min = 1, max = 9_000) int drop)
            throws IOException {
        Sample sample = new Sample(seed, rows, oddness);
        ODataPage page = ODataListReader.read(dripping(sample.document(), drop), LAYOUT);
        Map<String, List<@Nullable Object>> read = new LinkedHashMap<>();
        for (Row row : page.rows()) {
            List<@Nullable Object> values = new ArrayList<>();
            Collections.addAll(values, row.values());
            read.put(row.id(), values);
            assertThat(row.version()).isPresent();
        }
        assertThat(read).isEqualTo(sample.expected);
        assertThat(new ArrayList<>(read.keySet())).isEqualTo(new ArrayList<>(sample.expected.keySet()));
        assertThat(page.unreadable()).extracting(one -> one.id()).isEqualTo(sample.unreadable);
        assertThat(page.nextLink()).contains("n");
    }

    @Property(tries = 100)
    void slicesTogetherAreTheWholeDocument(
            @ForAll long seed,
            @ForAll @IntRange(max = 200) int rows,
            @ForAll @IntRange(min = 1, max = 30_000) int bytes)
            throws IOException {
        byte[] document = new Sample(seed, rows, 10).document();
        ODataPage whole = ODataListReader.read(new ByteArrayInputStream(document), LAYOUT);
        List<Row> together = new ArrayList<>();
        int slices = 0;
        try (ODataListReader reader = ODataListReader.open(dripping(document, 1_000), LAYOUT)) {
            while (!reader.ended() && slices <= rows + 1) {
                ODataPage slice = reader.next(bytes);
                together.addAll(slice.rows());
                slices++;
                assertThat(slice.nextLink().isPresent()).isEqualTo(reader.ended());
            }
            assertThat(reader.ended()).isTrue();
        }
        assertThat(together).isEqualTo(whole.rows());
        assertThat(slices).isGreaterThanOrEqualTo(document.length / (bytes + 60_000));
    }
}

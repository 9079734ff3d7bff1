package org.crmlink.tck.check;

import static org.crmlink.tck.run.Run.require;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.crmlink.sdk.ErrorKind;
import org.crmlink.sdk.change.Row;
import org.crmlink.sdk.metadata.EntityCapabilities.Operation;
import org.crmlink.sdk.metadata.EntityType;
import org.crmlink.sdk.metadata.Field;
import org.crmlink.sdk.metadata.FieldType;
import org.crmlink.sdk.upload.Mutation;
import org.crmlink.sdk.upload.MutationResult;
import org.crmlink.tck.Budget;
import org.crmlink.tck.Requirement;
import org.crmlink.tck.run.Check;
import org.crmlink.tck.run.Fate;
import org.crmlink.tck.run.Fidelity;
import org.crmlink.tck.run.NotOffered;
import org.crmlink.tck.run.Run;
import org.crmlink.tck.run.Specimens;
import org.crmlink.tck.run.Writing;
import org.jspecify.annotations.Nullable;

/** C12: texts and bytes, to the letter. */
final class TextChecks {

    private static final int SHORT = 10_000;
    private static final int SMALL = 300_000;
    private static final int LARGE = 32 * 1024 * 1024;

    /** Texts that are changed on the way where somebody was careless, by a name that may be shown. */
    private static Map<String, String> texts() {
        Map<String, String> texts = new LinkedHashMap<>();
        texts.put("the astral plane", "\uD835\uDD18 \uD800\uDF48 \uD83D\uDE00");
        texts.put("a composed character (NFC)", "caf\u00E9");
        texts.put("a decomposed character (NFD)", "cafe\u0301");
        texts.put("right-to-left text with marks", "\u05E9\u05DC\u05D5\u05DD \u202Ecba\u202C");
        texts.put("an emoji joined by U+200D", "\uD83D\uDC69\u200D\uD83D\uDC69\u200D\uD83D\uDC67");
        texts.put("leading blanks", "  two");
        texts.put("trailing blanks", "two  ");
        texts.put("CR LF, CR and LF", "a\r\nb\rc\nd");
        texts.put("a tabulator", "a\tb");
        texts.put("quotes and backslashes", "\"double\" 'single' `back` \\n \\u0041");
        texts.put("markup", "</a>&amp;<&>]]>");
        texts.put("a byte order mark", "\uFEFFx");
        texts.put("escapes of addresses", "%41+%20&x=1#");
        texts.put("U+2028", "a\u2028b");
        texts.put("the word null", "null");
        texts.put("a number with zeros", "0012.50");
        return texts;
    }

    /** The longest free text field, and the marker's beside it. */
    private static Field longest(Run run, Writing writing) {
        return free(run, writing.entity()).stream()
                .max(Comparator.comparingInt(field -> field.maxLength().orElse(Integer.MAX_VALUE)))
                .orElseThrow(() ->
                        new NotOffered("no text field of '" + writing.entity().name() + "' can be written"));
    }

    /** Text fields that take any text: neither keys nor lists of options. */
    private static List<Field> free(Run run, EntityType entity) {
        return run.specimens(entity).writable().stream()
                .filter(field -> field.type() == FieldType.TEXT
                        && field.readable()
                        && field.options().isEmpty()
                        && !entity.keyFields().contains(field.name())
                        && entity.alternateKeys().stream()
                                .noneMatch(key -> key.fields().contains(field.name())))
                .toList();
    }

    /**
     * Does: writes texts of all kinds through the connector and compares what the backend holds; puts them there by the back door and compares what the
     * connector reads.
     * Why: names of people are written in every script; whoever changes one letter changes a name.
     * Not run: if no entity takes creates.
     * Look at: encodings, escapes, trimming and normalising on the way named in the message.
     */
    @Check(value = Requirement.R52, witnesses = "texts went both ways")
    void textsSurviveToTheLetter(Run run) {
        Writing writing =
                Writing.of(run, UploadChecks.offering(run, Operation.CREATE).get(0));
        Field field = longest(run, writing);
        Map<String, Map<String, @Nullable Object>> records = new LinkedHashMap<>();
        texts().forEach((name, text) -> {
            Map<String, @Nullable Object> values = writing.minimal();
            values.put(field.name(), text);
            records.put(name, values);
        });
        RoundTrip.both(run, writing, records, List.of(field));
        run.witness("texts went both ways", true);
        run.evidence(records.size() + " texts in '" + field.name() + "'");
    }

    /**
     * Does: writes texts that are none: with U+0000, with half of a pair of surrogates.
     * Why: what cannot be kept has to be refused; a question mark in its place is a silent change.
     * Not run: if no entity takes creates.
     * Look at: the conversion to UTF-8, which puts "?" for what it cannot convert.
     */
    @Check(value = Requirement.R52, witnesses = "an impossible text was refused or kept")
    void impossibleTextsAreRefusedOrKept(Run run) {
        Writing writing =
                Writing.of(run, UploadChecks.offering(run, Operation.CREATE).get(0));
        Field field = longest(run, writing);
        Map<String, String> texts = new LinkedHashMap<>();
        texts.put("U+0000", "a\u0000b");
        texts.put("half of a pair, the first", "a\uD83Db");
        texts.put("half of a pair, the second", "a\uDE00b");
        texts.forEach((name, text) -> {
            Map<String, @Nullable Object> values = writing.minimal();
            values.put(field.name(), text);
            MutationResult result = writing.send(writing.create(values));
            if (result instanceof MutationResult.Applied applied) {
                require(
                        text.equals(writing.held(applied.id()).get(field.name())),
                        "A text with " + name + " in '" + field.name() + "' of '"
                                + writing.entity().name()
                                + "' was accepted and changed: it must be refused, or kept as it is.");
            } else {
                require(
                        result instanceof MutationResult.Rejected,
                        "A text with " + name + " in '" + field.name() + "' of '"
                                + writing.entity().name() + "' must be Rejected, but the result was "
                                + Writing.text(result));
            }
            run.witness("an impossible text was refused or kept", true);
        });
    }

    /**
     * Does: writes empty texts, nulls and nothing into every free text field, and empty lists of references; the same by the back door, and reads them.
     * Why: "known to be empty" and "unknown" are two answers; where a backend makes one of them, the metadata has to say so.
     * Not run: if no entity takes creates. Fields that the backend fills in where a create leaves them out, such as numbers, are left out.
     * Look at: how empty values and nulls are put on the wire and decoded; Normalisation.EMPTY_IS_NULL.
     */
    @Check(value = Requirement.R55, witnesses = "an empty text was written")
    void emptyAndNothingStayDistinct(Run run) {
        for (EntityType entity : UploadChecks.offering(run, Operation.CREATE)) {
            Writing writing = Writing.of(run, entity);
            Specimens specimens = run.specimens(entity);
            List<Field> fields = new ArrayList<>();
            for (Field field : specimens.writable()) {
                boolean list = field.type() == FieldType.LOOKUP_LIST && field.readable();
                if ((list || free(run, entity).contains(field))
                        && field.nullable()
                        && !field.required()
                        && !specimens.filledByTheBackend(field)
                        && !field.name().equals(writing.marker())) {
                    fields.add(field);
                }
            }
            if (fields.isEmpty()) {
                continue;
            }
            Map<String, Map<String, @Nullable Object>> records = new LinkedHashMap<>();
            for (String variant : List.of("empty values", "nulls", "nothing given")) {
                Map<String, @Nullable Object> values = writing.minimal();
                for (Field field : fields) {
                    boolean list = field.type() == FieldType.LOOKUP_LIST;
                    if (variant.equals("empty values")) {
                        values.put(field.name(), list ? List.of() : "");
                        run.witness("an empty text was written", !list);
                    } else if (variant.equals("nulls")) {
                        values.put(field.name(), null);
                    }
                }
                records.put(variant, values);
            }
            RoundTrip.both(run, writing, records, fields);
            run.evidence("'" + entity.name() + "': " + fields.size() + " fields");
        }
    }

    /**
     * Does: writes texts and bytes of the greatest declared length, and one unit more, in every field of up to 10,000 characters or 300,000 bytes.
     * Why: a text that is cut off silently is lost for ever.
     * Not run: if no field has a greatest length.
     * Look at: whether a length is checked, and what the server's refusal becomes.
     */
    @Check(value = Requirement.R56, witnesses = "a value was as long as it may be")
    void whatIsTooLongIsRefusedAndNeverCut(Run run) {
        lengths(run, 0, SHORT, SMALL);
    }

    /**
     * Does: the same with longer fields, up to 32 MB.
     * Why: large values take other ways through HTTP clients and servers than small ones.
     * Not run: if no field is that long.
     * Look at: limits of requests on the way; a value that the backend takes has to arrive.
     */
    @Check(value = Requirement.R56, witnesses = "a value was as long as it may be", budget = Budget.FULL, seconds = 180)
    void largeValuesAreRefusedOrKept(Run run) {
        lengths(run, SHORT, LARGE, LARGE);
    }

    private static void lengths(Run run, int above, int longestText, int longestBytes) {
        int tried = 0;
        for (EntityType entity : UploadChecks.offering(run, Operation.CREATE)) {
            Writing writing = Writing.of(run, entity);
            Map<String, @Nullable Object> fullest = writing.minimal();
            List<Field> fields = new ArrayList<>();
            for (Field field : run.specimens(entity).writable()) {
                int most = field.maxLength().orElse(0);
                boolean text = field.type() == FieldType.TEXT && field.options().isEmpty() && most <= longestText;
                boolean bytes = field.type() == FieldType.BINARY && most <= longestBytes;
                boolean fits = most > (bytes && above > 0 ? SMALL : above);
                if ((text || bytes) && fits && !entity.keyFields().contains(field.name())) {
                    fields.add(field);
                    fullest.put(field.name(), ofLength(field, most));
                }
            }
            if (!fields.isEmpty()) {
                tried += fields.size();
                atTheLimit(run, writing, fullest, fields);
                fields.forEach(field -> beyond(writing, field));
            }
        }
        if (tried == 0) {
            throw new NotOffered("no field that can be written has a greatest length in this range");
        }
        run.evidence(tried + " fields");
    }

    private static Object ofLength(Field field, int length) {
        if (field.type() == FieldType.TEXT) {
            return "x".repeat(length - 1) + "y";
        }
        byte[] bytes = new byte[length];
        for (int i = 0; i < length; i++) {
            bytes[i] = (byte) (i * 31 + i / 251);
        }
        return bytes;
    }

    private static void atTheLimit(Run run, Writing writing, Map<String, @Nullable Object> values, List<Field> fields) {
        EntityType entity = writing.entity();
        MutationResult.Applied applied =
                writing.applied("A create with values of the greatest length", writing.create(values));
        List<String> cut = Fidelity.differing(entity, values, writing.held(applied.id()));
        require(
                cut.isEmpty(),
                "Values of the declared greatest length did not reach the backend as they were: " + cut + " of '"
                        + entity.name() + "'.");
        List<String> names =
                fields.stream().filter(Field::readable).map(Field::name).toList();
        Row row = writing.row(applied.id(), names);
        Map<String, @Nullable Object> readable = new LinkedHashMap<>(values);
        readable.keySet().retainAll(names);
        List<String> read = Fidelity.differing(entity, readable, Fidelity.values(names, row.values()));
        require(
                read.isEmpty(),
                "Values of the declared greatest length are read other than they were written: " + read + " of '"
                        + entity.name() + "'.");
        run.witness("a value was as long as it may be", true);
    }

    private static void beyond(Writing writing, Field field) {
        Map<String, @Nullable Object> values = writing.minimal();
        int most = field.maxLength().orElseThrow();
        values.put(field.name(), ofLength(field, most + 1));
        Mutation.Create create = writing.create(values);
        MutationResult result = writing.send(create);
        String what = "A value of '" + field.name() + "' of '"
                + writing.entity().name() + "' that is one longer than the declared " + most;
        if (result instanceof MutationResult.Applied applied) {
            boolean kept = Fidelity.same(
                    writing.entity(),
                    field,
                    create.values().get(field.name()),
                    writing.held(applied.id()).get(field.name()));
            throw new AssertionError(
                    what + " was accepted" + (kept ? ": the declared length is not true." : " and cut off."));
        }
        ErrorKind kind = Fate.error(result).map(error -> error.kind()).orElse(ErrorKind.CONFLICT);
        require(
                result instanceof MutationResult.Rejected && kind == ErrorKind.LIMIT_EXCEEDED,
                what + " had to be Rejected with LIMIT_EXCEEDED, but the result was "
                        + Objects.toString(Writing.text(result)));
    }
}

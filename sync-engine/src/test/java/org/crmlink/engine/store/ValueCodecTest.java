package org.crmlink.engine.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.InputStream;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.From;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.constraints.Size;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.BeforeContainer;
import org.crmlink.sdk.BinaryRef;
import org.crmlink.sdk.RecordRef;
import org.crmlink.sdk.metadata.EntityCapabilities.IdAssignment;
import org.crmlink.sdk.metadata.Field;
import org.crmlink.sdk.metadata.FieldType;
import org.crmlink.sdk.metadata.Option;
import org.jspecify.annotations.Nullable;

/** Values come back from SQLite as they went in, to the last digit; what a person mistyped is told. */
class ValueCodecTest {

    private static final Field CHOICE_OF_NUMBERS = Samples.writable("numbers", FieldType.CHOICE)
            .options(List.of(Option.of("1", "a"), Option.of("2", "b")))
            .build();
    private static final Field CHOICES_OF_NUMBERS = Samples.writable("multinumbers", FieldType.MULTI_CHOICE)
            .options(List.of(Option.of("1", "a"), Option.of("2", "b")))
            .build();

    private static Path folder = Path.of("");
    private static StoreFixture crm;

    @BeforeContainer
    static void aTableOfAllTypes() throws Exception {
        folder = Files.createTempDirectory("codec");
        crm = new StoreFixture(
                folder,
                Samples.entity(
                        "all",
                        IdAssignment.CLIENT,
                        "id",
                        Samples.writable("text", FieldType.TEXT).build(),
                        Samples.writable("integer", FieldType.INTEGER).build(),
                        Samples.writable("decimal", FieldType.DECIMAL).build(),
                        Samples.writable("real", FieldType.DOUBLE).build(),
                        Samples.writable("bool", FieldType.BOOLEAN).build(),
                        Samples.writable("instant", FieldType.INSTANT).build(),
                        Samples.writable("date", FieldType.DATE).build(),
                        Samples.writable("time", FieldType.TIME).build(),
                        Samples.writable("local", FieldType.LOCAL_DATE_TIME).build(),
                        CHOICE_OF_NUMBERS,
                        Samples.writable("choice", FieldType.CHOICE).build(),
                        CHOICES_OF_NUMBERS,
                        Samples.writable("multi", FieldType.MULTI_CHOICE).build(),
                        Samples.writable("lookup", FieldType.LOOKUP)
                                .targets(List.of("account"))
                                .build(),
                        Samples.writable("poly", FieldType.LOOKUP)
                                .targets(List.of("account", "Ä \"b'"))
                                .build(),
                        Samples.writable("list", FieldType.LOOKUP_LIST)
                                .targets(List.of("account"))
                                .build(),
                        Field.of("blob", FieldType.BINARY).build()));
    }

    @AfterContainer
    static void close() throws Exception {
        crm.close();
        try (var files = Files.list(folder)) {
            for (Path file : files.toList()) {
                Files.delete(file);
            }
        }
        Files.delete(folder);
    }

    private static Column column(String name) {
        return crm.store.entities().require("all").table().column(name).orElseThrow();
    }

    /** Downloads a value into its column and reads it back as a local edit is read. */
    private static @Nullable Object through(String field, Object value) throws SQLException, UnfitValueException {
        List<PageTransaction.Effect> effects =
                crm.download("all", List.of(field), Samples.row("r", Long.toString(System.nanoTime()), value));
        assertThat(effects).containsExactly(PageTransaction.Effect.WRITTEN);
        EntityTable table = crm.store.entities().require("all").table();
        StoredValue stored = crm.store
                .database()
                .read("read", () -> new ChangeReading(crm.store.database(), table).row("r"))
                .get(field);
        assertThat(stored).isNotNull();
        // what is kept of a sent value must be as exact
        StoredValue kept =
                JsonText.parseStored(JsonText.stored(Map.of(field, stored))).get(field);
        assertThat(kept).isNotNull();
        Object again = ValueCodec.load(column(field), kept.value(), kept.entity());
        Object loaded = ValueCodec.load(column(field), stored.value(), stored.entity());
        assertThat(again).isEqualTo(loaded);
        return loaded;
    }

    @Property(tries = 300)
    void textWithAnyCharacters(@ForAll("texts") String text) throws Exception {
        assertThat(through("text", text)).isEqualTo(text);
        assertThat(through("choice", text)).isEqualTo(text);
    }

    /** Whole code points: astral ones, NUL and controls too, but no half surrogates. */
    @Provide
    Arbitrary<String> texts() {
        Arbitrary<Integer> points = Arbitraries.oneOf(
                Arbitraries.integers().between(0, 0x7f),
                Arbitraries.integers().between(0x80, 0xd7ff),
                Arbitraries.integers().between(0xe000, 0xffff),
                Arbitraries.integers().between(0x10000, 0x10ffff));
        return points.list().ofMaxSize(40).map(list -> {
            StringBuilder text = new StringBuilder();
            list.forEach(text::appendCodePoint);
            return text.toString();
        });
    }

    @Example
    void halfOfASurrogatePairBecomesTheReplacementCharacter() throws Exception {
        assertThat(through("text", "a\uD83Db\uDE00")).isEqualTo("a\uFFFDb\uFFFD");
        assertThat(through("text", "\uDE00\uD83D\uDE00\uD83D")).isEqualTo("\uFFFD😀\uFFFD");
    }

    @Property(tries = 300)
    void wholeNumbers(@ForAll long number) throws Exception {
        assertThat(through("integer", number)).isEqualTo(number);
    }

    @Property(tries = 300)
    void decimalsToTheLastDigitWithTheirScale(
            @ForAll BigInteger unscaled, @ForAll @IntRange(min = -30, max = 60) int scale) throws Exception {
        BigDecimal value = new BigDecimal(unscaled, scale);
        assertThat(through("decimal", value)).isEqualTo(value);
    }

    @Property(tries = 300)
    void doublesToTheLastBit(@ForAll double number) throws Exception {
        assertThat(through("real", number)).isEqualTo(number == 0 ? 0.0 : number);
    }

    @Example
    void doublesAtTheEnds() throws Exception {
        for (double number : new double[] {
            Double.MIN_VALUE,
            Double.MAX_VALUE,
            Double.NaN,
            Double.POSITIVE_INFINITY,
            Double.NEGATIVE_INFINITY,
            0.1,
            1e15
        }) {
            assertThat(through("real", number)).isEqualTo(number);
        }
        assertThat(through("real", -0.0)).isEqualTo(0.0);
    }

    @Property(tries = 300)
    void instantsToTheNanosecond(
            @ForAll @LongRange(min = -70_000_000_000L, max = 300_000_000_000L) long second,
            @ForAll @IntRange(max = 999_999_999) int nano)
            throws Exception {
        Instant value = Instant.ofEpochSecond(second, nano);
        assertThat(IsoInstant.format(value)).isEqualTo(value.toString());
        assertThat(through("instant", value)).isEqualTo(value);
        Instant seconds = Instant.ofEpochSecond(second);
        assertThat(IsoInstant.format(seconds)).isEqualTo(seconds.toString());
    }

    @Example
    void instantsAtTheEnds() {
        for (String text : List.of(
                "0000-01-01T00:00:00Z",
                "-0001-12-31T23:59:59Z",
                "9999-12-31T23:59:59.999999999Z",
                "+10000-01-01T00:00:00Z",
                "2024-02-29T23:59:59.120Z",
                "1969-12-31T23:59:59.000001Z")) {
            Instant value = Instant.parse(text);
            assertThat(IsoInstant.format(value)).isEqualTo(value.toString());
        }
    }

    @Property(tries = 200)
    void daysAndTimes(
            @ForAll @LongRange(min = -700_000, max = 2_900_000) long day,
            @ForAll @LongRange(min = 0, max = 86_399_999_999_999L) long nano)
            throws Exception {
        LocalDate date = LocalDate.ofEpochDay(day);
        LocalTime time = LocalTime.ofNanoOfDay(nano);
        assertThat(through("date", date)).isEqualTo(date);
        assertThat(through("time", time)).isEqualTo(time);
        assertThat(through("local", LocalDateTime.of(date, time))).isEqualTo(LocalDateTime.of(date, time));
    }

    @Example
    void timesAreWrittenWithSeconds() throws Exception {
        through("time", LocalTime.of(9, 5));
        assertThat(crm.one("SELECT time FROM \"all\" WHERE id = 'r'")).isEqualTo("09:05:00");
    }

    @Property(tries = 100)
    void truthValues(@ForAll boolean value) throws Exception {
        assertThat(through("bool", value)).isEqualTo(value);
    }

    @Property(tries = 300)
    void choicesKeepTheirSpelling(@ForAll("spellings") String value) throws Exception {
        assertThat(through("numbers", value)).isEqualTo(value);
    }

    @Provide
    Arbitrary<String> spellings() {
        return Arbitraries.oneOf(
                Arbitraries.longs().map(String::valueOf),
                Arbitraries.of(
                        "007", "-0", "+1", "1.0", "1e3", " 5", "5 ", "99999999999999999999", "x", "0x10", ".5", "5."),
                Arbitraries.strings().numeric().ofMinLength(1).ofMaxLength(25));
    }

    @Property(tries = 200)
    void listsOfOptions(@ForAll @Size(max = 5) List<@From("texts") String> values) throws Exception {
        assertThat(through("multi", values)).isEqualTo(values);
        assertThat(through("multinumbers", values)).isEqualTo(values);
        assertThat(through("multinumbers", List.of("1", "2", "03"))).isEqualTo(List.of("1", "2", "03"));
    }

    @Property(tries = 200)
    void references(@ForAll("texts") String text) throws Exception {
        String id = "i" + text;
        assertThat(through("lookup", new RecordRef("account", id))).isEqualTo(new RecordRef("account", id));
        assertThat(through("poly", new RecordRef("Ä \"b'", id))).isEqualTo(new RecordRef("Ä \"b'", id));
    }

    @Property(tries = 100)
    void listsOfReferences(@ForAll("refs") @Size(max = 4) List<RecordRef> refs) throws Exception {
        assertThat(through("list", refs)).isEqualTo(refs);
    }

    @Provide
    Arbitrary<List<RecordRef>> refs() {
        return Combinators.combine(texts(), texts()).as(RecordRef::new).list().ofMaxSize(4);
    }

    @Example
    void ofABinaryValueTheSizeIsKept() throws Exception {
        crm.download("all", List.of("blob"), Samples.row("b", "v", new BinaryRef() {
            @Override
            public OptionalLong size() {
                return OptionalLong.of(123);
            }

            @Override
            public InputStream open() {
                throw new AssertionError("nobody reads it");
            }
        }));
        assertThat(crm.one("SELECT blob FROM \"all\" WHERE id = 'b'")).isEqualTo("123");
    }

    @Example
    void whatDoesNotFitIsTold() {
        unfit("integer", "abc", "whole number");
        unfit("integer", 1.5, "whole number");
        unfit("bool", 2L, "neither 0 nor 1");
        unfit("bool", "true", "neither 0 nor 1");
        unfit("decimal", "1,5", "decimal number");
        unfit("decimal", " 1", "decimal number");
        unfit("decimal", "NaN", "decimal number");
        unfit("decimal", "1e99999", "digits");
        unfit("decimal", "٣", "decimal number");
        unfit("real", "x", "not a number");
        unfit("instant", "2024-06-12 14:13:17", "strftime");
        unfit("instant", 5L, "a time in UTC");
        unfit("date", "2024-02-30", "a date");
        unfit("date", "2024-02-03T00:00:00Z", "a date");
        unfit("time", "25:00", "time of day");
        unfit("local", "2024-02-03", "date and time");
        unfit("multi", "1;2", "JSON array");
        unfit("multi", "[1] x", "JSON array");
        unfit("multi", "[[1]]", "JSON array");
        unfit("list", "[{\"entity\":\"a\"}]", "JSON array");
        unfit("list", "{}", "JSON array");
        unfit("lookup", "", "NULL clears");
        unfit("poly", "x", "needs the record's entity");
        unfit("text", new byte[] {1}, "not text");
        assertThatThrownBy(() -> ValueCodec.load(column("poly"), "x", "lead")).hasMessageContaining("names 'lead'");
    }

    @Example
    void aLookupIsClearedByItsIdAlone() throws UnfitValueException {
        assertThat(ValueCodec.load(column("poly"), null, "account")).isNull();
    }

    private static void unfit(String field, Object stored, String reason) {
        assertThatThrownBy(() -> ValueCodec.load(column(field), stored, null))
                .isInstanceOf(UnfitValueException.class)
                .hasMessageContaining(reason);
    }

    @Property
    void aCanonicalIntegerIsWhatALongPrintsAs(@ForAll long number) {
        assertThat(ValueCodec.isCanonicalInteger(Long.toString(number))).isTrue();
    }

    @Example
    void anythingElseIsNone() {
        for (String text : List.of(
                "",
                "-",
                "-0",
                "00",
                "01",
                "-01",
                "+1",
                "1.",
                "1e3",
                " 1",
                "1 ",
                "1a",
                "\u0661",
                "9223372036854775808",
                "-9223372036854775809",
                "12345678901234567890")) {
            assertThat(ValueCodec.isCanonicalInteger(text)).as(text).isFalse();
        }
    }
}

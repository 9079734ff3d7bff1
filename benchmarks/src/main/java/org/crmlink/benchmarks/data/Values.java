package org.crmlink.benchmarks.data;

import java.time.LocalDate;

/**
 * Makes up the value of one property of one record as JSON: the same for the same seed, record and generation. Texts have the lengths and the letters
 * that a customer base has, keys are random, a part of the cells is null. Stateless.
 */
public final class Values {

    private static final String[] WORDS = {
        "Nordwind",
        "Contoso",
        "Adventure",
        "Müller",
        "Fabrikam",
        "Litware",
        "Proseware",
        "Wide World",
        "Tailspin",
        "Kowalczyk",
        "Brødrene",
        "Études",
        "Alpine",
        "Coho",
        "Southridge",
        "Trey",
        "Lucerne",
        "Humongous",
        "Fourth",
        "Blue Yonder",
        "Graphic",
        "Margie's",
        "Woodgrove",
        "東京",
        "Ångström",
        "Peña",
        "City Power",
        "& Söhne",
        "Trading",
        "Insurance",
        "Logistics",
        "Design",
        "Institute",
        "Airlines"
    };
    private static final String[] ENDS = {
        "GmbH", "Ltd.", "Inc.", "S.A.", "AG", "LLC", "s.r.o.", "Oy", "Group", "Partners"
    };

    private static final long FIRST_SECOND = 1_420_070_400L;
    private static final long SPAN_SECONDS = 315_360_000L;
    private static final long DAY = 86_400;

    private Values() {}

    /** Whether a change of a record changes the property. */
    private static boolean changes(Property property) {
        return switch (property.kind()) {
            case MEMO, MONEY, INTEGER, INSTANT -> !property.column().equals("createdon");
            default -> false;
        };
    }

    /** Whether the value is null. */
    static boolean isNull(Property property, long bits) {
        int percent = Math.floorMod(bits >>> 40, 100);
        return switch (property.kind()) {
            case MEMO -> percent < 40;
            case MONEY, INTEGER, CHOICE, LOOKUP -> percent < 20;
            case DATE -> percent < 50;
            default -> false;
        };
    }

    /** Random bits of one cell. */
    static long bits(Entity entity, Property property, long row, int generation) {
        long cell = row * 64 + entity.properties().indexOf(property);
        long change = changes(property) ? generation : 0;
        return mix(mix(cell ^ entity.seed() << 40) + change * 0x632be59bd9b4e019L);
    }

    /** SplitMix64's finalizer. */
    static long mix(long value) {
        long z = value + 0x9e3779b97f4a7c15L;
        z = (z ^ z >>> 30) * 0xbf58476d1ce4e5b9L;
        z = (z ^ z >>> 27) * 0x94d049bb133111ebL;
        return z ^ z >>> 31;
    }

    /** The row version, the text of the etag; it grows with the row. */
    static long version(long row, int generation) {
        return 1_000_000 + row + generation * 50_000_000L;
    }

    /** Writes the value as JSON and tells whether it was null. */
    public static boolean json(ByteSink out, Entity entity, Property property, long row, int generation) {
        long bits = bits(entity, property, row, generation);
        if (isNull(property, bits)) {
            out.put("null");
            return true;
        }
        switch (property.kind()) {
            case KEY, LOOKUP, OWNER ->
                guid(out.put('"'), property.kind() == Kind.OWNER ? owner(bits) : bits)
                        .put('"');
            case TEXT -> text(out.put('"'), property, row, bits).put('"');
            case MEMO -> memo(out.put('"'), property.typical(), bits).put('"');
            case MONEY ->
                out.put(Math.floorMod(bits, 50_000_000L))
                        .put('.')
                        .digits(bits >>> 32, 2)
                        .put("00");
            case RATE -> out.put("1.").digits(bits & 0xfff, 10);
            case INTEGER -> out.put(Math.floorMod(bits, 40_000L));
            case CHOICE -> out.put(1 + Math.floorMod(bits, 33L));
            case STATE -> out.put(Math.floorMod(bits, 20L) == 0 ? '1' : '0');
            case BOOLEAN -> out.put(Math.floorMod(bits, 10L) == 0 ? "true" : "false");
            case INSTANT -> instant(out.put('"'), second(bits)).put("Z\"");
            case DATE -> day(out.put('"'), second(bits) / DAY).put('"');
            case VERSION -> out.put(version(row, generation));
        }
        return false;
    }

    static long second(long bits) {
        return FIRST_SECOND + Math.floorMod(bits, SPAN_SECONDS);
    }

    /** Few users and teams own everything. */
    private static long owner(long bits) {
        return mix(Math.floorMod(bits, 40L));
    }

    /** The entity of an owner, by its cell. */
    static String ownerType(Entity entity, Property property, long row) {
        return Math.floorMod(bits(entity, property, row, 0), 40L) < 36 ? "systemuser" : "team";
    }

    static ByteSink guid(ByteSink out, long bits) {
        long more = mix(bits);
        return out.hex(bits >>> 32, 8)
                .put('-')
                .hex(bits >>> 16, 4)
                .put("-4")
                .hex(bits, 3)
                .put("-a")
                .hex(more >>> 48, 3)
                .put('-')
                .hex(more, 12);
    }

    private static ByteSink text(ByteSink out, Property property, long row, long bits) {
        return switch (property.column()) {
            case "accountnumber" -> out.put("AC-").digits(row, 7);
            case "telephone1" -> out.put("+49 ").digits(bits >>> 8, 3).put(' ').digits(bits >>> 20, 8);
            case "emailaddress1" ->
                out.put("office.")
                        .put(Math.floorMod(bits, 100_000L))
                        .put("@example-")
                        .digits(bits >>> 30, 4)
                        .put(".com");
            case "websiteurl" -> out.put("https://www.example-").digits(bits, 6).put(".com/");
            case "address1_city" -> out.put(word(bits));
            case "address1_line1" -> out.put(word(bits)).put("straße ").put(Math.floorMod(bits, 300L));
            default ->
                out.put(word(bits))
                        .put(' ')
                        .put(word(bits >>> 8))
                        .put(' ')
                        .put(ENDS[(int) Math.floorMod(bits >>> 16, (long) ENDS.length)])
                        .put(' ')
                        .put(Math.floorMod(bits >>> 20, 10_000L));
        };
    }

    /** Prose with line breaks and quotes here and there, which a reader has to unescape. */
    private static ByteSink memo(ByteSink out, int typical, long bits) {
        int goal = out.size() + typical / 2 + (int) Math.floorMod(bits, (long) typical);
        long rest = bits;
        if (Math.floorMod(bits >>> 4, 8L) == 0) {
            out.put("\\\"quoted\\\"\\r\\n");
        }
        while (out.size() < goal) {
            rest = mix(rest);
            out.put(word(rest)).put(' ').put(word(rest >>> 16)).put(", ");
        }
        return out.put(Math.floorMod(rest, 1_000L));
    }

    private static String word(long bits) {
        return WORDS[(int) Math.floorMod(bits, (long) WORDS.length)];
    }

    static ByteSink instant(ByteSink out, long second) {
        long ofDay = Math.floorMod(second, DAY);
        return day(out, second / DAY)
                .put('T')
                .digits(ofDay / 3_600, 2)
                .put(':')
                .digits(ofDay / 60 % 60, 2)
                .put(':')
                .digits(ofDay % 60, 2);
    }

    private static ByteSink day(ByteSink out, long epochDay) {
        LocalDate date = LocalDate.ofEpochDay(epochDay);
        return out.digits(date.getYear(), 4)
                .put('-')
                .digits(date.getMonthValue(), 2)
                .put('-')
                .digits(date.getDayOfMonth(), 2);
    }
}

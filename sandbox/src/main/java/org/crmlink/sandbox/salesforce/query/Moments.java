package org.crmlink.sandbox.salesforce.query;

import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;

/** How moments are written: JSON has an offset without a colon, CSV and XML a Z. Stateless. Source: backend page, section 16. */
public final class Moments {

    private static final DateTimeFormatter SECONDS = DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss");
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("HH:mm:ss.SSS'Z'");

    private Moments() {}

    /** For JSON. */
    public static String json(Instant moment) {
        return SECONDS.format(moment.atOffset(ZoneOffset.UTC)) + ".000+0000";
    }

    /** For CSV and XML. */
    public static String xml(Instant moment) {
        return SECONDS.format(moment.atOffset(ZoneOffset.UTC)) + ".000Z";
    }

    /** A time of day. */
    public static String time(LocalTime time) {
        return TIME.format(time);
    }
}

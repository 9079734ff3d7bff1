package org.crmlink.sandbox.salesforce.query;

import java.math.BigDecimal;
import java.time.DayOfWeek;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.FormatStyle;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import org.crmlink.sandbox.salesforce.org.Field;
import org.crmlink.sandbox.salesforce.org.FieldType;
import org.crmlink.sandbox.salesforce.org.PicklistValue;
import org.crmlink.sandbox.salesforce.org.Row;
import org.crmlink.sandbox.salesforce.soql.DateSpan;
import org.crmlink.sandbox.salesforce.soql.Literal;
import org.crmlink.sandbox.salesforce.soql.Operand;
import org.crmlink.sandbox.salesforce.soql.SoqlException;
import org.jspecify.annotations.Nullable;

/**
 * Functions of one record: parts of dates, labels, formats, distances. Moments are read in UTC unless {@code convertTimezone} says otherwise. Source:
 * SOQL guide, "Date Functions", "toLabel()", "FORMAT()", "DISTANCE()". Stateless.
 */
final class Functions {

    private static final double EARTH_MILES = 3958.76;
    private static final double EARTH_KILOMETRES = 6371.01;

    private Functions() {}

    static Reading<Row> of(Operand.Call call, RowReadings readings, QueryContext context) {
        return switch (call.name()) {
            case "TOLABEL" -> label(call, readings);
            case "FORMAT" -> format(call, readings, context);
            case "DISTANCE" -> distance(call, readings);
            case "CONVERTCURRENCY" ->
                throw readings.text()
                        .refused(
                                "INVALID_FIELD",
                                call.at(),
                                "convertCurrency() needs an organization with several currencies");
            case "CONVERTTIMEZONE" ->
                throw malformed(call, readings, "convertTimezone() stands only inside of a date function");
            default -> date(call, readings, context);
        };
    }

    private static Operand only(Operand.Call call, RowReadings readings) {
        if (call.arguments().size() != 1) {
            throw malformed(call, readings, "the function " + call.name() + " has one argument");
        }
        return call.arguments().get(0);
    }

    private static SoqlException malformed(Operand.Call call, RowReadings readings, String message) {
        return readings.text().malformed(call.at(), message);
    }

    // ---------------------------------------------------------------- dates

    private static Reading<Row> date(Operand.Call call, RowReadings readings, QueryContext context) {
        Operand argument = only(call, readings);
        boolean converted =
                argument instanceof Operand.Call inner && inner.name().equals("CONVERTTIMEZONE");
        ZoneId zone = converted ? context.zone() : ZoneOffset.UTC;
        Reading<Row> inside = readings.of(converted ? only((Operand.Call) argument, readings) : argument);
        FieldType type = inside.field().type();
        if (type != FieldType.DATETIME && (type != FieldType.DATE || converted)) {
            throw malformed(call, readings, "the function " + call.name() + " takes a date, not " + inside.field());
        }
        boolean day = call.name().equals("DAY_ONLY");
        Function<LocalDateTime, Object> part = part(call, readings, context.calendar());
        Field made = Field.of(call.name(), call.name(), day ? FieldType.DATE : FieldType.INT)
                .build();
        return Reading.of(made, row -> {
            Object value = inside.value(row);
            LocalDateTime at = value instanceof Instant moment
                    ? LocalDateTime.ofInstant(moment, zone)
                    : value instanceof LocalDate date ? date.atStartOfDay() : null;
            return at == null ? null : part.apply(at);
        });
    }

    private static Function<LocalDateTime, Object> part(
            Operand.Call call, RowReadings readings, DateSpan.Calendar calendar) {
        int fiscal = calendar.fiscalStart().getValue();
        return switch (call.name()) {
            case "CALENDAR_YEAR" -> at -> number(at.getYear());
            case "CALENDAR_QUARTER" -> at -> number((at.getMonthValue() + 2) / 3);
            case "CALENDAR_MONTH" -> at -> number(at.getMonthValue());
            // a fiscal year has the name of the year in which it begins: the setting's default
            case "FISCAL_YEAR" -> at -> number(at.getMonthValue() >= fiscal ? at.getYear() : at.getYear() - 1);
            case "FISCAL_QUARTER" -> at -> number((at.getMonthValue() - fiscal + 12) % 12 / 3 + 1);
            case "FISCAL_MONTH" -> at -> number((at.getMonthValue() - fiscal + 12) % 12 + 1);
            case "DAY_IN_MONTH" -> at -> number(at.getDayOfMonth());
            case "DAY_IN_WEEK" ->
                at -> number(
                        at.getDayOfWeek() == DayOfWeek.SUNDAY
                                ? 1
                                : at.getDayOfWeek().getValue() + 1);
            case "DAY_IN_YEAR" -> at -> number(at.getDayOfYear());
            case "DAY_ONLY" -> LocalDateTime::toLocalDate;
            case "HOUR_IN_DAY" -> at -> number(at.getHour());
            case "WEEK_IN_MONTH" -> at -> number((at.getDayOfMonth() - 1) / 7 + 1);
            case "WEEK_IN_YEAR" -> at -> number((at.getDayOfYear() - 1) / 7 + 1);
            default -> throw malformed(call, readings, "unknown function: " + call.name());
        };
    }

    private static BigDecimal number(int value) {
        return BigDecimal.valueOf(value);
    }

    // ---------------------------------------------------------------- for people

    private static Reading<Row> label(Operand.Call call, RowReadings readings) {
        Reading<Row> inside = readings.of(only(call, readings));
        Field field = inside.field();
        Field made = Field.of(field.name(), field.label(), FieldType.STRING).build();
        return Reading.of(made, row -> inside.value(row) instanceof String value ? labels(field, value) : null);
    }

    private static String labels(Field field, String value) {
        StringBuilder labels = new StringBuilder();
        for (String one : field.type() == FieldType.MULTIPICKLIST ? value.split(";") : new String[] {value}) {
            String label = field.options().stream()
                    .filter(option -> option.value().equals(one))
                    .map(PicklistValue::label)
                    .findFirst()
                    .orElse(one);
            labels.append(labels.isEmpty() ? "" : ";").append(label);
        }
        return labels.toString();
    }

    private static Reading<Row> format(Operand.Call call, RowReadings readings, QueryContext context) {
        Reading<Row> inside = readings.of(only(call, readings));
        Field field = inside.field();
        Field made = Field.of(field.name(), field.label(), FieldType.STRING).build();
        return Reading.of(made, row -> formatted(field, inside.value(row), context.zone()));
    }

    /** As people in the United States write it: the locale of an org that changed nothing. */
    private static @Nullable String formatted(Field field, @Nullable Object value, ZoneId zone) {
        if (value instanceof BigDecimal number) {
            String digits = String.format(Locale.US, "%,." + field.scale() + "f", number);
            return field.type() == FieldType.CURRENCY ? "USD " + digits : digits;
        }
        if (value instanceof LocalDate day) {
            return DateTimeFormatter.ofPattern("M/d/uuuu", Locale.US).format(day);
        }
        if (value instanceof Instant moment) {
            return DateTimeFormatter.ofLocalizedDateTime(FormatStyle.SHORT, FormatStyle.SHORT)
                    .withLocale(Locale.US)
                    .format(moment.atZone(zone));
        }
        return value == null ? null : value.toString();
    }

    // ---------------------------------------------------------------- distances

    private static Reading<Row> distance(Operand.Call call, RowReadings readings) {
        List<Operand> arguments = call.arguments();
        boolean fits = arguments.size() == 3
                && arguments.get(0) instanceof Operand.Path
                && arguments.get(1) instanceof Operand.Call place
                && place.name().equals("GEOLOCATION")
                && place.arguments().size() == 2
                && arguments.get(2) instanceof Operand.Constant unit
                && unit.value() instanceof Literal.Text;
        if (!fits) {
            throw malformed(call, readings, "write DISTANCE(Field, GEOLOCATION(latitude, longitude), 'mi')");
        }
        Operand.Path field = (Operand.Path) arguments.get(0);
        List<Operand> place = ((Operand.Call) arguments.get(1)).arguments();
        double latitude = degrees(place.get(0), call, readings);
        double longitude = degrees(place.get(1), call, readings);
        String unit = ((Literal.Text) ((Operand.Constant) arguments.get(2)).value()).value();
        double earth = unit.equalsIgnoreCase("km") ? EARTH_KILOMETRES : EARTH_MILES;
        if (!unit.equalsIgnoreCase("km") && !unit.equalsIgnoreCase("mi")) {
            throw malformed(call, readings, "the unit of a distance is 'mi' or 'km'");
        }
        FieldReader compound = readings.path(field);
        String stem = compound.field().type() == FieldType.ADDRESS
                ? compound.field().name().replaceFirst("Address$", "")
                : compound.field().name().replaceFirst("__c$", "__");
        String tail = compound.field().type() == FieldType.ADDRESS ? "" : "__s";
        Field made = Field.of("DISTANCE", "Distance", FieldType.DOUBLE).build();
        return Reading.of(made, row -> {
            Object north = row.get(stem + "Latitude" + tail);
            Object east = row.get(stem + "Longitude" + tail);
            return north instanceof BigDecimal n && east instanceof BigDecimal e
                    ? BigDecimal.valueOf(earth * angle(latitude, longitude, n.doubleValue(), e.doubleValue()))
                    : null;
        });
    }

    private static double degrees(Operand operand, Operand.Call call, RowReadings readings) {
        if (operand instanceof Operand.Constant constant && constant.value() instanceof Literal.Numeral number) {
            return number.value().doubleValue();
        }
        throw malformed(call, readings, "latitude and longitude are numbers");
    }

    /** The haversine formula. */
    private static double angle(double north1, double east1, double north2, double east2) {
        double dNorth = Math.toRadians(north2 - north1);
        double dEast = Math.toRadians(east2 - east1);
        double half = Math.pow(Math.sin(dNorth / 2), 2)
                + Math.cos(Math.toRadians(north1))
                        * Math.cos(Math.toRadians(north2))
                        * Math.pow(Math.sin(dEast / 2), 2);
        return 2 * Math.asin(Math.min(1, Math.sqrt(half)));
    }
}

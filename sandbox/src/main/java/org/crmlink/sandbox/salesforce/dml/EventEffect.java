package org.crmlink.sandbox.salesforce.dml;

import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import org.crmlink.sandbox.salesforce.org.OrgException;
import org.jspecify.annotations.Nullable;

/**
 * Begin, end and length of an event agree, whichever two of them the client gives. Source: the vendor's object reference, Event. Our assumption: the
 * day is that of UTC.
 */
final class EventEffect implements Effect {

    private static final String START = "StartDateTime";
    private static final String BEGIN = "ActivityDateTime";
    private static final String DAY = "ActivityDate";
    private static final String END = "EndDateTime";
    private static final String MINUTES = "DurationInMinutes";
    private static final String ALL_DAY = "IsAllDayEvent";
    private static final int DAY_MINUTES = 1_440;

    @Override
    public void beforeSave(ServerWrites writes, Draft draft) {
        boolean known = draft.has(MINUTES) && (draft.has(START) || draft.has(BEGIN));
        boolean moved = draft.before() == null
                || List.of(START, BEGIN, DAY, END, MINUTES, ALL_DAY).stream().anyMatch(draft::isGiven);
        if (!known || !moved) {
            return;
        }
        if (Boolean.TRUE.equals(draft.get(ALL_DAY)) && draft.number(MINUTES) == null && draft.get(END) == null) {
            draft.setNumber(MINUTES, BigDecimal.valueOf(DAY_MINUTES));
        }
        Instant begin = begin(draft);
        boolean byEnd = draft.isGiven(END) && draft.get(END) != null;
        List<String> missing = new ArrayList<>();
        if (begin == null) {
            missing.add(draft.has(BEGIN) ? BEGIN : START);
        }
        if (!byEnd && draft.number(MINUTES) == null) {
            missing.add(MINUTES);
        }
        if (begin == null || !missing.isEmpty()) {
            throw Refusals.requiredMissing(missing);
        }
        draft.set(START, begin);
        draft.set(BEGIN, begin);
        draft.set(DAY, begin.atOffset(ZoneOffset.UTC).toLocalDate());
        span(draft, begin, byEnd);
        draft.set(
                "EndDate",
                draft.get(END) instanceof Instant end
                        ? end.atOffset(ZoneOffset.UTC).toLocalDate()
                        : null);
    }

    private static void span(Draft draft, Instant begin, boolean byEnd) {
        BigDecimal minutes = draft.number(MINUTES);
        if (byEnd && draft.get(END) instanceof Instant end) {
            BigDecimal counted = BigDecimal.valueOf(Duration.between(begin, end).toMinutes());
            if (draft.isGiven(MINUTES) && minutes != null && minutes.compareTo(counted) != 0) {
                throw refused("The event duration and the end of the event contradict each other", END);
            }
            minutes = counted;
        }
        if (minutes == null || minutes.signum() < 0) {
            throw refused("An event cannot end before it starts", END);
        }
        draft.setNumber(MINUTES, minutes);
        if (!byEnd) {
            draft.set(END, begin.plus(Duration.ofMinutes(minutes.longValue())));
        }
    }

    /** What the client gave last, under whichever name. */
    private static @Nullable Instant begin(Draft draft) {
        for (String name : List.of(START, BEGIN)) {
            if (draft.isGiven(name) && draft.get(name) instanceof Instant begin) {
                return begin;
            }
        }
        boolean byDay = draft.isGiven(DAY) && Boolean.TRUE.equals(draft.get(ALL_DAY));
        if (byDay && draft.get(DAY) instanceof LocalDate day) {
            return day.atStartOfDay(ZoneOffset.UTC).toInstant();
        }
        Object kept = draft.get(draft.has(START) ? START : BEGIN);
        return kept instanceof Instant begin ? begin : null;
    }

    private static OrgException refused(String message, String field) {
        return new OrgException("FIELD_INTEGRITY_EXCEPTION", message, List.of(field));
    }
}

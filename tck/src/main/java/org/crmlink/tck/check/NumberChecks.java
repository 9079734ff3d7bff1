package org.crmlink.tck.check;

import static org.crmlink.tck.run.Run.require;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.crmlink.sdk.metadata.EntityCapabilities.Operation;
import org.crmlink.sdk.metadata.EntityType;
import org.crmlink.sdk.metadata.Field;
import org.crmlink.sdk.metadata.FieldType;
import org.crmlink.sdk.metadata.Normalisation;
import org.crmlink.sdk.upload.MutationResult;
import org.crmlink.tck.Requirement;
import org.crmlink.tck.run.Check;
import org.crmlink.tck.run.NotOffered;
import org.crmlink.tck.run.Run;
import org.crmlink.tck.run.Writing;
import org.jspecify.annotations.Nullable;

/** C12: numbers, to the last digit. */
final class NumberChecks {

    private static final int USUAL_DIGITS = 15;
    private static final long BEYOND_DOUBLE = (1L << 53) + 1;

    private static List<Field> numbers(Run run, EntityType entity) {
        return run.specimens(entity).writable().stream()
                .filter(field -> field.readable()
                        && (field.type() == FieldType.DECIMAL
                                || field.type() == FieldType.MONEY
                                || field.type() == FieldType.INTEGER))
                .toList();
    }

    /**
     * Does: writes the greatest, the least, the longest and the crookedest numbers that each field declares through the connector and compares what the
     * backend holds; puts them there by the back door and compares what the connector reads.
     * Why: a sum that is off by a cent is wrong; binary floating point cannot hold 10.10.
     * Not run: if no entity that takes creates has whole numbers or decimals.
     * Look at: whether a number passes a double, and whether zeros at its end are kept.
     */
    @Check(value = Requirement.R53, witnesses = "numbers went both ways")
    void numbersKeepEveryDigit(Run run) {
        int count = 0;
        for (EntityType entity : UploadChecks.offering(run, Operation.CREATE)) {
            List<Field> fields = numbers(run, entity);
            if (fields.isEmpty()) {
                continue;
            }
            Writing writing = Writing.of(run, entity);
            Map<String, Map<String, @Nullable Object>> records = new LinkedHashMap<>();
            for (Field field : fields) {
                int turn = 0;
                for (Object value : good(field)) {
                    records.computeIfAbsent("numbers, set " + (++turn), key -> writing.minimal())
                            .put(field.name(), value);
                    count++;
                }
            }
            RoundTrip.both(run, writing, records, fields);
        }
        if (count == 0) {
            throw new NotOffered("no entity that takes creates has whole numbers or decimals");
        }
        run.witness("numbers went both ways", true);
        run.evidence(count + " numbers");
    }

    /**
     * Does: writes numbers just outside what each field declares: above the greatest, below the least, with too many digits before or behind the point.
     * Why: a number that is clipped or rounded on the way is a wrong number that nobody sees.
     * Not run: if no entity that takes creates has numbers with declared bounds.
     * Look at: whether bounds are checked, by the connector or by the server, and not silently applied.
     */
    @Check(value = Requirement.R53, witnesses = "a number out of bounds was refused")
    void numbersOutOfBoundsAreRefused(Run run) {
        int count = 0;
        for (EntityType entity : UploadChecks.offering(run, Operation.CREATE)) {
            Writing writing = Writing.of(run, entity);
            for (Field field : numbers(run, entity)) {
                for (Map.Entry<String, Object> bad : bad(field).entrySet()) {
                    Map<String, @Nullable Object> values = writing.minimal();
                    values.put(field.name(), bad.getValue());
                    MutationResult result = writing.send(writing.create(values));
                    require(
                            result instanceof MutationResult.Rejected,
                            "A number " + bad.getKey() + " in '" + field.name() + "' of '" + entity.name()
                                    + "' had to be Rejected, but the result was " + Writing.text(result)
                                    + ". What does not fit is refused, never changed.");
                    count++;
                }
            }
        }
        if (count == 0) {
            throw new NotOffered("no number field declares bounds");
        }
        run.witness("a number out of bounds was refused", true);
        run.evidence(count + " numbers out of bounds");
    }

    private static Set<Object> good(Field field) {
        Set<Object> values = new LinkedHashSet<>();
        if (field.type() == FieldType.INTEGER) {
            List<Long> candidates = new ArrayList<>(List.of(0L, -1L, 7L, BEYOND_DOUBLE, -BEYOND_DOUBLE));
            field.min().ifPresent(min -> candidates.add(((Number) min).longValue()));
            field.max().ifPresent(max -> candidates.add(((Number) max).longValue()));
            candidates.stream()
                    .filter(one -> within(field, BigDecimal.valueOf(one)))
                    .forEach(values::add);
            return values;
        }
        List<BigDecimal> candidates = new ArrayList<>();
        for (String text : List.of("10.50", "-0.01", "0.10", "12345678901234567.89", "0", "1.005", "70")) {
            candidates.add(new BigDecimal(text));
        }
        if (field.precision().isPresent()) {
            BigInteger nines = BigInteger.TEN.pow(field.precision().getAsInt()).subtract(BigInteger.ONE);
            BigDecimal most = new BigDecimal(nines, field.scale().orElse(0));
            candidates.add(most);
            candidates.add(most.negate());
        }
        field.min().ifPresent(min -> candidates.add((BigDecimal) min));
        field.max().ifPresent(max -> candidates.add((BigDecimal) max));
        candidates.stream().filter(one -> fits(field, one)).forEach(values::add);
        return values;
    }

    private static boolean within(Field field, BigDecimal value) {
        boolean above = field.min()
                .map(min -> value.compareTo(new BigDecimal(min.toString())) >= 0)
                .orElse(true);
        return above
                && field.max()
                        .map(max -> value.compareTo(new BigDecimal(max.toString())) <= 0)
                        .orElse(true);
    }

    private static boolean fits(Field field, BigDecimal value) {
        int scale = field.scale().orElse(2);
        int whole = field.precision().orElse(USUAL_DIGITS + scale) - scale;
        return value.scale() <= scale && value.precision() - value.scale() <= whole && within(field, value);
    }

    private static Map<String, Object> bad(Field field) {
        Map<String, Object> values = new LinkedHashMap<>();
        if (field.type() == FieldType.INTEGER) {
            field.max()
                    .map(max -> ((Number) max).longValue())
                    .filter(max -> max < Long.MAX_VALUE)
                    .ifPresent(max -> values.put("above the greatest", max + 1));
            field.min()
                    .map(min -> ((Number) min).longValue())
                    .filter(min -> min > Long.MIN_VALUE)
                    .ifPresent(min -> values.put("below the least", min - 1));
            return values;
        }
        int scale = field.scale().orElse(0);
        BigDecimal step = BigDecimal.ONE.movePointLeft(scale);
        field.max().ifPresent(max -> values.put("above the greatest", ((BigDecimal) max).add(step)));
        field.min().ifPresent(min -> values.put("below the least", ((BigDecimal) min).subtract(step)));
        if (field.precision().isPresent()) {
            BigDecimal whole = BigDecimal.TEN.pow(field.precision().getAsInt() - scale);
            values.put("with too many digits before the point", whole.setScale(scale));
        }
        boolean rounds = field.normalisations().contains(Normalisation.SCALE_IS_FIXED);
        if (field.scale().isPresent() && !rounds) {
            values.put("with too many digits behind the point", BigDecimal.ONE.movePointLeft(scale + 1));
        }
        return values;
    }
}

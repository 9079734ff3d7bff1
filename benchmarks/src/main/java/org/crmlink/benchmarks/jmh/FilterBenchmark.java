package org.crmlink.benchmarks.jmh;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.crmlink.benchmarks.contestant.Documents;
import org.crmlink.benchmarks.contestant.OurDecoder;
import org.crmlink.benchmarks.data.Entity;
import org.crmlink.benchmarks.data.Property;
import org.crmlink.host.filter.FilterBinding;
import org.crmlink.host.filter.FilterEnvironment;
import org.crmlink.host.filter.FilterEvaluator;
import org.crmlink.sdk.change.Row;
import org.crmlink.sdk.filter.FilterText;
import org.crmlink.sdk.metadata.ChangePath;
import org.crmlink.sdk.metadata.EntityCapabilities;
import org.crmlink.sdk.metadata.EntityType;
import org.crmlink.sdk.metadata.Field;
import org.crmlink.sdk.metadata.FieldType;
import org.crmlink.sdk.metadata.LocalizedText;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** One row against a filter of five conditions, as an entity's residual filter is judged for every row that comes down. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class FilterBenchmark {

    private static final String FILTER = "statecode eq 0 and (contains(name, 'contoso') or revenue gt 250000.50)"
            + " and createdon ge 2018-01-01T00:00:00Z and numberofemployees ne null";

    private final FilterEvaluator evaluator = evaluator();
    private final List<Row> rows = rows();

    private static List<Row> rows() {
        try {
            return new OurDecoder().page(Documents.odata(Documents.PAGE).get(0)).rows();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static FilterEvaluator evaluator() {
        EntityType account = account();
        return FilterEvaluator.compile(
                FilterBinding.bind(FilterText.parse(FILTER), account, name -> Optional.empty())
                        .orThrow(),
                account,
                Entity.ACCOUNT.fields(),
                FilterEnvironment.of(Clock.systemUTC(), ""));
    }

    private static EntityType account() {
        List<Field> fields = new ArrayList<>();
        for (Property property : Entity.ACCOUNT.stored()) {
            fields.add(Field.of(property.column(), type(property)).build());
        }
        ChangePath path = new ChangePath(
                ChangePath.Tracking.TOKEN,
                ChangePath.Deletions.IN_FEED,
                false,
                true,
                Optional.empty(),
                Optional.empty());
        return new EntityType(
                Entity.ACCOUNT.name(),
                LocalizedText.of(Entity.ACCOUNT.name()),
                List.of(Entity.ACCOUNT.key().column()),
                Optional.empty(),
                Optional.empty(),
                fields,
                List.of(),
                List.of(),
                false,
                new EntityCapabilities(
                        Set.of(),
                        Map.of(),
                        EntityCapabilities.IdAssignment.CLIENT,
                        EntityCapabilities.RepeatableCreate.CLIENT_ID,
                        List.of(path),
                        Duration.ofSeconds(1)));
    }

    private static FieldType type(Property property) {
        return switch (property.kind()) {
            case KEY -> FieldType.ID;
            case TEXT, MEMO -> FieldType.TEXT;
            case MONEY -> FieldType.MONEY;
            case RATE -> FieldType.DECIMAL;
            case INTEGER, VERSION -> FieldType.INTEGER;
            case CHOICE, STATE -> FieldType.CHOICE;
            case BOOLEAN -> FieldType.BOOLEAN;
            case INSTANT -> FieldType.INSTANT;
            case DATE -> FieldType.DATE;
            case LOOKUP, OWNER -> FieldType.LOOKUP;
        };
    }

    @Benchmark
    @OperationsPerInvocation(Documents.PAGE)
    public int row() {
        int matching = 0;
        for (Row row : rows) {
            matching += evaluator.matches(row) ? 1 : 0;
        }
        return matching;
    }
}

package org.crmlink.sandbox.salesforce.query;

import java.util.Optional;
import org.crmlink.sandbox.salesforce.org.Field;
import org.crmlink.sandbox.salesforce.org.FieldType;
import org.crmlink.sandbox.salesforce.org.Row;
import org.crmlink.sandbox.salesforce.org.SObject;
import org.crmlink.sandbox.salesforce.soql.Operand;
import org.crmlink.sandbox.salesforce.soql.SoqlException;
import org.crmlink.sandbox.salesforce.soql.SoqlText;

/** Finds what fields and functions of a query read of a record. Immutable. */
final class RowReadings {

    private final SObject object;
    private final Optional<String> alias;
    private final SoqlText text;
    private final QueryContext context;

    RowReadings(SObject object, Optional<String> alias, SoqlText text, QueryContext context) {
        this.object = object;
        this.alias = alias;
        this.text = text;
        this.context = context;
    }

    SoqlText text() {
        return text;
    }

    /** The field at the end of a path. */
    FieldReader path(Operand.Path path) {
        return FieldReader.of(path, object, alias, context.schema(), text);
    }

    /** What an operand reads, whatever for. */
    Reading<Row> of(Operand operand) {
        if (operand instanceof Operand.Path path) {
            FieldReader reader = path(path);
            Field field = reader.field();
            if (reader.lookups().isEmpty()) {
                int slot = object.slot(field.name());
                return Reading.of(field, row -> row.object() == object ? row.cell(slot) : row.get(field.name()));
            }
            return Reading.of(field, row -> reader.value(row, context.rows()));
        }
        if (operand instanceof Operand.Call call) {
            return Functions.of(call, this, context);
        }
        throw text.malformed(operand.at(), "a field or a function is expected");
    }

    Reading<Row> filterable(Operand operand) {
        Reading<Row> reading = of(operand);
        if (operand instanceof Operand.Path && !reading.field().filterable()) {
            throw refused(operand, reading.field(), "filtered");
        }
        return reading;
    }

    Reading<Row> sortable(Operand operand) {
        Reading<Row> reading = of(operand);
        if (!reading.field().sortable() || reading.field().type() == FieldType.MULTIPICKLIST) {
            throw refused(operand, reading.field(), "sorted");
        }
        return reading;
    }

    Reading<Row> groupable(Operand operand) {
        Reading<Row> reading = of(operand);
        if (!reading.field().groupable()) {
            throw refused(operand, reading.field(), "grouped");
        }
        return reading;
    }

    private SoqlException refused(Operand operand, Field field, String what) {
        return text.refused(
                "INVALID_FIELD", operand.at(), "field '" + field.name() + "' can not be " + what + " in a query call");
    }
}

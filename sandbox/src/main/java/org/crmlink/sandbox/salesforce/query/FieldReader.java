package org.crmlink.sandbox.salesforce.query;

import static java.util.Objects.requireNonNull;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.crmlink.sandbox.salesforce.org.Field;
import org.crmlink.sandbox.salesforce.org.OrgSchema;
import org.crmlink.sandbox.salesforce.org.Row;
import org.crmlink.sandbox.salesforce.org.SObject;
import org.crmlink.sandbox.salesforce.soql.Operand.Path;
import org.crmlink.sandbox.salesforce.soql.SoqlException;
import org.crmlink.sandbox.salesforce.soql.SoqlText;
import org.jspecify.annotations.Nullable;

/**
 * Reads a field of a record or of one above it, {@code Account.Owner.Name}. Immutable.
 *
 * <p>A lookup with several targets leads to what they all have: a field that one target lacks is refused. The real service leads to an object of its
 * own, Name, whose fields are fixed; our assumption is that these are the same for what people ask.
 */
public final class FieldReader {

    /** Source: backend page, section 6. */
    private static final int MAX_STEPS = 5;

    private static final String FIELD_HINT =
            " If you are attempting to use a custom field, be sure to append the '__c' after the custom field name."
                    + " Please reference your WSDL or the describe call for the appropriate names.";
    private static final String RELATION_HINT =
            " If you are attempting to use a custom relationship, be sure to append the '__r' after the custom"
                    + " relationship name. Please reference your WSDL or the describe call for the appropriate names.";

    private final List<Field> lookups;
    private final Field field;

    private FieldReader(List<Field> lookups, Field field) {
        this.lookups = List.copyOf(lookups);
        this.field = field;
    }

    /**
     * Looks a path up.
     *
     * @param alias what the query calls the object
     * @throws SoqlException {@code INVALID_FIELD}
     */
    public static FieldReader of(Path path, SObject object, Optional<String> alias, OrgSchema schema, SoqlText text) {
        List<String> steps = path.steps();
        String first = steps.get(0);
        boolean named = steps.size() > 1
                && (alias.filter(first::equalsIgnoreCase).isPresent()
                        || (first.equalsIgnoreCase(object.name())
                                && object.lookup(first).isEmpty()));
        List<String> rest = named ? steps.subList(1, steps.size()) : steps;
        if (rest.size() > MAX_STEPS + 1) {
            throw text.refused(
                    "INVALID_FIELD", path.at(), "more than " + MAX_STEPS + " relationships in field path " + path);
        }
        List<Field> lookups = new ArrayList<>();
        List<SObject> at = List.of(object);
        for (String relationship : rest.subList(0, rest.size() - 1)) {
            Field lookup = lookup(at, relationship)
                    .orElseThrow(() -> text.refused(
                            "INVALID_FIELD",
                            path.at(),
                            "Didn't understand relationship '" + relationship + "' in field path." + RELATION_HINT));
            lookups.add(lookup);
            at = lookup.referenceTo().stream()
                    .flatMap(target -> schema.object(target).stream())
                    .toList();
        }
        String last = rest.get(rest.size() - 1);
        @Nullable Field found = null;
        for (SObject target : at) {
            found = target.field(last)
                    .orElseThrow(() -> text.refused(
                            "INVALID_FIELD",
                            path.at(),
                            "No such column '" + last + "' on entity '" + target.name() + "'." + FIELD_HINT));
        }
        return new FieldReader(lookups, requireNonNull(found, "a lookup without targets"));
    }

    private static Optional<Field> lookup(List<SObject> objects, String relationship) {
        Optional<Field> found = Optional.empty();
        for (SObject object : objects) {
            found = object.lookup(relationship);
            if (found.isEmpty()) {
                return found;
            }
        }
        return found;
    }

    /** The field at the end of the path. */
    public Field field() {
        return field;
    }

    /** The lookups on the way, the nearest first. */
    public List<Field> lookups() {
        return lookups;
    }

    /** The value; null where it is empty or nothing is on the way. */
    public @Nullable Object value(Row row, Function<String, Optional<Row>> rows) {
        Row at = row;
        for (Field lookup : lookups) {
            Row next =
                    at.get(lookup.name()) instanceof String id ? rows.apply(id).orElse(null) : null;
            if (next == null) {
                return null;
            }
            at = next;
        }
        return at.get(field.name());
    }
}

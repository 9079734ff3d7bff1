package org.crmlink.paper.server;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What an entity is like. Immutable.
 *
 * @param operations the operations that its maker offers, separated by blanks
 * @param checks operation:kind of version check, separated by blanks
 * @param ids who makes ids: client or server
 * @param repeatable what makes a create repeatable: client-id, external-id or none
 * @param paths how changes are told: token, watermark
 * @param alternateKey a field whose values are unique, or an empty text
 */
record Shape(
        String name,
        String label,
        boolean intersect,
        String nameField,
        String operations,
        String checks,
        String ids,
        String repeatable,
        String paths,
        String alternateKey,
        List<Column> columns) {

    Optional<Column> column(String field) {
        return columns.stream().filter(column -> column.name().equals(field)).findFirst();
    }

    Shape with(Column more) {
        List<Column> all = new ArrayList<>(columns);
        all.add(more);
        return new Shape(
                name, label, intersect, nameField, operations, checks, ids, repeatable, paths, alternateKey, all);
    }
}

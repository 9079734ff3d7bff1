package org.crmlink.toolkit.odata;

import org.crmlink.toolkit.json.UndecodableCellException;
import org.jspecify.annotations.Nullable;

/** Makes the final value of a cell that needs more than its own JSON: the row's id, or an annotation. Immutable. */
@FunctionalInterface
public interface CellFinisher {

    /**
     * @param id the row's id
     * @param decoded what the column's decoder made; null if the cell was null
     * @param annotation the text of the column's annotation, or null if it did not come
     */
    @Nullable
    Object finish(String id, @Nullable Object decoded, @Nullable String annotation) throws UndecodableCellException;
}

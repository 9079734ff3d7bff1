package org.crmlink.toolkit.json;

import com.fasterxml.jackson.core.JsonParser;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Reads one cell. Immutable; one decoder serves all rows of a column. */
@FunctionalInterface
public interface CellDecoder {

    /**
     * Reads the value that the parser stands on, which is a scalar and not null, and leaves the parser there.
     *
     * @return the value in the field type's Java type, or null
     * @throws UndecodableCellException if it is not of the type; the row becomes unreadable, others go on
     */
    @Nullable
    Object decode(JsonParser parser) throws IOException, UndecodableCellException;
}

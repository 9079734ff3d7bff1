package org.crmlink.sandbox.data;

import java.io.Closeable;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Records of a file, one after the other, in whatever format. */
public interface RecordSource extends Closeable {

    /**
     * One record.
     *
     * @param values texts by the file's column names, without empty ones
     * @param referenceId the name by which other records of an sObject tree refer to it, or null
     * @param fault what is wrong with the record as such, or null
     */
    record Entry(
            Map<String, String> values,
            @Nullable String referenceId,
            @Nullable String fault) {}

    /** The columns that are known before any record; empty where only the records name them. */
    List<String> header();

    /** The next record, or null after the last. */
    @Nullable
    Entry next() throws IOException;
}

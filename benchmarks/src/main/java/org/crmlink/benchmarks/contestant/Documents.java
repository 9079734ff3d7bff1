package org.crmlink.benchmarks.contestant;

import java.util.ArrayList;
import java.util.List;
import org.crmlink.benchmarks.data.ByteSink;
import org.crmlink.benchmarks.data.Selection;

/** Whole answers in memory, for decoders alone: the same records in the shape of each backend, in pages of 2,000. Stateless. */
public final class Documents {

    /** What Salesforce gives at most; the same for all, so that every decoder has equal pages. */
    public static final int PAGE = 2_000;

    private Documents() {}

    /** The pages of a list as the Dynamics Web API writes them. */
    public static List<byte[]> odata(int rows) {
        Selection selection = Selection.stored(Table.ENTITY);
        List<byte[]> pages = new ArrayList<>();
        for (int from = 0; from < rows; from += PAGE) {
            ByteSink out = new ByteSink(PAGE * 900);
            out.put("{\"@odata.context\":\"https://org.example.com/api/data/v9.2/$metadata#accounts("
                    + Table.ENTITY.select() + ")\",\"value\":[");
            for (int row = from; row < Math.min(rows, from + PAGE); row++) {
                if (row > from) {
                    out.put(',');
                }
                selection.record(out, row, 0);
            }
            pages.add(out.put("]}").toBytes());
        }
        return pages;
    }

    /** The pages of a query's answer as Salesforce writes them. */
    public static List<byte[]> salesforce(int rows) {
        Selection selection = Selection.stored(Table.ENTITY);
        List<byte[]> pages = new ArrayList<>();
        for (int from = 0; from < rows; from += PAGE) {
            ByteSink out = new ByteSink(PAGE * 900);
            out.put("{\"totalSize\":")
                    .put(rows)
                    .put(",\"done\":false,\"nextRecordsUrl\":\"/services/data/v60.0/query/01g-2000\",\"records\":[");
            for (int row = from; row < Math.min(rows, from + PAGE); row++) {
                if (row > from) {
                    out.put(',');
                }
                selection.salesforceRecord(out, row);
            }
            pages.add(out.put("]}").toBytes());
        }
        return pages;
    }
}

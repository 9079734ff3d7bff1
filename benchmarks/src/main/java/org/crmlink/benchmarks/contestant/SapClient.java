package org.crmlink.benchmarks.contestant;

import com.sap.cloud.sdk.cloudplatform.connectivity.DefaultHttpDestination;
import com.sap.cloud.sdk.cloudplatform.connectivity.HttpClientAccessor;
import com.sap.cloud.sdk.datamodel.odata.client.ODataProtocol;
import com.sap.cloud.sdk.datamodel.odata.client.request.ODataRequestRead;
import com.sap.cloud.sdk.datamodel.odata.client.request.ODataRequestResultGeneric;
import java.util.Map;
import org.apache.http.client.HttpClient;
import org.crmlink.benchmarks.data.Property;

/** The OData client of the SAP Cloud SDK reads all pages, and the typical program's insert writes them. */
final class SapClient implements Contestant {

    @Override
    public Outcome run(Job job) throws Exception {
        long start = System.nanoTime();
        HttpClient http = HttpClientAccessor.getHttpClient(
                DefaultHttpDestination.builder(job.url()).build());
        ODataRequestRead read = new ODataRequestRead(
                "/api/data/v9.2", Table.ENTITY.set(), "$select=" + Table.ENTITY.select(), ODataProtocol.V4);
        read.addHeader("Prefer", "odata.include-annotations=\"" + Property.TARGET + "\"");
        long rows;
        try (BatchInsert insert = new BatchInsert(job.database())) {
            ODataRequestResultGeneric page = read.execute(http);
            while (true) {
                for (Map<String, Object> row : page.asListOfMaps()) {
                    MapRow.insert(insert, row);
                }
                if (page.getNextLink().isEmpty()) {
                    break;
                }
                page = page.tryGetNextPage().get();
            }
            insert.flush();
            rows = insert.rows();
        }
        return Outcome.of(rows, System.nanoTime() - start, Fingerprint.of(job.database()));
    }
}

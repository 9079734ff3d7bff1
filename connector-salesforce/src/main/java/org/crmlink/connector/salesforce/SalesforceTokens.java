package org.crmlink.connector.salesforce;

import org.crmlink.sdk.ConnectorException;
import org.crmlink.sdk.SyncToken;
import org.crmlink.sdk.change.ChangeQuery;
import org.crmlink.sdk.metadata.ChangePath;
import org.crmlink.toolkit.rest.SyncTokenFormat;

/** Reads and writes sync tokens: a {@link Watermark} in the toolkit's format [CHG-5]. No host and no secret is in it. Stateless. */
final class SalesforceTokens {

    private static final String NONE = "none";
    private static final SyncTokenFormat FORMAT = new SyncTokenFormat("salesforce", 1);

    private SalesforceTokens() {}

    static SyncToken write(ChangeQuery query, Watermark mark) {
        return FORMAT.write(query, query.path() == ChangePath.Tracking.NONE ? NONE : mark.text());
    }

    static Watermark read(ChangeQuery query, SyncToken token) {
        String content = FORMAT.read(query, token);
        if (query.path() == ChangePath.Tracking.NONE && content.equals(NONE)) {
            return Watermark.START;
        }
        try {
            return Watermark.parse(content);
        } catch (IllegalArgumentException e) {
            ConnectorException refused = FORMAT.refused(query, "it is damaged");
            throw refused.toBuilder().cause(e).build();
        }
    }
}

package org.crmlink.sandbox.dynamics;

import org.crmlink.sandbox.schema.Table;
import org.crmlink.sandbox.store.RecordId;

/** URLs in answers, always on the host that the client called. */
final class Links {

    private Links() {}

    static String row(Call call, Table table, RecordId id) {
        return call.root() + table.entitySetName() + "(" + id.text() + ")";
    }

    static String context(Call call, String fragment) {
        return call.root() + "$metadata#" + fragment;
    }

    /** The URL of this request with its query repeated as it was, and its position replaced. */
    static String continued(Call call, String name, String encodedValue) {
        StringBuilder url =
                new StringBuilder(call.request().origin()).append(call.request().path());
        char separator = '?';
        for (String pair : call.request().query().split("&", -1)) {
            String key = Percent.decode(pair.split("=", 2)[0], true);
            if (!pair.isEmpty() && !key.equals("$skiptoken") && !key.equals("$deltatoken")) {
                url.append(separator).append(pair);
                separator = '&';
            }
        }
        return url.append(separator)
                .append(name)
                .append('=')
                .append(encodedValue)
                .toString();
    }
}
